"""The learnt ranking by itself: leads, utilities, probabilities, and what the weights in use promise."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from rag.ranking import FEATURES, FITS, SCORES, WEIGHTS, Ranker, softmax, with_leads

Floats = NDArray[np.float64]
ROWS = 5


def scores() -> st.SearchStrategy[Floats]:
    return arrays(np.float64, (ROWS, len(SCORES)), elements=st.floats(-1, 1, width=32))


def fits() -> st.SearchStrategy[Floats]:
    return arrays(np.float64, (ROWS, len(FITS)), elements=st.floats(-1, 1, width=32))


# -- softmax


def test_softmax_by_hand() -> None:
    assert softmax(np.array([0.0, math.log(3)])) == pytest.approx([0.25, 0.75])
    assert softmax(np.array([7.0])) == pytest.approx([1.0])
    assert softmax(np.array([2.0, 2.0, 2.0])) == pytest.approx([1 / 3] * 3)


@given(arrays(np.float64, st.integers(1, 40), elements=st.floats(-1e6, 1e6)), st.floats(-1e3, 1e3))
def test_softmax_is_a_distribution_in_the_same_order(utilities: Floats, shift: float) -> None:
    p = softmax(utilities)
    assert p.sum() == pytest.approx(1)
    assert (p >= 0).all()
    assert (np.diff(p[np.argsort(utilities, kind="stable")]) >= 0).all()
    assert softmax(utilities + shift) == pytest.approx(p, abs=1e-6)  # only differences count


# -- leads


def test_leads_by_hand() -> None:
    made = with_leads(np.array([[0.2, 0.0, -0.5], [0.4, 0.0, -0.1]]), np.array([[1.0], [-1.0]]))
    #                      scores          leads            fits
    assert made == pytest.approx(
        np.array(
            [
                [0.2, 0.0, -0.5, 0.5, 0.0, 0.0, 1.0],
                [0.4, 0.0, -0.1, 1.0, 0.0, 0.0, -1.0],
            ]
        )
    )


def test_leads_of_no_clause() -> None:
    assert with_leads(np.zeros((0, len(SCORES))), np.zeros((0, len(FITS)))).shape == (0, len(FEATURES))


@given(scores(), fits())
def test_leads_are_shares_of_the_best(held: Floats, fitting: Floats) -> None:
    made = with_leads(held, fitting)
    assert made.shape == (ROWS, len(FEATURES))
    leads = made[:, len(SCORES) : 2 * len(SCORES)]
    assert leads.max() <= 1
    for column in range(len(SCORES)):
        best = held[:, column].max()
        assert leads[:, column].max() == (1 if best > 0 else 0)
    assert (made[:, : len(SCORES)] == held).all()
    assert (made[:, 2 * len(SCORES) :] == fitting).all()


# -- weights


def test_weights_are_read_by_name(tmp_path: Path) -> None:
    path = tmp_path / "ranker.json"
    path.write_text(json.dumps({"zh": {"duty": 3.0, "text": 2.0}, "en": {"dense_english": 5.0}}), "utf-8")
    ranker = Ranker.load(path)
    one_of_each = np.eye(len(FEATURES))
    chinese = dict(zip(FEATURES, ranker.utilities(one_of_each, english=False), strict=True))
    assert {name: weight for name, weight in chinese.items() if weight} == {"text": 2.0, "duty": 3.0}
    english = dict(zip(FEATURES, ranker.utilities(one_of_each, english=True), strict=True))
    assert {name: weight for name, weight in english.items() if weight} == {"dense_english": 5.0}


def test_features_are_named_once() -> None:
    assert len(set(FEATURES)) == len(FEATURES) == 2 * len(SCORES) + len(FITS)


def test_the_weights_in_use() -> None:
    held = json.loads(WEIGHTS.read_text("utf-8"))
    assert set(held) == {"zh", "en"}
    for row in held.values():
        assert set(row) <= set(FEATURES)  # a name that is misspelt would be dropped without a word
        assert any(row.values())
        assert [name for name, weight in row.items() if not (math.isfinite(weight) and weight >= 0)] == []


@given(
    scores(),
    fits(),
    st.integers(0, ROWS - 1),
    st.integers(0, len(SCORES) - 1),
    st.floats(0, 1, width=32),
    st.booleans(),
)
def test_more_evidence_never_lowers_a_clause(
    held: Floats, fitting: Floats, row: int, column: int, more: float, english: bool
) -> None:
    ranker = Ranker.load()
    before = softmax(ranker.utilities(with_leads(held, fitting), english))
    held[row, column] += more
    after = softmax(ranker.utilities(with_leads(held, fitting), english))
    assert after[row] >= before[row] - 1e-12
    ahead = {i for i in range(ROWS) if before[row] > before[i] + 1e-12}
    assert all(after[row] > after[i] for i in ahead)  # whom it was ahead of it stays ahead of
