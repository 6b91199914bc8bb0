"""Rating an answer in the chat: the buttons and the form under it, and what becomes of what they send.

assets/rating.js shows and hides the form, keeps what is typed while the conversation is written anew, and sends.
"""

from __future__ import annotations

import logging
from typing import Any, TypedDict

from pydantic import StrictInt, ValidationError

from rag.feedback import FeedbackError, FeedbackStore
from rag.opinion import LONGEST_COMMENT, Feedback, Reason
from web import metrics
from web.bodies import AnswerId, Said
from web.workbench.draw import draw
from web.workbench.exchange import Exchanges, turns
from web.workbench.view import Lang
from web.workbench.words import words

_log = logging.getLogger("wence")


class Receipt(TypedDict):
    """The reply to what the page sent. n: the page's number for it; said: a sentence."""

    n: int
    done: bool
    said: str


class _Sent(Said):
    answer_id: AnswerId
    n: StrictInt


def form(answer_id: str, lang: Lang = "zh") -> str:
    """The buttons and the folded form for one answer, as HTML."""
    return str(draw("rating", lang, id=answer_id, reasons=tuple(Reason), most=LONGEST_COMMENT))


def received(store: FeedbackStore, sent: object, exchanges: Exchanges, sha256: str, lang: Lang = "zh") -> Receipt:
    """Keep what the page sent of one of its own answers. sha256: of the notice. Never raises."""
    say = words(lang)
    n = sent.get("n") if isinstance(sent, dict) else None
    number = n if isinstance(n, int) else 0
    try:
        said = _Sent.model_validate(sent)
    except ValidationError:
        return _receipt(number, say("rating.unreadable", most=LONGEST_COMMENT))
    at = next((i for i, exchange in enumerate(exchanges) if exchange.id == said.answer_id), None)
    if at is None:
        return _receipt(number, say("rating.gone"))
    rated = exchanges[at]
    feedback = Feedback.of(
        rated.id, "chat", rated.question, turns(exchanges[:at]), rated.answer, sha256, said.opinion()
    )
    try:
        store.keep(feedback)
    except FeedbackError as error:
        _log.error("%s", error)  # its sentence is for who runs the service
        return _receipt(number, say("rating.not_kept"))
    metrics.rated("chat", feedback.rating)
    return {"n": number, "done": True, "said": say("rating.thanks")}


def _receipt(n: int, said: str) -> Receipt:
    return {"n": n, "done": False, "said": said}


def nothing() -> dict[str, Any]:
    """What the page has been told before it has sent anything."""
    return {"n": 0, "done": False, "said": ""}
