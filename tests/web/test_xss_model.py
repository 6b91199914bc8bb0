"""A language model that misbehaves cannot speak through an answer: what it plants beside the truth is not shown at all."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from playwright.sync_api import Browser

from corpus.language_model import Chat, LanguageModel
from eval.fake_model import Body, FakeModel, Step, say, serving
from eval.fault_replies import reply, seen
from rag.generate import Writer
from rag.pipeline import Assistant
from tests.web.harmless import Stage, assert_harmless, staged
from tests.web.payloads import each_payload
from web.workbench import render

pytestmark = pytest.mark.browser

QUESTION = "哪个部门牵头社会信用体系?"
TRUE = "社会信用体系由县数据局牵头。"


@pytest.fixture(scope="module")
def model() -> Iterator[FakeModel]:
    with serving(FakeModel(say("{}"))) as ours:
        yield ours


@pytest.fixture(scope="module")
def stage(browser: Browser) -> Iterator[Stage]:
    with staged(browser) as stage:
        yield stage


@pytest.fixture(scope="module")
def worded(model: FakeModel, assistant: Assistant) -> Assistant:
    chat = Chat(LanguageModel.of(model.url, "m", "", timeout_s=5, deadline_s=20))
    return Assistant(assistant.retriever.index, writer=Writer(chat, 6000))


def replying(*rows: tuple[str, str | None]) -> Step:
    """A model that says these sentences. source: None for the first clause that it was given."""

    def step(handler: BaseHTTPRequestHandler, body: Body) -> None:
        token = seen(body).sources[0].token
        say(reply(*((text, [token if source is None else source]) for text, source in rows)))(handler, body)

    return step


def shown(assistant: Assistant, question: str = QUESTION) -> list[tuple[str, str]]:
    """Each answer as it grows, as text and as the chat shows it."""
    grown = list(assistant.stream(question))
    pages = [render.exchange(question, a, shown=a.answer) for a in grown] + [render.exchange(question, grown[-1])]
    return list(zip([*(a.answer for a in grown), render.copy_text(question, grown[-1])], pages, strict=True))


@pytest.fixture(scope="module")
def honest(model: FakeModel, worded: Assistant) -> str:
    """The pages of an answer that holds the truth alone."""
    model.answer = replying((TRUE, None))
    answers = shown(worded)
    assert TRUE[:-1] in answers[-1][0]
    return "".join(page for _, page in answers)


@each_payload
def test_what_a_model_plants_is_not_shown(
    model: FakeModel, worded: Assistant, stage: Stage, honest: str, payload: str
) -> None:
    planted = [
        (payload, None),
        (TRUE, None),
        (f"{payload}{TRUE}", None),
        (f"{TRUE[:-1]}{payload}。", None),
        (f"社会信用体系由{payload}县数据局牵头。", None),
        (TRUE, payload),
    ]
    model.answer = replying(*planted)
    attacked = shown(worded)
    assert TRUE[:-1] in attacked[-1][0]
    marks = "".join(payload.split())
    for text, _ in attacked:
        assert marks not in "".join(text.split())
        assert "pwned" not in text
    assert_harmless(stage, "".join(page for _, page in attacked), like=honest)


@each_payload
def test_what_is_no_reply_at_all_is_not_shown(model: FakeModel, worded: Assistant, payload: str) -> None:
    """The payload in the place of the JSON object, where the extractive answer is given."""
    model.answer = say(payload)
    for text, page in shown(worded):
        assert "pwned" not in text + page
        assert "县数据局" in text
