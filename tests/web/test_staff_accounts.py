"""Accounts of the staff chat: their file, the command that keeps it, and what is refused at the start."""

from __future__ import annotations

import base64
import io
import logging
import os
import stat
import time
from pathlib import Path
from typing import Any

import bcrypt
import pytest

from corpus.clause import WenceError
from index.settings import Settings
from web.__main__ import main
from web.security.staff import StaffFile, maintainers, parse, staff_of, warn_of_strangers
from web.staff_command import refused

PASSWORD = "回龙观-Staff-2026"


def hashed(password: str = PASSWORD) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    path = tmp_path / "staff.txt"
    path.write_text(f"# 科室\n张三:{hashed()}\nli4:{hashed('another-password')}\n", "utf-8")
    return path


# The file


@pytest.mark.parametrize(
    ("name", "password", "right"),
    [
        ("张三", PASSWORD, True),
        ("张三", "wrong", False),
        ("李四", PASSWORD, False),
        ("LI4", "another-password", False),
        ("li4", "another-password", True),
        ("", "", False),
        ("张三", PASSWORD + "x" * 80, False),
        ("张三", "\0", False),
    ],
    ids=["right", "wrong", "unknown", "case", "second", "empty", "long", "nul"],
)
def test_a_password_is_its_names(accounts: Path, name: str, password: str, right: bool) -> None:
    assert StaffFile(accounts).matches(name, password) is right


def test_what_htpasswd_writes_is_read() -> None:
    line = "li4:" + hashed().replace("$2b$", "$2y$")
    path = Path("staff.txt")
    assert set(parse(path, f"\ufeff{line}".removeprefix("\ufeff"))) == {"li4"}


def test_the_beginning_of_a_long_password_is_not_enough(tmp_path: Path) -> None:
    path = tmp_path / "staff.txt"
    path.write_text(f"li4:{hashed('a' * 72)}\n")
    assert StaffFile(path).matches("li4", "a" * 72)
    assert not StaffFile(path).matches("li4", "a" * 73)


def test_a_name_is_the_same_however_it_is_composed(tmp_path: Path) -> None:
    path = tmp_path / "staff.txt"
    path.write_text(f"e\u0301va:{hashed()}\n", "utf-8")
    assert StaffFile(path).matches("\u00e9va", PASSWORD)


def test_an_unknown_name_costs_a_check_too(tmp_path: Path) -> None:
    path = tmp_path / "staff.txt"
    path.write_text("li4:" + bcrypt.hashpw(b"x", bcrypt.gensalt(10)).decode() + "\n")
    file = StaffFile(path)
    started = time.process_time()
    file.matches("li4", "y")
    known = time.process_time() - started
    started = time.process_time()
    file.matches("nobody", "y")
    assert time.process_time() - started > known / 2


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "没有账号"),
        ("# nobody\n", "没有账号"),
        ("a:b\n", "第 1 行"),
        (f"# x\n\na:{'$apr1$x$y'}\n", "第 3 行"),
        (f":{'$2b$04$' + 'a' * 53}\n", "第 1 行"),
        (f"a:$2b$31${'a' * 53}\n", "第 1 行"),
        (f"a:$2b$04${'a' * 53}\na:$2b$04${'b' * 53}\n", "第 2 行"),
    ],
    ids=["empty", "comment", "plain", "md5", "no-name", "cost", "twice"],
)
def test_a_broken_file_is_said_at_the_start(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "staff.txt"
    path.write_text(text, "utf-8")
    with pytest.raises(WenceError, match=named) as raised:
        StaffFile(path)
    assert str(path) in str(raised.value)


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(WenceError, match="python -m web staff add"):
        StaffFile(tmp_path / "none")


def test_a_changed_file_is_read_again_and_a_broken_one_is_not(accounts: Path, caplog: pytest.LogCaptureFixture) -> None:
    file = StaffFile(accounts)
    accounts.write_text("broken\n", "utf-8")
    with caplog.at_level(logging.ERROR):
        assert file.matches("张三", PASSWORD)
        assert file.matches("张三", PASSWORD)
    assert len(caplog.records) == 1
    accounts.write_text(f"新人:{hashed()}\n", "utf-8")
    assert not file.matches("张三", PASSWORD)
    assert file.matches("新人", PASSWORD)
    accounts.write_text("", "utf-8")  # the last account may be taken away
    assert not file.matches("新人", PASSWORD)


# What is refused at the start


@pytest.mark.parametrize(("host", "origins", "exposed"), [
    ("127.0.0.1", "", False), ("127.8.8.8", "", False), ("::1", "", False), ("localhost", "", False), ("LOCALHOST.", "", False),
    ("0.0.0.0", "", True), ("::", "", True), ("10.0.0.1", "", True), ("example.gov.cn", "", True), ("localhost.example.cn", "", True),
    ("127.0.0.1", "http://localhost:8080 http://[::1]:81", False), ("127.0.0.1", "http://127.0.0.1:8,https://a.gov.cn", True),
    ("127.0.0.1", "nonsense", True), ("127.0.0.1", "http://[", True),
])  # fmt: skip
def test_what_is_exposed(host: str, origins: str, exposed: bool) -> None:
    assert Settings(host=host, origins=origins).exposed is exposed


@pytest.mark.parametrize(("settings", "named"), [
    ({"host": "0.0.0.0"}, ("WENCE_STAFF_FILE", "python -m web staff add", "WENCE_SSO_HEADER", "WENCE_TRUSTED_PROXIES", "WENCE_CHAT=false")),
    ({"origins": "https://a.gov.cn"}, ("WENCE_CHAT=false",)),
    ({"sso_header": "X-User"}, ("WENCE_TRUSTED_PROXIES",)),
    ({"sso_header": "X User", "trusted_proxies": "::1"}, ("WENCE_SSO_HEADER",)),
    ({"sso_header": "X-User", "trusted_proxies": "proxy"}, ("WENCE_TRUSTED_PROXIES",)),
    ({"sso_header": "X-User", "trusted_proxies": "::1", "staff_file": Path("x")}, ("WENCE_SSO_HEADER", "WENCE_STAFF_FILE")),
], ids=["address", "origin", "no-proxy", "header", "proxy", "both"])  # fmt: skip
def test_an_open_chat_is_refused(settings: dict[str, Any], named: tuple[str, ...]) -> None:
    with pytest.raises(WenceError) as raised:
        staff_of(Settings(**settings))
    assert [name for name in named if name not in str(raised.value)] == []
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("settings", [{}, {"host": "0.0.0.0", "chat": False}], ids=["own machine", "no chat"])
def test_nobody_needs_to_sign_in(settings: dict[str, Any]) -> None:
    assert staff_of(Settings(**settings)) is None


# The command


def typed(monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(line + "\n"))


def test_accounts_by_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new" / "staff.txt"
    for name in ("张三", "li4"):
        typed(monkeypatch, PASSWORD)
        assert main(["staff", "add", name, "--file", str(path)]) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("# 甲科\n" + path.read_text("utf-8"), "utf-8")
    before = path.read_text("utf-8").splitlines()
    typed(monkeypatch, "a-newer-password")
    assert main(["staff", "add", "li4", "--file", str(path)]) == 0
    assert path.read_text("utf-8").splitlines()[:2] == before[:2]
    assert StaffFile(path).matches("li4", "a-newer-password")
    assert main(["staff", "remove", "张三", "--file", str(path)]) == 0
    capsys.readouterr()
    monkeypatch.setenv("WENCE_STAFF_FILE", str(path))
    assert main(["staff", "list"]) == 0
    assert capsys.readouterr().out == "li4\n"
    assert path.read_text("utf-8").startswith("# 甲科\n")
    assert os.listdir(path.parent) == ["staff.txt"]  # noqa: PTH208


@pytest.mark.parametrize("arguments", [["add", "a:b"], ["add", "#x"], ["remove", "nobody"], ["add", "li4"]])
def test_what_the_command_cannot_do_is_said(
    arguments: list[str], accounts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "short")
    before = accounts.read_bytes()
    assert main(["staff", *arguments, "--file", str(accounts)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert accounts.read_bytes() == before


@pytest.mark.parametrize(("password", "good"), [
    (PASSWORD, True), ("short-one", False), ("x" * 73, False), ("密" * 25, False), ("1234567890", False), ("aaaaaaaaaaaa", False),
    ("Password123", False), ("li4-is-my-name", False), ("tab\tin-the-middle", False), ("", False), ("qwertyuiopas", False),
    (base64.b64encode(b"0123456789abcdef").decode(), True),
])  # fmt: skip
def test_which_passwords_will_do(password: str, good: bool) -> None:
    assert (refused("li4", password) is None) is good


# Maintainers


@pytest.mark.parametrize(("written", "found"), [
    ("", set()), ("张三", {"张三"}), ("张三, li4", {"张三", "li4"}), ("张三，li4、王五；赵六\t孙七", {"张三", "li4", "王五", "赵六", "孙七"}),
    ("e\u0301va", {"\u00e9va"}), (" , ", set()), ("Li4", {"Li4"}), ("li4@xt.gov.cn", {"li4@xt.gov.cn"}),
])  # fmt: skip
def test_who_maintains(written: str, found: set[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENCE_MAINTAINERS", written)
    assert maintainers(Settings.read()) == found


def test_a_maintainer_without_an_account_is_warned_of(accounts: Path, caplog: pytest.LogCaptureFixture) -> None:
    warn_of_strangers(frozenset({"张三", "李四"}), StaffFile(accounts))
    (said,) = caplog.records
    assert said.levelno == logging.WARNING
    assert "“李四”" in said.getMessage()
    assert "张三" not in said.getMessage()
    caplog.clear()
    warn_of_strangers(frozenset({"张三", "li4"}), StaffFile(accounts))
    warn_of_strangers(frozenset({"李四"}), None)
    warn_of_strangers(frozenset({"李四"}), staff_of(Settings(sso_header="X-User", trusted_proxies="10.0.0.1")))
    assert caplog.records == []


def test_the_list_marks_maintainers(
    accounts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WENCE_MAINTAINERS", "li4，李四")
    assert main(["staff", "list", "--file", str(accounts)]) == 0
    assert capsys.readouterr().out == "张三\nli4  维护员 maintainer\n"
