"""Whether the service is up (/healthz), whether it can serve the public (/readyz), and what it has done (/metrics).

The first two stand under /api too, as health and ready. /metrics is for those who run the service: for anyone else there is
nothing at its address.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from index.settings import Settings, SettingsError
from web import metrics, openapi, problems
from web.security.limits import unmapped
from web.security.origins import passed_on, trusted_proxies
from web.security.staff import PEER

if TYPE_CHECKING:
    from web.api import Service

Ready = Callable[[], bool]

NOT_READY = "服务还不能接待公众，原因见 checks。 The service cannot serve the public yet; checks says why."


def add(app: FastAPI, service: Service, ready: Ready) -> None:
    """Serve /healthz, /readyz and /metrics. ready: False until the first probe was answered, and while the process retires.
    Raises SettingsError for networks that cannot be read."""
    own = Metrics(service.settings, ready)

    @app.get("/healthz", include_in_schema=False)
    def healthz() -> dict[str, Any]:
        return alive(service)

    @app.get("/readyz", include_in_schema=False)
    async def readyz() -> Response:
        return await reply(service, ready)

    @app.get("/metrics", include_in_schema=False)
    def read(request: Request) -> Response:
        return own.read(request)


def add_to_api(api: FastAPI, service: Service, ready: Ready) -> None:
    """The same two under /api."""

    @api.get("/health", summary="是否在运行 Whether the service is up", responses=openapi.problems_of())
    def health() -> dict[str, Any]:
        return alive(service)

    @api.get("/ready", summary="能否接待公众 Whether it can serve the public", responses=openapi.problems_of(503))
    async def readiness() -> Response:
        return await reply(service, ready)


def alive(service: Service) -> dict[str, Any]:
    """What runs. It costs nothing and asks nobody else, so that a watcher restarts only what hangs."""
    notice = service.assistant.notice
    return {"status": "ok", "notice": notice.id, "sha256": notice.sha256, "clauses": len(notice.clauses)}


async def reply(service: Service, ready: Ready) -> Response:
    """200 or 503 with what the public's questions need, each by name: whether it is there."""
    store = service.store
    checks = {
        "started": ready(),
        "notice": bool(service.assistant.notice.clauses),
        "feedback": store is None or await run_in_threadpool(store.well),
        "limits": await service.guard.limits.well(),
        "open": not service.guard.paused,
    }
    if all(checks.values()):
        return JSONResponse({"status": "ready", "checks": checks})
    body = problems.details(503, NOT_READY, code="not_ready") | {"checks": checks}
    return problems.ProblemResponse(body, status_code=503)


class Metrics:
    """/metrics, for the networks of WENCE_METRICS_NETWORKS."""

    def __init__(self, settings: Settings, ready: Ready) -> None:
        """Raises SettingsError."""
        self._networks = _networks("WENCE_METRICS_NETWORKS", settings.metrics_networks)
        self._proxies = [ip_network(proxy) for proxy in trusted_proxies(settings)]
        self._ready = ready

    def read(self, request: Request) -> Response:
        """The figures, or 404 for whom they are not meant."""
        if not self.admits(request):
            return problems.problem(404)
        metrics.READY.set(self._ready())
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    def admits(self, request: Request) -> bool:
        """Whether who asks is in one of the networks. A trusted proxy's word for it counts; what another proxy passes on is
        refused, whose own address would otherwise stand for everybody's."""
        peer = request.scope.get(PEER)
        if passed_on(request.scope) and not _within(peer[0] if peer else None, self._proxies):
            return False
        return _within(request.client.host if request.client else None, self._networks)


def _within(host: str | None, networks: list[IPv4Network | IPv6Network]) -> bool:
    try:
        address = ip_address(unmapped(host or "").partition("%")[0])
    except ValueError:
        return False
    return any(address in network for network in networks if address.version == network.version)


def _networks(name: str, written: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(part) for part in written.replace(",", " ").split()]
    except ValueError as error:
        raise SettingsError(
            f"设置 {name} 的值“{written}”读不懂。请写成 127.0.0.0/8 ::1 的样子。 "
            f"{name} lists addresses or networks: 127.0.0.0/8 ::1."
        ) from error
