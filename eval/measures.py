"""What is measured, by the field's names, over outcomes; and by slice. Ranking measures come from ir-measures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG
from scipy import stats

from eval.outcome import Outcome

RANKING = {
    "success@1": Success @ 1,
    "success@5": Success @ 5,
    "recall@10": R @ 10,
    "MRR": RR @ 20,
    "nDCG@10": nDCG @ 10,
}
RESAMPLES = 1_000
Slices = dict[str, list[Outcome]]
Measures = dict[str, float]


def ranking(rows: Iterable[tuple[str, Sequence[str], Sequence[frozenset[str]]]]) -> Measures:
    """The measures of RANKING over (id, addresses best first, gold sets), by name; {} for no rows. A question for which
    nothing was retrieved scores nothing."""
    qrels, run = [], []
    for name, ranked, gold in rows:
        qrels += [ir_measures.Qrel(name, address, 1) for address in sorted(frozenset().union(*gold))]
        run += [ir_measures.ScoredDoc(name, address, float(-rank)) for rank, address in enumerate(ranked)]
    if not qrels:
        return {}
    scores = ir_measures.calc_aggregate(list(RANKING.values()), qrels, run)
    return {name: float(scores[measure]) for name, measure in RANKING.items()}


def _listed(o: Outcome) -> bool:
    return o.type == "list"


def _exactly(o: Outcome) -> float:
    return float(o.list_f1 == 1)


# Measure → (whether an outcome counts, what it counts): the mean over those that count.
MEANS: dict[str, tuple[Callable[[Outcome], bool], Callable[[Outcome], float]]] = {
    "passed": (lambda _: True, lambda o: float(o.passed)),
    "status": (lambda _: True, lambda o: float(o.statuses_right)),
    "citation_recall": (lambda o: bool(o.gold) and not o.honestly_declined, lambda o: o.citation_recall),
    "citation_precision": (lambda o: bool(o.gold and o.cited), lambda o: o.citation_precision),
    "fact_recall": (lambda o: bool(o.expected.must) and not o.honestly_declined, lambda o: o.facts),
    "completeness": (lambda o: bool(o.gold) and not o.honestly_declined, lambda o: o.completeness),
    "decline_recall": (lambda o: o.to_be_declined, lambda o: float(not o.answered and not o.cited)),
    "decline_precision": (
        lambda o: not o.answered,
        lambda o: float(o.status in o.expected.statuses or o.to_be_declined),
    ),
    "wrongly_declined": (lambda o: not o.expected.statuses - {"answered", "partial"}, lambda o: float(not o.answered)),
    "list_f1": (_listed, lambda o: o.list_f1),
    "list_exact": (_listed, _exactly),
    "follow_up": (lambda o: o.follow_up, lambda o: float(o.passed)),
}
# Fewer is better.
COSTS = frozenset({"wrongly_declined", "must_not"})


def measures(outcomes: Sequence[Outcome]) -> Measures:
    """Every measure that has something to count, by name; n, and must_not as the number of answers that say what is wrong.

    decline_recall: of what must be declined, the share that is, without a citation. decline_precision: of what was
    declined, the share that had to be or might be. follow_up: the share of follow-up turns that pass.
    """
    found: Measures = {"n": len(outcomes), "must_not": sum(bool(o.forbidden) for o in outcomes)}
    for name in MEANS:
        values = counted(name, outcomes)
        if values:
            found[name] = math.fsum(values) / len(values)
    found |= ranking((o.id, o.ranked, o.gold) for o in outcomes if o.gold and o.ranked)
    return found


def counted(name: str, outcomes: Sequence[Outcome]) -> list[float]:
    """The values of which a measure of MEANS is the mean."""
    counts, value = MEANS[name]
    return [value(o) for o in outcomes if counts(o)]


def slices(outcomes: Sequence[Outcome]) -> Slices:
    """split → its outcomes, and "split/field/value" for types, languages, askers, attachments and follow-ups."""
    found: Slices = {}
    for o in outcomes:
        names = [f"type/{o.type}" if "dialogues" not in o.file else f"dialogue/{o.type}"]
        names += [f"lang/{o.lang}", f"asker/{o.asker}"]
        if o.follow_up:
            names.append("turn/follow-up")
        elif "dialogues" in o.file:
            names.append("turn/first")
        attachments = {address.partition("/")[0] for group in o.gold for address in group}
        names += [f"attachment/{a}" for a in sorted(attachments)]
        for name in (o.split, *(f"{o.split}/{n}" for n in names)):
            found.setdefault(name, []).append(o)
    return found


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval (Efron 1979) of a mean, the same on every run.

    How often each value is drawn is multinomial, and is drawn at once: values are few, and outcomes thousands.
    """
    if not values:
        return math.nan, math.nan
    distinct, counts = np.unique(np.asarray(values, dtype=np.float64), return_counts=True)
    drawn = np.random.default_rng(0).multinomial(len(values), counts / len(values), size=RESAMPLES)
    low, high = np.percentile(drawn @ distinct / len(values), [2.5, 97.5])
    return float(low), float(high)


def paired(before: Sequence[bool], after: Sequence[bool]) -> tuple[int, int, float]:
    """(passes gained, passes lost, p) over the same questions: McNemar's exact test, that is the binomial test of the
    pairs that differ."""
    gained = sum(a and not b for b, a in zip(before, after, strict=True))
    lost = sum(b and not a for b, a in zip(before, after, strict=True))
    return gained, lost, float(stats.binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0
