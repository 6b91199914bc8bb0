"""Whether generated sentences say what the extractive answer says: its figures, its bodies, or the clause that it is of."""

from __future__ import annotations

import re

from corpus.clause import Clause, Figure
from corpus.departments import Gazetteer
from corpus.figures import english
from rag.answer import Status
from rag.draft import Draft, Line
from rag.question import Question, Want
from rag.quote import bounded
from rag.statements import english_name

_QUOTED = re.compile("\ue000.*?\ue001", re.DOTALL)
_NO_LEAD = re.compile(
    r"(?:没有|未|无)[^，。；]{0,6}牵头|\bno\b[^.;,]{0,30}\blead|\bnot\b[^.;,]{0,30}\blead", re.IGNORECASE
)


def gives(extractive: Draft, kept: tuple[Line, ...], question: Question) -> str:
    """What the kept sentences lack of the extractive draft's facts; "" where they answer as it does."""
    if not kept:
        return "no sentence is left"
    proving = next((line for line in extractive.lines if line.evidence), None)
    if proving is None:
        return "the extractive draft proves nothing"
    first = {span.clause for span in proving.evidence}
    if not any(span.clause in first for line in kept for span in line.evidence):
        return "no sentence is left that cites the best clause"
    text = "".join(line.text for line in kept)
    for line in extractive.lines:
        own = _QUOTED.sub(" ", line.text)
        for clause in dict.fromkeys(span.clause for span in line.evidence):
            for figure in clause.figures:
                told = bounded(figure) in own or english(figure) in own
                if told and not _said(figure, text):
                    return f"the figure {figure.text} is missing"
    if not question.wants_any(Want.LEAD, Want.PARTIES):
        return ""
    return _bodies(extractive, first, text, leads_only=not question.wants_any(Want.PARTIES))


def _said(figure: Figure, text: str) -> bool:
    """Whether a text gives a figure with the words that bind it, together or apart: "力争占比达到75%"."""
    words = figure.comparator.split("…") if figure.comparator else []
    return english(figure) in text or (figure.text in text and all(word in text for word in words))


def _bodies(extractive: Draft, clauses: set[Clause], text: str, *, leads_only: bool) -> str:
    """The bodies of the best clause that the extractive draft names; of a clause with a lead the lead alone where nothing
    else is asked for."""
    own = "".join(_QUOTED.sub(" ", line.text) for line in extractive.lines)
    held = {name for c in clauses for name in (c.lead if leads_only and c.lead else c.responsible)}
    said = {name for _, _, name in Gazetteer.load().mentions(text)}
    for name in held:
        if name in own and name not in said and english_name(name) not in text:
            return f"{name} is missing"
    joint = extractive.status is Status.PARTIAL and not any(clause.lead for clause in clauses)
    if joint and not _NO_LEAD.search(text):
        return "that no lead is named is missing"
    return ""
