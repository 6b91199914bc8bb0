"""How large a request's body may be, and how long it may take to arrive."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import problems

SECONDS = 15.0  # until the whole body is there


class BodyLimit:
    """Answers 413 to a body that is larger than `max_bytes`, as declared or as it arrives, and 408 to one that has not
    arrived whole within `seconds`.

    FastAPI's own max_body_size replaces any answer of ours to a declared length by one in plain text.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, seconds: float) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = dict(scope["headers"]).get(b"content-length", b"")
        if declared.isdigit() and int(declared) > self.max_bytes:
            await problems.problem(413, headers={"Connection": "close"})(scope, receive, send)
            return
        seen, whole = 0, False
        until = asyncio.get_running_loop().time() + self.seconds

        async def counted() -> Message:
            nonlocal seen, whole
            if whole:  # what comes now is the end of the connection
                return await receive()
            # FastAPI makes a 400 of any other exception than ours that comes from reading a body
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError as error:
                raise problems.ProblemError(408, code="slow", headers={"Connection": "close"}) from error
            seen += len(message.get("body", b""))
            whole = message["type"] != "http.request" or not message.get("more_body", False)
            if seen > self.max_bytes:
                raise problems.ProblemError(413, headers={"Connection": "close"})
            return message

        await self.app(scope, counted, send)
