"""What goes wrong with a language model is counted by its kind, and the service's log tells of it without a word of the
question or of what a model made of it."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import closing

import pytest

from eval.fake_model import FakeModel, Step, hang_up, refuse, say
from index.settings import Settings
from rag import events
from rag.breaker import Breaker
from rag.pipeline import Assistant
from tests.rag.test_generate import AMOUNT, told
from web import logs

WRONG = "农村低保标准每月不低于九千元。"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, ours = logging.getLogger(), logging.getLogger("wence")
    handlers, level = list(root.handlers), ours.level
    with closing(io.StringIO()) as stream:
        logs.configure(Settings(), stream)
        yield stream
        root.handlers[:] = handlers
        ours.setLevel(level)


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (refuse(401, f"you asked {AMOUNT}"), "key"),
        (refuse(400, f"you asked {AMOUNT}"), "refused"),
        (refuse(404, f"you asked {AMOUNT}"), "unknown"),
        (hang_up, "unreachable"),
        (say('{"sentences": [', finish="length"), "cut"),
        (say(f"{AMOUNT} is a good question"), "malformed"),
        (told(WRONG), "incomplete"),
    ],
    ids=["key", "refused", "unknown", "unreachable", "cut", "malformed", "incomplete"],
)
def test_a_fault_is_counted_by_its_kind_and_told_without_words(
    worded: Assistant, model: FakeModel, log: io.StringIO, step: Step, kind: str
) -> None:
    model.answer = step
    before = events.counts("llm_fault")
    assert worded.answer(AMOUNT).status.answers
    after = events.counts("llm_fault")
    assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {kind: 1}
    assert "not generated" in log.getvalue()
    assert "低保" not in log.getvalue()
    assert "九千" not in log.getvalue()


def test_a_dropped_sentence_is_counted(worded: Assistant, model: FakeModel, log: io.StringIO) -> None:
    model.answer = told(WRONG)
    before = events.counts("dropped")["unproven"]
    worded.answer(AMOUNT)
    assert events.counts("dropped")["unproven"] == before + 1
    assert f"a generated sentence on 7/2/1/5/15 was dropped: {logs.HIDDEN}" in log.getvalue()


def test_a_failure_is_counted_and_its_message_is_not_told(
    assistant: Assistant, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(AMOUNT)

    monkeypatch.setattr(type(assistant.retriever), "rank", broken)
    before = events.counts("failed")["question"]
    assistant.answer(AMOUNT)
    assert events.counts("failed")["question"] == before + 1
    assert "builtins.RuntimeError" in log.getvalue()
    assert "test_events.py" in log.getvalue()
    assert "低保" not in log.getvalue()


def test_each_opening_of_the_breaker_is_counted() -> None:
    before = events.counts("breaker")["opened"]
    breaker = Breaker(faults=2, open_s=60)
    for _ in range(2):
        assert breaker.allows()
        breaker.failed()
    assert not breaker.allows()
    assert events.counts("breaker")["opened"] == before + 1
