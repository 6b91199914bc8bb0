"""Which pages may ask: those at the addresses that WENCE_ORIGINS lists, and the service's own."""

from __future__ import annotations

from ipaddress import ip_network
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from index.settings import Settings, SettingsError, loopback
from web import problems

FOREIGN = (
    "本网页未获授权使用问答服务。请由管理员把网页的来源加入 WENCE_ORIGINS。 This page's origin is not in WENCE_ORIGINS."
)
ELSEWHERE = (
    "这个服务只为本机启动，不以这个主机名对外服务，也不接受代理转来的请求。对外服务请设置 WENCE_ORIGINS、WENCE_HOST 或 WENCE_TRUSTED_PROXIES。 "
    "This service was started for this machine alone; set WENCE_ORIGINS, WENCE_HOST or WENCE_TRUSTED_PROXIES to serve others."
)
FORWARDED = frozenset({b"x-forwarded-for", b"forwarded", b"x-real-ip"})  # what a proxy passes on has one of them


def allowed_origins(settings: Settings) -> frozenset[str]:
    """The origins that WENCE_ORIGINS lists, apart by blanks or commas. Raises SettingsError for what is no origin."""
    found = settings.origins.replace(",", " ").split()
    for origin in found:
        parts = urlsplit(origin)
        try:
            plain = parts.hostname and f"{parts.scheme}://{parts.netloc}" == origin.lower() and (parts.port or True)
        except ValueError:
            plain = False
        if parts.scheme not in ("http", "https") or not plain or "@" in origin or "*" in origin:
            raise SettingsError(
                f"设置 WENCE_ORIGINS 中的“{origin}”不是网页来源。请写成 https://www.example.gov.cn，不带路径和 *。 "
                "WENCE_ORIGINS lists origins like https://www.example.gov.cn, with no path and no *."
            )
    return frozenset(origin.lower() for origin in found)


def trusted_proxies(settings: Settings) -> list[str]:
    """The addresses and networks that WENCE_TRUSTED_PROXIES lists. Raises SettingsError for what is neither."""
    found = settings.trusted_proxies.replace(",", " ").split()
    for proxy in found:
        try:
            ip_network(proxy)
        except ValueError as error:
            raise SettingsError(
                f"设置 WENCE_TRUSTED_PROXIES 中的“{proxy}”不是地址或网段。请写成 127.0.0.1 或 10.0.0.0/8。 "
                "WENCE_TRUSTED_PROXIES lists addresses or networks: 127.0.0.1, 10.0.0.0/8."
            ) from error
    return found


def passed_on(scope: Scope) -> bool:
    """Whether a request says that a proxy passed it on."""
    return any(name in FORWARDED for name, _ in scope["headers"])


class OwnPages:
    """Lets pass what comes from an allowed page, from the service's own, or from no page at all: 403 for the others.

    home: the service is for this machine alone, which no other host name means (DNS rebinding), and which no proxy asks
    for: 421.
    """

    def __init__(self, app: ASGIApp, allowed: frozenset[str], home: bool) -> None:
        self.app = app
        self.allowed = allowed
        self.home = home

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        origins = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"origin"]
        hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        host = hosts[0] if len(hosts) == 1 else ""
        if self.home and (passed_on(scope) or not loopback(_name(host))):
            await problems.problem(421, ELSEWHERE, code="host")(scope, receive, send)
            return
        # of any scheme: behind a proxy that ends TLS the service itself hears http
        own = (f"https://{host}", f"http://{host}") if host else ()
        if len(origins) > 1 or any(origin not in self.allowed and origin not in own for origin in origins):
            # readable by any page, so that whoever embeds the widget is told what to do: it says nothing else
            told = {"Access-Control-Allow-Origin": "*"}
            await problems.problem(403, FOREIGN, headers=told, code="origin")(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
