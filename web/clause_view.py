"""What there is to show of a clause, with no markup: the panel beside the chat and the public pages both draw it.

A span is a pair of offsets into the notice's source, the end excluded, as citations have them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.clause import Clause, Notice, Repair
from corpus.knowledge import Rendering
from rag.quote import bounded
from web.clauses import neighbours

Span = tuple[int, int]

_FLAWS = {
    "gap": "原文缺字",
    "misprint": "原文疑有误印",
    "title": "原文标题与正文相连",
    "contradiction": "原文前后不一",
}
_INFERRED = {"number": "编号", "department": "部门名称", "both": "编号和部门名称"}


@dataclass(frozen=True, slots=True)
class Place:
    """A clause to go to. heading: as it is printed ("二、任务"); label: its address as people write it, with its title."""

    address: str
    heading: str
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the official words; marked where it was quoted."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a clause in print. places: where else the same matter stands. kind: as of Repair, which the
    heading says in words."""

    heading: str
    note: str
    places: tuple[Place, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Bodies that bear one kind of responsibility. name: of the kind; kind: "lead", "party", "joint" or "other"."""

    name: str
    bodies: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: what is measured, the figure with the words that bound it, and its year if one is given."""

    subject: str
    words: str
    year: int | None


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A clause with its surroundings.

    trail: its ancestors, outermost first. words: joined, its text. notes: what was inferred here or in a number of its
    address, under notes_heading; notes_kind: of what, "number", "department" or "both". previous, next: in reading order.
    """

    address: str
    label: str
    trail: tuple[Place, ...]
    words: tuple[Part, ...]
    rendering: Rendering | None
    notes_heading: str
    notes_kind: str
    notes: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    rows: tuple[Row, ...]
    quantities: tuple[Quantity, ...]
    children: tuple[Place, ...]
    previous: Place | None
    next: Place | None


def view(notice: Notice, clause: Clause, span: Span | None = None, rendering: Rendering | None = None) -> ClauseView:
    """All that is shown of `clause`. span: the characters to mark; what of it is outside the clause is not."""
    before, after = neighbours(notice, clause)
    kind = _notes_kind(notice, clause)
    return ClauseView(
        address=notice.key(clause),
        label=notice.place(clause),
        trail=places(notice, notice.trail(clause)),
        words=parts(notice.source, (clause.start, clause.end), [span] if span else ()),
        rendering=rendering,
        notes_heading=f"{_INFERRED[kind]}据上下文推断",
        notes_kind=kind,
        notes=notice.notes(clause),
        flaws=flaws(notice, clause),
        rows=_rows(clause),
        quantities=tuple(Quantity(f.subject, bounded(f), f.year) for f in clause.figures),
        children=places(notice, notice.children(clause)),
        previous=place(notice, before) if before else None,
        next=place(notice, after) if after else None,
    )


def place(notice: Notice, clause: Clause) -> Place:
    """The clause as something to go to."""
    return Place(notice.key(clause), heading(clause), notice.label(clause))


def places(notice: Notice, clauses: Iterable[Clause]) -> tuple[Place, ...]:
    """The clauses as things to go to, in the same order."""
    return tuple(place(notice, clause) for clause in clauses)


def heading(clause: Clause) -> str:
    """A heading as it is printed: "附件1 内需扩量提效攻坚实施方案", "二、攻坚任务"."""
    if clause.kind == "preamble":
        return "前言"
    joint = " " if clause.kind == "attachment" and clause.marker else ""
    return f"{clause.marker}{joint}{clause.title}"


def parts(source: str, shown: Span, spans: Iterable[Span] = ()) -> tuple[Part, ...]:
    """source[slice(*shown)] in parts, of which those at `spans`, in order, are marked. What of a span is elsewhere is not
    shown; one that is turned round marks nothing.

    >>> [(part.text, part.marked) for part in parts("零售增长6.5%。", (0, 9), [(4, 8)])]
    [('零售增长', False), ('6.5%', True), ('。', False)]
    """
    found: list[Part] = []
    at, end = shown
    for span in spans:
        low, high = max(span[0], at), min(span[1], end)
        if low < high:
            found += [Part(source[at:low]), Part(source[low:high], marked=True)]
            at = high
    found.append(Part(source[at:end]))
    return tuple(part for part in found if part.text)


def flaws(notice: Notice, clause: Clause) -> tuple[Flaw, ...]:
    """What repairs.toml says of the clause itself, each with the other places that it speaks of."""
    return tuple(_flaw(notice, clause, r) for r in notice.repairs if clause.address in flawed(r))


def _flaw(notice: Notice, clause: Clause, repair: Repair) -> Flaw:
    elsewhere = (notice.get(address) for address in (repair.address, *repair.also) if address != clause.address)
    return Flaw(_FLAWS[repair.kind], repair.note, places(notice, filter(None, elsewhere)), repair.kind)


def flawed(repair: Repair) -> tuple[str, ...]:
    """The addresses of the clauses with which something is wrong."""
    # The other places of a gap or misprint are where the same words stand whole: nothing is wrong with them.
    also = repair.also if repair.kind == "contradiction" else ()
    return tuple(dict.fromkeys((repair.address, *also)))


def _notes_kind(notice: Notice, clause: Clause) -> str:
    addresses = {c.address for c in (*notice.trail(clause), clause)}
    kinds = {i.kind for i in notice.inferences if i.address in addresses}
    return "both" if len(kinds) == 2 else "department" if "department" in kinds else "number"


def _rows(clause: Clause) -> tuple[Row, ...]:
    rows = (
        Row("牵头单位", clause.lead, "lead"),
        Row("责任单位", clause.parties, "party")
        if clause.lead
        else Row("责任单位（原文未列牵头单位）", clause.parties, "joint"),
        Row("其他", clause.generic, "other"),
    )
    return tuple(row for row in rows if row.bodies)
