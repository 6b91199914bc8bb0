"""python -m web staff add NAME | remove NAME | list: the accounts of the staff chat, one line each in a file."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import bcrypt

from corpus.clause import WenceError
from index.settings import Settings
from web.security import staff

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

MIN_PASSWORD = 10  # characters
MIN_DIFFERENT = 5  # characters of a password that are not the same
# Of ten characters and more, among the most used; shorter ones are refused anyway.
_COMMON = (
    "password12 password123 password1234 passw0rd123 p@ssw0rd123 administrator admin12345 admin123456 admin@12345 "
    "qwerty1234 qwerty12345 qwerty123456 qwertyuiop asdfghjkl; asdfghjkl1 zxcvbnm123 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4t5 "
    "1qaz2wsx3edc 1qaz@wsx3edc 1qazxsw23edc abc1234567 abcd123456 abc123456789 a123456789 aa12345678 aa123456789 "
    "a1234567890 woaini1314 woaini520 woaini1314520 5201314520 1314520520 iloveyou123 letmein123 welcome123 changeme123 "
    "1234567890 0123456789 12345678910 1234554321 9876543210 0987654321 147258369 1472583690 1123581321 wence12345 "
    "wence123456 gongwuyuan zhengfu123 hunan12345 xintian123 xintian12345 xintianxian"
)
COMMON = frozenset(_COMMON.split())
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopasdfghjklzxcvbnm", "一二三四五六七八九十")


class CommandError(WenceError):
    """An account cannot be added or removed."""


def add(commands: Commands) -> None:
    """Add `staff` with its own commands to those of python -m web."""
    parser = commands.add_parser("staff", help="工作人员账号 accounts of the staff chat")
    verbs = parser.add_subparsers(required=True, metavar="add|remove|list")
    for name, run, text in (
        ("add", _add, "添加账号或改密码 add an account, or change its password"),
        ("remove", _remove, "删除账号 remove an account"),
        ("list", _list, "列出账号 list the accounts"),
    ):
        verb = verbs.add_parser(name, help=text)
        if name != "list":
            verb.add_argument("name", help="用户名 the user name")
        verb.add_argument("--file", type=Path, help="账号文件，默认取 WENCE_STAFF_FILE the file of accounts")
        verb.set_defaults(run=run)


def refused(name: str, password: str) -> str | None:
    """A sentence that says why `password` will not do for `name`; None where it will."""
    plain = staff.normal(password)
    if len(plain) < MIN_PASSWORD:
        return f"密码至少要 {MIN_PASSWORD} 个字符。 A password has at least {MIN_PASSWORD} characters."
    if len(plain.encode()) > staff.MAX_PASSWORD_BYTES:
        return (
            f"密码不能超过 {staff.MAX_PASSWORD_BYTES} 字节（约 {staff.MAX_PASSWORD_BYTES // 3} 个汉字）。 "
            f"A password has at most {staff.MAX_PASSWORD_BYTES} bytes of UTF-8."
        )
    if not plain.isprintable():
        return "密码里不能有控制字符。 A password has no control characters."
    low = plain.casefold()
    if (
        low in COMMON
        or len(set(low)) < MIN_DIFFERENT
        or any(low in (run + run) or low in (run + run)[::-1] for run in _RUNS)
    ):
        return "这个密码太常见，请换一个不易猜到的。 This password is too common."
    if len(name) >= 3 and name.casefold() in low:
        return "密码里不能包含用户名。 A password does not contain the user name."
    return None


def _add(options: argparse.Namespace) -> None:
    path, name = _path(options.file), staff.normal(options.name.strip())
    if wrong := staff.wrong_name(name):
        raise CommandError(f"{wrong} This user name cannot be used.")
    text = staff.read(path) if path.exists() else ""
    known = name in staff.parse(path, text)
    password = _password(name)
    if wrong := refused(name, password):
        raise CommandError(wrong)
    hashed = bcrypt.hashpw(staff.normal(password).encode(), bcrypt.gensalt(staff.COST)).decode()
    lines = text.splitlines()
    entry = f"{name}:{hashed}"
    _write(path, [entry if _named(line, name) else line for line in lines] if known else [*lines, entry])
    print(f"已更改“{name}”的密码。 The password is changed." if known else f"已添加“{name}”。 The account is added.")


def _remove(options: argparse.Namespace) -> None:
    path, name = _path(options.file), staff.normal(options.name.strip())
    text = staff.read(path)
    if name not in staff.parse(path, text):
        raise CommandError(f"{path} 里没有“{name}”，请用 list 查看。 There is no such account; see list.")
    _write(path, [line for line in text.splitlines() if not _named(line, name)])
    print(f"已删除“{name}”，其登录随即失效。 The account is removed, and its sessions with it.")


def _list(options: argparse.Namespace) -> None:
    path = _path(options.file)
    maintaining = staff.maintainers(Settings.read())
    for name in staff.parse(path, staff.read(path)):
        print(f"{name}  维护员 maintainer" if name in maintaining else name)


def _path(given: Path | None) -> Path:
    found = given or Settings.read().staff_file
    if found is None:
        raise CommandError(
            "请用 --file 指明账号文件，或设置 WENCE_STAFF_FILE。 Give the file with --file, or set WENCE_STAFF_FILE."
        )
    return found.resolve()  # a link is kept: what it leads to is written


def _password(name: str) -> str:
    """Asked for twice at a terminal; else one line of the standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"“{name}”的新密码 New password: ")
    if wrong := refused(name, first):
        raise CommandError(wrong)
    if getpass.getpass("请再输入一次 Again: ") != first:
        raise CommandError("两次输入的密码不一样，请重来。 The two passwords differ.")
    return first


def _named(line: str, name: str) -> bool:
    return not line.startswith("#") and staff.normal(line.partition(":")[0].strip()) == name


def _write(path: Path, lines: list[str]) -> None:
    """Whole or not at all, readable by the owner alone; the owner of a file that was there before stays its owner."""
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # of mode 0600
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 (a descriptor)
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            before = path.stat()
            with contextlib.suppress(PermissionError):
                os.chown(temporary, before.st_uid, before.st_gid)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise CommandError(f"写不了 {path}（{error.strerror}），请检查权限。 {path} cannot be written.") from error
