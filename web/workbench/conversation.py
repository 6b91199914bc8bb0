"""The conversation of a page as HTML: its exchanges, the one that is being made, and the list of what was asked."""

from __future__ import annotations

from corpus.clause import Notice
from rag.offers import offers
from web.held import Shelf
from web.workbench import rating, render
from web.workbench.draw import draw
from web.workbench.exchange import Exchanges, Running
from web.workbench.view import Lang


def conversation(
    exchanges: Exchanges,
    notice: Notice,
    lang: Lang,
    running: Running | None = None,
    *,
    rated: bool = False,
    shelf: Shelf | None = None,
) -> list[str]:
    """An article for each exchange, a welcome where there is none. running: the one that is being made, last. rated:
    whether each answer can be rated. shelf: of the notices that answers are from, beside the first. Only the last answer offers what could be asked next."""
    shown = answered(exchanges, lang, rated=rated)
    if running is not None:
        shown.append(made(running, lang))
    elif exchanges:
        last = exchanges[-1].answer
        shown.append(render.offered(offers(last, shelf.held(last.notice.id).notice if shelf else notice), lang))
    return shown or [render.welcome(lang)]


def answered(exchanges: Exchanges, lang: Lang, *, rated: bool = False) -> list[str]:
    """An article for each exchange."""
    forms = (rating.form(e.id, lang) if rated else "" for e in exchanges)
    return [
        render.exchange(e.question, e.answer, below=form, lang=lang) for e, form in zip(exchanges, forms, strict=True)
    ]


def made(running: Running, lang: Lang) -> str:
    """The article of an answer that is being made."""
    told = render.progress(running.stage, running.stages, lang)
    return render.exchange(running.question, running.answer, running.shown or "", lang=lang, progress=told)


def past(exchanges: Exchanges, lang: Lang) -> str:
    """The questions of a page as a list that leads to their answers, each to be asked again; "" where there is none."""
    return str(draw("past", lang, questions=[e.question for e in exchanges])) if exchanges else ""
