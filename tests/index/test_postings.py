"""Several indexes looked up at once give, to the last bit, what each gives by itself."""

from __future__ import annotations

import numpy as np
import pytest

from index.build import Index
from index.lexical import LexicalIndex, terms
from index.postings import Grouped, Postings, share

LEFT = LexicalIndex([("a", "农村低保标准提高"), ("b", "社会消费品零售总额增长"), ("c", "rural roads")])
RIGHT = LexicalIndex([("x", "低保怎么领"), ("x", "零售"), ("y", "高速公路 roads and roads")])


@pytest.mark.parametrize("query", ["低保", "低保低保多少钱", "零售 roads", "无此词语 zzz", ""])
def test_scores_are_those_of_each_index(query: str) -> None:
    found = Postings([LEFT, RIGHT]).scores_of(terms(query))
    for scores, index in zip(found, (LEFT, RIGHT), strict=True):
        np.testing.assert_array_equal(scores, index.scores(query))


def test_scores_over_the_notice_are_those_of_each_index(index: Index) -> None:
    lexical = index.lexical
    assert lexical.enquiries is not None
    indexes = [lexical.expanded, lexical.text, lexical.enquiries]
    postings = Postings(indexes)
    for enquiry in index.knowledge.enquiries[::500]:
        for scores, own in zip(postings.scores_of(terms(enquiry.text)), indexes, strict=True):
            np.testing.assert_array_equal(scores, own.scores(enquiry.text))


def test_terms_of_an_index_are_numbered_as_its_scores_are() -> None:
    for i, term in enumerate(LEFT.vocabulary):
        held = slice(LEFT.starts[i], LEFT.starts[i + 1])
        scores = np.zeros(len(LEFT.ids), dtype=np.float32)
        scores[LEFT.documents[held]] = LEFT.weights[held]
        np.testing.assert_array_equal(scores, LEFT.scores_of([term]))


def test_the_best_score_of_each_owner() -> None:
    grouped = Grouped(np.asarray([2, 0, 2, 0, 2], dtype=np.intp), 4)
    found = grouped.best(np.asarray([1.0, 0.5, 3.0, 0.25, 2.0], dtype=np.float32))
    assert found.tolist() == [0.5, 0.0, 3.0, 0.0]
    assert Grouped(np.empty(0, dtype=np.intp), 2).best(np.empty(0, dtype=np.float32)).tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("scores", "total", "expected"),
    [
        pytest.param([1.0, 2.0], 4.0, [0.25, 0.5], id="of what the query could score"),
        pytest.param([1.0, 2.0], 1.0, [0.5, 1.0], id="never above one"),
        pytest.param([0.0, 0.0], 0.0, [0.0, 0.0], id="nothing asked"),
    ],
)
def test_shares(scores: list[float], total: float, expected: list[float]) -> None:
    assert share(np.asarray(scores, dtype=np.float32), total).tolist() == expected
