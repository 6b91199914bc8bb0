"""What stands around an exchange: offers, the list of what was asked, folds, stages; and how an answer is waited for."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

import gradio as gr
import pytest

from corpus.wire import Cancel
from rag.answer import Answer, Turn
from rag.pipeline import Assistant
from rag.trace import Told, untold
from tests.web.fakes import FakeAssistant, cite, make_answer, small_notice
from tests.web.loops import in_a_loop
from tests.web.test_render import HOSTILE, Page
from web.workbench import render
from web.workbench.asking import growing
from web.workbench.conversation import conversation, past
from web.workbench.exchange import STAGES, Exchange, Running
from web.workbench.tab import Bench
from web.workbench.talk import Talk
from web.workbench.view import View

NOTICE = small_notice()
ONE = cite(NOTICE, 1, "1/2/1/2", "新增企业10家以上")
ANSWER = make_answer(NOTICE, "见原文。[1]", citations=(ONE,))
ASKED = (Exchange("甲？", ANSWER), Exchange("乙？", ANSWER))


def test_only_the_last_answer_offers_more() -> None:
    shown = conversation(ASKED, NOTICE, "zh")
    assert ["data-ask" in piece for piece in shown] == [False, False, True]
    offers = [a["data-ask"] or "" for a in Page(shown[-1]).all("button", class_="offer")]
    assert 0 < len(offers) <= 3
    assert "附件1 二(一)2由谁负责？" in offers
    # Not while an answer is being made.
    assert not any("data-ask" in piece for piece in conversation(ASKED, NOTICE, "zh", Running("丙？", "zh")))


def test_what_was_asked_leads_to_its_answer() -> None:
    page = Page(past(ASKED, "zh"))
    assert "本次提问（2）" in page.text
    assert [a["data-turn"] for a in page.all("button", class_="go")] == ["0", "1"]
    assert [a["data-ask"] for a in page.all("button", class_="again")] == ["甲？", "乙？"]
    assert page.open == []
    assert past((), "zh") == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_a_question_stays_text(text: str) -> None:
    for html in (past((Exchange(text, ANSWER),), "zh"), render.offered([text])):
        page = Page(html)
        assert text in [a.get("data-ask") for a in page.all("button")]
        assert text in page.text
        assert {tag for tag, _ in page.tags} <= {
            "div", "details", "summary", "ol", "ul", "li", "button", "section", "h3",
        }  # fmt: skip


@pytest.mark.parametrize(("rows", "folds"), [(3, 0), (30, 1)], ids=["short", "long"])
def test_one_button_opens_all_folds(rows: int, folds: int) -> None:
    answer = make_answer(NOTICE, "共若干项：\n" + "\n".join(f"{i}. 任务" for i in range(rows)))
    page = Page(render.exchange("问", answer))
    assert len(page.all("details")) == folds
    assert [b["aria-expanded"] for b in page.all("button", class_="unfold")] == ["false"] * folds


@pytest.mark.parametrize("stage", STAGES)
def test_the_stage_is_marked(stage: str) -> None:
    page = Page(render.progress(stage, STAGES))
    at = STAGES.index(stage)
    assert [a["class"] for a in page.all("li")] == ["done"] * at + ["now"] + ["next"] * (3 - at)
    assert page.text.startswith("正在")
    assert render.progress("", STAGES) == render.progress("write", STAGES[:-1]) == ""


@dataclass
class Slow(FakeAssistant):
    """Tells the stages and waits in each until it is let on."""

    go: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    cancelled: threading.Event = field(default_factory=threading.Event)

    def stream(
        self, question: str, history: Sequence[Turn] = (), cancel: Cancel | None = None, told: Told = untold
    ) -> Generator[Answer]:
        assert cancel is not None
        for stage in STAGES:
            told(stage)
            while not self.go.acquire(timeout=0.02):
                if cancel.cancelled:
                    self.cancelled.set()
                    return
        yield self.answer(question, history)


def test_a_slow_answer_says_what_it_is_at() -> None:
    assistant, now, seen = Slow(NOTICE, {"": ANSWER}), Running("问", "zh"), []
    for _ in growing(assistant, now, [], lambda _: None):
        if now.answer is None:
            seen.append(now.stage)
            assistant.go.release()
    assert seen == list(STAGES)
    assert now.answer == ANSWER


def test_a_quick_answer_says_nothing_of_it() -> None:
    assistant, now = FakeAssistant(NOTICE, {"": replace(ANSWER, answer="一句。")}), Running("问", "zh")
    assert list(growing(assistant, now, [], lambda _: None)) == []


def test_who_leaves_cancels() -> None:
    assistant, now = Slow(NOTICE), Running("问", "zh")
    steps = growing(assistant, now, [], lambda _: None)
    next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert assistant.cancelled.wait(5)


def test_a_fault_reaches_who_waits() -> None:
    class Broken(FakeAssistant):
        def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
            raise ValueError(f"broken: {question} {history}")

    with pytest.raises(ValueError, match="broken: 问"):
        list(growing(Broken(NOTICE), Running("问", "zh"), [], lambda _: None))


def test_the_pipeline_tells_its_stages(assistant: Assistant) -> None:
    told: list[str] = []
    *_, last = assistant.stream("社会消费品零售总额的增长目标是多少？", told=told.append)
    assert told == ["understand", "find", "check"]  # no language model words it
    assert last.citations
    told.clear()
    *_, last = assistant.stream("你好", told=told.append)
    assert told == ["understand", "check"]


def test_who_starts_again_is_shown_nothing_of_it() -> None:
    """Neither what is made of an answer that was cancelled nor its exchange comes after the welcome."""
    assistant = Slow(NOTICE, {"": ANSWER})
    talk = in_a_loop(_talk(assistant))
    steps = talk._asked("问", (), View())
    running = next(steps)[-1]
    talk._restart(running, View())
    assert list(steps) == []
    assert assistant.cancelled.wait(5)


async def _talk(assistant: Slow) -> Talk:
    with gr.Blocks():
        return Talk(Bench(assistant, None, lambda _: None, lambda _: False, gr.State(View())))
