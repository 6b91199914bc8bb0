"""What a list can be asked for: the kinds of rows, bodies and their roles, parts, terms, units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a body does in a task."""

    LEAD = "lead"  # the clause names it after 牵头
    JOINT = "joint"  # the clause names several bodies and no lead
    PARTY = "party"  # another body leads


class Kind(StrEnum):
    """What a list's rows are."""

    TASKS = "tasks"  # clauses that give bodies their roles
    LEADERLESS = "leaderless"  # tasks that name bodies and no lead
    PARTS = "parts"  # what a part of the notice holds
    ATTACHMENTS = "attachments"
    OCCURRENCES = "occurrences"  # clauses in which a term stands
    FIGURES = "figures"  # targets and amounts
    BODIES = "bodies"  # the clauses of a part that name bodies, to be shown body by body
    RANKING = "ranking"  # the tasks of the body that has most
    COUNTS = "counts"  # how many tasks each attachment holds
    COMPARISON = "comparison"  # the overall plan against the attachments


ANY = frozenset(Role)
NOT_LEADING = frozenset({Role.PARTY, Role.JOINT})
LEADING = frozenset({Role.LEAD})


@dataclass(frozen=True, slots=True)
class Asked:
    """A body (full name) and the roles that it is asked for. absent: the rows are those that give it none of them."""

    name: str
    roles: frozenset[Role] = ANY
    absent: bool = False


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list is asked for.

    parts: addresses that the rows lie in, () for the whole notice. terms: words of which a row holds one, the first as
    asked. unit: a key of rag.question.UNITS or a unit as printed. level: the kind of clause that PARTS asks for, ""
    for the tasks or the children. export: whether a file is asked for. least: of a RANKING, its other end. value: of
    FIGURES, one as printed. missing: a part that was named too and does not exist. outside: addresses whose rows are left
    out. any_of: one of the bodies is enough. leads: how many bodies lead, at least and at most, (0, 0) for any number.
    """

    kind: Kind
    bodies: tuple[Asked, ...] = ()
    parts: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    unit: str = ""
    level: str = ""
    export: bool = False
    least: bool = False
    value: str = ""
    missing: str = ""
    outside: tuple[str, ...] = ()
    any_of: bool = False
    leads: tuple[int, int] = (0, 0)
