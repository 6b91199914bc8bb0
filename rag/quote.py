"""What an answer cuts out of a clause: its sentences, its responsibility bracket, a figure as one says it."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.clause import Clause, Figure
from corpus.departments import duty_start
from rag.draft import Span

_SENTENCE = re.compile("[^。；;\n]+[。；;]?[”’)\uff09]*")
_SUFFIXES = ("以上", "以下", "左右", "上下", "及以下", "及以上", "以内", "之内", "内")


def sentences(clause: Clause) -> tuple[Span, ...]:
    """The clause's sentences (also cut at semicolons), its responsibility bracket left out."""
    return tuple(Span(clause, clause.start + start, clause.start + end) for start, end in _cut(clause.text))


@lru_cache(maxsize=1024)
def _cut(text: str) -> tuple[tuple[int, int], ...]:
    """The bounds of a clause's sentences in its text."""
    end = duty_start(text)
    body = text if end is None else text[:end].rstrip("(\uff08")
    return tuple(
        (m.start() + len(m.group()) - len(m.group().lstrip()), m.end())
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
    at = start - clause.start
    found = next(((first, end) for first, end in _cut(clause.text) if first <= at < end), None)
    return Span.whole(clause) if found is None else Span(clause, clause.start + found[0], clause.start + found[1])
