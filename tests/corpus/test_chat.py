"""Replies in pieces from a real server: what is tried again, what is cut, and that nothing is left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from corpus.clause import NoticeError
from corpus.language_model import CancelledError, Chat, LanguageModel, Messages, UnusableReplyError
from corpus.wire import Cancel
from eval.fake_model import FakeModel, hang_up, refuse, say, send, serving

ASKED: Messages = [("system", "rules"), ("user", "question")]
REPLY = '{"sentences": []}'
KEY = "sk-secret-0123456789"


@pytest.fixture
def model() -> Iterator[FakeModel]:
    with serving(FakeModel(say(REPLY, piece=5))) as ours:
        yield ours


def chat(model: FakeModel, timeout_s: float = 5, deadline_s: float = 20) -> Chat:
    return Chat(LanguageModel.of(model.url, "m", KEY, timeout_s, deadline_s), max_tokens=77)


def cancel_when_asked(model: FakeModel, cancel: Cancel) -> None:
    assert model.asked.wait(10)
    time.sleep(0.1)
    cancel.cancel()


def test_a_reply_comes_in_pieces(model: FakeModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # nobody listens there: this machine needs no proxy
    pieces = list(chat(model).stream(ASKED))
    assert "".join(pieces) == REPLY
    assert len(pieces) == 4
    body = model.requests[0]
    assert {name: body[name] for name in ("model", "stream", "temperature", "max_tokens", "response_format")} == {
        "model": "m",
        "stream": True,
        "temperature": 0,
        "max_tokens": 77,
        "response_format": {"type": "json_object"},
    }
    assert "max_completion_tokens" not in body
    assert model.keys == [f"Bearer {KEY}"]


@pytest.mark.parametrize(
    "bad",
    [pytest.param(refuse(429), id="429"), pytest.param(refuse(503), id="503"), pytest.param(hang_up, id="broken")],
)
def test_a_moment_of_trouble_is_waited_out(model: FakeModel, bad: Any) -> None:
    model.script = [bad, bad]
    assert "".join(chat(model).stream(ASKED)) == REPLY
    assert len(model.requests) == 3


@pytest.mark.parametrize(
    ("bad", "requests", "sentence"),
    [
        pytest.param(refuse(429), 3, "请求过多", id="429"),
        pytest.param(refuse(500), 3, "出错", id="500"),
        pytest.param(hang_up, 3, "连不上", id="broken"),
        pytest.param(refuse(401, f"bad key {KEY}"), 1, "WENCE_LLM_API_KEY", id="401"),
        pytest.param(refuse(404), 1, "WENCE_LLM_MODEL", id="404"),
        pytest.param(lambda h, _: send(h, 200, "<p>hi</p>", "text/html"), 1, "不是对话接口的地址", id="a web page"),
        pytest.param(refuse(400, f"too long, {KEY}"), 1, "不接受这个请求", id="400"),
        pytest.param(say(REPLY, cut=7), 1, "没有写完", id="half a stream"),
        pytest.param(say(REPLY, finish="length"), 1, "没有写完", id="too long"),
        pytest.param(say(REPLY, finish=None), 1, "没有写完", id="no reason"),
    ],
)
def test_trouble_that_stays_is_a_sentence(model: FakeModel, bad: Any, requests: int, sentence: str) -> None:
    model.answer = bad
    with pytest.raises((NoticeError, UnusableReplyError), match=sentence) as caught:
        list(chat(model).stream(ASKED))
    assert KEY not in str(caught.value)
    assert len(model.requests) == requests


def test_a_service_without_json_mode_is_asked_without_it(model: FakeModel) -> None:
    model.script = [refuse(400, "unknown field: response_format")]
    ours = chat(model)
    assert "".join(ours.stream(ASKED)) == REPLY
    assert "".join(ours.stream(ASKED)) == REPLY
    assert ["response_format" in body for body in model.requests] == [True, False, False]


def test_silence_is_not_asked_again(model: FakeModel) -> None:
    model.answer = model.silent()
    started = time.monotonic()
    with pytest.raises(NoticeError, match=r"在 0\.2 秒内没有答复"):
        list(chat(model, timeout_s=0.2).stream(ASKED))
    assert time.monotonic() - started < 5
    assert len(model.requests) == 1
    assert model.closed.wait(5)


def test_a_drip_is_cut_at_the_deadline(model: FakeModel) -> None:
    model.answer = model.dripping(REPLY * 100, 0.05)
    with pytest.raises(NoticeError, match=r"在 0\.5 秒内没有答完.*WENCE_LLM_DEADLINE_S"):
        list(chat(model, deadline_s=0.5).stream(ASKED))
    assert model.closed.wait(5)
    assert len(model.requests) == 1


def test_closing_the_iterator_closes_the_connection(model: FakeModel) -> None:
    model.answer = model.dripping(REPLY * 100, 0.02)
    threads = threading.active_count()
    pieces = chat(model).stream(ASKED)
    assert next(pieces) == "{"
    pieces.close()
    assert model.closed.wait(5)
    for _ in range(100):
        if threading.active_count() <= threads:
            break
        time.sleep(0.02)
    assert threading.active_count() <= threads


@pytest.mark.parametrize("state", ["silent", "dripping"])
def test_another_thread_cancels(model: FakeModel, state: str) -> None:
    model.answer = model.silent() if state == "silent" else model.dripping(REPLY * 1000, 0.02)
    cancel = Cancel()
    threading.Thread(target=cancel_when_asked, args=(model, cancel)).start()
    started = time.monotonic()
    with pytest.raises(CancelledError):
        list(chat(model, timeout_s=30, deadline_s=30).stream(ASKED, cancel))
    assert time.monotonic() - started < 8
    assert model.closed.wait(5)


def test_what_is_cancelled_is_not_asked(model: FakeModel) -> None:
    cancel = Cancel()
    cancel.cancel()
    with pytest.raises(CancelledError):
        list(chat(model).stream(ASKED, cancel))
    assert model.requests == []


def test_cancelling_ends_the_wait_for_a_retry(model: FakeModel) -> None:
    def later(handler: Any, _body: Any) -> None:
        handler.send_response(429)
        handler.send_header("Content-Length", "0")
        handler.send_header("retry-after", "60")
        handler.end_headers()
        model.asked.set()

    model.answer = later
    cancel = Cancel()
    threading.Thread(target=cancel_when_asked, args=(model, cancel)).start()
    started = time.monotonic()
    with pytest.raises(CancelledError):
        list(chat(model).stream(ASKED, cancel))
    assert time.monotonic() - started < 4
