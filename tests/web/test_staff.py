"""The sign-in of the staff chat: sessions, single sign-on, and the gate before every address of Gradio's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from fastapi import FastAPI
from starlette.routing import Mount
from starlette.testclient import TestClient

from index.settings import Settings
from tests.web.fakes import FakeAssistant
from tests.web.loops import in_a_loop
from web.security.policies import SIGN_IN_POLICY
from web.security.sessions import COOKIE
from web.security.staff import PEER, SingleSignOn, StaffFile, staff_of
from web.sign_in import OPEN, Door, Gate, _local
from web.workbench.page import _SHUT, mount

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

    return in_a_loop(made())


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
    assert limiter.hits[0] == ("sign_in", "name:testclient")


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
