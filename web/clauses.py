"""A clause as JSON: what the API gives and what a panel beside the conversation shows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from corpus.clause import UNKNOWN, Clause, Notice
from corpus.knowledge import Rendering
from rag.notice_names import short_title


def clause_json(notice: Notice, clause: Clause, rendering: Rendering | None = None) -> dict[str, Any]:
    """The clause with its place in the notice.

    The fields of Clause, its id with the notice's where it is none of the first; and: notice (id); label, short; notes (what was inferred here or in a number of its address); trail
    (ancestors, outermost first), previous, next (neighbours in reading order, or null), children, each {address, label}; rendering: {zh, en, unofficial: true}, or null.
    """
    before, after = neighbours(notice, clause)
    return asdict(clause) | {
        "id": notice.key(clause),
        "notice": notice.id,
        "label": notice.place(clause),
        "short": notice.short(clause),
        "notes": notice.notes(clause),
        "trail": [reference(notice, c) for c in notice.trail(clause)],
        "previous": before and reference(notice, before),
        "next": after and reference(notice, after),
        "children": [reference(notice, c) for c in notice.children(clause)],
        "rendering": rendering and {"zh": rendering.zh, "en": rendering.en, "unofficial": True},
    }


def neighbours(notice: Notice, clause: Clause) -> tuple[Clause | None, Clause | None]:
    """The clauses before and after, in reading order; None at either end of the notice and for its page."""
    if clause.kind == "page":
        return None, None
    at = notice.clauses.index(clause)
    before = notice.clauses[at - 1] if at else None
    after = notice.clauses[at + 1] if at + 1 < len(notice.clauses) else None
    return before, after


def reference(notice: Notice, clause: Clause) -> dict[str, str]:
    """What a clause is called: {address, label}."""
    return {"address": notice.key(clause), "label": notice.label(clause)}


def listed(notice: Notice) -> list[dict[str, str]]:
    """Every clause of a notice in reading order: {address, label, kind, title}."""
    return [{**reference(notice, c), "kind": c.kind, "title": c.title} for c in notice.clauses]


def notice_json(notice: Notice) -> dict[str, Any]:
    """A notice as the list of notices has it. prefix: before the addresses of its clauses, "" for the first one's."""
    named = {name: getattr(notice, name) for name in ("id", "title", "status", "date", "url", "sha256")}
    prefix = f"{notice.id}:" if notice.called else ""
    number = notice.meta.get("number", UNKNOWN)
    return named | {
        "called": short_title(notice),
        "number": number,
        "clauses": len(notice.clauses),
        "prefix": prefix,
        "page": f"/notice/{prefix}".rstrip("/"),
    }
