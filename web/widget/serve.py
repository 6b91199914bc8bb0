"""The widget's three addresses: /widget/widget.js, and a page that embeds it with its stylesheet."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import Response

from web.fresh import digest, fresh

_HERE = Path(__file__).resolve().parent
# What a strict portal allows: its own style sheet, and scripts from where the widget comes from, which here is the same.
DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_KEPT = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Encoding"}
_FILES: dict[str, tuple[str, dict[str, str]]] = {
    "widget.js": ("text/javascript", {"Cross-Origin-Resource-Policy": "cross-origin"}),
    "demo.html": ("text/html", {"Content-Security-Policy": DEMO_POLICY, "Content-Language": "zh-CN"}),
    "demo.css": ("text/css", {}),
}


def add(app: FastAPI) -> None:
    """Serve them under `app`; nothing else in this folder has an address. Read once, at the start."""
    for name, (media_type, headers) in _FILES.items():
        _serve(app, name, media_type, _KEPT | headers)


def _serve(app: FastAPI, name: str, media_type: str, headers: dict[str, str]) -> None:
    plain = (_HERE / name).read_bytes()
    packed = gzip.compress(plain, mtime=0)

    @app.api_route(f"/widget/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    def file(request: Request) -> Response:
        if _takes_gzip(request.headers.get("accept-encoding", "")):
            return fresh(request, digest(packed), lambda: packed, media_type, headers | {"Content-Encoding": "gzip"})
        return fresh(request, digest(plain), lambda: plain, media_type, headers)


def _takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding names gzip, and not with a weight of zero."""
    kinds = {name.strip().lower(): weight for name, _, weight in (part.partition(";") for part in accepted.split(","))}
    return "gzip" in kinds and re.fullmatch(r"\s*q=0(\.0*)?\s*", kinds["gzip"]) is None
