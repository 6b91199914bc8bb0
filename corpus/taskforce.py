"""The task forces (工作专班) that a notice sets up: convener, deputies, members, office."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer

_COMMA = ",\uff0c"
_NAME = re.compile(f"成立(?P<name>[^{_COMMA}。]*?专班)")
_CONVENER = re.compile(f"由(?P<who>[^{_COMMA}。]+?)(?:担任|任)召集人")
_DEPUTIES = re.compile("召集人[,\uff0c、]?(?P<who>[^。]+?)主要负责(?:人|同志)(?:担任|任)副召集人")
_OFFICE = re.compile(f"办公室设在?(?P<who>[^{_COMMA}。]+)")


@dataclass(frozen=True, slots=True)
class Role:
    """text == source[start:end]: the words that state it; bodies: full names, empty for a post such as 分管副主任."""

    text: str
    start: int
    end: int
    bodies: tuple[str, ...] = ()
    open: bool = False  # the list ends in 等: there may be more


@dataclass(frozen=True, slots=True)
class TaskForce:
    """A task force and the clause that sets it up; a role is None where the clause does not state it."""

    clause: Clause
    name: str
    convener: Role | None
    deputies: Role | None
    members: Role | None
    office: Role | None


@lru_cache(maxsize=16)
def task_forces(notice: Notice) -> tuple[TaskForce, ...]:
    """Every clause that sets up a task force with a convener, in reading order."""
    gazetteer = Gazetteer.load()
    return tuple(_read(c, gazetteer) for c in notice.clauses if _NAME.search(c.text) and _CONVENER.search(c.text))


def _read(clause: Clause, gazetteer: Gazetteer) -> TaskForce:
    text = clause.text
    name, convener = _NAME.search(text), _CONVENER.search(text)
    deputies, office = _DEPUTIES.search(text), _OFFICE.search(text)
    members = None
    if deputies and office:
        # From the deputies to the office: the page may have lost the stop and the words 成员单位 between them.
        start, end = deputies.end(), office.start()
        members = _role(clause, start, end, gazetteer)
    return TaskForce(
        clause,
        name.group("name") if name else "",
        _role(clause, *convener.span("who"), gazetteer, posts=True) if convener else None,
        _role(clause, *deputies.span("who"), gazetteer) if deputies else None,
        members,
        _role(clause, *office.span("who"), gazetteer) if office else None,
    )


def _role(clause: Clause, start: int, end: int, gazetteer: Gazetteer, *, posts: bool = False) -> Role:
    text = clause.text[start:end]
    stripped = re.sub(r"^[,\uff0c、]?(?:成员单位包括)?", "", text)
    start += len(text) - len(stripped)
    more = "等" in stripped[-8:]
    stripped = re.sub(r"(?:等?(?:单位成员|成员单位|单位)?[。]?(?:专班)?)$", "", stripped)
    bodies = () if posts else tuple(name for _, _, name in gazetteer.segment(stripped) if name)
    return Role(
        stripped, clause.start + start, clause.start + start + len(stripped), tuple(dict.fromkeys(bodies)), more
    )
