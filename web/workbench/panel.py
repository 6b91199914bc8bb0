"""The clause beside the tabs, as HTML: where it stands, its words, who is responsible, its figures; or two side by side."""

from __future__ import annotations

from typing import Any

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.knowledge import Knowledge
from corpus.reference import reference_to
from web.clause_view import ClauseView, Span, places, view
from web.workbench.draw import draw
from web.workbench.view import View


def panel(notice: Notice, knowledge: Knowledge, asked: View) -> str:
    """What the panel shows of a view: the contents, a clause with the asked characters marked, or two. A clause that is kept
    beside itself waits for the other one."""
    clause, other = asked.opened(notice), notice.find(asked.beside) if asked.beside else None
    span = None if clause is None or asked.start is None or asked.end is None else (asked.start, asked.end)
    return str(
        draw(
            "panel",
            asked.lang,
            parts=places(notice, notice.documents),
            shown=_shown(notice, knowledge, clause, span) if clause else None,
            beside=_shown(notice, knowledge, other) if other and other is not clause else None,
            span=span,
            compared=other is not None,
            english=Gazetteer.load().english if asked.lang == "en" else {},
        )
    )


def _shown(notice: Notice, knowledge: Knowledge, clause: Clause, span: Span | None = None) -> dict[str, Any]:
    """A clause's view with how an official document refers to it, alone and with its words behind."""
    shown: ClauseView = view(notice, clause, span, knowledge.rendering(clause.address))
    reference = reference_to(notice, clause)
    fields = {name: getattr(shown, name) for name in ClauseView.__slots__}
    return fields | {"reference": reference, "quotation": f"{reference}：\n{clause.text.strip()}"}
