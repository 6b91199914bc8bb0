"""A list's query → JSON objects: what the API and `python -m rag tasks --format json` give, a row each."""

from __future__ import annotations

from typing import Any

from corpus.clause import Clause, Figure, Notice
from rag.judge import LABELS, Pair, Place
from rag.list_query import Kind, ListQuery, Role
from rag.list_tables import listed, pairs_of, table
from rag.quote import bounded, sentence_with
from rag.register import Listing

Record = dict[str, Any]


def records(query: ListQuery, notice: Notice) -> Record:
    """{title, summary, notice: {id, title, status, date, url}, count, rows, notes}, rows by the kind of list.

    A row's quote is source[start:end]; inferred: sentences on what was inferred of the place, [] where all is printed.
    """
    made = table(query, notice)
    if query.kind is Kind.COMPARISON:
        rows = [_pair(pair, notice) for pair in pairs_of(query, notice)]
    else:
        found = listed(query, notice)
        rows = _targets(found, notice) if query.kind is Kind.FIGURES else _tasks(found, notice)
    return {
        "title": made.title,
        "summary": made.summary,
        "notice": {name: getattr(notice, name) for name in ("id", "title", "status", "date", "url")},
        "count": len(rows),
        "rows": rows,
        "notes": list(made.notes),
    }


def _tasks(found: Listing, notice: Notice) -> list[Record]:
    roles: tuple[Role | None, ...] = found.roles or (None,) * len(found.rows)
    return [
        _where(clause, notice)
        | {
            "role": role and role.value,
            "lead": list(clause.lead),
            "parties": list(clause.parties),
            "generic": list(clause.generic),
            "figures": [_figure(figure) for figure in clause.figures],
        }
        | _words(clause.text, clause.start, clause.end)
        | _source(clause, notice)
        for clause, role in zip(found.rows, roles, strict=True)
    ]


def _targets(found: Listing, notice: Notice) -> list[Record]:
    rows = []
    for clause, figure in zip(found.rows, found.figures, strict=True):
        sentence = sentence_with(clause, figure.start)
        said = _words(sentence.text, sentence.start, sentence.end)
        rows.append(_where(clause, notice) | _figure(figure) | said | _source(clause, notice))
    return rows


def _pair(pair: Pair, notice: Notice) -> Record:
    return {
        "overall": _side(pair.overall, notice),
        "attachment": _side(pair.attachment, notice),
        "verdict": pair.verdict.value,
        "verdict_label": LABELS[pair.verdict],
        "note": pair.note,
    }


def _side(place: Place | None, notice: Notice) -> Record | None:
    if place is None:
        return None
    said = _words(notice.source[place.start : place.end], place.start, place.end)
    return {"address": place.clause.address, "label": notice.label(place.clause)} | said | _source(place.clause, notice)


def _where(clause: Clause, notice: Notice) -> Record:
    return {"address": clause.address, "label": notice.label(clause), "title": clause.title}


def _words(quote: str, start: int, end: int) -> Record:
    return {"quote": quote, "start": start, "end": end}


def _source(clause: Clause, notice: Notice) -> Record:
    return {"url": f"/notice/{clause.address}", "inferred": list(notice.notes(clause))}


def _figure(figure: Figure) -> Record:
    """stated: the figure as one says it, its bound with it."""
    return {
        "text": figure.text,
        "stated": bounded(figure),
        "value": figure.value,
        "high": figure.high,
        "unit": figure.unit,
        "comparator": figure.comparator,
        "subject": figure.subject,
        "year": figure.year,
    }
