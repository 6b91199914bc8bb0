"""What the targets tab shows, with no markup: the figures of the notice, and the overall plan against its attachments.

Both are the lists of rag.register and rag.compare, asked for by a ListQuery, so that the file of a list holds the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clause import Clause, Figure, Notice
from corpus.figures import normalised
from corpus.text import fold
from rag import compare
from rag.judge import MAIN, Pair, Verdict
from rag.list_query import Kind, ListQuery
from rag.list_tables import pairs_of
from rag.question import UNITS
from rag.quote import bounded
from rag.register import find, inside

LONGEST = 60  # characters of a search
_GOALS = "目标"  # stands in the titles of the chapters that set targets
# The disagreements first, the gravest before the others.
_ORDER = (
    Verdict.FIGURE,
    Verdict.BOTH,
    Verdict.BOUND,
    Verdict.NAME,
    Verdict.TITLE,
    Verdict.KIN,
    Verdict.SAME,
    Verdict.OVERALL_ONLY,
    Verdict.ATTACHMENT_ONLY,
)
ONE_SIDED = (Verdict.OVERALL_ONLY, Verdict.ATTACHMENT_ONLY)


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of the notice as a row. stated: with its bounding words; value, unit: "35–110", "千伏". group, rank: where it
    stands when sorted by value, the units apart and each by its amounts in the base unit (46.3万亩 is 463000 of 亩)."""

    clause: Clause
    figure: Figure
    stated: str
    value: str
    unit: str
    group: int
    rank: float


@dataclass(frozen=True, slots=True)
class Compared:
    """A pair of the comparison as a row. indicator: as the comparison's file has it. rank: the disagreements first."""

    pair: Pair
    indicator: str
    rank: int

    @property
    def differs(self) -> bool:
        return self.pair.verdict is not Verdict.SAME and not self.one_sided

    @property
    def one_sided(self) -> bool:
        return self.pair.verdict in ONE_SIDED


# -- figures ----------------------------------------------------------------------------------------------------------


def targets_query(notice: Notice, part: str = "", unit: str = "", term: str = "", *, goals: bool = False) -> ListQuery:
    """The list of figures in a part, of a unit (one of `units`), whose subject holds a term. goals: those in the chapters
    that set targets, by their titles. Where a part has no such chapter, it is a list that holds nothing."""
    parts: tuple[str, ...] = (part,) if part else ()
    if goals:
        chapters = goal_chapters(notice)
        within = [c for c in chapters if inside(c, part)] if part else chapters
        # A part that no chapter of targets lies in may lie in one itself; else a part that does not exist holds nothing.
        parts = tuple(within) or ((part,) if any(inside(part, c) for c in chapters) else ("",))
    return ListQuery(Kind.FIGURES, parts=parts, terms=_terms(term), unit=unit)


def goal_chapters(notice: Notice) -> list[str]:
    """The addresses of the chapters that set targets, in reading order."""
    return [c.address for c in notice.clauses if c.kind == "chapter" and _GOALS in c.title]


def targets(query: ListQuery, notice: Notice) -> list[Target]:
    """The rows of a list of figures, in reading order."""
    groups = _groups(notice)
    found = find(query, notice)
    return [_target(clause, figure, groups) for clause, figure in zip(found.rows, found.figures, strict=True)]


def units(notice: Notice) -> list[str]:
    """What figures can be narrowed by: the keys of UNITS that the notice has figures of, and each unit of no such kind."""
    printed = list(dict.fromkeys(f.unit for c in notice.clauses for f in c.figures))
    kinds = [kind for kind, (_, unit) in UNITS.items() if any(unit.search(one) for one in printed)]
    return kinds + [one for one in printed if not any(unit.search(one) for _, unit in UNITS.values())]


def kind_of(unit: str) -> str:
    """The first key of UNITS that a unit is of, or the unit itself."""
    return next((kind for kind, (_, known) in UNITS.items() if known.search(unit)), unit)


def number(value: float) -> str:
    """46.3 → "46.3", 45.0 → "45"."""
    return str(int(value)) if value == int(value) else repr(value)


def _target(clause: Clause, figure: Figure, groups: dict[str, int]) -> Target:
    amount, base = normalised(figure)
    value = number(figure.value) + ("" if figure.high is None else f"–{number(figure.high)}")
    return Target(clause, figure, bounded(figure), value, figure.unit, groups[base], amount)


def _groups(notice: Notice) -> dict[str, int]:
    """Each base unit's place among them, in reading order."""
    bases = dict.fromkeys(normalised(f)[1] for c in notice.clauses for f in c.figures)
    return {base: n for n, base in enumerate(bases)}


# -- the overall plan against its attachments -------------------------------------------------------------------------


def pairs_query(notice: Notice, part: str = "", term: str = "") -> ListQuery:
    """The comparison, of the whole attachment that a part lies in, about a term."""
    attachment = part.partition("/")[0]
    parts = (attachment,) if attachment not in ("", MAIN) and notice.get(attachment) else ()
    return ListQuery(Kind.COMPARISON, parts=parts, terms=_terms(term))


def pairs(query: ListQuery, notice: Notice) -> list[Compared]:
    """The rows of a comparison, in the overall plan's reading order."""
    found = pairs_of(query, notice)
    told = compare.rows(found, notice)
    at = compare.HEADERS.index("指标")
    return [Compared(pair, row[at], _ORDER.index(pair.verdict)) for pair, row in zip(found, told, strict=True)]


def split(found: Sequence[Compared], *, differing: bool) -> tuple[list[Compared], list[Compared]]:
    """What both sides state (differing: and state differently), and what only one of them states."""
    shared = [one for one in found if not one.one_sided and (one.differs or not differing)]
    return shared, [one for one in found if one.one_sided]


def _terms(text: str) -> tuple[str, ...]:
    """A search as the register takes it; what cannot be seen is no part of it."""
    term = fold("".join(c for c in text if c.isprintable())).strip()[:LONGEST]
    return (term,) if term else ()
