"""The notice as a tree of what was found in it, with no markup: headings, marks, the words around each hit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from corpus.clause import Clause, Notice
from rag.clause_search import Hit
from rag.clause_words import Span, title_span
from rag.list_query import Role
from rag.register import role_in
from web.clause_view import Part, flawed, parts

_BEFORE, _AFTER = 16, 44  # characters of a snippet around the words that were found
_STOPS = "。.:：\n"  # between a heading and what follows it
_SNIPPETS = 2  # of one clause, at most


@dataclass(frozen=True, slots=True)
class Note:
    """What is said of a mark: a sentence, and what it rests on ("" where the sentence says it)."""

    text: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """kind: "number" (inferred), or the kind of a Repair. One mark may stand for several places."""

    kind: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Words of a clause around what was found, and the offsets of the first of it. cut: whether words of the clause
    were left out before it, behind it."""

    parts: tuple[Part, ...]
    start: int
    end: int
    cut: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class Node:
    """A clause of the tree. title: in parts, what was found in it marked. hit: found, and not only there for what is
    below. first: what is marked when it is opened. more: places that no snippet shows. role: what the body that is
    looked at does there. unfolded: whether what is below is shown at once."""

    clause: Clause
    label: str
    title: tuple[Part, ...]
    marks: tuple[Mark, ...]
    hit: bool
    first: Span | None
    snippets: tuple[Snippet, ...]
    more: int
    role: Role | None
    unfolded: bool
    children: tuple[Node, ...]


class ClauseTree:
    """The trees of a notice."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice

    def whole(self, opened: Clause | None = None) -> tuple[Node, ...]:
        """All clauses, unfolded to the chapters and to the clause that is open."""
        trail = {c.address for c in self._notice.trail(opened)} if opened else set()
        unfolded = trail | {clause.address for clause in self._roots}
        every = {clause.address for clause in self._notice.clauses}
        return self._nodes(self._roots, every, {}, unfolded, "")

    def found(self, hits: Sequence[Hit], body: str = "") -> tuple[Node, ...]:
        """The hits with what is above them, and below what was called by its address. body: the one looked at."""
        by_address = {hit.address: hit for hit in hits}
        above = {c.address for address in by_address for c in self._notice.trail(self._notice.by_address[address])}
        named = {hit.address for hit in hits if hit.way == "address"}
        roots = tuple(f"{address}/" for address in named)
        below = {c.address for c in self._notice.clauses if c.address.startswith(roots)} if roots else set()
        return self._nodes(self._roots, {*by_address, *above, *below}, by_address, above | named, body)

    @cached_property
    def _roots(self) -> tuple[Clause, ...]:
        return tuple(clause for clause in self._notice.clauses if clause.parent_address is None)

    def _nodes(
        self, clauses: Sequence[Clause], kept: set[str], hits: Mapping[str, Hit], unfolded: set[str], body: str
    ) -> tuple[Node, ...]:
        return tuple(
            Node(
                clause=clause,
                label=self._notice.label(clause),
                title=_title(self._notice, clause, spans),
                marks=self._marks.get(clause.address, ()),
                hit=clause.address in hits,
                first=spans[0] if spans else None,
                snippets=(shown := tuple(snippets(self._notice, clause, spans)))[:_SNIPPETS],
                more=len(shown[_SNIPPETS:]),
                role=role_in(clause, body) if body else None,
                unfolded=clause.address in unfolded,
                children=self._nodes(self._notice.children(clause), kept, hits, unfolded, body),
            )
            for clause in clauses
            if clause.address in kept
            for spans in (hits[clause.address].spans if clause.address in hits else (),)
        )

    @cached_property
    def _marks(self) -> dict[str, tuple[Mark, ...]]:
        """The marks of each clause that has any: one of a kind, with all that is said of it."""
        found: dict[str, dict[str, list[Note]]] = {}
        for inference in self._notice.inferences:
            if inference.kind == "number":
                found.setdefault(inference.address, {}).setdefault("number", []).append(Note(inference.note))
        for repair in self._notice.repairs:
            for address in flawed(repair):
                note = Note(repair.note, repair.evidence)
                found.setdefault(address, {}).setdefault(repair.kind, []).append(note)
        return {
            address: tuple(Mark(kind, tuple(notes)) for kind, notes in kinds.items())
            for address, kinds in found.items()
        }


def snippets(notice: Notice, clause: Clause, spans: Sequence[Span]) -> Iterator[Snippet]:
    """The words around each of `spans` that is not in the clause's heading; neighbours share one."""
    title = title_span(clause)
    head = title[1] if title else clause.start + len(clause.marker)
    rest = [span for span in spans if span[1] > head]
    end = clause.start + len(clause.text.rstrip())
    at = begin = head + (notice.source[head : head + 1] in _STOPS)
    while rest:
        first = rest[0]
        low, high = min(max(at, first[0] - _BEFORE), first[0]), min(end, first[1] + _AFTER)
        inside = [span for span in rest if span[1] <= high]
        yield Snippet(parts(notice.source, (low, high), inside), *first, (low > begin, high < end))
        rest, at = rest[len(inside) :], high


def _title(notice: Notice, clause: Clause, spans: Sequence[Span]) -> tuple[Part, ...]:
    shown = title_span(clause)
    return parts(notice.source, shown, spans) if shown else (Part(clause.title),)
