"""What an answer cuts out of a clause: its sentences, its responsibility bracket, a figure as one says it."""

from __future__ import annotations

import re

from corpus.clause import Clause, Figure
from corpus.departments import duty_start
from rag.draft import Span

_SENTENCE = re.compile("[^。；;\n]+[。；;]?[”’)\uff09]*")
_SUFFIXES = ("以上", "以下", "左右", "及以下", "及以上", "以内")


def sentences(clause: Clause) -> tuple[Span, ...]:
    """The clause's sentences (also cut at semicolons), its responsibility bracket left out."""
    end = duty_start(clause.text)
    body = clause.text if end is None else clause.text[:end].rstrip("(\uff08")
    return tuple(
        Span(clause, clause.start + m.start() + len(m.group()) - len(m.group().lstrip()), clause.start + m.end())
        for m in _SENTENCE.finditer(body)
        if m.group().strip()
    )


def duty(clause: Clause) -> Span | None:
    """The responsibility bracket, from its bracket (where it has one) to the clause's end."""
    start = duty_start(clause.text)
    if start is None or not clause.responsible:
        return None
    if start > 0 and clause.text[start - 1] in "(\uff08":
        start -= 1
    return Span(clause, clause.start + start, clause.end)


def bounded(figure: Figure) -> str:
    """A figure with the words that bind it, as one says it: "力争达90%以上", "不低于485元/月"."""
    words = figure.comparator.split("…") if figure.comparator else []
    before = "".join(word for word in words if word not in _SUFFIXES)
    after = "".join(word for word in words if word in _SUFFIXES)
    return f"{before}{figure.text}{after}"


def sentence_with(clause: Clause, start: int) -> Span:
    """The sentence of a clause that holds a source offset."""
    return next((part for part in sentences(clause) if part.start <= start < part.end), Span.whole(clause))
