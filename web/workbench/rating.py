"""Rating an answer in the chat: the buttons and the form under it, and what becomes of what they send.

assets/rating.js shows and hides the form, keeps what is typed while the conversation is written anew, and sends.
"""

from __future__ import annotations

import logging
from html import escape
from typing import Any, TypedDict

from pydantic import StrictInt, ValidationError

from rag.feedback import FeedbackError, FeedbackStore
from rag.opinion import LONGEST_COMMENT, REASONS, Feedback
from web.bodies import AnswerId, Said
from web.workbench.exchange import Exchanges, turns

THANKS = "谢谢，已记下（个人号码已遮去）。"
NOT_KEPT = "没有保存：服务器暂时写不了反馈，您填的内容还在，请稍后再试。"
GONE = "没有保存：这次对话已过期，请重新提问后再评价。"
UNREADABLE = f"没有保存：请选择有用或没用，说明不超过 {LONGEST_COMMENT} 字。"
PRIVACY = "提交后，问题和说明会保存下来用于改进；其中的身份证号、电话等个人号码先遮去再保存。"

# Drawn, since an emoji looks different on every system and is missing on some.
_THUMB = (
    '<svg viewBox="0 0 24 24" width="17" height="17" aria-hidden="true" fill="none" stroke="currentColor"'
    ' stroke-width="1.8" stroke-linejoin="round"{turned}>'
    '<path d="M7 21V10.5L11 3c1.6 0 2.8 1.2 2.8 2.8V9h5.6c1.3 0 2.2 1.1 2 2.4l-1.2 7.8c-.2 1-1 1.8-2 1.8zM7 10.5H3V21h4"/></svg>'
)
_UP, _DOWN = _THUMB.format(turned=""), _THUMB.format(turned=' class="turned"')

_log = logging.getLogger("wence")


class Receipt(TypedDict):
    """The reply to what the page sent. n: the page's number for it; said: a sentence."""

    n: int
    done: bool
    said: str


class _Sent(Said):
    answer_id: AnswerId
    n: StrictInt


def form(answer_id: str) -> str:
    """The buttons and the folded form for one answer, as HTML."""
    why = f"why-{escape(answer_id)}"
    reasons = "".join(
        f'<label class="reason"><input type="checkbox" name="reasons" value="{reason.value}"><span>{said}</span></label>'
        for reason, said in REASONS.items()
    )
    # Not live, although the conversation is: the page says what became of a rating in one place, once.
    return (
        f'<div class="rating" data-answer="{escape(answer_id)}" aria-live="off"><div class="thumbs">'
        '<span class="said">这个回答有用吗？</span>'
        f'<button type="button" class="thumb" data-rate="up" aria-pressed="false">{_UP}有用</button>'
        '<button type="button" class="thumb" data-rate="down" aria-pressed="false" aria-expanded="false"'
        f' aria-controls="{why}">{_DOWN}没用</button></div>'
        f'<form class="why" id="{why}" hidden><fieldset><legend>哪里不好？可多选，也可不选。</legend>'
        f'<div class="reasons">{reasons}</div></fieldset>'
        f'<label class="comment"><span>补充说明（可不填，{LONGEST_COMMENT} 字以内）</span>'
        f'<textarea name="comment" rows="3" maxlength="{LONGEST_COMMENT}"></textarea></label>'
        f'<p class="privacy">{PRIVACY}</p><p class="failed"></p>'
        '<div class="send"><button type="submit" class="submit">提交</button>'
        '<button type="button" class="cancel" data-cancel>取消</button></div></form></div>'
    )


def received(store: FeedbackStore, sent: object, exchanges: Exchanges, sha256: str) -> Receipt:
    """Keep what the page sent of one of its own answers. sha256: of the notice. Never raises."""
    n = sent.get("n") if isinstance(sent, dict) else None
    number = n if isinstance(n, int) else 0
    try:
        said = _Sent.model_validate(sent)
    except ValidationError:
        return _receipt(number, UNREADABLE)
    at = next((i for i, exchange in enumerate(exchanges) if exchange.id == said.answer_id), None)
    if at is None:
        return _receipt(number, GONE)
    rated = exchanges[at]
    feedback = Feedback.of(
        rated.id, "chat", rated.question, turns(exchanges[:at]), rated.answer, sha256, said.opinion()
    )
    try:
        store.keep(feedback)
    except FeedbackError as error:
        _log.error("%s", error)  # its sentence is for who runs the service
        return _receipt(number, NOT_KEPT)
    return {"n": number, "done": True, "said": THANKS}


def _receipt(n: int, said: str) -> Receipt:
    return {"n": n, "done": False, "said": said}


def nothing() -> dict[str, Any]:
    """What the page has been told before it has sent anything."""
    return {"n": 0, "done": False, "said": ""}
