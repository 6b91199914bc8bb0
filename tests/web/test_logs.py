"""The log: an object a line with the request's id, and no question in it whatever goes wrong."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from corpus.language_model import UnusableReplyError
from index.settings import Settings
from rag import events
from rag.events import Private, sentence_of
from tests.web.fakes import FakeAssistant
from tests.web.served import application, at_home
from web import logs, request_id
from web.noted import Logged
from web.question_log import QuestionLog
from web.workbench.asking import growing
from web.workbench.exchange import Running

Log = Callable[..., io.StringIO]
SECRET = "我家的低保被停了,电话13812345678"


@pytest.fixture
def log() -> Iterator[Log]:
    root, ours, theirs = logging.getLogger(), logging.getLogger("wence"), logging.getLogger("uvicorn.error")
    handlers, level, before = list(root.handlers), ours.level, theirs.level
    theirs.setLevel(logging.WARNING)  # as app.py has it; servers of other tests in this process were told to be silent

    def configured(**settings: Any) -> io.StringIO:
        stream = io.StringIO()
        logs.configure(Settings(**settings), stream)
        return stream

    yield configured
    root.handlers[:] = handlers
    ours.setLevel(level)
    theirs.setLevel(before)


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def failed(question: str) -> Exception:
    """An exception as libraries raise them: with what set it off in its message, and in its cause's."""

    def reading() -> None:
        raise ValueError(f"cannot read {question}")

    def answering() -> None:
        try:
            reading()
        except ValueError as error:
            raise RuntimeError(f"while answering {question}") from error

    with pytest.raises(RuntimeError) as caught:
        answering()
    return caught.value


def tell(question: str) -> None:
    """What can be logged of a question that goes wrong."""
    events.tell("dropped", "unproven", "a generated sentence on %s was dropped: %s", "7/2", Private(question))
    events.tell("llm_fault", "refused", "not generated: %s", sentence_of(UnusableReplyError(f"no: {question}")))
    logging.getLogger("wence").error("failed on a question", exc_info=failed(question), extra={"event": "failed"})
    logs.happened("question", {"question": question}, surface="api")


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_question_is_in_it(log: Log, form: str) -> None:
    stream = log(log_format=form)
    tell(SECRET)
    said = stream.getvalue()
    assert "低保" not in said
    assert "13812345678" not in said
    assert f"a generated sentence on 7/2 was dropped: {logs.HIDDEN}" in said
    assert "builtins.RuntimeError" in said  # the fault can still be found
    assert "builtins.ValueError" in said
    assert "test_logs.py" in said


@pytest.mark.parametrize("form", ["text", "json"])
def test_questions_can_be_asked_for_and_are_masked(log: Log, form: str) -> None:
    stream = log(log_format=form, log_questions=True)
    tell(SECRET)
    said = stream.getvalue()
    assert said.count("我家的低保被停了,电话[电话号码]") >= 3
    assert "13812345678" not in said


def test_a_line_is_an_object(log: Log) -> None:
    stream = log(log_format="json")
    request_id.current.set("0123456789abcdef")
    tell(SECRET)
    one, *_, last = lines(stream)
    assert set(one) == {"time", "level", "logger", "event", "request_id", "message", "kind"}
    assert {name: one[name] for name in ("level", "logger", "event", "kind", "request_id")} == {
        "level": "warning", "logger": "wence", "event": "dropped", "kind": "unproven", "request_id": "0123456789abcdef",
    }  # fmt: skip
    assert one["time"].endswith("+00:00")
    assert (last["level"], last["surface"], last["question"]) == ("info", "api", logs.HIDDEN)


def test_a_forged_line_stays_one_line(log: Log) -> None:
    stream = log(log_format="json")
    logging.getLogger("wence").warning("a %s", 'b\n{"event": "forged"}')
    assert len(lines(stream)) == 1


def test_text_is_sentences_of_what_went_wrong(log: Log) -> None:
    stream = log()
    logs.happened("request", status=200)
    logging.getLogger("wence").warning("limits are counted by this process alone")
    logging.getLogger("another.library").debug("noise")
    assert stream.getvalue() == "limits are counted by this process alone\n"


def test_uvicorn_writes_into_the_same_log(log: Log) -> None:
    stream = log(log_format="json")
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=failed(SECRET))
    assert lines(stream)[0]["logger"] == "uvicorn.error"
    assert "低保" not in stream.getvalue()


def test_configuring_again_changes_the_one_handler(log: Log) -> None:
    first, second = log(log_format="json"), log(log_format="json")
    logging.getLogger("wence").warning("once")
    assert (first.getvalue(), len(lines(second))) == ("", 1)


def test_groups_of_exceptions_are_told_one_by_one(log: Log) -> None:
    stream = log(log_format="json")
    group = ExceptionGroup(f"of {SECRET}", [failed(SECRET), KeyError(SECRET)])
    logging.getLogger("wence").error("failed", exc_info=group)
    trace = lines(stream)[0]["trace"]
    assert [name in trace for name in ("RuntimeError", "KeyError", "ExceptionGroup")] == [True] * 3
    assert "低保" not in trace


# -- over HTTP


class Failing(FakeAssistant):
    """Fails outside of what the pipeline catches."""

    def answer(self, question: str, history: Any = ()) -> Any:
        del history
        logging.getLogger("wence").warning("at work")
        raise RuntimeError(question)


def ids(stream: io.StringIO) -> set[str]:
    return {line["request_id"] for line in lines(stream)}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("4f9d2c1ab03e47d8a6b5c4d3e2f10987", True),
        ("trace-1.a_b", True),
        ("short", False),
        ("x" * 65, False),
        ('a"quote-in-it', False),
        ("ein-Umlaut-ä", False),
        ("blank in it", False),
        ("", False),
    ],
)
def test_an_id_is_taken_where_it_is_a_plain_token(log: Log, sent: str, kept: bool) -> None:
    stream = log(log_format="json")
    client = at_home(application(FakeAssistant()))
    response = client.post("/api/ask", json={"question": "问"}, headers={b"X-Request-ID": sent.encode("latin-1")})
    number = response.headers["X-Request-ID"]
    assert (number == sent) is kept
    assert len(number) == 32 or kept
    assert ids(stream) == {number}
    assert [line["event"] for line in lines(stream)] == ["question", "request"]


def test_the_id_reaches_threads_and_failures(log: Log) -> None:
    stream = log(log_format="json")
    response = at_home(application(Failing())).post("/api/ask", json={"question": SECRET})
    assert response.status_code == 500
    found = lines(stream)
    assert ids(stream) == {response.headers["X-Request-ID"]}
    assert {"at work", "request failed"} <= {line["message"] for line in found}
    assert "低保" not in stream.getvalue()


def test_a_request_is_told_without_who_and_what(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    stream = log(log_format="json")
    client = TestClient(application(FakeAssistant()), base_url="http://127.0.0.1:7860", client=("127.0.0.1", 50_000))
    client.get("/notice/1/1?mark=SECRET", headers={"User-Agent": "SECRET", "Referer": "http://SECRET/"})
    (line,) = lines(stream)
    told = {name: line[name] for name in ("event", "method", "place", "status")}
    assert told == {"event": "request", "method": "GET", "place": "/notice", "status": 422} or told["status"] in (
        200,
        404,
    )
    assert "SECRET" not in stream.getvalue()
    assert "50000" not in stream.getvalue()
    assert capsys.readouterr().out == ""


def test_pages_elsewhere_may_read_the_id() -> None:
    client = at_home(application(FakeAssistant(), origins="http://127.0.0.1:9000"))
    response = client.get("/api/health", headers={"Origin": "http://127.0.0.1:9000"})
    assert "X-Request-ID" in response.headers["access-control-expose-headers"]


def test_each_question_of_the_chat_has_an_id_of_its_own(log: Log, tmp_path: Path) -> None:
    stream = log(log_format="json")
    chat = Logged(FakeAssistant(), QuestionLog(tmp_path, 0), "chat")
    for question in ("一", "二"):
        for _ in growing(chat, Running(question, "zh"), (), lambda _: None):
            pass
    found = lines(stream)
    assert [line["surface"] for line in found] == ["chat", "chat"]
    assert len({line["request_id"] for line in found} - {""}) == 2
