"""The judgement whether the evidence holds what is asked: its files, its formula, its gates; not its borderline."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from corpus.clause import Notice
from rag import answerable
from rag.answer import Status
from rag.answerable import (
    _EVERYDAY,
    PHRASING,
    WEIGHTS,
    claims_a_figure,
    judge,
    probability,
    said_word_for_word,
    squashed,
)
from rag.evidence import features
from rag.pipeline import Assistant
from rag.question import read
from rag.retrieve import Retriever
from tests.rag.contract import ids


@pytest.fixture(scope="module")
def retriever(assistant: Assistant) -> Retriever:
    return assistant.retriever


def test_the_weights_name_known_features_only(retriever: Retriever) -> None:
    """One that is not known would raise when a question is judged."""
    question = read("农村低保")
    known = {*features(question, retriever.rank(question), retriever), PHRASING}
    held = json.loads(WEIGHTS.read_text("utf-8"))
    assert set(held) == {"scope", "stated"}
    for model in held.values():
        assert set(model) == {"intercept", "weights", "threshold"}
        assert model["weights"]
        assert set(model["weights"]) <= known
        assert all(map(math.isfinite, (model["intercept"], *model["weights"].values())))
        assert 0 < model["threshold"] < 1


def test_probability_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "answerable.json"
    model = {"intercept": -1.0, "weights": {"a": 2.0, "b": -1.0}, "threshold": 0.5}
    path.write_text(json.dumps({"scope": model, "stated": model}), "utf-8")
    monkeypatch.setattr(answerable, "WEIGHTS", path)
    answerable._model.cache_clear()
    try:
        assert probability("scope", {"a": 1.0, "b": 1.0, "other": 9.0}) == pytest.approx(0.5)
        assert probability("stated", {"a": 0.0, "b": 0.0}) == pytest.approx(1 / (1 + math.e))
    finally:
        answerable._model.cache_clear()


def test_squashed() -> None:
    assert squashed(0) == 0
    assert squashed(4) == pytest.approx(math.tanh(1))
    assert squashed(-4) == -squashed(4)
    assert squashed(1e9) == 1


QUESTIONS = [
    "农村低保多少钱",
    "谁管营商环境",
    "今天天气怎么样",
    "What is the target of retail sales?",
    "郴州低保多少",
    "龘龘龘",
]


@pytest.mark.parametrize("text", QUESTIONS, ids=[f"question {n}" for n in range(len(QUESTIONS))])
def test_the_same_verdict_every_time(text: str, retriever: Retriever) -> None:
    question = read(text)
    hits = retriever.rank(question)
    once = judge(question, hits, retriever)
    assert judge(question, hits, retriever) == once
    assert judge(read(text), retriever.rank(read(text)), Retriever(retriever.index)) == once
    assert 0 <= once.probability <= 1
    assert (once.status is Status.ANSWERED) == (once.reason == "")


GATES = [
    ("农村低保比宁远县高还是低", Status.NOT_STATED, "another place to compare with"),
    ("郴州低保多少", Status.OUT_OF_SCOPE, "another place"),
    ("今天天气怎么样", Status.OUT_OF_SCOPE, "an everyday matter"),
    ("给我讲个笑话", Status.OUT_OF_SCOPE, "an everyday matter"),
    ("血鸭要炒好久才入味", Status.OUT_OF_SCOPE, "an everyday matter"),
    ("What is the exchange rate of the euro?", Status.OUT_OF_SCOPE, "an everyday matter"),
    ("永州市的农村低保标准", Status.NOT_STATED, "a wider place"),
    ("奖励7654321元的那条在第几条", Status.NOT_STATED, "a figure that the notice nowhere states"),
    ("zxqv wvxq", Status.OUT_OF_SCOPE, "no word of it is known"),
]


@pytest.mark.parametrize(("text", "status", "reason"), GATES, ids=ids(row[0] for row in GATES))
def test_gates(text: str, status: Status, reason: str, retriever: Retriever) -> None:
    """What is declined before any weight is looked at."""
    question = read(text)
    verdict = judge(question, retriever.rank(question), retriever)
    assert (verdict.status, verdict.reason, verdict.probability) == (status, reason, 0.0)


def test_said_word_for_word(retriever: Retriever) -> None:
    clause = retriever.index.notice.by_address["7/2/1/5/15"]
    assert said_word_for_word(read("城乡低保标准"), clause, retriever)
    assert said_word_for_word(read("城乡低保标准是多少"), clause, retriever)
    assert not said_word_for_word(read("城乡低保标准的电话"), clause, retriever)  # a detail of another kind
    assert not said_word_for_word(read("龙虾养殖基地"), clause, retriever)
    assert not said_word_for_word(read(""), clause, retriever)


def test_claims_a_figure(notice: Notice) -> None:
    assert claims_a_figure(read("奖励7654321元的那条在第几条"), notice)
    assert not claims_a_figure(read("485元写在哪"), notice)
    assert not claims_a_figure(read("奖励7654321元吗"), notice)  # not where it is stated
    assert not claims_a_figure(read("农村低保在第几条"), notice)


@pytest.mark.parametrize(
    "text", ["汇率风险补偿", "new weather stations", "演唱会一年办几场", "游戏厅开在哪", "定理由是什么"]
)
def test_matters_of_the_notice_are_not_everyday(text: str) -> None:
    assert not _EVERYDAY.search(text)


@pytest.mark.parametrize("text", ["听讲全县要限行,真的假的", "彩礼不能超过五万,方案里规定了吧", "是不是要涨油价"])
def test_what_is_supposed_of_the_plan_is_not_stated(text: str, assistant: Assistant) -> None:
    assert assistant.answer(text).status is Status.NOT_STATED
