"""Who may ask, and how often: each attack gets a clear status, and nothing is answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.settings import Settings, SettingsError
from tests.web.fakes import FakeAssistant
from tests.web.served import HOME, application, at_home
from web.security.guard import Guard
from web.security.limits import network
from web.security.origins import allowed_origins, trusted_proxies
from web.security.tickets import Tickets

PORTAL = "https://www.xt.gov.cn"
SERVICE = "https://wence.xt.gov.cn"
CLIENT = ("203.0.113.7", 50_000)
QUESTION = {"question": "零售总额目标是多少？"}


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


def public(assistant: FakeAssistant, client: tuple[str, int] = CLIENT, **settings: Any) -> TestClient:
    """The service as the public reaches it, from an address of its own."""
    app = application(assistant, **({"origins": PORTAL, "secret_key": "k" * 32} | settings))
    return TestClient(app, base_url=SERVICE, client=client, raise_server_exceptions=False)


def ticket(client: TestClient, origin: str = PORTAL) -> str:
    reply = client.post("/api/ticket", headers={"origin": origin})
    assert reply.status_code == 201
    return str(reply.json()["ticket"])


def ask(client: TestClient, shown: str = "", origin: str = PORTAL) -> Any:
    sent = {"origin": origin} if origin else {}
    return client.post("/api/ask", json=QUESTION, headers=sent | ({"authorization": shown} if shown else {}))


def refused(reply: Any, status: int, code: str) -> None:
    assert (reply.status_code, reply.headers["content-type"]) == (status, "application/problem+json")
    assert reply.json()["code"] == code
    assert reply.headers["x-content-type-options"] == "nosniff"


def test_a_page_asks_with_a_ticket(assistant: FakeAssistant) -> None:
    with public(assistant) as client:
        reply = ask(client, f"Ticket {ticket(client)}")
        assert reply.status_code == 200
        assert reply.headers["access-control-allow-origin"] == PORTAL
        assert "Wence-Ticket" in reply.headers["access-control-expose-headers"]
        again = ask(client, f"Ticket {reply.headers['wence-ticket']}")
        assert again.status_code == 200
    assert len(assistant.asked) == 2


def test_a_preflight_is_answered(assistant: FakeAssistant) -> None:
    sent = {
        "origin": PORTAL,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    with public(assistant) as client:
        reply = client.options("/api/ask", headers=sent)
        assert (reply.status_code, reply.headers["access-control-allow-origin"]) == (200, PORTAL)
        assert "access-control-allow-credentials" not in reply.headers
        refused(client.options("/api/ask", headers=sent | {"origin": "https://evil.example"}), 403, "origin")


FOREIGN = [
    "https://evil.example",
    "http://www.xt.gov.cn",
    "https://www.xt.gov.cn.evil.example",
    "https://www.xt.gov.cn:8443",
    "https://evil.example/https://www.xt.gov.cn",
    "null",
    "https://www.xt.gov.cn, https://evil.example",
    "*",
]


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_is_refused(assistant: FakeAssistant, origin: str) -> None:
    with public(assistant) as client:
        good = ticket(client)
        for reply in (
            client.post("/api/ticket", headers={"origin": origin}),
            ask(client, f"Ticket {good}", origin),
            client.get("/api/clauses", headers={"origin": origin}),
            client.post("/api/feedback", json={**QUESTION, "rating": "up"}, headers={"origin": origin}),
        ):
            refused(reply, 403, "origin")
            assert reply.headers["access-control-allow-origin"] == "*"  # the refusal, which its page may read
            assert "wence-ticket" not in reply.headers
    assert assistant.asked == []


def test_who_sends_no_origin_is_refused(assistant: FakeAssistant) -> None:
    with public(assistant) as client:
        refused(client.post("/api/ticket"), 403, "origin")
        refused(ask(client, origin=""), 403, "origin")
        refused(ask(client, f"Ticket {ticket(client)}", origin=""), 403, "origin")
    assert assistant.asked == []


def test_a_ticket_is_good_for_one_question(assistant: FakeAssistant) -> None:
    with public(assistant) as client:
        shown = f"Ticket {ticket(client)}"
        assert ask(client, shown).status_code == 200
        reply = ask(client, shown)
        refused(reply, 401, "ticket")
        assert reply.headers["www-authenticate"] == "Ticket"
    assert len(assistant.asked) == 1


def test_a_ticket_of_another_page_or_client_is_refused(assistant: FakeAssistant) -> None:
    other = "https://other.xt.gov.cn"
    with public(assistant, origins=f"{PORTAL} {other}") as client:
        shown = f"Ticket {ticket(client)}"
        refused(ask(client, shown, other), 401, "ticket")
        elsewhere = TestClient(client.app, base_url=SERVICE, client=("198.51.100.9", 1))
        refused(ask(elsewhere, shown), 401, "ticket")
    assert assistant.asked == []


def test_a_ticket_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    tickets = Tickets("k", minutes=1)
    written = tickets.issue(PORTAL, "n")
    assert tickets.read(written, PORTAL, "n")
    later = time.time() + 62
    monkeypatch.setattr(time, "time", lambda: later)
    assert tickets.read(written, PORTAL, "n") is None


FORGED: dict[str, Callable[[str], str]] = {
    "last letter": lambda t: t[:-2] + ("AA" if t[-2:] != "AA" else "BB"),
    "no signature": lambda t: t.split(".")[0],
    "empty": lambda _: "",
    "long": lambda _: "x" * 5000,
    "another key": lambda _: Tickets("another key", 15).issue(PORTAL, "203.0.113.7"),
    "case": lambda t: t.swapcase(),
}


@pytest.mark.parametrize("change", FORGED.values(), ids=FORGED)
def test_a_forged_ticket_is_refused(assistant: FakeAssistant, change: Callable[[str], str]) -> None:
    with public(assistant) as client:
        refused(ask(client, f"Ticket {change(ticket(client))}"), 401, "ticket")
        refused(ask(client, f"Basic {ticket(client)}"), 401, "ticket")
    assert assistant.asked == []


def test_another_server_asks_with_a_key(assistant: FakeAssistant) -> None:
    with public(assistant, api_keys="first second") as client:
        assert ask(client, "Bearer second", origin="").status_code == 200
        refused(ask(client, "Bearer third", origin=""), 403, "origin")
        refused(ask(client, "Bearer ", origin=""), 403, "origin")


@pytest.mark.parametrize("peer", ["203.0.113.7", "127.0.0.1"])
def test_no_address_is_believed_from_strangers(assistant: FakeAssistant, peer: str) -> None:
    """A client cannot count anew by naming another address."""
    with public(assistant, (peer, 1), limit_address="3/minute") as client:
        replies = [
            client.post("/api/ticket", headers={"origin": PORTAL, "x-forwarded-for": f"198.51.100.{n}"})
            for n in range(5)
        ]
    assert [reply.status_code for reply in replies] == [201, 201, 201, 429, 429]


def test_a_trusted_proxy_names_the_client(assistant: FakeAssistant) -> None:
    with public(assistant, ("10.0.0.1", 1), limit_address="2/minute", trusted_proxies="10.0.0.0/8") as client:

        def through(*forwarded: str) -> int:
            sent = {"origin": PORTAL, "x-forwarded-for": ", ".join(forwarded)}
            return client.post("/api/ticket", headers=sent).status_code

        # what the client itself wrote stands before what the proxy added
        assert [through(f"192.0.2.{n}", "203.0.113.7") for n in range(3)] == [201, 201, 429]
        assert through("203.0.113.8") == 201


def test_a_thousand_rapid_requests(assistant: FakeAssistant) -> None:
    with public(assistant) as client:
        replies = [client.post("/api/ticket", headers={"origin": PORTAL}) for _ in range(1000)]
    codes = [reply.status_code for reply in replies]
    assert codes.count(201) <= 60 + 60  # a minute may turn while they come
    assert set(codes) == {201, 429}
    last = next(reply for reply in reversed(replies) if reply.status_code == 429)
    refused(last, 429, "limit")
    assert int(last.headers["retry-after"]) == last.json()["retry_after"] >= 1


def test_a_conversation_is_limited_whatever_its_ticket(assistant: FakeAssistant) -> None:
    with public(assistant, limit_conversation="2/minute") as client:
        shown = ticket(client)
        codes = []
        for _ in range(3):
            reply = ask(client, f"Ticket {shown}")
            codes.append(reply.status_code)
            shown = reply.headers.get("wence-ticket", shown)
    assert codes == [200, 200, 429]


def test_the_kill_switch_holds_at_once(assistant: FakeAssistant, tmp_path: Path) -> None:
    switch = tmp_path / "paused"
    with public(assistant, pause_file=switch) as client:
        shown = f"Ticket {ticket(client)}"
        switch.write_text("系统升级，今晚八点恢复。", "utf-8")
        for reply in (ask(client, shown), client.post("/api/ticket", headers={"origin": PORTAL})):
            refused(reply, 503, "paused")
            assert reply.json()["detail"] == "系统升级，今晚八点恢复。"
        assert client.get("/notice").status_code == 200
        assert client.get("/api/ready").status_code == 503
        assert client.get("/api/health").status_code == 200
        switch.unlink()
        assert ask(client, shown).status_code == 200
        assert client.get("/api/ready").json()["status"] == "ready"


def test_what_is_for_this_machine_is_for_no_other_name(assistant: FakeAssistant) -> None:
    """DNS rebinding: a foreign name that leads here."""
    client = TestClient(application(assistant), base_url="http://evil.example:7860", client=("127.0.0.1", 1))
    refused(client.post("/api/ask", json=QUESTION), 421, "host")
    assert at_home(application(assistant)).post("/api/ask", json=QUESTION).status_code == 200


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip"])
def test_what_a_proxy_passes_on_is_not_this_machine(assistant: FakeAssistant, header: str) -> None:
    client = at_home(application(assistant))
    refused(client.post("/api/ask", json=QUESTION, headers={header: "127.0.0.1"}), 421, "host")
    refused(client.get("/", headers={header: "127.0.0.1"}), 421, "host")  # nor is the staff chat for it


def test_pages_of_its_own_need_a_ticket_too(assistant: FakeAssistant) -> None:
    client = at_home(application(assistant))
    refused(ask(client, origin=HOME), 401, "ticket")
    assert ask(client, f"Ticket {ticket(client, HOME)}", HOME).status_code == 200


@pytest.fixture
def home(assistant: FakeAssistant) -> Iterator[TestClient]:
    with at_home(application(assistant)) as client:
        yield client


def test_history_is_bounded(home: TestClient, assistant: FakeAssistant) -> None:
    turn = {"question": "问", "standalone_question": "问", "status": "answered", "cited": []}

    def status(*history: dict[str, Any]) -> int:
        return home.post("/api/ask", json={**QUESTION, "history": history}).status_code

    assert status(*[turn] * 100) == 200
    assert status(*[turn] * 101) == 422
    assert status({**turn, "question": "问" * 4001}) == 422
    assert status(*[{**turn, "question": "问" * 4000}] * 10) == 413
    assert status({**turn, "cited": ["1"] * 201}) == 422
    assert len(assistant.asked) == 1


PATHS = [
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "1/2/../../../etc/passwd",
    "....//etc/passwd",
    "1%00",
    "1/2\\..",
    "file:///etc/passwd",
    "C:%5Cwindows",
    "1/2/1/1;ls",
    "１/２",
    "1" * 5000,
    "%0d%0aX-A:1",
    "page/../1x",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("base", ["/api/clauses/", "/notice/"])
def test_no_path_leads_out(home: TestClient, base: str, path: str) -> None:
    reply = home.get(base + path)
    assert reply.status_code == 404
    assert "root:" not in reply.text
    assert "x-a" not in reply.headers


@pytest.mark.parametrize(("name", "value"), [
    ("origins", "www.xt.gov.cn"), ("origins", "https://www.xt.gov.cn/path"), ("origins", "*"),
    ("origins", "https://a@b.cn"), ("origins", "ftp://b.cn"), ("trusted_proxies", "nginx"), ("limit_address", "often"),
    ("limits_url", "mysql://x"),
])  # fmt: skip
def test_a_setting_that_cannot_work_is_named(name: str, value: str) -> None:
    settings = Settings.model_validate({name: value})
    with pytest.raises(SettingsError, match=f"WENCE_{name.upper()}"):  # noqa: PT012
        allowed_origins(settings)
        trusted_proxies(settings)
        Guard.of(settings)


@pytest.mark.parametrize(("host", "expected"), [
    ("192.0.2.1", "192.0.2.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ("fe80::1%eth0", "fe80::/64"), (None, "local"), ("x" * 100, f"name:{'x' * 64}"),
])  # fmt: skip
def test_what_counts_as_one_client(host: str | None, expected: str) -> None:
    assert network(host) == expected
