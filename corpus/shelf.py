"""The notices that were added beside the first one: a folder each, whole or not there at all.

A folder is written under a name that begins with a dot and renamed when it is whole; the one that it takes the place of
is renamed away first and removed last. What a process that was killed in between has left behind is put right by the
next one that looks.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.clause import NoticeError
from corpus.parse import HOME, NOTICES

__all__ = ["HOME", "ID", "check_id", "folders", "place", "remove"]

ID = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]", re.ASCII)
_OLD, _NEW, _GONE = ".old-", ".new-", ".gone-"
_PATIENCE_S = 10.0


def folders(home: Path) -> list[Path]:
    """The whole folders in `home`, sorted by id; [] where there is no such directory.

    Whole means that both source.txt and notice.toml are there and that the name is an id.
    """
    if not home.is_dir():
        return []
    there = list(home.iterdir())
    if any(path.name.startswith((_OLD, _NEW, _GONE)) for path in there):
        try:
            with _locked(home):  # an update that is under way ends first; one that was killed is put right
                there = list(home.iterdir())
        except NoticeError:
            there = list(home.iterdir())  # a folder that may not be written to is read as it is
    return sorted(path for path in there if ID.fullmatch(path.name) and _whole(path))


def check_id(name: str, home: Path, *, new: bool = True) -> Path:
    """The folder of a notice by its id. Raises NoticeError for an id that is none, or is taken (new) or unknown."""
    if not ID.fullmatch(name):
        raise NoticeError(
            f"编号“{name}”不能用。请用 3 至 40 个小写英文字母、数字和连字符，如 zhuanli-2018，首尾不用连字符。"
            " / An id has 3 to 40 lower-case letters, digits and hyphens."
        )
    if (NOTICES / name).is_dir() or name in ("page", "text"):
        raise NoticeError(f"编号“{name}”是程序自带的。请换一个编号。 / The id is the program's own: use another.")
    path = home / name
    if new and path.exists():
        raise NoticeError(
            f"编号“{name}”已有公告。更新用 python -m corpus update，或换一个编号。 / The id is taken: update it, or use another."
        )
    if not new and not _whole(path):
        known = "、".join(folder.name for folder in folders(home)) or "无"
        raise NoticeError(
            f"没有编号为“{name}”的公告。已添加的有：{known}。请用 python -m corpus notices 查看。 / No such notice was added."
        )
    return path


def place(home: Path, name: str, fill: Callable[[Path], None], *, replacing: bool = False) -> Path:
    """The folder `name`, filled by `fill` while it is invisible. `fill` raising leaves everything as it was.

    Raises NoticeError where the folder cannot be written, and what `fill` raises.
    """
    target = check_id(name, home, new=not replacing)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with _locked(home):
            check_id(name, home, new=not replacing)  # nobody else was quicker
            building = Path(tempfile.mkdtemp(prefix=_NEW, dir=home))
            try:
                fill(building)
                _settle(building)
                if replacing:
                    target.rename(home / f"{_OLD}{name}")
                building.rename(target)
            finally:
                shutil.rmtree(building, ignore_errors=True)
            shutil.rmtree(home / f"{_OLD}{name}", ignore_errors=True)
    except OSError as error:
        raise _cannot_write(home, error) from error
    return target


def remove(home: Path, name: str) -> None:
    """Take a folder away, in one step for whoever reads. Raises NoticeError."""
    path = check_id(name, home, new=False)
    try:
        with _locked(home):
            gone = Path(tempfile.mkdtemp(prefix=_GONE, dir=home))
            path.rename(gone / name)
            shutil.rmtree(gone)
    except OSError as error:
        raise _cannot_write(home, error) from error


def _whole(path: Path) -> bool:
    return all((path / name).is_file() for name in ("notice.toml", "source.txt"))


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """The folder to oneself, and tidy. Raises NoticeError where somebody else holds it for long, or it is read-only."""
    try:
        with FileLock(home / ".lock", timeout=_PATIENCE_S):
            _tidy(home)
            yield
    except Timeout as error:
        raise NoticeError(
            f"另一个进程正在改动 {home}，等了 {_PATIENCE_S:.0f} 秒。请稍后再试。 / Another process is changing it: try again later."
        ) from error
    except OSError as error:
        raise _cannot_write(home, error) from error


def _tidy(home: Path) -> None:
    """What was left by a process that was killed: a notice renamed away without its successor comes back."""
    for path in home.iterdir():
        if path.name.startswith(_OLD):
            name = path.name.removeprefix(_OLD)
            if _whole(home / name):
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.rename(home / name)
        elif path.name.startswith((_NEW, _GONE)):
            shutil.rmtree(path, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Every file on the disk before the folder gets its name. A temporary folder is its owner's alone: others read."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _cannot_write(home: Path, error: OSError) -> NoticeError:
    return NoticeError(
        f"写不了 {home}（{error.strerror or error}）。请检查磁盘空间和权限，或用 WENCE_NOTICES_DIR 指定别的文件夹。"
        " / Cannot write there: check space and permissions, or set WENCE_NOTICES_DIR."
    )
