"""The fitting of the ranking: known weights are found again, and a fold's enquiries are strangers to its index."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.knowledge import ENQUIRIES, fold_of
from eval import rank
from eval.rank import FOLDS, Asked, asked, conditional_logit, held_out, success
from index import build
from index.settings import Settings
from index.train.__main__ import FOLDS as FOLDS_TRAINED
from rag.question import read
from rag.ranking import FEATURES, softmax
from rag.retrieve import Retriever
from tests.index.fakes import FakeEmbeddings, small_settings, write_notice

TRUE = np.array([2.0, 0.0, 1.0, 4.0])


def made(weights: NDArray[np.float64], questions: int = 600, clauses: int = 12, seed: int = 7) -> Asked:
    """Questions whose one right clause is drawn with the probabilities that the weights give. The first feature is of
    another scale, which is no matter of its weight's."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(questions, clauses, len(weights))) * np.array([0.5, 1.0, 3.0, 1.0])
    gold = np.zeros((questions, clauses), dtype=bool)
    for n in range(questions):
        gold[n, rng.choice(clauses, p=softmax(x[n] @ weights))] = True
    return Asked(x.astype(np.float32), gold, np.zeros(questions, dtype=bool))


# -- conditional logit


def test_known_weights_are_found_again() -> None:
    found = conditional_logit(made(TRUE, questions=3_000), 0.01)
    assert found == pytest.approx(TRUE, abs=0.25)


def test_the_same_weights_every_time() -> None:
    data = made(TRUE)
    before = data.features.copy()
    assert (conditional_logit(data, 1.0) == conditional_logit(data, 1.0)).all()
    assert (data.features == before).all()


def test_a_stronger_penalty_holds_weights_down() -> None:
    data = made(TRUE)
    norms = [float(np.linalg.norm(conditional_logit(data, strength))) for strength in (0.1, 30.0, 3_000.0)]
    assert norms == sorted(norms, reverse=True)
    assert norms[2] < 0.5 * norms[0]


def test_no_weight_is_negative() -> None:
    """A feature that speaks against clauses gets nothing."""
    found = conditional_logit(made(np.array([2.0, -3.0, 1.0, 0.0])), 0.1)
    assert found[1] == 0
    assert (found >= 0).all()
    assert found[0] > 1


def test_what_is_the_same_for_all_clauses_tells_nothing() -> None:
    data = made(TRUE)
    level = np.random.default_rng(1).normal(size=(len(data.gold), 1, 1)).astype(np.float32) * 5
    shifted = Asked(data.features + level, data.gold, data.english)
    assert conditional_logit(shifted, 1.0) == pytest.approx(conditional_logit(data, 1.0), abs=1e-3)
    flat = data.features.copy()
    flat[:, :, 1] = 3.0
    assert conditional_logit(Asked(flat, data.gold, data.english), 1.0)[1] == 0


def test_any_of_several_right_clauses_will_do() -> None:
    """Two clauses that are alike in the first feature are both right: nothing is asked to tell them apart."""
    x = np.zeros((1, 3, 2), dtype=np.float32)
    x[0, :, 0] = [1, 1, 0]
    x[0, :, 1] = [0, 1, 0.5]
    both = Asked(x, np.array([[True, True, False]]), np.array([False]))
    one = Asked(x, np.array([[False, True, False]]), np.array([False]))
    assert conditional_logit(both, 0.01)[0] > 3 * conditional_logit(both, 0.01)[1]
    assert conditional_logit(one, 0.01)[1] > 1


# -- success


def test_success_by_hand() -> None:
    x = np.array([[[3], [2], [1], [0]], [[1], [2], [3], [0]], [[1], [1], [1], [0]]], dtype=np.float32)
    gold = np.zeros((3, 4), dtype=bool)
    gold[0, 0] = gold[1, 0] = gold[2, 1] = True  # first; third; second of three that are even, which keep their order
    data = Asked(x, gold, np.zeros(3, dtype=bool))
    assert [success(data, np.array([1.0]), k) for k in (1, 2, 3)] == pytest.approx([1 / 3, 2 / 3, 1])
    assert [success(data, np.array([-1.0]), k) for k in (1, 2, 3)] == pytest.approx([0, 1 / 3, 2 / 3])
    gold[1, 2] = True  # one of two right clauses will do
    assert success(data, np.array([1.0]), 1) == pytest.approx(2 / 3)


# -- what the ranking sees of a question


@pytest.fixture
def _small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_notice(tmp_path / "notice")
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)


@pytest.mark.usefixtures("_small")
def test_asked(tmp_path: Path) -> None:
    index = build.open_index(small_settings(tmp_path), progress=False)
    retriever = Retriever(index)
    questions = [
        ("哪里可以学手艺?", frozenset({"0/1/1/1"})),
        ("nobody answers this", frozenset({"9/9"})),
        ("What is being done for investment?", frozenset({"0/1/2/1", "0/1/1/2", "9/9"})),
    ]
    found = asked(retriever, questions)
    clauses = [clause.address for clause in retriever.clauses]
    assert found.features.shape == (2, len(clauses), len(FEATURES))
    assert found.features.dtype == np.float32
    assert found.gold.shape == (2, len(clauses))
    gold = [{clauses[i] for i in np.flatnonzero(row)} for row in found.gold]
    assert gold == [{"0/1/1/1"}, {"0/1/2/1", "0/1/1/2"}]
    assert found.english.tolist() == [False, True]
    expected = retriever.features(read(questions[0][0]))
    assert found.features[0] == pytest.approx(expected, abs=1e-6)
    for english, n in ((False, 0), (True, 1)):
        assert (found.of(english).features == found.features[n : n + 1]).all()
        assert (found.of(english).gold == found.gold[n : n + 1]).all()
    nothing = asked(retriever, questions[1:2])
    assert nothing.features.shape == (0, len(clauses), len(FEATURES))
    assert nothing.gold.shape == (0, len(clauses))
    index.store.close()


# -- folds


def test_folds_are_those_of_the_training() -> None:
    assert FOLDS == FOLDS_TRAINED


def test_a_fold_is_a_stranger_to_its_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each enquiry is asked once, of an index and a model that were made without it; the others are all there."""
    texts = [f"第{n}件事怎么办,{word}?" for n, word in enumerate("甲乙丙丁戊己庚辛壬癸子丑寅卯")]
    lines = [{"clause": f"0/1/1/{n % 2 + 1}", "lang": "zh", "voice": "lay", "text": t} for n, t in enumerate(texts)]
    folder = write_notice(tmp_path / "small", enquiries="".join(json.dumps(line) + "\n" for line in lines))
    seen: list[tuple[str, set[str], list[str]]] = []

    class Embeddings(FakeEmbeddings):
        """Made for one model; its vectors change with it."""

        def __init__(self, reference: str = "", *, batch_size: int = 64, device: str = "", max_tokens: int = 0) -> None:
            super().__init__(reference, batch_size=batch_size, device=device, max_tokens=max_tokens)
            self.sha256 = f"{Path(reference).name * 64:.64}"

    def remembered(retriever: Retriever, questions: list[tuple[str, frozenset[str]]]) -> Asked:
        model = retriever.index.embeddings
        assert isinstance(model, Embeddings)
        held = {enquiry.text for enquiry in retriever.index.knowledge.enquiries}
        seen.append((model.reference, held, [text for text, _ in questions]))
        return asked(retriever, questions)

    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", Embeddings)
    monkeypatch.setattr(rank, "asked", remembered)
    monkeypatch.setattr(Settings, "read", lambda: small_settings(tmp_path, notice=str(folder)))
    found = held_out(tmp_path / "folds")
    assert [Path(model).name for model, _, _ in seen] == [str(k) for k in range(FOLDS)]
    for k, (_, held, left) in enumerate(seen):
        assert not held & set(left)
        assert held | set(left) == set(texts)
        assert all(fold_of(text, FOLDS) == k for text in left)
    assert sorted(text for _, _, left in seen for text in left) == sorted(texts)
    assert len(found.gold) == len(found.features) == len(found.english) == len(texts)
    # the best single enquiry of a stranger is another one: no question finds itself
    single = found.features[:, :, FEATURES.index("dense_enquiry")].max(axis=1)
    assert (single < 0.999).all()
    assert (folder / ENQUIRIES).read_text("utf-8").count("\n") == len(texts)  # the notice itself is as it was
