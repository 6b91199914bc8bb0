"""HTTP errors as RFC 9457 problem details, in Chinese and then English, and the limit on a request's size.

A problem never carries a trace or the caller's own input: {type, title, status, detail} and, for a body that does not
fit the contract, errors: [{pointer, detail}], pointer being a JSON pointer into the body (RFC 6901).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from http import HTTPStatus
from itertools import takewhile
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY_BYTES = 64 * 1024

_DETAILS = {
    400: "请求体不是有效的 JSON。 The request body is not valid JSON.",
    404: "没有这个地址。 There is nothing at this address.",
    405: "该地址不接受这种请求方法。 This address does not accept this method.",
    413: f"请求体超过 {MAX_BODY_BYTES // 1024} KB。 The request body is larger than {MAX_BODY_BYTES // 1024} KB.",
    422: "请求体不符合接口约定。 The request body does not fit the contract of this address.",
    500: "服务出错，请稍后再试。 The service failed; please try again later.",
}

_TEXT = {"type": "string"}
_SCHEMA = {
    "title": "Problem",
    "type": "object",
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"pointer": _TEXT, "detail": _TEXT}},
        },
    },
    "required": ["type", "title", "status", "detail"],
}
_FIELD = re.compile(r"[A-Za-z]\w{0,40}", re.ASCII)

_log = logging.getLogger(__name__)


class ProblemResponse(JSONResponse):
    """A problem details object (RFC 9457)."""

    media_type = "application/problem+json"


def problem(
    status: int, detail: str | None = None, errors: Sequence[dict[str, str]] = (), headers: dict[str, str] | None = None
) -> ProblemResponse:
    """A problem document. detail: Chinese, then English; None for the status's standing sentence."""
    phrase = HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": phrase,
        "status": status,
        "detail": detail or _DETAILS.get(status, f"请求未能完成。 {phrase}."),
    }
    if errors:
        body["errors"] = list(errors)
    return ProblemResponse(body, status_code=status, headers=headers)


class NotFoundError(HTTPException):
    """404 with a sentence of its own (Starlette's standing "Not Found" says nothing to a reader)."""

    def __init__(self, sentence: str) -> None:
        super().__init__(404, detail=sentence)


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What OpenAPI says of the problems that an operation may answer with; for FastAPI's `responses`."""
    content = {ProblemResponse.media_type: {"schema": _SCHEMA}}
    return {status: {"description": _DETAILS[status], "content": content} for status in statuses}


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""

    async def on_http(_: Request, error: Exception) -> ProblemResponse:
        assert isinstance(error, StarletteHTTPException)
        own = error.detail if isinstance(error, NotFoundError) else None
        return problem(error.status_code, own, headers=dict(error.headers or {}))

    async def on_invalid(_: Request, error: Exception) -> ProblemResponse:
        assert isinstance(error, RequestValidationError)
        found = error.errors()
        if any(e["type"] == "json_invalid" for e in found):
            return problem(400)
        # loc begins with "body"; the offending input itself is left out
        return problem(422, errors=[{"pointer": _pointer(e["loc"]), "detail": str(e["msg"])} for e in found])

    async def on_failure(_: Request, error: Exception) -> ProblemResponse:
        _log.error("request failed", exc_info=error)
        return problem(500)

    app.add_exception_handler(StarletteHTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(Exception, on_failure)


def _pointer(location: Sequence[str | int]) -> str:
    """Where in the body; ends before a name that the caller made up and that is none of a field."""
    parts = takewhile(lambda part: isinstance(part, int) or _FIELD.fullmatch(part), location[1:])
    return "#/" + "/".join(map(str, parts))


class BodyLimit:
    """Answer 413 to a request whose body, as declared or as it arrives, is larger than `max_bytes`.

    FastAPI's own max_body_size replaces any answer of ours to a declared length by one in plain text.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self.max_bytes:
            await problem(413)(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.max_bytes:
                # FastAPI makes a 400 of any other exception that comes from reading a body
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)
