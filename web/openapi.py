"""What the OpenAPI document says of replies: their schemas, an example each, and the errors of an operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field
from starlette.responses import Response

from rag.answer import Answer, NoticeRef


class Problem(BaseModel):
    """A problem details object (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = Field(description="in Chinese, then in English")
    code: str | None = Field(None, description="a word that a client can act on")
    retry_after: int | None = Field(None, description="seconds")
    errors: list[dict[str, str]] | None = Field(None, description="[{pointer, detail}], pointers by RFC 6901")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Answer):
    """An Answer with the id by which it is rated, where feedback is kept."""

    answer_id: str | None = None


class TicketReply(BaseModel):
    """What a page needs to begin with."""

    ticket: str = Field(description="for Authorization: Ticket …, good for one question")
    expires_in: int = Field(description="seconds")
    feedback: bool = Field(description="whether answers can be rated")
    generated: bool = Field(description="whether a language model words answers")
    notice: NoticeRef
    suggestions: dict[str, list[str]] = Field(description="questions to begin with, by language: zh, zh-Hant, en")


PROBLEM: dict[str, Any] = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
}
_SAID = {
    400: "请求体不是有效的 JSON The body is no JSON",
    401: "凭证缺失、过期或已用过 The ticket is missing, over or used",
    403: "网页未获授权 The page is not allowed",
    404: "没有这一条 There is no such clause",
    408: "请求体迟迟没有收完 The body took too long",
    409: "answer_id 属于另一个问题 The id belongs to another question",
    413: "请求体太大 The body is too large",
    422: "请求写错 The request is wrong",
    421: "主机名不对 The service is not for this host name",
    429: "太频繁 Too many requests",
    500: "服务出错 The service failed",
    503: "暂停、太忙或暂时不能保存 Paused, busy, or it cannot be kept just now",
    504: "答得太久 It took too long",
}


def problems_of(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The responses of an operation that are problem documents; those that any operation can have are among them."""
    return {status: {"description": _SAID[status], **PROBLEM} for status in sorted({*statuses, 403, 421, 429, 500})}


# A page's ticket or a server's key; neither on a machine that serves itself alone.
SECURITY: list[dict[str, list[str]]] = [{"ticket": []}, {"key": []}, {}]
SECURITY_SCHEMES = {
    "ticket": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "Ticket <ticket>，网页用，每张只问一次 for pages, each good for one question",
    },
    "key": {"type": "http", "scheme": "bearer", "description": "WENCE_API_KEYS，其他服务器用 for other servers"},
}

_CITED = {
    "n": 1,
    "id": "7/2/1/5/15",
    "address": "7/2/1/5/15",
    "label": "附件7 二(一)5(15)《提高困难群体救助标准》",
    "title": "提高困难群体救助标准",
    "quote": "城乡低保标准分别不低于740元/月和485元/月;",
    "start": 31000,
    "end": 31024,
    "url": "/notice/7/2/1/5/15",
    "inferred": [],
    "rendering": "城市低保每月不低于740元，农村低保每月不低于485元。",
}
NOTICE = {
    "id": "xintian-qida-2025",
    "title": "新田县实施“七大攻坚”总体方案",
    "status": "送审稿",
    "date": "2025-06-12",
    "url": "原文未载",
}
ANSWER_EXAMPLE = {
    "status": "answered",
    "answer": "农村低保标准：不低于485元/月[1]",
    "citations": [_CITED],
    "related": [],
    "standalone_question": "农村低保最低多少钱一个月?",
    "mode": "extractive",
    "notice": NOTICE,
    "language": "zh",
    "exports": {},
    "timings_ms": {"screen": 0.4, "retrieve": 3.1, "answer": 1.2},
}
_QUESTION = {"question": "农村低保最低多少钱一个月?"}
_PAST = {
    "question": "农村低保最低多少钱一个月?",
    "standalone_question": "农村低保最低多少钱一个月?",
    "status": "answered",
    "cited": ["7/2/1/5/15"],
}
_EVENTS_TOLD = """`event: growing`，`data: {"answer": …}`：已核对的文字，逐渐增长（仅在由语言模型措辞时）；
最后是 `event: answer`（Answer 和 next_ticket）或 `event: problem`（问题文档）。
Text that is proven, as it grows (only where a language model words it); last comes the answer or a problem."""


def _examples(**values: Any) -> dict[str, Any]:
    return {name: {"value": value} for name, value in values.items()}


ASK: dict[str, Any] = {
    "summary": "一问一答，附依据 Answer one question with its citations",
    "description": (
        "Accept: application/json 给整个答复；Accept: text/event-stream 边生成边给。网页须带 Authorization: Ticket …，"
        "下一张凭证在响应头 Wence-Ticket 或最后一个事件里。 The next ticket comes in the header Wence-Ticket or in the last event."
    ),
    "response_class": Response,
    "openapi_extra": {
        "security": SECURITY,
        "requestBody": {
            "content": {
                "application/json": {
                    "examples": _examples(first=_QUESTION, follow_up={"question": "那城市的呢?", "history": [_PAST]})
                }
            }
        },
    },
    "responses": {
        200: {
            "description": "答复 The answer",
            "model": Answered,
            "content": {
                "application/json": {"example": ANSWER_EXAMPLE},
                "text/event-stream": {"schema": {"type": "string", "description": _EVENTS_TOLD}},
            },
        },
        **problems_of(400, 401, 408, 413, 422, 503, 504),
    },
}
TICKET: dict[str, Any] = {
    "summary": "网页凭证 A ticket for an allowed page",
    "description": (
        "由获授权的网页（WENCE_ORIGINS）打开问答窗口时索取；不含机密，不进网址。 Asked for by an allowed page when its window is "
        "opened; bound to the page's origin and the client's network, and short-lived."
    ),
    "status_code": 201,
    "responses": {
        201: {
            "description": "凭证 The ticket",
            "content": {
                "application/json": {
                    "example": {
                        "ticket": "eyJvIjoi….aVx0.s1gN",
                        "expires_in": 900,
                        "feedback": True,
                        "generated": False,
                        "notice": NOTICE,
                        "suggestions": {"zh": ["农村低保一个月多少钱？"], "zh-Hant": [], "en": []},
                    }
                }
            },
        },
        **problems_of(503),
    },
}
