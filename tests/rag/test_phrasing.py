"""The linear models over a text's n-grams and vector: what an n-gram is, the sum by hand, and a file that says the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag import answerable, asides
from rag.phrasing import SCALE, Phrasing, ngrams


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("补多少", ["补", "补多", "补多少", "多", "多少", "少"], id="characters"),
        pytest.param("How much", ["how", "how much", "much"], id="words"),
        pytest.param("涨5.5%", ["涨", "涨#", "涨#.", "#", "#.", "#.#", ".", ".#", ".#%", "#%", "%"], id="numbers are one"),
        pytest.param("低低", ["低", "低低"], id="each once"),
        pytest.param("補多少", ["补", "补多", "补多少", "多", "多少", "少"], id="folded"),
        pytest.param("", [], id="nothing"),
        pytest.param(" \n", [], id="space"),
    ],
)  # fmt: skip
def test_ngrams(text: str, expected: list[str]) -> None:
    assert ngrams(text) == expected


@given(st.text(max_size=80))
def test_ngrams_of_any_text(text: str) -> None:
    found = ngrams(text)
    assert len(found) == len(set(found))
    assert all(found)
    assert ngrams(text) == found


def small() -> Phrasing:
    """Two kinds, two n-grams, vectors of two numbers."""
    return Phrasing(
        ("a", "b"), {"低": 0, "保": 1}, np.array([[1.0, -1.0], [0.5, 2.0]]), np.array([[1.0, 0.0], [0.0, -1.0]]),
        np.array([0.25, -0.25]), np.array([1.0, 2.0]),
    )  # fmt: skip


def test_scores_by_hand() -> None:
    model = small()
    nothing = np.zeros(2, dtype=np.float32)
    assert model.scores([], nothing) == pytest.approx([0.25, -0.25])
    assert model.scores(["低", "无"], nothing) == pytest.approx([1.25, -1.25])
    assert model.scores(["低", "保"], nothing) == pytest.approx([1.75, 0.75])
    assert model.scores([], np.array([1, 2], dtype=np.float32)) == pytest.approx([0.25 + SCALE, -0.25 - 2 * SCALE])


def test_a_file_says_the_same(tmp_path: Path) -> None:
    model = small()
    model.dump(tmp_path / "model.json")
    again = Phrasing.load(tmp_path / "model.json")
    vector = np.array([0.3, 0.7], dtype=np.float32)
    assert again.kinds == model.kinds
    assert again.rows == model.rows
    assert again.thresholds == pytest.approx(model.thresholds)
    assert again.scores(["低", "保"], vector) == pytest.approx(model.scores(["低", "保"], vector), abs=1e-3)


def test_what_weighs_nothing_is_not_written(tmp_path: Path) -> None:
    model = Phrasing(
        ("a",), {"无": 0, "低": 1}, np.array([[0.001], [1.0]]), np.zeros((1, 1)), np.zeros(1), np.zeros(1)
    )  # fmt: skip
    model.dump(tmp_path / "model.json")
    assert Phrasing.load(tmp_path / "model.json").rows == {"低": 0}


@pytest.mark.parametrize("path", [answerable.STATED, asides.WEIGHTS], ids=lambda path: path.name)
def test_the_files_in_use(path: Path) -> None:
    """Whole, finite, and made for vectors of one dimension."""
    held = json.loads(path.read_text("utf-8"))
    model = Phrasing.load(path)
    kinds = len(model.kinds)
    assert len(model.rows) == len(held["ngrams"])
    assert model.weights.shape == (len(model.rows), kinds)
    assert model.dense.shape[1] == kinds
    assert model.bias.shape == model.thresholds.shape == (kinds,)
    for array in (model.weights, model.dense, model.bias, model.thresholds):
        assert np.isfinite(array).all()


def test_the_kinds_in_use() -> None:
    assert Phrasing.load(answerable.STATED).kinds == ("stated",)
    assert Phrasing.load(asides.WEIGHTS).kinds == asides.KINDS
