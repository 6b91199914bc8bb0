"""Retrieval measured by itself: the textbook chain as the peer, the table's figures, and that the peer is beaten."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from eval.metrics import RANKING
from langchain_core.documents import Document
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval import retrieval
from eval.questions import Item, read_items
from eval.retrieval import DEPTH, LEARNT, PEER, SPELT, SUMS, TYPES, Row, measured, peer, report, rows
from index import build
from rag.pipeline import Assistant
from rag.question import read
from rag.ranking import FEATURES
from rag.retrieve import Retriever
from tests.index.fakes import FakeEmbeddings, small_settings, write_notice


def item(name: str, kind: str, *gold: set[str], turns: Sequence[str] = ("?",)) -> Item:
    return Item(name, tuple(turns), kind, "public", "zh", ("answered",), tuple(map(frozenset, gold)), (), ())


ITEMS = [
    item("a", "lookup", {"1/1"}),
    item("b", "lookup", {"1/2"}, {"1/3"}),
    item("c", "typo", {"2/1", "2/2"}),
    item("d", "typo", {"3/1"}),
]
RUN = (
    ("1/1", "9/9"),  # first
    ("9/9", "9/8", "1/3", "1/2"),  # third and fourth, of either place
    ("9/9", "9/8", "9/7", "9/6", "9/5", "2/2"),  # sixth
    (),  # nothing
)


# -- the table


def test_measures_by_hand() -> None:
    scores = measured(RUN, ITEMS)
    ndcg = [
        1.0,
        (1 / math.log2(4) + 1 / math.log2(5)) / (1 + 1 / math.log2(3)),
        (1 / math.log2(7)) / (1 + 1 / math.log2(3)),
        0.0,
    ]
    assert scores == pytest.approx(
        {"success@1": 1 / 4, "success@5": 2 / 4, "MRR": (1 + 1 / 3 + 1 / 6) / 4, "nDCG@10": sum(ndcg) / 4}
    )
    assert set(scores) == set(RANKING)


def test_the_report_by_hand() -> None:
    table = report([Row("ours", RUN), Row("none", ((),) * 4)], ITEMS).splitlines()
    assert table[0] == "| success@1 / success@5 | lookup (2) | typo (2) | all (4) | MRR | nDCG@10 |"
    assert table[1] == "|---|---|---|---|---|---|"
    assert table[2] == "| ours | 0.500 / 1.000 | 0.000 / 0.000 | 0.250 / 0.500 | 0.375 | 0.447 |"
    assert table[3] == "| none | 0.000 / 0.000 | 0.000 / 0.000 | 0.000 / 0.000 | 0.000 | 0.000 |"
    assert len(table) == 4


def test_what_is_asked() -> None:
    kept = [item(kind, kind, {"1/1"}) for kind in TYPES]
    left = [
        item("m", "lookup", {"1/1"}, turns=("?", "??")),
        item("n", "lookup"),
        item("o", "near_miss", {"1/1"}),
        item("p", "list", {"1/1"}),
    ]
    assert retrieval.asked([*left, *kept, *left]) == kept


# -- the peer


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Retriever]:
    write_notice(tmp_path / "notice")
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
    index = build.open_index(small_settings(tmp_path), progress=False)
    yield Retriever(index)
    index.store.close()


def test_a_chunk_stands_for_what_it_holds(small: Retriever) -> None:
    """The small notice is one chunk, which holds every clause."""
    assert len(small.index.notice.source) < 500
    assert peer(small)("怎么学手艺") == tuple(clause.address for clause in small.clauses)


def test_chunks_are_mapped_by_overlap(assistant: Assistant) -> None:
    """The four nearest chunks, and of each the clauses with half of themselves, or half of the chunk, in it."""
    retriever = assistant.retriever
    source, model = retriever.index.notice.source, retriever.index.embeddings
    splitter = RecursiveCharacterTextSplitter(chunk_size=500, chunk_overlap=50, add_start_index=True)
    held: list[set[int]] = []
    for chunk in splitter.split_documents([Document(source)]):
        start = int(chunk.metadata["start_index"])
        assert source[start : start + len(chunk.page_content)] == chunk.page_content
        held.append(set(range(start, start + len(chunk.page_content))))
    vectors = np.asarray(model.embed_documents([source[min(h) : max(h) + 1] for h in held]))
    chain = peer(retriever)
    touched = 0
    questions = [source[min(h) : min(h) + 60] for h in held[::5]]
    for question in ("农村低保最低多少钱", "How much should retail sales grow?", *questions):
        expected: dict[str, None] = {}
        for i in np.argsort(-(vectors @ np.asarray(model.embed_query(question))))[:4]:
            for clause in retriever.clauses:
                shared = len(held[i].intersection(range(clause.start, clause.end)))
                if shared and 2 * shared >= min(len(held[i]), clause.end - clause.start):
                    expected[clause.address] = None
                touched += bool(shared) and clause.address not in expected
        assert chain(question) == tuple(expected)
    assert touched > 0  # some clauses are only touched, and do not count


def test_two_peers_do_not_mix(small: Retriever, assistant: Assistant) -> None:
    chain = peer(assistant.retriever)
    before = chain("低保")
    assert peer(small)("低保") != before
    assert chain("低保") == before


# -- every way of retrieving


def whole(retriever: Retriever, each: Item) -> tuple[str, ...]:
    """Retrieval as an answer uses it: addresses, best first."""
    question = read(each.turns[0])
    right = retriever.spelling.corrected(question.folded)
    hits = retriever.rank(question) if right == question.folded else retriever.rank(read(right), typed=question)
    return tuple(hit.clause.address for hit in hits[:DEPTH])


def test_rows(assistant: Assistant) -> None:
    items = retrieval.asked(read_items("dev"))[::40]
    typo = next(i for i in read_items("dev") if i.type == "typo" and "底保" in i.turns[0])
    items = [*items, typo]
    retriever = assistant.retriever
    found = {row.name: row.run for row in rows(retriever, items)}
    assert list(found) == [PEER, *SUMS, LEARNT, SPELT]  # no reranker, no row of it
    assert {len(run) for run in found.values()} == {len(items)}
    assert all(len(run) == len(set(run)) for runs in found.values() for run in runs)
    assert all(len(run) == DEPTH for name, runs in found.items() if name != PEER for run in runs)
    clauses = [clause.address for clause in retriever.clauses]
    for n, each in enumerate(items):
        question = read(each.turns[0])
        features = dict(zip(FEATURES, retriever.features(question).T, strict=True))
        assert found[LEARNT][n] == tuple(hit.clause.address for hit in retriever.rank(question))[:DEPTH]
        for name, parts in SUMS.items():
            scores = sum(features[part] for part in parts)
            order = sorted(range(len(clauses)), key=lambda i: -scores[i])  # stable
            assert found[name][n] == tuple(clauses[i] for i in order)[:DEPTH]
        assert found[SPELT][n] == whole(retriever, each)
    assert found[SPELT][-1] != found[LEARNT][-1]  # 底保


def test_timing_names_every_step(assistant: Assistant) -> None:
    line = retrieval.timing(assistant.retriever, retrieval.asked(read_items("dev"))[:3], repeats=1)
    assert line.count(" ms") == 3
    assert "embedding / chain" in line
    assert "retrieval / chain" in line


def test_the_textbook_chain_is_beaten_everywhere(assistant: Assistant) -> None:
    """Of every type of the development questions, and over all of them, by the whole of retrieval: at rank 1 and in the
    first five, by MRR and by nDCG."""
    retriever = assistant.retriever
    items = retrieval.asked(read_items("dev"))
    chain = peer(retriever)
    theirs = [chain(read(i.turns[0]).text) for i in items]
    ours = [whole(retriever, i) for i in items]
    assert {i.type for i in items} == set(TYPES)
    for kind in (*TYPES, None):
        kept = [n for n, each in enumerate(items) if kind is None or each.type == kind]
        held = [items[n] for n in kept]
        us, them = measured([ours[n] for n in kept], held), measured([theirs[n] for n in kept], held)
        worse = {name: (us[name], them[name]) for name in us if us[name] <= them[name] and us[name] < 1}
        assert worse == {}, kind
        assert us["success@1"] > them["success@1"] + 0.2, kind  # by far
        assert us["success@5"] > 0.9, kind
