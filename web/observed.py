"""The outermost layer: each request has an id, is counted and timed, traced where that is set up, and told to the log."""

from __future__ import annotations

import time
from contextlib import ExitStack

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web import logs, metrics, request_id
from web.tracing import tracing

# Kinds of address, by how a path begins; what follows is of clauses and clients, and no label.
_PLACES = (
    *(f"/api/{name}" for name in ("ask", "ticket", "feedback", "clauses", "tasks", "targets", "comparison")),
    *("/api/health", "/api/ready", "/api/openapi.json", "/healthz", "/readyz", "/metrics"),
    *("/notice", "/widget", "/gradio_api", "/sign-in", "/sign-out"),
)
_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")


def place(path: str) -> str:
    """The kind of an address.

    >>> place("/api/clauses/7/2/1"), place("/notice/full"), place("/wp-login.php"), place("/")
    ('/api/clauses', '/notice', 'other', '/')
    """
    if path == "/":
        return path
    return next((kind for kind in _PLACES if path == kind or path.startswith(kind + "/")), "other")


class Observed:
    """Also puts the id into the reply."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = request_id.accepted(Headers(scope=scope).get(request_id.HEADER))
        # never taken back: each request has a task of its own, and what handles its failures stands further out
        request_id.current.set(number)
        await self._answered(scope, receive, send, number)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, number: str) -> None:
        where, started = place(scope["path"]), time.perf_counter()
        method = scope["method"] if scope["method"] in _METHODS else "other"
        status, traces = 500, tracing()  # 500: what raises before it has begun a reply

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[request_id.HEADER] = number
                metrics.REQUEST_SECONDS.labels(where).observe(time.perf_counter() - started)
            await send(message)

        with ExitStack() as during:
            during.enter_context(metrics.in_flight(metrics.IN_FLIGHT))
            span = during.enter_context(traces.request(method, where)) if traces else None
            try:
                await self.app(scope, receive, told)
            finally:
                if span is not None:
                    span.set_attribute("http.response.status_code", status)
                metrics.REQUESTS.labels(where, str(status)).inc()
                took = round((time.perf_counter() - started) * 1000, 1)
                logs.happened("request", method=method, place=where, status=status, ms=took)
