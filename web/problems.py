"""HTTP errors as RFC 9457 problem details, in Chinese and then English.

A problem never carries a trace or the caller's own input: {type, title, status, detail} and, where a client can act on it,
code (a word) and retry_after (seconds, as the header Retry-After says them too); for a body that does not fit the contract
errors: [{pointer, detail}], pointer being a JSON pointer into the body (RFC 6901).
"""

from __future__ import annotations

import logging
import math
import re
import threading
from collections import Counter
from collections.abc import Sequence
from http import HTTPStatus
from itertools import takewhile
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.responses import JSONResponse

from web import request_id

MAX_BODY_BYTES = 64 * 1024
MOST_ERRORS = 20  # that one reply tells of: a small body can hold thousands

_DETAILS = {
    400: "请求体不是有效的 JSON。 The request body is not valid JSON.",
    404: "没有这个地址。 There is nothing at this address.",
    405: "该地址不接受这种请求方法。 This address does not accept this method.",
    408: "请求体迟迟没有收完。 The request body took too long to arrive.",
    413: f"请求体超过 {MAX_BODY_BYTES // 1024} KB。 The request body is larger than {MAX_BODY_BYTES // 1024} KB.",
    422: "请求体不符合接口约定。 The request body does not fit the contract of this address.",
    500: "服务出错，请稍后再试。 The service failed; please try again later.",
}

_FIELD = re.compile(r"[A-Za-z]\w{0,40}", re.ASCII)

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_told: Counter[tuple[int, str]] = Counter()


class ProblemResponse(JSONResponse):
    """A problem details object (RFC 9457)."""

    media_type = "application/problem+json"


def details(
    status: int, detail: str | None = None, *, code: str = "", retry_after: float | None = None
) -> dict[str, Any]:
    """A problem as a dict. detail: Chinese, then English; None for the status's standing sentence. retry_after: seconds."""
    phrase = HTTPStatus(status).phrase
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": phrase,
        "status": status,
        "detail": detail or _DETAILS.get(status, f"请求未能完成。 {phrase}."),
    }
    if code:
        body["code"] = code
    if retry_after is not None:
        body["retry_after"] = math.ceil(retry_after)
    return body


def problem(
    status: int,
    detail: str | None = None,
    errors: Sequence[dict[str, str]] = (),
    headers: dict[str, str] | None = None,
    *,
    code: str = "",
    retry_after: float | None = None,
) -> ProblemResponse:
    """A problem document, with what `details` takes; counted."""
    _count(status, code)
    body = details(status, detail, code=code, retry_after=retry_after)
    if errors:
        body["errors"] = list(errors)
    more = {} if retry_after is None else {"Retry-After": str(body["retry_after"])}
    return ProblemResponse(body, status_code=status, headers={**(headers or {}), **more})


class ProblemError(HTTPException):
    """An error with a sentence of its own, raised where the caller is told it (Starlette's standing phrases say nothing to
    a reader)."""

    def __init__(
        self,
        status: int,
        sentence: str | None = None,
        *,
        code: str = "",
        retry_after: float | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail=sentence or "", headers=headers)
        self.sentence, self.code, self.retry_after = sentence, code, retry_after

    def response(self) -> ProblemResponse:
        """As a problem document."""
        return problem(
            self.status_code,
            self.sentence,
            headers=dict(self.headers or {}),
            code=self.code,
            retry_after=self.retry_after,
        )

    def as_dict(self) -> dict[str, Any]:
        """As what the document says, for where the headers have been sent already; counted like the document."""
        _count(self.status_code, self.code)
        return details(self.status_code, self.sentence, code=self.code, retry_after=self.retry_after)


def counts() -> dict[tuple[int, str], int]:
    """How often this process has told of each (status, code)."""
    with _lock:
        return dict(_told)


def _count(status: int, code: str) -> None:
    with _lock:
        _told[status, code] += 1


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""

    async def on_http(_: Request, error: Exception) -> ProblemResponse:
        if isinstance(error, ProblemError):
            return error.response()
        assert isinstance(error, StarletteHTTPException)
        return problem(error.status_code, headers=dict(error.headers or {}))

    async def on_invalid(_: Request, error: Exception) -> ProblemResponse:
        assert isinstance(error, RequestValidationError)
        found = error.errors()
        if any(e["type"] == "json_invalid" for e in found):
            return problem(400)
        # loc begins with "body"; the offending input itself is left out
        told = [{"pointer": _pointer(e["loc"]), "detail": str(e["msg"])} for e in found[:MOST_ERRORS]]
        return problem(422, errors=told)

    async def on_failure(_: Request, error: Exception) -> ProblemResponse:
        _log.error("request failed", exc_info=error, extra={"event": "request_failed"})
        return problem(500, headers={request_id.HEADER: request_id.current.get()})

    app.add_exception_handler(StarletteHTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(Exception, on_failure)


def _pointer(location: Sequence[str | int]) -> str:
    """Where in the body; ends before a name that the caller made up and that is none of a field."""
    parts = takewhile(lambda part: isinstance(part, int) or _FIELD.fullmatch(part), location[1:])
    return "#/" + "/".join(map(str, parts))
