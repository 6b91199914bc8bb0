"""The pages as HTML. Everything of the notice is text: the templates escape all that they are given."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.clause import Clause, Notice
from corpus.knowledge import Rendering
from web.clause_view import Span, place, view
from web.pages import content

ASSETS = Path(__file__).parents[1] / "assets"
STYLE = (ASSETS / "notice.css").read_bytes()
ICON = (ASSETS / "favicon.png").read_bytes()
_STYLE_TAG = sha256(STYLE).hexdigest()[:12]  # in the stylesheet's address: a page never meets another version's
_TEMPLATES = Path(__file__).parent / "templates"


def notices_page(first: Notice, notices: Sequence[Notice]) -> str:
    """The list of all notices."""
    return _draw(
        "notices",
        first,
        title=f"全部 {len(notices)} 份文件",
        description="可以提问和阅读的全部文件。",
        path="/notice/all",
        shelf=[content.shelved(notice) for notice in notices],
    )


def contents_page(notice: Notice, *, several: int = 1) -> str:
    """The whole outline, each clause a link to its page. several: how many notices there are."""
    about = content.frame(notice)
    return _draw(
        "contents",
        notice,
        title=f"《{about.title}》" + (f"（{about.status}）" if about.status else "") + "目录",
        description=f"《{about.title}》逐条目录，每一条都有自己的网页。",
        path=content.frame(notice).home,
        several=several,
        entries=content.outline(notice),
        head=notice.page and place(notice, notice.page),
        count=len(notice.clauses),
    )


def full_page(notice: Notice, span: Span | None = None) -> str:
    """The whole document in reading order. span: the characters to mark."""
    return _draw(
        "full",
        notice,
        title=content.titled(notice, "全文"),
        description=content.description(notice.source, content.extent(notice)),
        path=content.frame(notice).full,
        excerpts=(excerpts := content.whole(notice, span)),
        quoted=next((e for e in excerpts if e.marked), None),
    )


def clause_page(notice: Notice, clause: Clause, span: Span | None, rendering: Rendering | None) -> str:
    """One clause with all that is known of it, and everything below it in full. span: the characters to mark."""
    shown = view(notice, clause, span, rendering)
    excerpts = content.excerpts(notice, content.below(notice, clause), len(notice.trail(clause)), span)
    marked = any(part.marked for part in shown.words)
    return _draw(
        "clause",
        notice,
        title=content.titled(notice, shown.label),
        description=content.description(notice.source, shown_span(notice, clause)),
        path=f"/notice/{notice.key(clause)}",
        clause=shown,
        here=place(notice, clause).heading,
        excerpts=excerpts,
        first=marked,
        quoted=None if marked else next((e for e in excerpts if e.marked), None),
    )


def missing_page(notice: Notice, address: str) -> str:
    """What stands at an address that no clause has."""
    nearest = next(content.ancestors(notice, address), None)
    return _draw(
        "missing",
        notice,
        title=content.titled(notice, "没有这一条"),
        description="",
        path="",
        nearest=nearest and place(notice, nearest),
    )


def shown_span(notice: Notice, clause: Clause) -> Span:
    """What of the source a clause's page shows: the clause and everything below it."""
    return clause.start, max(c.end for c in (clause, *content.below(notice, clause)))


@cache
def code_tag() -> str:
    """Changes whenever anything that draws the pages does."""
    files = [
        *Path(__file__).parent.glob("*.py"),
        *_TEMPLATES.glob("*.j2"),
        Path(__file__).parents[1] / "clause_view.py",
    ]
    return sha256(b"".join([STYLE, *(path.read_bytes() for path in sorted(files))])).hexdigest()


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _draw(name: str, notice: Notice, **values: object) -> str:
    template = _environment().get_template(f"{name}.html.j2")
    return template.render(notice=content.frame(notice), style_tag=_STYLE_TAG, **values)
