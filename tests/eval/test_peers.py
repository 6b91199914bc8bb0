"""The table of ablations and peers: its figures by hand, what is asked, and that each way ranks by its scores."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from eval.measures import RANKING
from eval.peers import OF_ANSWERS, Row, asked, by_type, measured, report, spread, table
from eval.questions import Expected, Item, read_split
from eval.stages import TYPES
from eval.ways import CHAIN, DENSE, HYBRID, LEARNT, LEXICAL, RERANKED, RETRIEVAL, SPELT, SUMS, ways
from rag.pipeline import Assistant
from rag.question import read
from rag.ranking import FEATURES


def item(name: str, kind: str, *gold: set[str], turns: Sequence[str] = ("?",)) -> Item:
    expected = Expected(frozenset({"answered"}), tuple(map(frozenset, gold)))
    return Item(
        name,
        "dev",
        tuple(turns),
        kind,
        "public",
        "zh",
        (Expected(frozenset({"answered"})),) * (len(turns) - 1) + (expected,),
    )


ITEMS = [
    item("a", "lookup", {"1/1"}),
    item("b", "lookup", {"1/2"}, {"1/3"}),
    item("c", "typo", {"2/1", "2/2"}),
    item("d", "typo", {"3/1"}),
]
RUN = [
    ("1/1", "9/9"),  # first
    ("9/9", "9/8", "1/3", "1/2"),  # third and fourth, of either place
    ("9/9", "9/8", "9/7", "9/6", "9/5", "2/2"),  # sixth
    (),  # nothing
]


# ---- the tables ----
def test_measures_by_hand() -> None:
    ndcg = [
        1.0,
        (1 / math.log2(4) + 1 / math.log2(5)) / (1 + 1 / math.log2(3)),
        (1 / math.log2(7)) / (1 + 1 / math.log2(3)),
        0.0,
    ]
    scores = measured(RUN, ITEMS)
    assert scores == pytest.approx(
        {
            "success@1": 1 / 4,
            "success@5": 2 / 4,
            "recall@10": (1 + 1 + 1 / 2) / 4,
            "MRR": (1 + 1 / 3 + 1 / 6) / 4,
            "nDCG@10": sum(ndcg) / 4,
        }
    )
    assert set(scores) == set(RANKING)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.replace("\\|", "").strip("|").split("|")]


def test_the_table_by_hand() -> None:
    found = [
        Row(CHAIN, RUN, [0.002, 0.004, 0.1, 0.004]),
        Row("ours", [("1/1",), ("1/2",), ("2/1",), ("3/1",)], [0.001, 0.010, 0.010, 0.5]),
        Row("none", missing="没有模型 a|b。\n请设置。"),
    ]
    head, _, chain, ours, none = table(found, ITEMS).splitlines()
    names = ["success@1", "95 %", "success@5", "recall@10", "MRR", "nDCG@10", *OF_ANSWERS, "time ÷ chain"]
    assert cells(head) == ["4 questions", *names]
    assert cells(chain)[:2] == [CHAIN, "0.250"]
    assert cells(chain)[3:7] == ["0.500", "0.625", "0.375", "0.447"]
    low, high = map(float, cells(chain)[2].split("–"))
    assert low == 0.0
    assert 0.25 < high <= 1.0
    assert cells(chain)[7:] == ["–", "–", "–", "–", "1.00"]  # answers are not the chain's
    assert cells(ours)[1:3] == ["1.000", "1.000–1.000"]
    assert cells(ours)[-1] == "2.50"
    assert cells(none) == ["none", "没有模型 ab。 请设置。", *["–"] * 10]
    assert "\\|" in none  # the row stays whole


def test_types_by_hand() -> None:
    found = by_type([Row("ours", RUN), Row("empty", missing="…"), Row("none", [()] * 4)], ITEMS).splitlines()
    assert found == [
        "| success@1 / success@5 | lookup (2) | typo (2) |",
        "| --- | --- | --- |",
        "| ours | 0.500 / 1.000 | 0.000 / 0.000 |",
        "| none | 0.000 / 0.000 | 0.000 / 0.000 |",
    ]


def test_of_the_blind_split_there_are_totals_alone() -> None:
    found = [Row(CHAIN, RUN, [0.002] * 4)]
    assert by_type(found, ITEMS) in report(found, ITEMS, "dev")
    blind = report(found, ITEMS, "test")
    assert table(found, ITEMS) in blind
    assert "2.0 ms" in blind
    assert not any(word in blind for word in ("lookup", "typo", "1/1", "?"))


def test_what_is_asked() -> None:
    kept = [item(kind, kind, {"1/1"}) for kind in TYPES]
    left = [item("m", "lookup", {"1/1"}, turns=("?", "??")), item("n", "lookup"), item("p", "list", {"1/1"})]
    assert asked([*left, *kept, *left]) == kept


def test_questions_are_spread() -> None:
    assert spread(ITEMS, 2) == [ITEMS[0], ITEMS[2]]
    assert spread(ITEMS, 4) == spread(ITEMS, 9) == spread(ITEMS, None) == ITEMS


# ---- the ways of retrieving ----
def test_ways_are_what_retrieval_makes_of_their_scores(assistant: Assistant) -> None:
    retriever = assistant.retriever
    typo = next(i for i in read_split("dev") if i.type == "typo" and "底保" in i.turns[0])
    questions = [i.turns[0] for i in (*asked(read_split("dev"))[::40], typo)]
    held, parts = (
        ways(retriever),
        {LEXICAL: ("text",), DENSE: ("dense_text",), HYBRID: ("text_lead", "dense_text_lead")},
    )
    assert tuple(held) == tuple(name for name in RETRIEVAL if name != RERANKED)
    place = {clause.address: i for i, clause in enumerate(retriever.clauses)}
    for question in questions:
        features = dict(zip(FEATURES, retriever.features(read(question)).T, strict=True))
        for name, columns in (parts | SUMS).items():
            scores = np.sum([features[column] for column in columns], axis=0)
            assert scores[[place[address] for address in held[name](question)]] == pytest.approx(-np.sort(-scores)[:20])
        right, typed = retriever.understood(read(question))
        assert held[LEARNT](question) == tuple(h.clause.address for h in retriever.rank(read(question)))[:20]
        assert held[SPELT](question) == tuple(h.clause.address for h in retriever.rank(right, typed=typed))[:20]
    assert held[SPELT](questions[-1]) != held[LEARNT](questions[-1])  # 底保
