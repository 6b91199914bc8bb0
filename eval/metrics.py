"""What is measured, by the field's names. Ranking measures come from ir-measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ir_measures
from ir_measures import RR, Success, nDCG

RANKING = {"success@1": Success @ 1, "success@5": Success @ 5, "MRR": RR @ 20, "nDCG@10": nDCG @ 10}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One item's result, all of its last turn except `statuses_right`.

    ranked: addresses as retrieved, best first (empty where nothing was looked up). cited: addresses cited.
    citation_recall: share of the best-matching gold set that is cited; citation_precision: share of the cited addresses
    that stand in some gold set (both 1 for an item that must be declined and cites nothing).
    """

    id: str
    type: str
    asker: str
    lang: str
    question: str
    expected: str
    status: str
    statuses_right: bool
    ranked: tuple[str, ...]
    gold: tuple[frozenset[str], ...]
    cited: tuple[str, ...]
    citation_recall: float
    citation_precision: float
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    answer: str
    route: str
    reason: str
    probability: float
    milliseconds: float

    @property
    def list_f1(self) -> float:
        """F1 of the cited addresses against the best-matching gold list; of an empty list, 1 where nothing is cited."""
        held = set(self.cited)
        if not self.gold:
            return float(not held)
        return max(2 * len(held & group) / (len(held) + len(group)) for group in self.gold)

    @property
    def passed(self) -> bool:
        """Right status, a complete gold set cited, every needed fact said, no wrong one."""
        return self.statuses_right and self.citation_recall == 1 and not self.missing and not self.forbidden


def citation_scores(cited: Sequence[str], gold: Sequence[frozenset[str]]) -> tuple[float, float]:
    """(recall, precision) of cited addresses against alternative gold sets.

    >>> citation_scores(["1/1", "2/3"], [frozenset({"0/1"}), frozenset({"1/1"})])
    (1.0, 0.5)
    """
    if not gold:
        return (1.0, 1.0) if not cited else (0.0, 0.0)
    held = set(cited)
    recall = max(len(held & group) / len(group) for group in gold)
    right = held & frozenset().union(*gold)
    return recall, len(right) / len(held) if held else 0.0


def ranking(outcomes: Iterable[Outcome]) -> dict[str, float]:
    """success@1, success@5, MRR and nDCG@10 over the items that were looked up and have a gold clause."""
    return means((o.id, o.ranked, o.gold) for o in outcomes if o.gold and o.ranked)


def means(rows: Iterable[tuple[str, Sequence[str], Sequence[frozenset[str]]]]) -> dict[str, float]:
    """The measures of RANKING over (id, addresses best first, gold sets), by name; {} for no rows."""
    qrels, run = [], []
    for name, ranked, gold in rows:
        qrels += [ir_measures.Qrel(name, address, 1) for address in sorted(frozenset().union(*gold))]
        run += [ir_measures.ScoredDoc(name, address, float(-rank)) for rank, address in enumerate(ranked)]
    if not qrels:
        return {}
    scores = ir_measures.calc_aggregate(list(RANKING.values()), qrels, run)
    return {name: float(scores[measure]) for name, measure in RANKING.items()}


def answering(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Shares over all items: passed, right status, and the means of citation recall and precision and fact recall."""
    n = len(outcomes) or 1
    answerable = [o for o in outcomes if o.gold]
    declined = [o for o in outcomes if not o.gold]
    said_no = [o for o in outcomes if o.status not in ("answered", "partial", "small_talk")]
    return {
        "n": len(outcomes),
        "passed": sum(o.passed for o in outcomes) / n,
        "status": sum(o.statuses_right for o in outcomes) / n,
        "citation_recall": _mean(o.citation_recall for o in answerable),
        "citation_precision": _mean(o.citation_precision for o in answerable if o.cited),
        "fact_recall": _mean(float(not o.missing) for o in answerable),
        "list_f1": _mean(o.list_f1 for o in outcomes if o.type == "list"),
        "list_exact": _mean(float(o.list_f1 == 1) for o in outcomes if o.type == "list"),
        "must_not": sum(bool(o.forbidden) for o in outcomes),
        "decline_recall": _mean(float(not o.cited) for o in declined),
        "decline_precision": _mean(float(not o.gold) for o in said_no),
    }


def _mean(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held) if held else float("nan")
