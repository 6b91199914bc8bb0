"""What the guard, the wire and the log have to hold out beside the ordinary attacks of their own tests."""

from __future__ import annotations

import socket
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from corpus.wire import Cancel
from index.build import Index
from index.settings import Settings
from rag.answer import Answer, Status, Turn
from rag.feedback import FeedbackStore
from rag.opinion import kept
from rag.pipeline import Assistant
from rag.trace import Told, untold
from tests.web.fakes import FakeAssistant, make_answer
from tests.web.loops import looped
from tests.web.served import application, at_home, serving
from tests.web.test_ask import Growing
from tests.web.test_guard import PORTAL, SERVICE, public, refused
from tests.web.test_wire import HEAD, QUESTION, connected, received
from web import problems
from web.operations import tidy
from web.question_log import QuestionLog
from web.security import patience
from web.security.guard import Guard
from web.security.staff import StartError, staff_of

RATED = {"question": "零售？", "rating": "up"}


def test_a_body_that_nobody_reads_has_to_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "BODY_S", 0.5)
    with serving(application(FakeAssistant())) as port, connected(port) as connection:
        connection.sendall(b"GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"x")  # ends the wait for a next request
        received(connection)  # fails by its time-out where the connection stays open


@dataclass
class Talkative(FakeAssistant):
    """Says more than any connection takes unread, until it is cancelled."""

    cancelled: bool = False

    def stream(
        self, question: str, history: Sequence[Turn] = (), cancel: Cancel | None = None, told: Told = untold
    ) -> Generator[Answer]:
        del history, told
        assert cancel is not None
        said = replace(make_answer(self.notice, "长" * 300_000, standalone=question), mode="generated")
        try:
            for _ in range(2_000):
                yield said
        finally:
            self.cancelled = cancel.cancelled


def test_a_reply_that_is_not_taken_keeps_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "STALL_S", 0.5)
    assistant = Talkative()
    with serving(application(assistant)) as port, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", port))
        connection.sendall(f"{HEAD}Content-Length: {len(QUESTION)}\r\n\r\n".encode() + QUESTION)
        until = time.monotonic() + 15
        while not assistant.cancelled and time.monotonic() < until:
            time.sleep(0.05)
    assert assistant.cancelled


def test_rating_takes_a_place_as_asking_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has the question answered: forty at once would else take every thread of the server."""
    monkeypatch.setattr("web.answering.MOST_OF_ONE", 0)
    store = FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite3")
    refused(at_home(application(FakeAssistant(), store)).post("/api/feedback", json=RATED), 429, "limit")


def test_rating_has_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.api.GRACE_S", 0.0)
    monkeypatch.setattr("web.answering.TICK_S", 0.05)
    store = FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite3")
    assistant = Growing()
    with at_home(application(assistant, store, llm_deadline_s=0.2)) as client:
        refused(client.post("/api/feedback", json=RATED), 504, "late")
    assert assistant.cancelled.wait(5)


@looped
async def test_a_ticket_that_is_spent_stays_so_for_as_long_as_it_is_good() -> None:
    """It is dated in whole seconds, and so is good for up to a second more than it says."""
    guard = Guard.of(Settings(ticket_minutes=1))
    issued = int(time.time())
    good_until = issued + guard.tickets.seconds + 1
    assert issued + guard.tickets.longest >= good_until
    assert await guard.limits.first("ticket", "x", guard.tickets.longest)


def test_what_no_host_names_is_no_page_of_ours() -> None:
    with public(FakeAssistant()) as client:
        sent = [("host", "wence.xt.gov.cn"), ("host", "wence.xt.gov.cn"), ("origin", "https://")]
        refused(client.post("/api/ticket", headers=httpx.Headers(sent)), 403, "origin")


def test_a_service_behind_a_proxy_is_exposed() -> None:
    behind = Settings(trusted_proxies="127.0.0.1")
    assert behind.exposed
    with pytest.raises(StartError):
        staff_of(behind)


def test_a_proxy_is_trusted_on_a_socket_of_both_kinds() -> None:
    app = application(FakeAssistant(), origins=PORTAL, trusted_proxies="10.0.0.0/8", limit_address="1/minute")
    with TestClient(app, base_url=SERVICE, client=("::ffff:10.0.0.1", 1)) as client:
        codes = [
            client.post("/api/ticket", headers={"origin": PORTAL, "x-forwarded-for": f"203.0.113.{n}"}).status_code
            for n in range(2)
        ]
    assert codes == [201, 201]


def test_a_reply_tells_of_a_few_errors_alone() -> None:
    body = {"question": "问"} | {f"a{n}": 1 for n in range(3_000)}
    reply = at_home(application(FakeAssistant())).post("/api/ask", json=body)
    assert reply.status_code == 422
    assert len(reply.json()["errors"]) == problems.MOST_ERRORS


@pytest.mark.parametrize("text", ["138\u200b1234\u200b5678", "1\u00ad3812345678", "43112819\u2060900101123X"])
def test_an_invisible_character_hides_no_number(text: str) -> None:
    assert kept(text) in ("[电话号码]", "[证件号]")


def test_nothing_that_steers_a_terminal_is_kept() -> None:
    assert kept("甲\x1b[2J\x9b31m\u202e乙\n丙\ud800") == "甲[2J31m乙\n丙"


def test_a_log_in_which_nothing_is_written_ends_too(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    for days in (0, 29, 30, 400):
        (tmp_path / f"questions-{today - timedelta(days=days)}.jsonl").touch()
    tidy(None, QuestionLog(tmp_path, 30), Settings(log_dir=tmp_path, log_days=30))
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("text", ["a" * 60_000, "a " * 30_000, "nongcun" * 8_000], ids=["word", "letters", "pinyin"])
def test_a_text_as_large_as_a_body_is_refused_at_once(index: Index, text: str) -> None:
    """Reading it for pinyin took a minute and more, in which the server answered nobody."""
    assistant = Assistant(index)
    assistant.answer("零售总额是多少？")
    started = time.process_time()
    assert assistant.answer(text).status is Status.CLARIFY
    assert time.process_time() - started < 2
