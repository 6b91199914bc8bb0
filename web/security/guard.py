"""Who may ask, and how often: one place that every request for an answer passes.

A page shows a ticket, another server a key; who sends neither is believed on a machine that serves itself alone.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request

from index.settings import Settings, loopback
from web.problems import ProblemError
from web.security.limits import Limits, network
from web.security.pause import Pause
from web.security.tickets import Tickets

NO_TICKET = "凭证缺失、过期或已用过，请重新打开问答窗口。 The ticket is missing, over or used; get a new one."
NO_PAGE = "请从获授权的网页提问，或出示接口密钥。 Ask from an allowed page, or with an API key."
TOO_OFTEN = "提问太频繁了，请稍等片刻再试。 Too many requests; please wait a moment."
TICKET, EXPIRES = "Wence-Ticket", "Wence-Ticket-Expires-In"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. kind: a page with a ticket, another server with a key, or this machine itself; client: its network;
    origin, conversation: of the page."""

    kind: Literal["page", "server", "own"]
    client: str
    origin: str = ""
    conversation: str = ""

    @property
    def surface(self) -> Literal["widget", "api"]:
        """As feedback and the log name it."""
        return "widget" if self.kind == "page" else "api"


class Guard:
    """Admits or raises ProblemError: 401 and 403 for who may not ask, 429 for who asks too often, 503 while paused."""

    def __init__(self, settings: Settings, limits: Limits, tickets: Tickets) -> None:
        self.limits = limits
        self.tickets = tickets
        self._home = not settings.exposed
        self._pause = Pause(settings.pause_file)
        self._keys = [k.encode() for k in settings.api_keys.get_secret_value().replace(",", " ").split()]

    @classmethod
    def of(cls, settings: Settings) -> Guard:
        """Raises SettingsError for a setting that cannot be used."""
        return cls(settings, Limits.of(settings), Tickets.of(settings))

    @property
    def paused(self) -> bool:
        return self._pause.sentence() is not None

    async def reading(self, request: Request) -> None:
        """Admit who reads what is published anyway."""
        client = _client(request)
        if not self._own(request):
            await self._within("reading", client)

    async def ticket(self, request: Request) -> str:
        """A ticket for a page that asks for its first one."""
        self._open()
        origin = request.headers.get("origin", "").lower()
        if not origin or request.headers.get("sec-fetch-mode", "cors") != "cors":
            raise ProblemError(403, NO_PAGE, code="origin")
        client = _client(request)
        await self._within("address", client)
        return self.tickets.issue(origin, client)

    async def asking(self, request: Request) -> Caller:
        """Admit a question; a page's ticket is used up by it."""
        return await self._admitted(request, spent=True)

    async def rating(self, request: Request) -> Caller:
        """Admit what is said of an answer."""
        return await self._admitted(request, spent=False)

    def next_ticket(self, caller: Caller) -> str | None:
        """The ticket for a page's next question."""
        if caller.kind != "page":
            return None
        return self.tickets.issue(caller.origin, caller.client, caller.conversation)

    async def _admitted(self, request: Request, *, spent: bool) -> Caller:
        self._open()
        client = _client(request)
        scheme, _, shown = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._known(shown.strip()):
            return Caller("server", client)
        origin = request.headers.get("origin", "").lower()
        if not origin and scheme == "" and self._own(request):
            return Caller("own", client)
        await self._within("address", client)
        if not origin:
            raise ProblemError(403, NO_PAGE, code="origin")
        ticket = self.tickets.read(shown.strip(), origin, client) if scheme.lower() == "ticket" else None
        if ticket is None:
            raise ProblemError(401, NO_TICKET, code="ticket", headers={"WWW-Authenticate": "Ticket"})
        await self._within("conversation", ticket.conversation)
        if spent and not await self.limits.first("ticket", ticket.one, self.tickets.longest):
            raise ProblemError(401, NO_TICKET, code="ticket", headers={"WWW-Authenticate": "Ticket"})
        return Caller("page", client, origin, ticket.conversation)

    def _own(self, request: Request) -> bool:
        """Whether this machine itself asks, of a service that is for it alone (web.security.origins lets no proxy ask it)."""
        return self._home and loopback(request.client.host if request.client else None)

    def _known(self, key: str) -> bool:
        # every one is looked at, so that the time tells nothing
        return sum(hmac.compare_digest(key.encode(), known) for known in self._keys) > 0

    async def _within(self, name: str, key: str) -> None:
        wait = await self.limits.hit(name, key)
        if wait is not None:
            raise ProblemError(429, TOO_OFTEN, code="limit", retry_after=wait)

    def _open(self) -> None:
        sentence = self._pause.sentence()
        if sentence is not None:
            raise ProblemError(503, sentence, code="paused", retry_after=60)


def _client(request: Request) -> str:
    return network(request.client.host if request.client else None)
