"""The addresses of the pages: /notice, /notice/full and /notice/ADDRESS, with their stylesheet at /notice-assets."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from fastapi import FastAPI, Request
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import RedirectResponse, Response

from web.clause_view import Span
from web.fresh import digest, fresh
from web.pages import content, draw
from web.pages.quoted import span
from web.protocol import Answerer

_PAGE = {"Cache-Control": "public, max-age=300", "Content-Language": "zh-CN"}
_ASSET = {"Cache-Control": "public, max-age=86400"}
_METHODS = ["GET", "HEAD"]


class _Anything(Convertor[str]):
    """Any address at all, line breaks too, which Starlette's own `path` leaves to other applications."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def add(app: FastAPI, assistant: Answerer) -> None:
    """Serve the pages of `assistant`'s notice. An address that no clause has is a page too, with status 404."""
    notice, knowledge = assistant.notice, assistant.knowledge
    state = digest(draw.code_tag(), notice.sha256, repr(content.frame(notice)), repr(knowledge.renderings))
    register_url_convertor("anything", _Anything())

    @cache
    def unmarked() -> bytes:
        return draw.full_page(notice).encode()

    def page(request: Request, path: str, marked: Span | None, made: Callable[[], str | bytes]) -> Response:
        return fresh(request, digest(state, path, repr(marked)), made, "text/html", _PAGE)

    @app.api_route("/notice", methods=_METHODS, include_in_schema=False)
    def contents(request: Request) -> Response:
        return page(request, "", None, lambda: draw.contents_page(notice))

    @app.api_route("/notice/full", methods=_METHODS, include_in_schema=False)
    def full(request: Request, mark: str = "", quote: str = "") -> Response:
        marked = span(notice.source, content.extent(notice), mark, quote)
        return page(request, "full", marked, lambda: draw.full_page(notice, marked) if marked else unmarked())

    @app.api_route("/notice/{address:anything}", methods=_METHODS, include_in_schema=False)
    def clause(request: Request, address: str, mark: str = "", quote: str = "") -> Response:
        found = notice.find(address)
        if found is None:
            return _elsewhere(address)
        marked = span(notice.source, draw.shown_span(notice, found), mark, quote)
        rendering = knowledge.rendering(found.address)
        return page(request, found.address, marked, lambda: draw.clause_page(notice, found, marked, rendering))

    def _elsewhere(address: str) -> Response:
        plain = address.rstrip("/")
        if not plain or (plain != address and notice.find(plain)):
            return RedirectResponse(f"/notice/{plain}".rstrip("/"), 308)
        headers = {"Cache-Control": "no-store", "Content-Language": "zh-CN"}
        return Response(draw.missing_page(notice, address), 404, headers, "text/html")

    @app.api_route("/notice-assets/notice.css", methods=_METHODS, include_in_schema=False)
    def style(request: Request) -> Response:
        return fresh(request, digest(draw.STYLE), lambda: draw.STYLE, "text/css", _ASSET)

    @app.api_route("/notice-assets/icon.png", methods=_METHODS, include_in_schema=False)
    def icon(request: Request) -> Response:
        return fresh(request, digest(draw.ICON), lambda: draw.ICON, "image/png", _ASSET)
