"""One collection for the passages of many notices, over a real Chroma and the bundled model."""

from __future__ import annotations

from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings

from corpus.clause import Notice
from index import catalogue
from index.catalogue import Approximate, Catalogue, Exact, RarestFirst
from index.embedder import SentenceTransformerEmbeddings
from index.lexical import terms

PASSAGES = (
    ("a:1", "农村低保标准不低于485元每月"),
    ("a:2", "公办养老机构护理型床位占比达到百分之六十"),
    ("b:1", "专利代理师应当具有高等院校理工科专业专科以上学历"),
    ("b:2", "养猪场的粪污处理设施应当与生产设施同时使用"),
    ("a:1", "农村的低保一个月多少钱"),
)


@pytest.fixture(scope="module")
def embeddings() -> SentenceTransformerEmbeddings:
    return SentenceTransformerEmbeddings()


@pytest.fixture
def client(tmp_path: Path) -> ClientAPI:
    return chromadb.PersistentClient(str(tmp_path / "chroma"), ChromaSettings(anonymized_telemetry=False))


@pytest.fixture(params=[0, 1_000], ids=["approximate", "exact"])
def held(
    request: pytest.FixtureRequest, tmp_path: Path, client: ClientAPI, embeddings: SentenceTransformerEmbeddings
) -> Catalogue:
    assert catalogue.build(tmp_path / "held", client, PASSAGES, embeddings) == len(PASSAGES)
    return catalogue.load(tmp_path / "held", client, exact_limit=request.param)


@pytest.mark.parametrize(
    ("question", "english", "clause"),
    [
        ("低保多少钱", False, "a:1"),
        ("养老院床位", False, "a:2"),
        ("专利代理师的学历", False, "b:1"),
        ("pig farm manure", True, "b:2"),
    ],
)
def test_a_question_comes_nearest_to_its_clause(
    held: Catalogue, embeddings: SentenceTransformerEmbeddings, question: str, english: bool, clause: str
) -> None:
    vector = np.asarray(embeddings.embed_query(question), dtype=np.float32)
    found = held.nearest(vector, question, english=english)
    assert found[0].clause == clause
    assert len({near.clause for near in found}) == len(found), "a clause is named once"
    assert [near.score for near in found] == sorted((near.score for near in found), reverse=True)
    assert all(0.0 <= near.score <= 2.0 + 1e-6 for near in found)


def test_both_ways_to_search_are_what_their_limit_says(
    tmp_path: Path, client: ClientAPI, embeddings: SentenceTransformerEmbeddings
) -> None:
    catalogue.build(tmp_path / "held", client, PASSAGES, embeddings)
    below, above = (catalogue.load(tmp_path / "held", client, exact_limit=limit) for limit in (5, 4))
    assert isinstance(below.vectors, Exact)
    assert isinstance(above.vectors, Approximate)
    vector = np.asarray(embeddings.embed_query("专利"), dtype=np.float32)
    exact, near = below.vectors.nearest(vector, 5), above.vectors.nearest(vector, 5)
    assert exact[0].tolist() == near[0].tolist()
    assert np.allclose(exact[1], near[1], atol=1e-5)


def test_exact_search_is_a_full_comparison() -> None:
    rng = np.random.default_rng(0)
    drawn = rng.normal(size=(500, 16))
    matrix = (drawn / np.sqrt((drawn**2).sum(axis=1, keepdims=True))).astype(np.float32)
    rows, cosines = Exact(matrix).nearest(matrix[7], 20)
    assert rows[0] == 7
    assert set(rows.tolist()) == set(np.argsort(-(matrix @ matrix[7]), kind="stable")[:20].tolist())
    assert (np.diff(cosines) <= 0).all()


def test_equal_vectors_stand_in_the_order_of_their_rows() -> None:
    rows, _ = Exact(np.full((6, 4), 0.5, dtype=np.float32)).nearest(np.full(4, 0.5, dtype=np.float32), 6)
    assert rows.tolist() == [0, 1, 2, 3, 4, 5]


def test_common_words_are_left_unread_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [terms(f"县城第{n}号") for n in range(300)] + [terms("县城白鹤")]
    postings = RarestFirst(catalogue._indexed(documents))
    monkeypatch.setattr(catalogue, "POSTINGS", 100)
    rows, scores = postings.nearest(terms("县城白鹤"), 10)
    assert rows.tolist() == [300], "only the rare words were read"
    monkeypatch.setattr(catalogue, "POSTINGS", 10_000)
    every, more = postings.nearest(terms("县城白鹤"), 10)
    assert every[0] == 300
    assert len(every) == 10
    assert more[0] > scores[0]


def test_a_question_without_a_known_word_or_vector_finds_nothing_by_words(held: Catalogue) -> None:
    found = held.nearest(np.zeros(256, dtype=np.float32), "??")
    assert all(near.lexical == 0.0 and near.score == 0.0 for near in found)


def test_the_clauses_of_the_notice_are_found(
    tmp_path: Path, client: ClientAPI, embeddings: SentenceTransformerEmbeddings, notice: Notice
) -> None:
    rows = [(c.id, f"{c.title}\n{c.text}") for c in notice.clauses if notice.substantial(c)]
    catalogue.build(tmp_path / "notice", client, rows, embeddings)
    whole = catalogue.load(tmp_path / "notice", client, exact_limit=10_000)
    asked = [c for c in notice.clauses if c.kind in ("item", "subitem")]
    first = 0
    for clause in asked:
        vector = np.asarray(embeddings.embed_query(clause.title), dtype=np.float32)
        first += clause.id in [near.clause for near in whole.nearest(vector, clause.title)[:5]]
    assert first / len(asked) > 0.9, "titles that stand in the overall plan too are told apart by little"
