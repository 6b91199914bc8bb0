"""What one judged turn came to: beside its answer, what every stage made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.departments import Gazetteer
from corpus.text import fold
from eval.questions import ANSWERED, Expected, Item
from rag.answer import Answer
from rag.trace import Trace

DEPTH = 20  # clauses of a ranking that are kept


@dataclass(frozen=True, slots=True)
class Outcome:
    """One judged turn.

    id: of the question, with ".2" for the second turn of a conversation whose every turn is judged. type: of the question;
    turns: the conversation up to here. statuses_right: of this turn and, where only the last one is judged, those before.
    understood, bodies: the question as it was read, and the bodies in it. ranked: addresses as retrieved, best first
    (empty where nothing was looked up). verdict, reason, probability: of the judgement of answerability ("" and -1 where
    none was made). dropped: what verification took out. citation_recall: share of the best-matching gold set that is
    cited; citation_precision: share of the cited addresses that stand in some gold set (ALCE, Gao et al. 2023, exact by
    address; both 1 for what must be declined and cites nothing). missing, forbidden: facts not said, wrong ones said.
    milliseconds: of each step; no part of equality.
    """

    id: str
    file: str
    split: str
    type: str
    follow_up: bool
    asker: str
    lang: str
    turns: tuple[str, ...]
    expected: Expected
    status: str
    statuses_right: bool
    understood: str
    bodies: tuple[str, ...]
    route: str
    ranked: tuple[str, ...]
    verdict: str
    reason: str
    probability: float
    dropped: tuple[str, ...]
    cited: tuple[str, ...]
    citation_recall: float
    citation_precision: float
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    answer: str
    milliseconds: dict[str, float] = field(default_factory=dict, compare=False)

    @property
    def gold(self) -> tuple[frozenset[str], ...]:
        return self.expected.gold

    @property
    def answered(self) -> bool:
        return self.status in ANSWERED

    @property
    def to_be_declined(self) -> bool:
        """Whether no status that answers is right."""
        return not self.expected.statuses & ANSWERED

    @property
    def honestly_declined(self) -> bool:
        """Declined where that is among what is right, so that no clause and no fact is called for."""
        return not self.answered and self.status in self.expected.statuses and not self.cited

    @property
    def rank(self) -> int:
        """The rank from 1 at which the first gold set is complete; 0 where none is among the first DEPTH."""
        places = {address: n for n, address in enumerate(self.ranked, start=1)}
        whole = [max(places[a] for a in group) for group in self.gold if group <= places.keys()]
        return min(whole, default=0)

    @property
    def facts(self) -> float:
        """The share of the needed facts that is said; 1 where none is needed."""
        needed = len(self.expected.must)
        return 1 - len(self.missing) / needed if needed else 1.0

    @property
    def completeness(self) -> float:
        """The share of what the question needs, facts and clauses of the best gold set alike, that the answer has."""
        held = set(self.cited)
        said = len(self.expected.must) - len(self.missing)
        shares = [
            (said + len(held & group)) / (len(self.expected.must) + len(group)) for group in self.gold
        ]  # fmt: skip
        return max(shares, default=1.0)

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
        if not self.statuses_right or self.forbidden:
            return False
        return self.honestly_declined or (self.citation_recall == 1 and not self.missing)


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


def says(folded: str, forms: Iterable[str]) -> bool:
    """Whether a folded text has one of the forms of a fact."""
    return any(fold(form) in folded for form in forms)


def judged(item: Item, turn: int, answer: Answer, trace: Trace, *, before: bool = True) -> Outcome:
    """The outcome of one turn (from 0). before: whether the statuses of the turns before, that it answers for, are right."""
    expected = item.expected[turn]
    cited = tuple(dict.fromkeys(c.address for c in answer.citations))
    recall, precision = citation_scores(cited, expected.gold)
    said = fold(" ".join([re.sub(r"\[\d+\]", "", answer.answer), *(c.label for c in answer.citations)]))
    verdict = trace.verdict
    return Outcome(
        id=f"{item.id}.{turn + 1}" if item.each else item.id,
        file=item.file,
        split=item.split,
        type=item.type,
        follow_up=turn > 0,
        asker=item.asker,
        lang=item.lang,
        turns=item.turns[: turn + 1],
        expected=expected,
        status=answer.status.value,
        statuses_right=before and answer.status.value in expected.statuses,
        understood=answer.standalone_question,
        bodies=tuple(dict.fromkeys(name for _, _, name in Gazetteer.load().mentions(fold(answer.standalone_question)))),
        route=trace.route,
        ranked=tuple(hit.clause.address for hit in trace.hits[:DEPTH]),
        verdict=verdict.status.value if verdict else "",
        reason=verdict.reason if verdict else "",
        probability=round(verdict.probability, 4) if verdict else -1.0,
        dropped=tuple(trace.dropped),
        cited=cited,
        citation_recall=recall,
        citation_precision=precision,
        missing=tuple("|".join(forms) for forms in expected.must if not says(said, forms)),
        forbidden=tuple(words for words in expected.must_not if says(said, (words,))),
        answer=answer.answer,
        milliseconds=dict(answer.timings_ms),
    )
