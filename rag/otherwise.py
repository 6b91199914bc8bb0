"""A follow-up that its first reading leaves unanswered, or answers from elsewhere without being sure → its other readings.

The rules of rag/followup.py take a turn one way. "收的话打算收几多" names no crop and "老小区翻修可以取出来用吗" no fund: the
first is declined, the second answered from a clause about old estates. So the turn is also asked of the matter before, in
two ways (with the title of its clause, with the words of the earlier question), and by itself. Each reading is retrieved,
judged and proven like any question; one is taken only where the system's own judgement is sure of it and both ways of
saying it agree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from corpus.clause import Clause, Notice
from corpus.text import fold
from rag import ellipsis
from rag.address import AddressQuery
from rag.answer import Status
from rag.articles import address_in
from rag.declined import not_stated
from rag.dialogue import Dialogue, Focus
from rag.draft import Draft
from rag.matters import CONDITION, part_in_question
from rag.other_part import PART
from rag.pointing import looking_at
from rag.question import UNITS, Question, Want
from rag.resolution import asked_as, ids_of, of_clause
from rag.tails import tail
from rag.trace import Trace

_DECLINED = (Status.NOT_STATED, Status.OUT_OF_SCOPE)
_BY_RULES = ("address", "answer")  # steps whose draft may be looked at again; lists and task forces are read exactly
# A sentence has to state these itself: that the matter is the one before makes a clause state no date.
_NEEDS_ITS_OWN = (
    Want.DEADLINE, Want.PLACE, Want.PROCEDURE, Want.SHARE, Want.PROGRESS, Want.PENALTY, Want.REASON, Want.PHONE, Want.PERSON,
)  # fmt: skip
# All of it on 460 follow-up turns with a gold answer (2026-11-29).
_LEAST, _MEAN = (
    0.45,
    0.6,
)  # probability of each of the two readings, and of both (mean log-odds), to answer what was declined
_APART, _FIRST = 0.8, 0.9  # probability and share of the ranking of a turn that is a question of its own
_NEAR = 0.05  # share of the turn's own ranking from which the clause before may be the one that is meant
_SURE = 0.9  # probability and share of the ranking of a reading that replaces an answer
_OF_IT = 0.25  # share of the ranking that makes a declined turn a matter of the clause before

Ask = Callable[[Question, frozenset[str], AddressQuery | None], Trace]


@dataclass(frozen=True, slots=True)
class Reading:
    """question: as it is shown. draft, trace: what came of it."""

    question: Question
    draft: Draft
    trace: Trace

    @property
    def first(self) -> Clause | None:
        return self.trace.hits[0].clause if self.trace.hits else None

    @property
    def share(self) -> float:
        return self.trace.hits[0].score if self.trace.hits else 0.0

    @property
    def probability(self) -> float:
        """Of being stated, by the judgement; 0 where nothing was judged or it is declined."""
        verdict = self.trace.verdict
        return verdict.probability if verdict is not None and self.draft.status.answers else 0.0


def reread(trace: Trace, draft: Draft, ask: Ask, notice: Notice) -> Draft:
    """The draft of a follow-up's best reading, with the trace brought to it; the one given where that stands."""
    other = otherwise(trace.turn, trace, draft, ask, notice) if trace.turn is not None else None
    if other is None:
        return draft
    trace.question, trace.hits, trace.verdict = other.question, other.trace.hits, other.trace.verdict
    trace.route = "answer"
    return other.draft


def otherwise(turn: Question, trace: Trace, draft: Draft, ask: Ask, notice: Notice) -> Reading | None:
    """Another reading of a turn than the one whose draft is given, or None where that stands.

    ask: a stand-alone question, the ids of the clauses it is about and its address → how it is answered.
    """
    focus = looking_at(Dialogue.of(trace.history, notice), turn).focus
    if focus is None or focus.clause is None or focus.several or trace.route not in _BY_RULES:
        return None
    if turn.wants_any(*_NEEDS_ITS_OWN):
        return _a_detail(turn, focus, trace, notice)
    if CONDITION.search(turn.folded) or PART.search(turn.folded):
        return None
    if ellipsis.EVERYDAY.search(turn.folded):
        return None
    if draft.status in _DECLINED:
        return (
            _apart(turn, focus, ask, notice)
            or _of_the_matter(turn, focus, ask, notice)
            or _a_detail(turn, focus, trace, notice)
        )
    if draft.status.answers and trace.route == "answer" and trace.hits[0].clause is not focus.clause:
        return _of_the_matter(turn, focus, ask, notice, least=_SURE)
    return None


def _apart(turn: Question, focus: Focus, ask: Ask, notice: Notice) -> Reading | None:
    """The turn as a question of its own, with what was asked before where it leaves that out."""
    if ellipsis.elliptic(turn):
        return None
    said = ellipsis.trimmed(turn.text)
    asked = tail(focus.asked) if turn.wants == (Want.TEXT,) and ellipsis.ENDS_ASKING.search(turn.folded) else ""
    for text in dict.fromkeys((f"{said}{asked}", turn.text)):
        read = _read(asked_as(text, turn), frozenset(), ask, notice)
        if read and read.probability >= _APART and read.share >= _FIRST and read.first is not focus.clause:
            return read
    return None


def _of_the_matter(turn: Question, focus: Focus, ask: Ask, notice: Notice, least: float = _LEAST) -> Reading | None:
    """The turn asked of the matter before, where both ways of saying so are answered from its clause."""
    clause = focus.clause
    assert clause is not None
    # With the title of a clause before it, anything is near to that clause: the turn's own words have to be near as well.
    alone = ask(turn, frozenset(), address_in(turn.folded, notice))
    if next((hit.score for hit in alone.hits if hit.clause is clause), 0.0) < _NEAR:
        return None
    said, joint = ellipsis.OPENS.sub("", turn.text, count=1), ": " if turn.english else "，"
    both = [
        _read(asked_as(f"{matter}{joint}{said}", turn), ids_of(clause), ask, notice)
        for matter in dict.fromkeys((clause.title, focus.matter))
        if matter
    ]
    sure = [r for r in both if r and r.first is clause and r.probability >= least and r.share >= min(least, _SURE)]
    if len(sure) < len(both) or _mean([r.probability for r in sure]) < _MEAN:
        return None
    amount = turn.wants_any(Want.AMOUNT) or bool(turn.unit or ellipsis.HOW_MANY.search(turn.folded))
    best = sure[-1] if amount else sure[0]
    if not any(span.clause is clause for line in best.draft.lines for span in line.evidence):
        return None
    if amount and not _states_it(turn, best.draft, clause):
        return None
    shown = of_clause(clause, turn.text, turn, notice, part=part_in_question(focus, notice)).question
    return Reading(shown, best.draft, best.trace)


def _states_it(turn: Question, draft: Draft, clause: Clause) -> bool:
    """Whether a draft gives a figure of the kind asked for, with a character of the turn in its subject."""
    unit = UNITS[turn.unit][1] if turn.unit else None
    own = set(re.findall(r"[\u3400-\u9fff]", turn.content))
    spans = [span for line in draft.lines for span in line.evidence if span.clause is clause]
    return any(
        (unit is None or unit.search(figure.unit)) and own & set(fold(figure.subject))
        for figure in clause.figures
        if any(span.start <= figure.start < span.end for span in spans)
    )


def _a_detail(turn: Question, focus: Focus, trace: Trace, notice: Notice) -> Reading | None:
    """What is declined and nearest to the clause before is a detail of it, and no matter outside the notice."""
    clause, asked = focus.clause, trace.verdict
    if clause is None or asked is None or asked.status is not Status.OUT_OF_SCOPE or not trace.hits:
        return None
    if trace.hits[0].clause is not clause or trace.hits[0].score < _OF_IT:
        return None
    return Reading(trace.question, not_stated(turn, (clause,), notice), trace)


def _read(question: Question, about: frozenset[str], ask: Ask, notice: Notice) -> Reading | None:
    trace = ask(question, about, address_in(question.folded, notice))
    return Reading(question, trace.draft, trace) if trace.draft is not None else None


def _mean(probabilities: list[float]) -> float:
    """The probability of the mean log-odds; 0 of none."""
    if not probabilities:
        return 0.0
    odds = [math.log(max(p, 1e-6) / max(1 - p, 1e-6)) for p in probabilities]
    return 1 / (1 + math.exp(-sum(odds) / len(odds)))
