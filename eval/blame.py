"""Which stage an answer that is not right went wrong in: the first at which its way departs from what was needed."""

from __future__ import annotations

from eval.outcome import Outcome
from eval.questions import ANSWERED

STAGES = ("parse", "read", "retrieve", "answerable", "answer", "verify")
SHOWN = 5  # clauses from the best that an answer looks at
# Routes that look clauses up in the ranking; the others read the question itself.
LOOKED_UP = ("answer", "task_force", "premise")


def blame(outcome: Outcome, known: frozenset[str]) -> str:
    """The stage, "" for what passed. known: the addresses that the notice has.

    parse: a gold clause is not there. read: it was taken for another kind of question, or a follow-up for another matter.
    retrieve: no gold set among the first clauses. answerable: the judgement says the opposite of what is so. verify:
    lines were taken out. answer: the clause was found, and the wrong thing was said of it.
    """
    if outcome.passed:
        return ""
    if any(not group <= known for group in outcome.gold):
        return "parse"
    if outcome.dropped:
        return "verify"
    if outcome.route not in LOOKED_UP:
        return "read" if _taken_for_another(outcome) else "answer"
    if outcome.to_be_declined:
        return "read" if outcome.verdict == "" else "answerable"
    if outcome.gold and not 0 < outcome.rank <= SHOWN:
        return "read" if outcome.type == "list" else "retrieve"
    if outcome.verdict and outcome.verdict not in ANSWERED:
        return "answerable"
    return "answer"


def _taken_for_another(outcome: Outcome) -> bool:
    """Whether an answer that looked nothing up was of the wrong kind, rather than the right kind with something missing."""
    return not outcome.statuses_right or not outcome.cited or outcome.citation_recall == 0
