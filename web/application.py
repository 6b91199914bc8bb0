"""One application: the API at /api, the public pages at /notice and the widget, behind what guards the whole of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from web import health, pages, problems, widget
from web.api import Service, create_api
from web.observed import Observed
from web.security import bodies
from web.security.bodies import BodyLimit
from web.security.headers import SecurityHeaders
from web.security.limits import unmapped
from web.security.origins import OwnPages, allowed_origins, trusted_proxies
from web.security.policies import CHAT_POLICY
from web.security.staff import PEER
from web.standing import Standing
from web.tracing import tracing


def create_app(service: Service) -> FastAPI:
    """An application with the API and the public pages, free for the chat at other addresses.

    For the whole of it: a body over 64 KB or one that does not arrive is refused, so is what foreign pages send; every
    response has the security headers and the request's id; the client's address is a proxy's word only where the proxy is
    trusted. state.ready, a function without arguments, says whether the process is ready; who runs it may put another in
    its place. Raises SettingsError for a setting that cannot be used.
    """
    origins = allowed_origins(service.settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        yield
        await service.guard.limits.close()
        traces = tracing()
        if traces is not None:
            await run_in_threadpool(traces.close)

    app = FastAPI(title="问策 Wence", openapi_url=None, lifespan=lifespan)
    app.state.ready = service.standing
    problems.install(app)  # an address with a line end in it is matched by no route, not even by the mount's
    # the last one added is the outermost
    app.add_middleware(ToNext, standing=service.standing)
    app.add_middleware(BodyLimit, max_bytes=problems.MAX_BODY_BYTES, seconds=bodies.SECONDS)
    app.add_middleware(OwnPages, allowed=origins, home=not service.settings.exposed)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=trusted_proxies(service.settings))
    app.add_middleware(DirectPeer)
    app.add_middleware(SecurityHeaders, chat=CHAT_POLICY)
    app.add_middleware(Observed)

    def ready() -> bool:
        return bool(app.state.ready())

    health.add(app, service, ready)
    app.mount("/api", create_api(service, origins, ready))
    pages.add(app, service.assistant)
    widget.add(app)
    return app


QUEUE = "/gradio_api/queue/join"


class ToNext:
    """Sends a question of the chat to the process that comes next, once this one drains. The chat asks with one request and
    hears the answer on another, which would not come here; a redirect to the same address does, on a new connection."""

    def __init__(self, app: ASGIApp, standing: Standing) -> None:
        self.app, self._standing = app, standing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == QUEUE and not self._standing.ready:
            async for _ in Request(scope, receive).stream():  # what is left unread could take the reply with it
                pass
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{QUEUE}?{query}" if query else QUEUE, 307)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class DirectPeer:
    """Keeps who is at the other end of the connection (scope[PEER]), before a proxy's word takes its place; an IPv4 address
    as such, which a socket of both kinds writes as ::ffff:192.0.2.1."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if scope.get("client"):
                scope["client"] = (unmapped(scope["client"][0]), scope["client"][1])
            scope[PEER] = scope.get("client")
        await self.app(scope, receive, send)
