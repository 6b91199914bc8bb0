"""The addresses of the pages: /notice, /notice/full and /notice/ADDRESS, with their stylesheet at /notice-assets.

Another notice's are /notice/ID:, /notice/ID:full and /notice/ID:ADDRESS; /notice/all lists them where there are several.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from fastapi import FastAPI, Request
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import RedirectResponse, Response

from web.clause_view import Span
from web.fresh import digest, fresh
from web.held import Held, Shelf
from web.pages import content, draw
from web.pages.quoted import span
from web.protocol import Answerer

_PAGE = {"Cache-Control": "public, max-age=300", "Content-Language": "zh-CN"}
_ASSET = {"Cache-Control": "public, max-age=86400"}
_METHODS = ["GET", "HEAD"]
_FULL = "full"


class _Anything(Convertor[str]):
    """Any address at all, line breaks too, which Starlette's own `path` leaves to other applications."""

    regex = r"[\s\S]*"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


def add(app: FastAPI, assistant: Answerer) -> None:
    """Serve the pages of `assistant`'s notices. An address that no clause has is a page too, with status 404."""
    shelf = Shelf.of(assistant)
    several = len(shelf.all)
    register_url_convertor("anything", _Anything())

    @cache
    def state(id: str) -> str:
        held = shelf.held(id)
        notice, knowledge = held.notice, held.knowledge
        beside = () if several == 1 else (repr([content.shelved(one.notice) for one in shelf.all]),)
        return digest(draw.code_tag(), notice.sha256, repr(content.frame(notice)), repr(knowledge.renderings), *beside)

    @cache
    def unmarked(id: str) -> bytes:
        return draw.full_page(shelf.held(id).notice).encode()

    def page(request: Request, held: Held, path: str, marked: Span | None, made: Callable[[], str | bytes]) -> Response:
        return fresh(request, digest(state(held.notice.id), path, repr(marked)), made, "text/html", _PAGE)

    def contents_of(request: Request, held: Held) -> Response:
        return page(request, held, "", None, lambda: draw.contents_page(held.notice, several=several))

    def full_of(request: Request, held: Held, mark: str, quote: str) -> Response:
        notice = held.notice
        marked = span(notice.source, content.extent(notice), mark, quote)
        made = (lambda: draw.full_page(notice, marked)) if marked else (lambda: unmarked(notice.id))
        return page(request, held, _FULL, marked, made)

    @app.api_route("/notice", methods=_METHODS, include_in_schema=False)
    def contents(request: Request) -> Response:
        return contents_of(request, shelf.first)

    @app.api_route("/notice/full", methods=_METHODS, include_in_schema=False)
    def full(request: Request, mark: str = "", quote: str = "") -> Response:
        return full_of(request, shelf.first, mark, quote)

    if several > 1:

        @app.api_route("/notice/all", methods=_METHODS, include_in_schema=False)
        def notices(request: Request) -> Response:
            shown = [held.notice for held in shelf.all]
            return page(request, shelf.first, "all", None, lambda: draw.notices_page(shelf.first.notice, shown))

    @app.api_route("/notice/{address:anything}", methods=_METHODS, include_in_schema=False)
    def clause(request: Request, address: str, mark: str = "", quote: str = "") -> Response:
        held, inside = shelf.split(address)
        if held is None:
            return _missing(shelf.first, address)
        if held is shelf.first and ":" in address:  # the first one's addresses have no prefix
            return RedirectResponse(f"/notice/{inside}".rstrip("/"), 308)
        if held is not shelf.first and inside in ("", _FULL):
            return full_of(request, held, mark, quote) if inside else contents_of(request, held)
        notice = held.notice
        found = notice.find(inside)
        if found is None:
            return _elsewhere(held, inside)
        marked = span(notice.source, draw.shown_span(notice, found), mark, quote)
        rendering = held.knowledge.rendering(found.address)
        made = lambda: draw.clause_page(notice, found, marked, rendering)  # noqa: E731
        return page(request, held, found.address, marked, made)

    def _elsewhere(held: Held, address: str) -> Response:
        plain = address.rstrip("/")
        if not plain or (plain != address and held.notice.find(plain)):
            prefix = "" if held is shelf.first else f"{held.notice.id}:"
            return RedirectResponse(f"/notice/{prefix}{plain}".rstrip("/"), 308)
        return _missing(held, address)

    def _missing(held: Held, address: str) -> Response:
        headers = {"Cache-Control": "no-store", "Content-Language": "zh-CN"}
        return Response(draw.missing_page(held.notice, address), 404, headers, "text/html")

    @app.api_route("/notice-assets/notice.css", methods=_METHODS, include_in_schema=False)
    def style(request: Request) -> Response:
        return fresh(request, digest(draw.STYLE), lambda: draw.STYLE, "text/css", _ASSET)

    @app.api_route("/notice-assets/icon.png", methods=_METHODS, include_in_schema=False)
    def icon(request: Request) -> Response:
        return fresh(request, digest(draw.ICON), lambda: draw.ICON, "image/png", _ASSET)
