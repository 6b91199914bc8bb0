"""What the pages say, with no markup: the frame around each, a clause within a longer text, the outline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.clause import UNKNOWN, Clause, Notice, Piece
from corpus.reference import bare_title
from web.clause_view import Flaw, Part, Place, Span, flaws, parts, place

_DEEPEST_HEADING = 6
_DESCRIPTION = 150  # characters of text in a page's description
_SHOWN_PIECES = ("list", "signature")  # of the document; what the web page puts around it is not


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page says of the notice. title: without title marks. draft: its standing if it is a draft, else "".
    url: "" where the notice has none. sha256: of the source, its beginning. home, full: the addresses of its contents and of
    its whole text."""

    title: str
    status: str
    draft: str
    date: str
    url: str
    sha256: str
    home: str
    full: str


@dataclass(frozen=True, slots=True)
class Shelved:
    """A notice in the list of all of them. count: of its clauses."""

    frame: Frame
    number: str
    count: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A clause (or, with no address, a list or signature between clauses) within a longer text.

    level: of its heading, 2 to 6. alone: it consists of a heading. lost: its number is not in print. inferred: what was
    inferred here, not above.
    """

    address: str
    short: str
    title: str
    level: int
    alone: bool
    words: tuple[Part, ...]
    inferred: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()

    @property
    def marked(self) -> bool:
        return any(part.marked for part in self.words)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents. size: how many clauses it holds, itself included."""

    place: Place
    short: str
    size: int
    below: tuple[Entry, ...]


def frame(notice: Notice) -> Frame:
    """What every page says of the notice."""
    status = "" if notice.status == UNKNOWN else notice.status
    return Frame(
        title=bare_title(notice.title),
        status=status,
        draft=status if "稿" in status or "草案" in status else "",
        date=notice.date,
        url=notice.url if notice.url.startswith(("https://", "http://")) else "",
        sha256=notice.sha256[:12],
        home=f"/notice/{notice.id}:" if notice.called else "/notice",
        full=f"/notice/{notice.id}:full" if notice.called else "/notice/full",
    )


def shelved(notice: Notice) -> Shelved:
    """The notice as a line of the list of all of them."""
    number = notice.meta.get("number", UNKNOWN)
    return Shelved(frame(notice), "" if number == UNKNOWN else number, len(notice.clauses))


def titled(notice: Notice, head: str) -> str:
    """A page's title: "附件7 一《目标》—《…总体方案》（送审稿）"."""
    about = frame(notice)
    return f"{head}—《{about.title}》" + (f"（{about.status}）" if about.status else "")


def below(notice: Notice, clause: Clause) -> tuple[Clause, ...]:
    """Every clause under `clause`, in reading order."""
    return tuple(c for c in notice.clauses if c.address.startswith(clause.address + "/"))


def description(source: str, shown: Span) -> str:
    """The beginning of what a page shows, in one line."""
    text = " ".join(source[slice(*shown)].split())
    return text if len(text) <= _DESCRIPTION else text[: _DESCRIPTION - 1] + "…"


def excerpts(notice: Notice, clauses: tuple[Clause, ...], top: int, span: Span | None) -> tuple[Excerpt, ...]:
    """The clauses in the order given. top: how many ancestors a clause has whose heading is of level 2."""
    return tuple(_excerpt(notice, clause, top, span) for clause in clauses)


def whole(notice: Notice, span: Span | None) -> tuple[Excerpt, ...]:
    """The whole document in the order of its source: its clauses, and the lists and signatures between them."""
    loose = [_loose(notice, piece, span) for piece in notice.pieces if piece.kind in _SHOWN_PIECES]
    placed = [*zip((c.start for c in notice.clauses), excerpts(notice, notice.clauses, 0, span), strict=True), *loose]
    return tuple(excerpt for _, excerpt in sorted(placed, key=lambda item: item[0]))


def outline(notice: Notice) -> tuple[Entry, ...]:
    """The contents: every clause under the one that holds it."""
    return tuple(_entry(notice, c) for c in notice.clauses if not notice.trail(c))


def extent(notice: Notice) -> Span:
    """From the document's first character to its last."""
    return min(c.start for c in notice.clauses), max(c.end for c in notice.clauses)


def ancestors(notice: Notice, address: str) -> Iterator[Clause]:
    """The clauses that an address would be under if there were one at it, the nearest first."""
    for _ in range(min(address.count("/"), 8)):
        address = address.rpartition("/")[0]
        found = notice.get(address)
        if found is not None:
            yield found


def _excerpt(notice: Notice, clause: Clause, top: int, span: Span | None) -> Excerpt:
    return Excerpt(
        address=notice.key(clause),
        short=notice.short(clause),
        title="" if clause.kind == "preamble" else clause.title,
        level=min(2 + len(notice.trail(clause)) - top, _DEEPEST_HEADING),
        alone=not notice.substantial(clause),
        words=parts(notice.source, (clause.start, clause.end), [span] if span else ()),
        inferred=clause.inferred,
        flaws=flaws(notice, clause),
    )


def _loose(notice: Notice, piece: Piece, span: Span | None) -> tuple[int, Excerpt]:
    words = parts(notice.source, (piece.start, piece.end), [span] if span else ())
    return piece.start, Excerpt("", "", "", 0, alone=False, words=words)


def _entry(notice: Notice, clause: Clause) -> Entry:
    entries = tuple(_entry(notice, child) for child in notice.children(clause))
    return Entry(place(notice, clause), notice.short(clause), 1 + sum(e.size for e in entries), entries)
