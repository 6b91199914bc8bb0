"""Sessions of the staff chat: a signed cookie that names an account, ends with its password, and can be ended before."""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from web.security.staff import StaffFile

COOKIE = "wence-staff"
HOURS = 12  # from signing in: a working day


@dataclass(frozen=True, slots=True)
class Session:
    """An account that is signed in. id: of this sign-in alone."""

    name: str
    id: str


class Sessions:
    """Signs sessions and reads them back. What has been ended before its time is kept in this process."""

    def __init__(self, staff: StaffFile, secret_key: str) -> None:
        """secret_key: empty for one of this process's own, with which a restart ends every session."""
        self._staff = staff
        self._signer = URLSafeTimedSerializer(secret_key or secrets.token_urlsafe(32), salt="wence.staff")
        self._ended: dict[str, float] = {}  # session id → time.time() from which its cookie is too old anyhow
        self._lock = threading.Lock()

    def begin(self, name: str, response: Response, *, secure: bool) -> None:
        """Give `response` the cookie of a new session. secure: the browser speaks https."""
        value = self._signer.dumps([name, secrets.token_urlsafe(12), self._staff.fingerprint(name)])
        assert isinstance(value, str)
        response.set_cookie(COOKIE, value, path="/", httponly=True, samesite="lax", secure=secure)

    def read(self, scope: Scope) -> Session | None:
        """The session of a request; None where there is none, it is over, or the account is gone or has a new password."""
        cookie = HTTPConnection(scope).cookies.get(COOKIE, "")
        try:
            name, number, fingerprint = self._signer.loads(cookie, max_age=HOURS * 3600)
        except (BadData, ValueError, TypeError):
            return None
        now = self._staff.fingerprint(name)
        if now is None or now != fingerprint or number in self._ended:
            return None
        return Session(name, number)

    def end(self, session: Session | None, response: Response) -> None:
        """End the session: its cookie is good for nothing any more, wherever it has been copied to."""
        if session is not None:
            with self._lock:
                now = time.time()
                kept = {number: until for number, until in self._ended.items() if until > now}
                self._ended = kept | {session.id: now + HOURS * 3600}
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def same_site(scope: Scope) -> bool:
    """Whether a request that changes something comes from a page of the service's own, or from no page at all.

    Browsers say so in Sec-Fetch-Site, over plain http only in Origin. A program that sends neither carries no visitor's
    cookie that it has not been given.
    """
    headers = HTTPConnection(scope).headers
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return origin is None or (bool(headers.get("host")) and _netloc(origin) == headers["host"].lower())


def over_tls(scope: Scope) -> bool:
    """Whether the browser speaks https: as the server hears it, or as the page's own origin says behind a proxy that
    ends TLS and does not say so."""
    return scope["scheme"] in ("https", "wss") or HTTPConnection(scope).headers.get("origin", "").startswith("https://")


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
