"""What the first cited clause says in plain words: whole sentences of its rendering, the right ones, and "" elsewhere."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.text import traditional
from rag.answer import Status
from rag.pipeline import Assistant
from rag.plain import LONGEST, facts_of, nearest
from tests.rag.contract import ids

QUESTIONS = Path(__file__).resolve().parents[2] / "eval" / "questions" / "dev.jsonl"
_SENTENCE = re.compile("[^。！？]+[。！？]?")

# question → what its plain words hold, and what they do not
SAID = [
    ("农村低保每月最低多少钱？", ("485元",), ("县民政局",)),
    ("农村低保是不是涨到600元了？", ("485元",), ("600",)),
    ("消费券重点发给哪些人？", ("失业", "二孩"), ("医保",)),
    ("创新消费场景由哪个单位牵头？", ("由县科商工信局牵头",), ()),
    ("今年基础养老金会提高吗？", ("基础养老金", "适当提高"), ()),
    ("專職消防救援站放在哪裏？", ("五柳塘村", "鄉鎮"), ()),
    ("強制懲罰性賠償,專利被抄了能罰他多賠嗎", ("懲罰性賠償",), ()),
]
NONE = [
    "附件4的正式名称是什么",
    "县数据局牵头哪些任务？",
    "今年的房价会降多少？",
    "How much is the rural subsistence allowance?",
    "你好",
    "附件9说了什么",
]


@pytest.mark.parametrize(("question", "holds", "lacks"), SAID, ids=ids(holds[0] for _, holds, _ in SAID))
def test_the_sentences_that_answer(
    assistant: Assistant, question: str, holds: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    plain = assistant.answer(question).plain
    assert all(words in plain for words in holds)
    assert not any(words in plain for words in lacks)


@pytest.mark.parametrize("question", NONE, ids=ids("none" for _ in NONE))
def test_none_where_none_belongs(assistant: Assistant, question: str) -> None:
    assert assistant.answer(question).plain == ""


def test_without_renderings_there_is_none_and_the_answer_is_the_same(assistant: Assistant) -> None:
    index = assistant.retriever.index
    bare = Assistant(replace(index, knowledge=replace(index.knowledge, renderings=())))
    answer = bare.answer("农村低保每月最低多少钱？")
    assert answer.status is Status.ANSWERED
    assert answer.plain == ""


def test_every_answer_of_the_development_questions(assistant: Assistant) -> None:
    """Whole sentences of the first clause's rendering, never too many; "" for what is declined, listed or English."""
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    told = 0
    for question in (row["question"] for row in rows if "question" in row):
        answer = assistant.answer(question)
        if not answer.plain:
            continue
        told += 1
        assert answer.status.answers, question
        assert answer.language in ("zh", "zh-Hant"), question
        assert not answer.exports, question
        assert len({c.id for c in answer.citations}) <= 3, question
        assert len(answer.plain) <= LONGEST, question
        sentences = _SENTENCE.findall(answer.citations[0].rendering)
        runs = {"".join(sentences[i:j]) for i in range(len(sentences)) for j in range(i + 1, len(sentences) + 1)}
        if answer.language == "zh-Hant":
            runs = set(map(traditional, runs))
        assert answer.plain in runs, question
    assert told > 800


# -- the choice itself

A, B, C = "县里要办学校。", "低保每月不低于485元。", "还要多发消费券。"
DUTY = "这件事由县民政局牵头。"


@pytest.mark.parametrize(
    ("sentences", "scores", "facts", "chosen"),
    [
        pytest.param((A, B, C), [0.9, 0.1, 0.1], "", A, id="the nearest"),
        pytest.param((A, B, C), [0.9, 0.1, 0.1], "485元", A + B, id="a figure of the answer comes in"),
        pytest.param((A, C, B), [0.9, 0.1, 0.1], "485元", B, id="and goes before nearness"),
        pytest.param((A, B), [0.9, 0.1], "600元", A, id="a figure that no sentence has changes nothing"),
        pytest.param((A, B, C), [0.1, 0.1, 0.9], "", B + C, id="with the sentence that it leans on"),
        pytest.param((A, B), [0.9, 0.8], "", A + B, id="another that is near"),
        pytest.param((A, B, C, DUTY), [0.2, 0.9, 0.1, 0.1], "县民政局", B + C + DUTY, id="the matter before its lead"),
        pytest.param((A * 20, B, DUTY), [0.9, 0.1, 0.1], "县民政局", DUTY, id="the lead alone where the matter is far"),
        pytest.param((A * 30,), [0.9], "", A * 30, id="one long sentence is not cut"),
    ],
)
def test_the_choice(sentences: tuple[str, ...], scores: list[float], facts: str, chosen: str) -> None:
    assert nearest(sentences, scores, facts_of(facts)) == chosen


def test_facts_are_amounts_in_base_units_and_bodies() -> None:
    assert facts_of("县发改局谋划20—30万亩，投资3亿元") == {200000.0, 300000.0, 300000000.0, "县发改局"}
    assert facts_of("多办实事") == frozenset()
