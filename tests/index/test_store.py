"""The vector store: exact, repeatable search with the clauses' facets beside the vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.clause import Notice
from index.build import Index
from index.passages import Passage
from index.store import Store, StoreError, facets
from tests.index.fakes import FakeEmbeddings

QUERIES = ["低保标准", "What is the target for retail sales?", "充电桩", ""]


@pytest.fixture(scope="module")
def made(notice: Notice) -> list[Passage]:
    texts = [Passage(f"{c.id}#{n}", c.id, "text", f"{c.title}{n}") for c in notice.clauses for n in range(2)]
    return texts + [Passage(f"{c.id}?0", c.id, "enquiry", f"问{c.title}") for c in notice.clauses[:40]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, notice: Notice, made: list[Passage]) -> Path:
    path = tmp_path_factory.mktemp("store")
    fake = FakeEmbeddings()
    Store(path, fake, 0).add(made, fake.embed_documents([p.text for p in made]), facets(notice))
    return path


def brute_force(made: list[Passage], query: str) -> dict[str, dict[str, float]]:
    fake = FakeEmbeddings()
    vector = np.asarray(fake.embed_query(query))
    best: dict[str, dict[str, float]] = {"text": {}, "enquiry": {}}
    for passage in made:
        similarity = float(np.asarray(fake.embed_query(passage.text)) @ vector)
        of_kind = best[passage.kind]
        of_kind[passage.clause] = max(similarity, of_kind.get(passage.clause, -1.0))
    return best


@pytest.mark.parametrize("query", QUERIES)
def test_exact_search_is_brute_force(folder: Path, made: list[Passage], query: str) -> None:
    store = Store(folder, FakeEmbeddings(), 20_000)
    assert store.count == len(made)
    found = store.best(FakeEmbeddings().embed_query(query))
    expected = brute_force(made, query)
    for kind in ("text", "enquiry"):
        assert found[kind] == pytest.approx(expected[kind], abs=1e-5)


def test_exact_search_is_repeatable(folder: Path) -> None:
    vector = FakeEmbeddings().embed_query("低保")
    first = Store(folder, FakeEmbeddings(), 20_000).best(vector)
    for _ in range(3):
        again = Store(folder, FakeEmbeddings(), 20_000).best(vector)
        assert again == first
        assert list(again["text"]) == list(first["text"])


def test_approximate_search_when_there_are_too_many(folder: Path, made: list[Passage]) -> None:
    store = Store(folder, FakeEmbeddings(), 0)
    assert store.clauses == ()  # nothing was loaded
    query = made[7].text
    found = store.best(FakeEmbeddings().embed_query(query), limit=10)
    expected = brute_force(made, query)
    assert 0 < len(found["text"]) + len(found["enquiry"]) <= 10
    assert found["text"][made[7].clause] == pytest.approx(1.0, abs=1e-5)
    for clause, similarity in found["text"].items():
        assert similarity <= expected["text"][clause] + 1e-5


def test_the_limit_is_inclusive(folder: Path, made: list[Passage]) -> None:
    assert Store(folder, FakeEmbeddings(), len(made)).clauses
    assert not Store(folder, FakeEmbeddings(), len(made) - 1).clauses


def test_adding_again_replaces(tmp_path: Path, notice: Notice) -> None:
    fake = FakeEmbeddings()
    store = Store(tmp_path / "again", fake, 0)
    for text in ("甲", "乙"):
        store.add([Passage("0/0#0", "0/0", "text", text)], [fake.embed_query(text)], facets(notice))
    assert store.count == 1
    assert store.best(fake.embed_query("乙"))["text"]["0/0"] == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "7/2/1/5/15",
            {"notice": "xintian-qida-2025", "clause": "7/2/1/5/15", "kind": "subitem", "title": "提高困难群体救助标准",
             "attachment": "7", "chapter": "2", "section": "1", "item": "5", "subitem": "15", "lead": ["县民政局"]},
        ),
        (
            "6/2/3/1",
            {"notice": "xintian-qida-2025", "clause": "6/2/3/1", "kind": "item", "title": "推动房地产项目风险出清",
             "attachment": "6", "chapter": "2", "section": "3", "item": "1",
             "parties": ["县住建局", "国家金融监管总局新田支局", "县人民法院", "县公安局", "县自然资源局"]},
        ),
        (
            "0/0",
            {"notice": "xintian-qida-2025", "clause": "0/0", "kind": "preamble", "title": "前言", "attachment": "0",
             "chapter": "0"},
        ),
    ],
)  # fmt: skip
def test_facets(notice: Notice, address: str, expected: dict[str, object]) -> None:
    assert facets(notice)(address) == expected


def test_facets_are_stored_and_can_be_asked_for(folder: Path) -> None:
    collection = Store(folder, FakeEmbeddings(), 0).chroma._collection
    row = collection.get(ids=["7/2/1/5/15#0"], include=["metadatas"])
    assert row["metadatas"] is not None
    assert row["metadatas"][0]["lead"] == ["县民政局"]
    assert row["metadatas"][0]["kind_of_passage"] == "text"
    found = collection.get(where={"attachment": "7"}, include=["metadatas"])
    assert found["ids"]
    assert all(name.startswith("7") for name in found["ids"])
    led = collection.get(where={"lead": {"$contains": "县民政局"}})  # type: ignore[dict-item]
    assert "7/2/1/5/15#0" in led["ids"]
    assert "7/2/1/5/15#1" in led["ids"]


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="make index"):
        Store(tmp_path / "file", FakeEmbeddings(), 0)


# -- the notice's own index, with the bundled model


def test_the_notices_index(index: Index, index_dir: Path) -> None:
    assert index.store.count == index.manifest.count == len(index.store.clauses)
    assert [path.name for path in index_dir.iterdir() if path.is_dir()] == [index.manifest.key]
    assert set(index.store.clauses) <= set(index.notice.by_address)


def test_vectors_are_of_unit_length(index: Index) -> None:
    held = index.store.chroma.get(include=["embeddings"], limit=50)
    lengths = np.linalg.norm(np.asarray(held["embeddings"]), axis=1)
    assert lengths == pytest.approx(np.ones(50), abs=1e-4)


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("农村低保每个月最低多少钱", "7/2/1/5/15"),
        ("公共充电桩建设由谁负责", "7/2/1/9/22"),
        ("Which bodies are responsible for parking spaces in town?", "7/2/1/12/28"),
    ],
)
def test_a_plain_question_finds_its_clause(index: Index, question: str, clause: str) -> None:
    best = index.store.best(index.embeddings.embed_query(question))
    merged = {c: max(best["text"].get(c, -1.0), best["enquiry"].get(c, -1.0)) for c in index.notice.by_address}
    assert clause in sorted(merged, key=lambda c: -merged[c])[:5]
