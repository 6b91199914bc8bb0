"""What the judgement of a stated answer looks at: named, finite and in range for any text, and right by hand for some."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.evidence import features, grams
from rag.phrasing import ngrams
from rag.pipeline import Assistant
from rag.question import read
from rag.ranking import OPEN, SCORES
from rag.retrieve import Retriever


@pytest.fixture(scope="module")
def retriever(assistant: Assistant) -> Retriever:
    return assistant.retriever


def of(text: str, retriever: Retriever) -> dict[str, float]:
    question = read(text)
    return features(question, retriever.rank(question), retriever)


SIGNED = {"margin", "enquiry_against", "dense_against", "only_named", "sentence", "figure_cosine"}


@given(st.one_of(st.text(max_size=80), st.sampled_from(["农村低保多少钱", "谁牵头", "How much?", "去年完成了吗"])))
@example("")
@example("？？？")
@example("\u4dff\u9fa0")
@example("x" * 400)
def test_features_of_any_text(retriever: Retriever, text: str) -> None:
    found = of(text, retriever)
    assert list(found) == list(of("农村低保", retriever))  # always the same, in the same order
    for name, value in found.items():
        assert math.isfinite(value), name
        low = -1 if name in SIGNED or name.startswith("dense") else 0
        assert low - 1e-6 <= value <= 1 + 1e-6, name


def test_names(retriever: Retriever) -> None:
    found = of("农村低保", retriever)
    assert {*SCORES, *OPEN} <= set(found)
    assert len(found) > len(SCORES) + len(OPEN) + 20


def test_features_are_the_same_every_time(retriever: Retriever) -> None:
    assert of("农村低保多少钱", retriever) == of("农村低保多少钱", retriever)


def test_by_hand(retriever: Retriever) -> None:
    amount = of("农村低保标准多少钱一个月", retriever)
    assert amount["asks_amount"] == amount["holds"] == amount["figure_in_best"] == 1
    assert amount["figure_missing"] == amount["other_year"] == amount["english"] == 0
    other = of("2031年农村低保标准多少钱一个月", retriever)
    assert other["other_year"] == 1
    phone = of("农村低保的联系电话", retriever)
    assert phone["asks_phone"] == 1
    assert phone["holds"] == phone["holds_here"] == phone["asks_amount"] == 0
    assert phone["figure_named"] == phone["figure_tight"] == 0  # no amount is asked
    english = of("Who leads the social credit system?", retriever)
    assert english["english"] == english["asks_lead"] == 1


def test_what_a_clause_leaves_open_speaks_against(retriever: Retriever) -> None:
    """Its own enquiries are nearer to what it answers, its unstated questions to what it leaves open."""
    known = retriever.index.knowledge
    answered = [of(one.text, retriever)["dense_against"] for one in known.enquiries[::400]]
    left_open = [of(one.text, retriever)["dense_against"] for one in known.unstated[::400]]
    assert sum(answered) / len(answered) > 0 > sum(left_open) / len(left_open)


def test_grams_say_what_the_clause_has(retriever: Retriever) -> None:
    clause = retriever.index.notice.by_address["7/2/1/5/15"]
    found = grams(read("低保龘"), clause, retriever)
    assert found == ["低", "+低", "低保", "+低保", "低保龘", "-低保龘", "保", "+保", "保龘", "-保龘", "龘", "-龘"]


@given(st.text(max_size=60))
def test_grams_of_any_text(retriever: Retriever, text: str) -> None:
    question = read(text)
    found = grams(question, retriever.clauses[0], retriever)
    plain = ngrams(question.text)
    assert found[::2] == plain
    assert [gram[1:] for gram in found[1::2]] == plain
    assert {gram[0] for gram in found[1::2]} <= {"+", "-"}
