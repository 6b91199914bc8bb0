"""The clause beside the tabs, as HTML: where it stands, its words, who is responsible, its figures; or two side by side."""

from __future__ import annotations

from functools import cache
from typing import Any

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.knowledge import Knowledge, Rendering
from corpus.reference import reference_to
from web.clause_view import ClauseView, Span, places, view
from web.clauses import find
from web.workbench.draw import draw
from web.workbench.view import Lang, View


def panel(notice: Notice, knowledge: Knowledge, asked: View) -> str:
    """What the panel shows of a view: the contents, a clause, or two. A clause that is kept beside itself waits for the
    other one."""
    clause, other = asked.opened(notice), find(notice, asked.beside) if asked.beside else None
    compared = other is not None
    if other is clause:
        other = None
    span = None if clause is None or asked.start is None or asked.end is None else (asked.start, asked.end)
    return _drawn(
        notice,
        asked.lang,
        shown=_shown(notice, clause, span, knowledge.rendering(clause.address)) if clause else None,
        beside=_shown(notice, other, None, knowledge.rendering(other.address)) if other else None,
        span=span,
        compared=compared,
    )


def contents_panel(notice: Notice, lang: Lang = "zh") -> str:
    """What the panel shows before a clause is opened: the notice's parts, each a button that opens it."""
    return _drawn(notice, lang)


def clause_panel(
    notice: Notice,
    clause: Clause,
    start: int | None = None,
    end: int | None = None,
    rendering: Rendering | None = None,
    lang: Lang = "zh",
) -> str:
    """The clause as an HTML fragment. start, end: offsets into the source; those characters are marked. rendering: shown
    under the official words, marked as what it is."""
    span = None if start is None or end is None else (start, end)
    return _drawn(notice, lang, shown=_shown(notice, clause, span, rendering), span=span)


def _drawn(
    notice: Notice,
    lang: Lang,
    *,
    shown: dict[str, Any] | None = None,
    beside: dict[str, Any] | None = None,
    span: Span | None = None,
    compared: bool = False,
) -> str:
    parts = places(notice, (c for c in notice.clauses if c.kind == "attachment"))
    english = _english() if lang == "en" else {}
    return str(
        draw("panel", lang, parts=parts, shown=shown, beside=beside, span=span, compared=compared, english=english)
    )


def _shown(notice: Notice, clause: Clause, span: Span | None, rendering: Rendering | None) -> dict[str, Any]:
    """A clause's view with how an official document refers to it, alone and with its words behind."""
    shown: ClauseView = view(notice, clause, span, rendering)
    reference = reference_to(notice, clause)
    fields = {name: getattr(shown, name) for name in ClauseView.__slots__}
    return fields | {"reference": reference, "quotation": f"{reference}：\n{clause.text.strip()}"}


@cache
def _english() -> dict[str, str]:
    """The full names of bodies → their English ones."""
    return {body.name: body.english[0] for body in Gazetteer.load().bodies if body.english}
