"""The table of a model's misbehaviours, a few cases of each: nothing false is shown, and every case ends well."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.fake_model import Body
from eval.fault_replies import Planted, seen, truth
from eval.faults import FAITHFUL, KINDS, Case, run, table
from eval.questions import Item, read_items
from rag.answer import Answer, Status
from rag.pipeline import Assistant

FEW = 5
WORDED = ("numeric", "lead", "lookup", "colloquial", "english")
Pairs = tuple[list[tuple[Item, Answer]], ...]


@pytest.fixture(scope="module")
def pairs(assistant: Assistant) -> Pairs:
    """Two questions of each kind that a model words, and five that are declined."""
    worded: dict[str, list[tuple[Item, Answer]]] = {}
    declined: list[tuple[Item, Answer]] = []
    for item in read_items("dev"):
        if len(item.turns) > 1 or (item.gold and len(worded.get(item.type, [])) >= 2):
            continue
        answer, trace = assistant.trace(item.turns[0])
        if item.declined and answer.status is Status.NOT_STATED and len(declined) < FEW:
            declined.append((item, answer))
        elif trace.route == "answer" and answer.status is Status.ANSWERED and item.type in WORDED:
            worded.setdefault(item.type, []).append((item, answer))
        if len(declined) == FEW and sum(map(len, worded.values())) == 2 * len(WORDED):
            break
    return [pair for group in worded.values() for pair in group], declined


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_false_is_shown(kind: str, pairs: Pairs, assistant: Assistant) -> None:
    cases = run(assistant, [kind], FEW, pairs)
    assert len(cases) == FEW
    for case in cases:
        assert case.wrong(assistant.notice.source) == []
        if kind == "answer to be declined":
            assert (case.end, case.asked) == ("declined", 0)
            continue
        assert case.asked >= 1
        assert case.end in ("extractive", "generated")
        if kind in ("half a stream", "HTTP 429", "HTTP 500", "silence", "no citation", "clause not given"):
            assert case.end == "extractive"


@pytest.mark.parametrize("kind", FAITHFUL)
def test_the_truth_gets_through(kind: str, pairs: Pairs, assistant: Assistant) -> None:
    cases = run(assistant, [kind], len(pairs[0]), pairs)
    assert sum(case.end == "generated" for case in cases) >= 0.7 * len(cases)


def test_the_judge_sees_a_falsehood(pairs: Pairs, assistant: Assistant) -> None:
    """The measure itself: a planted figure, a sentence at the wrong clause, another answer at the end."""
    item, before = pairs[0][0]
    generated = replace(before, mode="generated", answer="低保标准是999元[1]")
    case = Case("changed figure", item, before, Planted("", false=("999元",)), shown=[before, generated, before])
    assert case.wrong(assistant.notice.source) == ["999元"]
    assert case.end == "extractive"
    assert Case("x", item, before, Planted("", elsewhere=("低保标准是999元",)), shown=[generated]).wrong("") != []
    assert Case("x", item, before, Planted("", false=("999元",)), shown=[before]).wrong("") == []
    quoted = replace(generated, answer="原文：“标准999元”")
    assert Case("x", item, before, Planted("", false=("999元",)), shown=[quoted]).wrong("……标准999元……") == []
    assert Case("x", item, before, shown=[replace(before, answer="别的")]).end == "other"
    text, bad = table([case], assistant.notice.source)
    assert "| changed figure | 1 | 1 | 1 | 0 | 0 | 0 |" in text
    assert bad == 1


def test_a_model_sees_only_its_request() -> None:
    text = (
        "----- bcd 资料 kqz -----\n标题：甲 › 乙\n原文：1.乙。做三件事。(县财政局牵头)\n牵头单位：县财政局\n----- bcd 资料完 -----\n"
        "----- bcd 问题 -----\n乙由谁牵头\n----- bcd 问题完 -----"
    )
    body: Body = {"messages": [{"content": "rules"}, {"content": text}]}
    request = seen(body)
    assert [s.token for s in request.sources] == ["kqz"]
    assert request.sources[0].lead == ("县财政局",)
    assert truth(request) == ("由县财政局牵头。",)
