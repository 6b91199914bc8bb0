"""Who may use the staff chat: accounts, sessions, single sign-on, the gate before every address of Gradio's."""

from __future__ import annotations

import asyncio
import base64
import io
import logging
import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from fastapi import FastAPI
from starlette.routing import Mount
from starlette.testclient import TestClient

from corpus.clause import WenceError
from index.settings import Settings
from tests.web.fakes import FakeAssistant
from web.__main__ import main
from web.chat import _SHUT, mount
from web.security.policies import SIGN_IN_POLICY
from web.security.sessions import COOKIE
from web.security.staff import PEER, SingleSignOn, StaffFile, parse, staff_of
from web.sign_in import OPEN, Door, Gate, _local
from web.staff_command import refused

PASSWORD = "回龙观-Staff-2026"
PAGE = {"accept": "text/html"}


def hashed(password: str = PASSWORD) -> str:
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


@pytest.fixture
def accounts(tmp_path: Path) -> Path:
    path = tmp_path / "staff.txt"
    path.write_text(f"# 科室\n张三:{hashed()}\nli4:{hashed('another-password')}\n", "utf-8")
    return path


@dataclass
class Counter:
    """A limiter that admits `most` and then asks for a wait."""

    most: int = 100
    hits: list[tuple[str, str]] = field(default_factory=list)

    async def hit(self, name: str, key: str) -> float | None:
        self.hits.append((name, key))
        return None if len(self.hits) <= self.most else 90.0


def served(door: Door) -> FastAPI:
    async def made() -> FastAPI:  # in a loop: Gradio else makes some of its own and leaves them open
        return mount(FastAPI(openapi_url=None), FakeAssistant(), None, lambda _: None, door)

    return asyncio.run(made())


@pytest.fixture
def limiter() -> Counter:
    return Counter()


@pytest.fixture
def app(accounts: Path, limiter: Counter) -> FastAPI:
    return served(Door(StaffFile(accounts), "k" * 32, limiter))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, follow_redirects=False) as client:
        yield client


def sign_in(client: TestClient, password: str = PASSWORD, **headers: str) -> Any:
    return client.post("/sign-in", data={"name": "张三", "password": password}, headers=headers)


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


# Sessions and the gate


def test_signing_in_and_out(client: TestClient) -> None:
    assert client.get("/", headers=PAGE).headers["location"] == "/sign-in"
    wrong = sign_in(client, "wrong")
    assert (wrong.status_code, COOKIE in wrong.cookies) == (401, False)
    right = sign_in(client)
    assert (right.status_code, right.headers["location"]) == (303, "/")
    cookie = right.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    page = client.get("/", headers=PAGE)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    copied = client.cookies[COOKIE]
    assert client.post("/sign-out").status_code == 303
    client.cookies.set(COOKIE, copied)
    assert client.get("/config").status_code == 401


@pytest.mark.parametrize("headers", [{"origin": "https://testserver"}], ids=["proxy"])
def test_the_cookie_is_secure_under_https(client: TestClient, headers: dict[str, str]) -> None:
    assert "secure" in sign_in(client, **headers).headers["set-cookie"].lower()


def test_a_new_password_ends_the_sessions(client: TestClient, accounts: Path) -> None:
    sign_in(client)
    assert client.get("/config").status_code == 200
    accounts.write_text(f"张三:{hashed('yet-another-one')}\n", "utf-8")
    assert client.get("/config").status_code == 401


@pytest.mark.parametrize("cookie", ["", "x", "WyJhIl0.x.y", "." * 3000], ids=["empty", "word", "forged", "dots"])
def test_a_forged_cookie_is_none(client: TestClient, cookie: str) -> None:
    assert client.get("/config", headers={"cookie": f"{COOKIE}={cookie}"}).status_code == 401


def addresses(routes: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of every route, within included routers too, with each parameter filled in."""
    for route in routes:
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if inner is not None and not hasattr(route, "methods"):
            yield from addresses(inner.routes, prefix)
        path = getattr(route, "path", None)
        for method in getattr(route, "methods", None) or ():
            yield method, prefix + "/".join("x" if part.startswith("{") else part for part in str(path).split("/"))


def chat_of(app: FastAPI) -> Any:
    last = app.router.routes[-1]
    assert isinstance(last, Mount)
    assert isinstance(last.app, Gate)
    return last.app.app


def test_no_address_of_the_chat_answers_without_a_session(app: FastAPI, client: TestClient) -> None:
    found = sorted(set(addresses(chat_of(app).routes)))
    paths = {path for _, path in found}
    assert paths >= {
        "/",
        "/config",
        "/theme.css",
        "/gradio_api/queue/join",
        "/gradio_api/queue/data",
        "/gradio_api/app_id",
    }
    answers = {(m, p): client.request(m, p).status_code for m, p in found if p not in (*OPEN, *_SHUT)}
    assert {key: status for key, status in answers.items() if status != 401} == {}
    assert client.get("/favicon.ico").status_code == 200
    assert [
        client.get(p).status_code for p in ("/assets/x.js", "/static/x", "/nowhere", "/gradio_api/file=/etc/passwd")
    ] == [401] * 4


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
    ids=["cross", "same-site", "origin", "null"],
)
def test_another_site_can_do_nothing(client: TestClient, headers: dict[str, str]) -> None:
    assert sign_in(client, **headers).status_code == 403
    sign_in(client)
    assert client.post("/gradio_api/queue/join", json={}, headers=headers).status_code == 403
    assert client.post("/sign-out", headers=headers).status_code == 403
    assert client.get("/config").status_code == 200


def test_attempts_are_limited(client: TestClient, limiter: Counter) -> None:
    limiter.most = 2
    assert [sign_in(client, "wrong").status_code for _ in range(2)] == [401, 401]
    refused_ = sign_in(client)
    assert (refused_.status_code, refused_.headers["retry-after"]) == (429, "90")
    assert "请在2 分钟后再试" in refused_.text
    assert limiter.hits[0] == ("sign_in", "testclient")


@pytest.mark.parametrize("body", [
    pytest.param({"content": b"x" * 5000, "headers": {"content-type": "application/x-www-form-urlencoded"}}, id="large"),
    pytest.param({"content": b"name=%FF&password=\xff", "headers": {"content-type": "application/x-www-form-urlencoded"}}, id="bytes"),
    pytest.param({"content": b"&".join([b"a=b"] * 50), "headers": {"content-type": "application/x-www-form-urlencoded"}}, id="many"),
    pytest.param({"json": {"name": "张三"}}, id="json"),
])  # fmt: skip
def test_what_is_no_form_is_said(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/sign-in", **body).status_code == 400


def test_the_page_says_nothing_of_others(client: TestClient) -> None:
    page = client.post("/sign-in", data={"name": '"><script>alert(1)</script>', "password": "p-secret"})
    assert "<script" not in page.text
    assert "p-secret" not in page.text
    assert page.headers["content-security-policy"] == SIGN_IN_POLICY
    assert "script-src" not in SIGN_IN_POLICY


@pytest.mark.parametrize(("wanted", "found"), [
    ("/?clause=1/2", "/?clause=1/2"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/"), ("", "/"),
    ("/\tx", "/"), ("/sign-in?next=/", "/"), ("/sign-out", "/"), ("javascript:alert(1)", "/"), ("/[", "/["), ("//[", "/"),
])  # fmt: skip
def test_one_is_led_on_within_the_service_alone(wanted: str, found: str) -> None:
    assert _local(wanted) == found


# Single sign-on


def scope(peer: tuple[str, int] | None, *values: str | bytes, **more: Any) -> dict[str, Any]:
    sent = [(b"x-remote-user", v.encode() if isinstance(v, str) else v) for v in values]
    return {"type": "http", "client": peer, "headers": sent, **more}


@pytest.mark.parametrize(("asked", "name"), [
    (scope(("10.1.2.3", 1), "张三"), "张三"), (scope(("::ffff:10.1.2.3", 1), "li4"), "li4"), (scope(("192.0.2.1", 1), "li4"), None),
    (scope(None, "li4"), None), (scope(("10.1.2.3", 1)), None), (scope(("10.1.2.3", 1), "a", "b"), None),
    (scope(("10.1.2.3", 1), "x" * 65), None), (scope(("10.1.2.3", 1), "a\tb"), None), (scope(("10.1.2.3", 1), b"\xff"), None),
    (scope(("10.1.2.3", 1), " "), None),
    (scope(("10.1.2.3", 1), "li4", **{PEER: ("192.0.2.1", 1)}), None), (scope(("192.0.2.1", 1), "li4", **{PEER: ("10.1.2.3", 1)}), "li4"),
], ids=["trusted", "mapped", "stranger", "socket", "none", "two", "long", "control", "bytes", "blank", "forwarded-in", "forwarded-by"])  # fmt: skip
def test_only_a_trusted_proxy_is_believed(asked: dict[str, Any], name: str | None) -> None:
    found = staff_of(Settings(sso_header="X-Remote-User", trusted_proxies="10.0.0.0/8, ::1"))
    assert isinstance(found, SingleSignOn)
    assert found.signed_in(asked) == name


def test_a_single_sign_on_opens_the_chat() -> None:
    proxies = Settings(sso_header="X-Remote-User", trusted_proxies="10.0.0.0/8")
    sign_on = staff_of(proxies)
    assert sign_on is not None
    app = served(Door(sign_on))
    with TestClient(app, client=("10.1.2.3", 1)) as client:
        assert client.get("/config", headers={"x-remote-user": "li4"}).json()["username"] == "li4"
        assert client.get("/config").status_code == 401
        page = client.get("/", headers=PAGE)
        assert page.status_code == 401
        assert "统一登录" in page.text
    with TestClient(app, client=("192.0.2.1", 1)) as client:
        assert client.get("/config", headers={"x-remote-user": "li4"}).status_code == 401


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
