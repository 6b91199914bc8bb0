"""POST /api/ask as server-sent events, its limits on what runs at once, and the log of questions."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from corpus.wire import Cancel
from rag.answer import Answer, Turn
from rag.feedback import FeedbackStore
from rag.trace import Told, untold
from tests.web.fakes import FakeAssistant, cite, make_answer, small_notice
from tests.web.served import HOME, application, at_home
from web import answering
from web.question_log import QuestionLog

NOTICE = small_notice()
CITED = make_answer(NOTICE, "零售总额增长6.5%以上。[1]", citations=(cite(NOTICE, 1, "1/1", "零售总额增长6.5%以上"),))
EVENTS = {"accept": "text/event-stream"}


@dataclass
class Growing(FakeAssistant):
    """Says an answer in three steps, as a language model would; waits for `go` before the last."""

    go: threading.Event = field(default_factory=threading.Event)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    cancelled: threading.Event = field(default_factory=threading.Event)

    def stream(
        self, question: str, history: Sequence[Turn] = (), cancel: Cancel | None = None, told: Told = untold
    ) -> Generator[Answer]:
        del history, told
        assert cancel is not None
        whole = replace(CITED, mode="generated", standalone_question=question)
        self.begun.release()
        yield replace(whole, answer="零售总额")
        while not self.go.wait(0.05):
            if cancel.cancelled:
                self.cancelled.set()
                return
        yield whole


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for block in text.split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            named = dict(line.split(": ", 1) for line in lines)
            found.append((named["event"], json.loads(named["data"])))
    return found


@pytest.fixture
def growing() -> Iterator[Growing]:
    assistant = Growing(NOTICE)
    yield assistant
    assistant.go.set()


def test_an_extract_is_one_event() -> None:
    with at_home(application(FakeAssistant(NOTICE, {"零售": CITED}))) as client:
        reply = client.post("/api/ask", json={"question": "零售？"}, headers=EVENTS)
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (reply.headers["cache-control"], reply.headers["x-accel-buffering"]) == ("no-store", "no")
    assert events(reply.text) == [("answer", json.loads(json.dumps(CITED.as_dict())))]


def test_a_generated_answer_grows(growing: Growing, tmp_path: Path) -> None:
    growing.go.set()
    store = FeedbackStore(f"sqlite:///{tmp_path}/f.sqlite3")
    with at_home(application(growing, store)) as client:
        reply = client.post("/api/ask", json={"question": "零售？"}, headers=EVENTS)
    names, data = zip(*events(reply.text), strict=True)
    assert names == ("growing", "growing", "answer")
    assert [d["answer"] for d in data] == ["零售总额", CITED.answer, CITED.answer]
    assert len(data[-1]["answer_id"]) == 32


def test_a_page_gets_its_next_ticket_with_the_answer() -> None:
    with at_home(application(FakeAssistant(NOTICE))) as client:
        page = {"origin": HOME}
        shown = client.post("/api/ticket", headers=page).json()["ticket"]
        for _ in range(3):
            sent = {**page, **EVENTS, "authorization": f"Ticket {shown}"}
            reply = client.post("/api/ask", json={"question": "问"}, headers=sent)
            ((name, data),) = events(reply.text)
            assert (name, data["next_ticket"]["expires_in"]) == ("answer", 900)
            shown = data["next_ticket"]["ticket"]


@pytest.mark.parametrize(("accept", "media"), [
    ("text/event-stream", "text/event-stream; charset=utf-8"),
    ("text/event-stream, application/json", "text/event-stream; charset=utf-8"),
    ("application/json, text/event-stream", "application/json"),
    ("*/*", "application/json"), ("", "application/json"), ("text/html;q=0.9, nonsense", "application/json"),
])  # fmt: skip
def test_what_is_wanted_is_sent(accept: str, media: str) -> None:
    with at_home(application(FakeAssistant(NOTICE))) as client:
        reply = client.post("/api/ask", json={"question": "问"}, headers={"accept": accept})
    assert (reply.status_code, reply.headers["content-type"]) == (200, media)


def test_what_takes_too_long_is_stopped(growing: Growing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.api.GRACE_S", 0.0)
    monkeypatch.setattr(answering, "TICK_S", 0.05)
    with at_home(application(growing, llm_deadline_s=0.3)) as client:
        whole = client.post("/api/ask", json={"question": "问"})
        assert (whole.status_code, whole.json()["code"]) == (504, "late")
        assert growing.cancelled.wait(5)
        streamed = events(client.post("/api/ask", json={"question": "问"}, headers=EVENTS).text)
    assert [name for name, _ in streamed] == ["growing", "problem"]
    assert streamed[-1][1]["code"] == "late"


def asked_at_once(client: TestClient, growing: Growing, most: int) -> list[int]:
    """The statuses of most + 2 questions of one client, of which `most` are being answered when the others come."""
    with ThreadPoolExecutor(most + 2) as pool:
        running = [pool.submit(client.post, "/api/ask", json={"question": "问"}) for _ in range(most)]
        for _ in running:
            assert growing.begun.acquire(timeout=10)
        late = [client.post("/api/ask", json={"question": "问"}).status_code for _ in range(2)]
        growing.go.set()
        return [reply.result().status_code for reply in running] + late


def test_one_client_takes_some_places_only(growing: Growing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_OF_ONE", 3)
    with at_home(application(growing)) as client:
        assert asked_at_once(client, growing, 3) == [200, 200, 200, 429, 429]
        assert client.post("/api/ask", json={"question": "问"}).status_code == 200


def test_there_are_so_many_places(growing: Growing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_RUNNING", 2)
    monkeypatch.setattr(answering, "MOST_WAITING", 0)
    with at_home(application(growing)) as client:
        assert asked_at_once(client, growing, 2) == [200, 200, 503, 503]
        assert client.post("/api/ask", json={"question": "问"}).status_code == 200


def test_who_waits_too_long_for_a_place_is_told(growing: Growing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_RUNNING", 1)
    monkeypatch.setattr(answering, "LONGEST_WAIT_S", 0.2)
    with at_home(application(growing)) as client:
        assert asked_at_once(client, growing, 1) == [200, 503, 503]


# -- the log


def lines(folder: Path) -> list[dict[str, Any]]:
    return [
        json.loads(line) for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    ]


def test_questions_are_logged_masked(tmp_path: Path) -> None:
    with at_home(application(FakeAssistant(NOTICE, {"零售": CITED}), log_days=7, log_dir=tmp_path)) as client:
        client.post("/api/ask", json={"question": "我的电话13812345678，零售多少？\n第二行"})
        client.post("/api/ask", json={"question": "长" * 5000}, headers=EVENTS)
    first, second = lines(tmp_path)
    assert set(first) == {"time", "surface", "question", "status", "route", "language", "ms"}
    assert (first["question"], first["surface"], first["status"]) == (
        "我的电话[电话号码]，零售多少？\n第二行",
        "api",
        "answered",
    )
    assert len(second["question"]) == 300
    assert "127.0.0.1" not in json.dumps([first, second])


def test_none_is_kept_where_none_is_wanted(tmp_path: Path) -> None:
    QuestionLog(tmp_path, 0).note("api", "问", CITED, 0.0)
    assert list(tmp_path.iterdir()) == []


def test_old_days_go(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    old = [tmp_path / f"questions-{today - timedelta(days=n)}.jsonl" for n in (1, 6, 7, 40)]
    for path in old:
        path.write_text("{}\n", "utf-8")
    (tmp_path / "another.txt").write_text("", "utf-8")
    log = QuestionLog(tmp_path, 7)
    log.note("chat", "问", CITED, 0.0)
    kept = {f"questions-{today - timedelta(days=n)}.jsonl" for n in (0, 1, 6)}
    assert {path.name for path in tmp_path.iterdir()} == {*kept, "another.txt"}
    assert log.purge(date.max) == 3


def test_a_disk_that_fails_costs_the_line_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "log").write_text("a file, where the folder should be", "utf-8")
    log = QuestionLog(tmp_path / "log", 7)
    for _ in range(3):
        log.note("chat", "问", CITED, 0.0)
    assert caplog.text.count("questions are not logged") == 1


def test_a_flood_fills_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.question_log.MOST_BYTES", 1000)
    log = QuestionLog(tmp_path, 7)
    for _ in range(50):
        log.note("chat", "问", CITED, 0.0)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 1300
