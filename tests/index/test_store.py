"""The vector store: exact, repeatable search with the clauses' facets beside the vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.clause import Notice
from index.build import Index
from index.passages import KINDS, Passage
from index.store import NEAREST, Store, StoreError, facets
from tests.index.fakes import FakeEmbeddings

QUERIES = ["低保标准", "What is the target for retail sales?", "充电桩", ""]
Found = dict[str, NDArray[np.float32]]


@pytest.fixture(scope="module")
def made(notice: Notice) -> list[Passage]:
    """Two passages of text a clause; of some clauses more enquiries than are kept, and one rendering."""
    texts = [Passage(f"{c.id}#{n}", c.id, "text", f"{c.title}{n}") for c in notice.clauses for n in range(2)]
    asked = [Passage(f"{c.id}?{n}", c.id, "enquiry", f"问{c.title}{n}") for c in notice.clauses[:40] for n in range(5)]
    return texts + asked + [Passage(f"{c.id}~zh0", c.id, "plain", f"白话{c.title}") for c in notice.clauses[30:50]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, notice: Notice, made: list[Passage]) -> Path:
    path = tmp_path_factory.mktemp("store")
    fake = FakeEmbeddings()
    Store(path, fake, 0).add(made, fake.embed_documents([p.text for p in made]), facets(notice))
    return path


def brute_force(made: list[Passage], query: str) -> dict[tuple[str, str], list[float]]:
    """The NEAREST best similarities by kind and clause, best first."""
    fake = FakeEmbeddings()
    vector = np.asarray(fake.embed_query(query))
    found: dict[tuple[str, str], list[float]] = {}
    for passage in made:
        similarity = float(np.asarray(fake.embed_query(passage.text)) @ vector)
        found.setdefault((passage.kind, passage.clause), []).append(similarity)
    return {group: sorted(values, reverse=True)[:NEAREST] for group, values in found.items()}


def assert_equal(store: Store, found: Found, expected: dict[tuple[str, str], list[float]]) -> None:
    assert set(found) == set(KINDS)
    for kind, values in found.items():
        assert values.shape == (len(store.clauses), NEAREST)
        assert values.dtype == np.float32
        for clause, row in zip(store.clauses, values, strict=True):
            wanted = expected.get((kind, clause), [])
            assert row[: len(wanted)] == pytest.approx(wanted, abs=1e-5), (kind, clause)
            assert np.isnan(row[len(wanted) :]).all(), (kind, clause)


@pytest.mark.parametrize("limit", [20_000, 0], ids=["exact", "approximate"])
@pytest.mark.parametrize("query", QUERIES)
def test_search_is_brute_force(folder: Path, made: list[Passage], query: str, limit: int) -> None:
    """Approximate search too, when it is asked for everything."""
    store = Store(folder, FakeEmbeddings(), limit)
    assert store.count == len(made)
    assert set(store.clauses) == {passage.clause for passage in made}
    assert len(set(store.clauses)) == len(store.clauses)
    found = store.nearest(FakeEmbeddings().embed_query(query), limit=len(made))
    assert_equal(store, found, brute_force(made, query))


def test_exact_search_is_repeatable(folder: Path) -> None:
    vector = FakeEmbeddings().embed_query("低保")
    first = Store(folder, FakeEmbeddings(), 20_000)
    found = first.nearest(vector)
    for _ in range(3):
        again = Store(folder, FakeEmbeddings(), 20_000)
        assert again.clauses == first.clauses
        assert all(np.array_equal(a, found[kind], equal_nan=True) for kind, a in again.nearest(vector).items())


def test_approximate_search_knows_the_nearest_only(folder: Path, made: list[Passage]) -> None:
    store = Store(folder, FakeEmbeddings(), 0)
    exact = Store(folder, FakeEmbeddings(), 20_000)
    vector = FakeEmbeddings().embed_query(made[7].text)
    found, all_ = store.nearest(vector, limit=10), exact.nearest(vector)
    assert sum(int((~np.isnan(values)).sum()) for values in found.values()) == 10
    assert found["text"][store.clauses.index(made[7].clause)][0] == pytest.approx(1.0, abs=1e-5)
    for kind, values in found.items():
        for clause, row in zip(store.clauses, values, strict=True):
            held = row[~np.isnan(row)]
            assert held == pytest.approx(all_[kind][exact.clauses.index(clause)][: len(held)], abs=1e-5)


def test_the_limit_is_inclusive(folder: Path, made: list[Passage]) -> None:
    vector = FakeEmbeddings().embed_query("低保")
    for limit, exact in ((len(made), True), (len(made) - 1, False)):
        found = Store(folder, FakeEmbeddings(), limit).nearest(vector, limit=1)
        assert (np.isnan(found["text"]).sum() < found["text"].size - 1) == exact


@pytest.mark.parametrize("limit", [20_000, 0], ids=["exact", "approximate"])
def test_what_is_added_is_found_and_adding_again_replaces(tmp_path: Path, notice: Notice, limit: int) -> None:
    fake = FakeEmbeddings()
    store = Store(tmp_path / "again", fake, limit)
    for text in ("甲", "乙"):
        store.add([Passage("0/0#0", "0/0", "text", text)], [fake.embed_query(text)], facets(notice))
    assert (store.count, store.clauses) == (1, ("0/0",))
    found = store.nearest(fake.embed_query("乙"))
    assert found["text"][0, 0] == pytest.approx(1.0, abs=1e-5)
    assert np.isnan(found["text"][0, 1:]).all()
    store.add([Passage("0/1?0", "0/1", "enquiry", "丙")], [fake.embed_query("丙")], facets(notice))
    found = store.nearest(fake.embed_query("丙"))
    assert found["enquiry"][store.clauses.index("0/1"), 0] == pytest.approx(1.0, abs=1e-5)


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
    assert index.store.count == index.manifest.count > 5_500
    assert (index_dir / index.manifest.key).is_dir()
    assert set(index.store.clauses) == {c.address for c in index.notice.clauses if index.notice.substantial(c)}
    found = index.store.nearest(index.embeddings.embed_query("低保"))
    assert {kind: bool(np.isnan(values[:, 0]).any()) for kind, values in found.items()} == dict.fromkeys(KINDS, False)


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
    found = index.store.nearest(index.embeddings.embed_query(question))
    best = np.nanmax(np.hstack([found[kind] for kind in KINDS]), axis=1)
    assert clause in [index.store.clauses[i] for i in np.argsort(-best)[:5]]


def test_approximate_search_of_the_notice_agrees_at_the_top(index: Index, index_dir: Path) -> None:
    store = Store(index_dir / index.manifest.key, index.embeddings, 0)
    vector = index.embeddings.embed_query("农村低保每个月最低多少钱")
    best = {
        name: each.clauses[int(np.nanargmax(each.nearest(vector)["enquiry"][:, 0]))]
        for name, each in (("exact", index.store), ("approximate", store))
    }
    assert best == dict.fromkeys(best, "7/2/1/5/15")
