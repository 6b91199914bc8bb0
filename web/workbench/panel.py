"""The clause beside the tabs, as HTML: where it stands, its words, who is responsible, its figures; or two side by side."""

from __future__ import annotations

from typing import Any

from corpus.clause import Notice
from corpus.departments import Gazetteer
from corpus.knowledge import Knowledge
from corpus.reference import reference_to
from web.clause_view import ClauseView, Span, places, view
from web.held import Alone, Place, Shelf
from web.workbench.draw import draw
from web.workbench.view import View


def panel(notice: Notice, knowledge: Knowledge, asked: View, shelf: Shelf | None = None) -> str:
    """What the panel shows of a view: the contents, a clause with the asked characters marked, or two. A clause that is kept
    beside itself waits for the other one. shelf: where clauses of other notices are found."""
    shelf = shelf or Shelf(Alone(notice, knowledge), {})
    clause, other = (shelf.find(key) if key else None for key in (asked.clause, asked.beside))
    span = None if clause is None or asked.start is None or asked.end is None else (asked.start, asked.end)
    return str(
        draw(
            "panel",
            asked.lang,
            parts=places(notice, notice.documents),
            shown=_shown(clause, span) if clause else None,
            beside=_shown(other) if other and other != clause else None,
            span=span,
            compared=other is not None,
            english=Gazetteer.load().english if asked.lang == "en" else {},
        )
    )


def _shown(place: Place, span: Span | None = None) -> dict[str, Any]:
    """A clause's view with how an official document refers to it, alone and with its words behind."""
    notice, knowledge, clause = place.notice, place.held.knowledge, place.clause
    shown: ClauseView = view(notice, clause, span, knowledge.rendering(clause.address))
    reference = reference_to(notice, clause)
    fields = {name: getattr(shown, name) for name in ClauseView.__slots__}
    return fields | {"reference": reference, "quotation": f"{reference}：\n{clause.text.strip()}"}
