"""An index folder of one machine: built beside, proven, and then moved into place in one step.

index_dir holds a folder for each manifest, named by its key. Whole is what has a manifest, unchanged vector files and an
answer to its probe; all else that bears our names is built anew, and what bears none is left alone. Names that begin with
.wence- are of folders that are on their way in or out: none is ever opened, and the next build clears them.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.clause import WenceError
from index import in_use, sums
from index import manifest as manifests
from index.contents import Contents
from index.store import Store, StoreError

LOCK, DATABASE = "build.lock", "chroma.sqlite3"
BUILDING, LEAVING = ".wence-building-", ".wence-gone-"
TOLD_S = 2.0  # of waiting for another process until it is said why
_OURS = re.compile(
    r"manifest\.json|files\.json|in-use|chroma\.sqlite3(-wal|-shm|-journal)?|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
_log = logging.getLogger("wence")


class DamageError(StoreError):
    """There is an index, and it is not whole."""


def opened(index_dir: Path, contents: Contents, exact_limit: int) -> Store:
    """The store of these contents, built first where there is none that is whole. Raises StoreError."""
    home = index_dir / contents.manifest.key
    try:
        with suppress(DamageError):  # looked at again under the lock: it may be on its way in
            if home.is_dir():
                store = _whole(home, contents, exact_limit)
                _clear_if_idle(index_dir)
                return store
        index_dir.mkdir(parents=True, exist_ok=True)
        with _alone(index_dir):
            _clear(index_dir)
            store = _again(home, contents, exact_limit) or _built(home, contents, exact_limit)
            _remove_older(index_dir, contents)  # only now, when the new one has answered its probe
            return store
    except OSError as error:
        raise StoreError(
            f"索引不能写入 {index_dir}：{error.strerror or error}。请检查磁盘空间和权限，或用 WENCE_INDEX_DIR 指定别处。"
            " / The index cannot be written; check space and permissions, or set WENCE_INDEX_DIR."
        ) from error


def _again(home: Path, contents: Contents, exact_limit: int) -> Store | None:
    """The whole store under the lock. One that is damaged is told of; one that is none of ours raises StoreError."""
    if not os.path.lexists(home):
        return None
    try:
        return _whole(home, contents, exact_limit)
    except DamageError as error:
        _refuse_what_is_not_ours(home)
        _log.warning("索引 %s 不完整，将重建。 The index is damaged and built anew: %s", home, error)
        return None


def _whole(home: Path, contents: Contents, exact_limit: int) -> Store:
    """The store of a folder, opened and probed. Raises DamageError for one that is not whole."""
    if manifests.read(home) != contents.manifest:
        raise DamageError("清单缺失、受损或属于别的版本。 Its manifest is missing, damaged or of another version.")
    changed = sums.changed(home)
    if changed:
        raise DamageError(f"文件受损：{'、'.join(changed)}。 Files have changed.")
    if not (home / DATABASE).is_file():
        raise DamageError(f"缺少 {DATABASE}。 It is missing.")
    if not all(os.access(path, os.W_OK) for path in (home, home / DATABASE)):
        return _copied(home, contents, exact_limit)
    store = _store(home, contents, exact_limit)
    faults = contents.faults(store)
    if faults:
        store.close()
        raise DamageError(faults[0])
    if not store.exact:
        store.let_go = in_use.hold(home, store)
    return store


def _store(home: Path, contents: Contents, exact_limit: int) -> Store:
    """A folder's store, not probed yet. Raises DamageError where it cannot be opened."""
    for tries in range(3, -1, -1):
        try:
            return Store(home, contents.embeddings, exact_limit)
        except StoreError as error:
            if not tries or "locked" not in str(error):  # another process opens it at this moment
                raise DamageError(str(error.__cause__ or error)) from error
            time.sleep(0.5)
    raise AssertionError


def _copied(home: Path, contents: Contents, exact_limit: int) -> Store:
    """The store of a folder that may only be read. Chroma writes to what it opens: a copy is opened, and gone as soon as the
    vectors are in memory."""
    if contents.manifest.count > exact_limit:
        raise StoreError(
            f"索引 {home} 只读，而片段（{contents.manifest.count}）多于 WENCE_EXACT_LIMIT，须能写入才能检索。请用 WENCE_INDEX_DIR "
            "指定可写的文件夹，或调高 WENCE_EXACT_LIMIT。 / The index is read-only and too large to be held in memory: set "
            "WENCE_INDEX_DIR to a folder that can be written, or raise WENCE_EXACT_LIMIT."
        )
    with tempfile.TemporaryDirectory(prefix="wence-index-") as temporary:
        copy = Path(temporary) / home.name
        shutil.copytree(home, copy, copy_function=shutil.copyfile)
        copy.chmod(0o700)
        with closing(_store(copy, contents, exact_limit)) as store:
            faults = contents.faults(store)
    if faults:
        raise DamageError(faults[0])
    return store


def _built(home: Path, contents: Contents, exact_limit: int) -> Store:
    """Built beside and proven there; what stood in its place is moved out, and gone once the new one answers."""
    beside = Path(tempfile.mkdtemp(prefix=BUILDING, dir=home.parent))
    try:
        _fill(beside, contents)
        if os.path.lexists(home):
            home.replace(_leaving(home))
        beside.replace(home)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    try:
        return _whole(home, contents, exact_limit)
    except DamageError as error:
        raise _not_kept(error) from error


def _fill(beside: Path, contents: Contents) -> None:
    """An index in an empty folder, proven by a store that was opened for it alone. The manifest comes last."""
    vectors = contents.vectors()
    try:
        with closing(Store(beside, contents.embeddings, 0)) as store:
            store.add(contents.passages, vectors, contents.facets)
        sums.write(beside)
        (beside / in_use.FILE).touch()
        with closing(Store(beside, contents.embeddings, contents.manifest.count)) as store:
            faults = contents.faults(store)
        contents.manifest.write(beside)
    except OSError:
        raise
    except Exception as error:  # chromadb's own, SQLite's and Rust's
        if isinstance(error, WenceError) and not isinstance(error, StoreError):
            raise
        raise StoreError(
            f"索引不能写入 {beside.parent}：{error.__cause__ or error}。请检查磁盘空间，或用 WENCE_INDEX_DIR 指定别处。"
            " / The index cannot be written; check the space on the disk, or set WENCE_INDEX_DIR."
        ) from error
    if faults:
        raise _not_kept(faults[0])


def _not_kept(why: object) -> StoreError:
    return StoreError(
        f"刚建立的索引没有通过检验：{why} 请检查磁盘和 WENCE_EMBEDDING_MODEL 后重试。"
        " / The new index did not pass its probe; check the disk and WENCE_EMBEDDING_MODEL, and try again."
    )


def _refuse_what_is_not_ours(home: Path) -> None:
    strange = [home.name] if not home.is_dir() else [p.name for p in home.iterdir() if not _OURS.fullmatch(p.name)]
    if strange:
        raise StoreError(
            f"{home} 里有不属于索引的文件（{'、'.join(sorted(strange)[:3])}）。请把它们移走，或用 WENCE_INDEX_DIR 指定别处。"
            " / There are files in it that are not of an index: move them away, or set WENCE_INDEX_DIR."
        )


def _leaving(home: Path) -> Path:
    """A name for what is to go."""
    return Path(tempfile.mkdtemp(prefix=LEAVING, dir=home.parent)) / home.name


def _clear(index_dir: Path) -> None:
    """Remove what builds left that were killed: under the lock nobody else builds."""
    for left in index_dir.iterdir():
        if left.name.startswith((BUILDING, LEAVING)):
            shutil.rmtree(left, ignore_errors=True)


def _clear_if_idle(index_dir: Path) -> None:
    """The same, where nobody builds and there is something to remove."""
    if any(left.name.startswith((BUILDING, LEAVING)) for left in index_dir.iterdir()):
        with suppress(Timeout, OSError), FileLock(index_dir / LOCK, timeout=0):
            _clear(index_dir)


def _remove_older(index_dir: Path, contents: Contents) -> None:
    """Remove the other indexes of the same notice; one that a process still searches stays until the next build."""
    for old in index_dir.iterdir():
        held = manifests.read(old)
        if held is None or held.notice != contents.notice.id or old.name == contents.manifest.key:
            continue
        if in_use.unused(old):
            old.replace(_leaving(old))
    _clear(index_dir)


@contextmanager
def _alone(index_dir: Path) -> Iterator[None]:
    """One build at a time. The lock is the kernel's: it goes with the process that holds it."""
    lock = FileLock(index_dir / LOCK)
    try:
        lock.acquire(timeout=TOLD_S)
    except Timeout:
        _log.warning(
            "另一个进程正在 %s 建立索引，等它完成。 Another process is building there: waiting for it.", index_dir
        )
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
