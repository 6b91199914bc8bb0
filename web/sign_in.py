"""The door of the staff chat: a page to sign in, the way out, and a gate through which every request to the chat goes.

Gradio's own sign-in is not used: its page has no title, no heading and no form, its sessions end only with the process and
outlive a changed password, and several of its addresses (heartbeat, app_id, startup-events …) answer without one.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.events import Private
from web import problems
from web.security.limits import network
from web.security.policies import SIGN_IN_POLICY, SIGN_IN_STYLE
from web.security.sessions import Sessions, over_tls, same_site
from web.security.staff import SingleSignOn, StaffFile, normal

STAFF = "wence.staff"  # key of a scope: the name of who has signed in
SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
OPEN = ("/favicon.ico",)  # of the chat: what anyone may have
MAX_FORM_BYTES = 4096
MAX_AT_ONCE = 2  # passwords checked at once; each keeps a core busy for about 0.2 s

WRONG = ("用户名或密码不对，请重新输入。", "The user name or the password is wrong.")
FOREIGN = ("请在本页面登录。", "Please sign in on this page.")
UNREADABLE = ("没有收到用户名和密码，请重新输入。", "The form could not be read; please try again.")
NOT_SIGNED_IN = "登录已失效，请刷新页面重新登录。 Please sign in again."
ELSEWHERE = "请求来自别的网站，未予处理。 The request came from another site."

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)
_PAGE_HEADERS = {
    "Content-Security-Policy": SIGN_IN_POLICY,
    "Cache-Control": "no-store",
    # not no-referrer, with which a browser sends Origin: null with the form
    "Referrer-Policy": "same-origin",
}
_log = logging.getLogger(__name__)


class Limiter(Protocol):
    """Counts attempts."""

    async def hit(self, name: str, key: str) -> float | None:
        """Count one more under `name` for `key`. None where it is admitted; else the seconds to wait."""
        ...


class Door:
    """Who may use the chat, by their accounts in a file or as a single sign-on names them."""

    def __init__(self, staff: StaffFile | SingleSignOn, secret_key: str = "", limiter: Limiter | None = None) -> None:
        """secret_key: signs sessions; empty for one of this process's own. limiter: is asked for ("sign_in", client
        address) before a password is checked; None for no limit."""
        self._staff = staff
        self._limiter = limiter
        self._sessions = Sessions(staff, secret_key) if isinstance(staff, StaffFile) else None
        self._turn: CapacityLimiter | None = None  # made in the event loop

    @property
    def has_exit(self) -> bool:
        """Whether one can sign out here; a single sign-on has its own way out."""
        return self._sessions is not None

    def name(self, scope: Scope) -> str | None:
        """Who has signed in; None for nobody."""
        if isinstance(self._staff, SingleSignOn):
            return self._staff.signed_in(scope)
        assert self._sessions is not None
        session = self._sessions.read(scope)
        return session.name if session else None

    def add(self, app: FastAPI) -> None:
        """Serve the sign-in page and the way out."""
        if self._sessions is not None:
            app.add_route(SIGN_IN, self._show, methods=["GET"])
            app.add_route(SIGN_IN, self._sign_in, methods=["POST"])
            app.add_route(SIGN_OUT, self._sign_out, methods=["POST"])

    def refusal(self, request: Request) -> Response:
        """What somebody gets who has not signed in: a browser that wants a page is led to one; the rest is told 401."""
        page = request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
        if not page:
            return problems.problem(401, NOT_SIGNED_IN)
        if self._sessions is None:
            return _page(401, form=False)
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        where = SIGN_IN if wanted == "/" else f"{SIGN_IN}?{urlencode({'next': wanted})}"
        return RedirectResponse(where, 303, headers={"Cache-Control": "no-store"})

    async def _show(self, request: Request) -> Response:
        onward = _local(request.query_params.get("next", ""))
        if self.name(request.scope) is not None:
            return RedirectResponse(onward, 303, headers={"Cache-Control": "no-store"})
        return _page(200, onward=onward)

    async def _sign_in(self, request: Request) -> Response:
        assert self._sessions is not None
        assert isinstance(self._staff, StaffFile)
        if not same_site(request.scope):
            return _page(403, wrong=FOREIGN)
        fields = await _form(request)
        if fields is None:
            return _page(400, wrong=UNREADABLE)
        name, password, onward = fields
        wait = await self._limiter.hit("sign_in", _client(request)) if self._limiter else None
        if wait is not None:
            return _too_often(wait, name, onward)
        self._turn = self._turn or CapacityLimiter(MAX_AT_ONCE)
        if not await to_thread.run_sync(self._staff.matches, name, password, limiter=self._turn):
            said = "a sign-in failed (from %s)"  # no name: people type passwords there
            _log.warning(said, Private(_client(request)), extra={"event": "sign_in_failed"})
            return _page(401, wrong=WRONG, name=name, onward=onward)
        response = RedirectResponse(onward, 303, headers={"Cache-Control": "no-store"})
        self._sessions.begin(name, response, secure=over_tls(request.scope))
        return response

    async def _sign_out(self, request: Request) -> Response:
        assert self._sessions is not None
        if not same_site(request.scope):
            return problems.problem(403, ELSEWHERE)
        response = RedirectResponse(SIGN_IN, 303, headers={"Cache-Control": "no-store"})
        self._sessions.end(self._sessions.read(request.scope), response)
        return response


class Gate:
    """Lets through to the chat only who has signed in, whatever they ask for, and from its own pages alone.

    The name stands in the scope under STAFF. No page of the chat is kept by the browser: it would show after signing out.
    """

    def __init__(self, app: ASGIApp, door: Door) -> None:
        self.app = app
        self.door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or (scope["type"] == "http" and scope["path"] in OPEN):
            await self.app(scope, receive, send)
            return
        name = self.door.name(scope)
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})  # the chat has none
        elif name is None:
            await self.door.refusal(Request(scope))(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD", "OPTIONS") and not same_site(scope):
            await problems.problem(403, ELSEWHERE)(scope, receive, send)
        else:
            scope[STAFF] = name
            await self.app(scope, receive, _unkept(send))


def _unkept(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith(("text/html", "application/json")):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending


def _page(
    status: int,
    *,
    form: bool = True,
    wrong: tuple[str, str] | None = None,
    name: str = "",
    onward: str = "/",
    headers: dict[str, str] | None = None,
) -> HTMLResponse:
    """form: False where a single sign-on has to be used. wrong: a sentence in Chinese and in English."""
    page = _PAGES.get_template("sign_in.html").render(
        style=Markup(SIGN_IN_STYLE), form=form, wrong=wrong, name=name, next=onward
    )
    return HTMLResponse(page, status, headers=_PAGE_HEADERS | (headers or {}))


def _too_often(wait: float, name: str, onward: str) -> HTMLResponse:
    seconds = max(1, round(wait))
    chinese = f"{-(-seconds // 60)} 分钟" if seconds > 60 else f"{seconds} 秒"
    english = f"{-(-seconds // 60)} minutes" if seconds > 60 else f"{seconds} s"
    wrong = (f"尝试次数太多，请在{chinese}后再试。", f"Too many attempts; please try again in {english}.")
    return _page(429, wrong=wrong, name=name, onward=onward, headers={"Retry-After": str(seconds)})


async def _form(request: Request) -> tuple[str, str, str] | None:
    """(name, password, where to go then); None where the body is no such form or larger than MAX_FORM_BYTES."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_FORM_BYTES:
            return None
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=10)
    except ValueError:
        return None
    name, password = (fields.get(key, [""])[0] for key in ("name", "password"))
    return normal(name.strip())[:64], password, _local(fields.get("next", [""])[0])


def _local(wanted: str) -> str:
    """The address within this service that is wanted, or "/" where it is none (an open redirect)."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    inside = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    # SIGN_OUT takes no GET, and SIGN_IN would only lead back
    fits = inside and not parts.scheme and not parts.netloc and parts.path not in (SIGN_IN, SIGN_OUT)
    return wanted if fits and wanted.isascii() else "/"


def _client(request: Request) -> str:
    return network(request.client.host if request.client else None)
