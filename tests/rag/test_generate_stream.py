"""Answers as they grow: only what is proven, and an end whenever somebody wants it."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler

from corpus.clause import Notice
from corpus.wire import Cancel
from eval.fake_model import Body, FakeModel, Step, say
from eval.fault_replies import reply, seen
from rag.answer import Status
from rag.generate import NOTES
from rag.pipeline import Assistant
from tests.corpus.test_chat import cancel_when_asked
from tests.rag.test_generate import LEAD, checked, fallen_back, told

TRUE = "社会信用体系由县数据局牵头。"
ALSO = "建立健全社会信用体系，由县数据局牵头。"
FALSE = "社会信用体系由县教育局牵头。"


def dripping(model: FakeModel, *sentences: str, rest: int = 0) -> Step:
    """The sentences at once, then more of the reply, character by character."""

    def step(handler: BaseHTTPRequestHandler, body: Body) -> None:
        token = seen(body).sources[0].token
        text = reply(*((text, [token]) for text in sentences))
        model.dripping(text.removesuffix("]}") + " " * rest + "]}", 0.002 if rest == 0 else 0.01)(handler, body)

    return step


def test_only_proven_sentences_are_ever_shown(worded: Assistant, model: FakeModel, notice: Notice) -> None:
    model.answer = told(FALSE, TRUE, FALSE, ALSO)
    states = list(worded.stream(LEAD))
    for answer in states:
        checked(answer, notice)
        assert answer.mode == "generated"
        assert "县教育局" not in answer.answer
    assert states[0].answer == f"{TRUE}[1]"
    assert states[-1].answer == f"{TRUE}[1]\n{ALSO}[1]"
    assert states[-1].answer == worded.answer(LEAD).answer


def test_the_first_sentence_is_shown_before_the_reply_has_ended(worded: Assistant, model: FakeModel) -> None:
    model.answer = dripping(model, TRUE, ALSO, rest=50)
    started = time.monotonic()
    times = [time.monotonic() - started for _ in worded.stream(LEAD)]
    assert times[-1] - times[0] > 0.4


def test_an_answer_without_a_model_is_whole_at_once(assistant: Assistant) -> None:
    [answer] = assistant.stream(LEAD)
    assert answer.answer == assistant.answer(LEAD).answer


def test_closing_ends_the_request(worded: Assistant, model: FakeModel) -> None:
    model.answer = dripping(model, TRUE, rest=3000)
    answers = worded.stream(LEAD)
    assert next(answers).answer == f"{TRUE}[1]"
    answers.close()
    assert model.closed.wait(5)
    assert worded.writer is not None
    assert worded.writer.breaker.state == "closed"


def test_stopping_keeps_what_was_shown(worded: Assistant, model: FakeModel, notice: Notice) -> None:
    model.answer = dripping(model, TRUE, rest=3000)
    cancel = Cancel()
    states = []
    for answer in worded.stream(LEAD, cancel=cancel):
        states.append(answer)
        cancel.cancel()
    assert model.closed.wait(5)
    last = states[-1]
    checked(last, notice)
    assert (last.status, last.mode) == (Status.ANSWERED, "generated")
    assert last.answer == f"{TRUE}[1]\n{NOTES['cut'][0]}"


def test_stopping_before_anything_is_shown(worded: Assistant, model: FakeModel, assistant: Assistant) -> None:
    model.answer = model.silent()
    cancel = Cancel()
    threading.Thread(target=cancel_when_asked, args=(model, cancel)).start()
    [answer] = worded.stream(LEAD, cancel=cancel)
    fallen_back(answer, assistant.answer(LEAD), "stopped")


def test_what_was_shown_before_a_fault_was_true(worded: Assistant, model: FakeModel, assistant: Assistant) -> None:
    def half(handler: BaseHTTPRequestHandler, body: Body) -> None:
        text = reply(*((text, [seen(body).sources[0].token]) for text in (TRUE, FALSE, ALSO)))
        say(text, cut=len(text) - 30)(handler, body)

    model.answer = half
    states = list(worded.stream(LEAD))
    assert [state.answer for state in states[:-1]] == [f"{TRUE}[1]"]
    fallen_back(states[-1], assistant.answer(LEAD), "unavailable")
