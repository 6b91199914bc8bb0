"""Terms and BM25 scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import LexicalIndex, terms
from index.phonetic import sounds

DOCUMENTS = [
    ("a", "提高城乡低保标准,残疾人两项补贴标准达到100元"),
    ("b", "新建充电桩,推广新能源汽车"),
    ("c", "开展职业技能培训,促进就业 training for workers"),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("发改局", ["发", "改", "局", "发改", "改局"], id="uni- and bigrams"),
        pytest.param("桩", ["桩"], id="one character"),
        pytest.param("县發改局", ["县", "发", "改", "局", "县发", "发改", "改局"], id="traditional"),
        pytest.param("６．５％", ["6.5"], id="full width"),
        pytest.param("PM2.5", ["pm", "2.5"], id="letters and numbers part"),
        pytest.param("GDP", ["gdp"], id="case"),
        pytest.param("subsidies pass bus", ["subsidie", "pass", "bus"], id="a plural s"),
        pytest.param("what is the target", ["target"], id="stop words"),
        pytest.param("低保、就业", ["低", "保", "低保", "就", "业", "就业"], id="no pair across a stop"),
        pytest.param("!?……", [], id="nothing"),
        pytest.param("", [], id="empty"),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text())
def test_terms_of_any_text(text: str) -> None:
    assert all(term and term == term.lower() for term in terms(text))


@pytest.mark.parametrize(
    ("query", "best"),
    [("低保标准是多少", "a"), ("充电樁", "b"), ("worker trainings", "c"), ("100元", "a"), ("技能", "c")],
)
def test_best(query: str, best: str) -> None:
    index = LexicalIndex(DOCUMENTS)
    scores = index.scores(query)
    assert scores.shape == (3,)
    assert index.ids[int(scores.argmax())] == best
    assert scores.max() > 0


@pytest.mark.parametrize("query", ["", "?", "zebra", "龘", "what is the"])
def test_unknown_words_score_zero(query: str) -> None:
    scores = LexicalIndex(DOCUMENTS).scores(query)
    assert scores.tolist() == [0.0, 0.0, 0.0]


def test_unknown_words_beside_known_ones_change_nothing() -> None:
    index = LexicalIndex(DOCUMENTS)
    assert index.scores("低保").tolist() == index.scores("低保 zebra").tolist()


def test_deterministic() -> None:
    query = "新能源汽车补贴标准"
    first = LexicalIndex(DOCUMENTS).scores(query)
    for _ in range(3):
        assert np.array_equal(LexicalIndex(DOCUMENTS).scores(query), first)


def test_bm25_by_hand() -> None:
    """Lucene's BM25 of one term in one of two documents: idf · tf / (tf + k1 · (1 - b + b · length / mean length))."""
    index = LexicalIndex([("a", "桩 丙"), ("b", "乙 丙 丁 戊")])
    idf = np.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.2 * (1 - 0.75 + 0.75 * 2 / 3)
    assert index.scores("桩").tolist() == pytest.approx([idf / (1 + norm), 0.0], rel=1e-5)


def test_terms_are_kept_where_ids_are_unique() -> None:
    assert LexicalIndex(DOCUMENTS).terms["b"] == terms(DOCUMENTS[1][1])
    assert LexicalIndex([("a", "一"), ("a", "二")]).terms == {}


def test_another_analyser_is_used_for_documents_and_queries() -> None:
    index = LexicalIndex([("a", "LOW high"), ("b", "high")], str.split)
    assert index.terms == {"a": ["LOW", "high"], "b": ["high"]}
    assert index.scores("low").tolist() == [0.0, 0.0]
    assert index.scores("LOW")[0] > 0 == index.scores("LOW")[1]


def test_searching_by_sound() -> None:
    index = LexicalIndex(DOCUMENTS, sounds)
    for query in ("底保", "dibao", "提高第保"):
        scores = index.scores(query)
        assert index.ids[int(scores.argmax())] == "a"
        assert scores.max() > 0
    assert not index.scores("保").any()
