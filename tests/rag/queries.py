"""Short spellings of list queries, so that a table of questions stays readable, and the list of duties written by hand."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

from rag.list_query import ANY, LEADING, NOT_LEADING, Asked, Kind, ListQuery, Role

DUTIES = Path(__file__).parents[1] / "corpus" / "golden" / "responsibilities.tsv"
# The list written by hand stops at the items. The source gives one section a bracket of its own: "(五)加强文化遗产保护…
# (牵头单位:县文旅广体局)".
BEYOND_THE_LIST = ("7/2/5", "县文旅广体局", "")
JOINT = frozenset({Role.JOINT})


def leads(name: str) -> Asked:
    return Asked(name, LEADING)


def helps(name: str) -> Asked:
    return Asked(name, NOT_LEADING)


def shares(name: str) -> Asked:
    """In a task that names no lead."""
    return Asked(name, JOINT)


def named(name: str) -> Asked:
    return Asked(name, ANY)


def without(name: str) -> Asked:
    return Asked(name, ANY, absent=True)


def without_lead(name: str) -> Asked:
    return Asked(name, LEADING, absent=True)


def tasks(
    *bodies: Asked, parts: str = "", term: str = "", outside: str = "", any_of: bool = False, export: bool = False
) -> ListQuery:
    return ListQuery(
        Kind.TASKS, bodies, addresses(parts), (term,) if term else (), export=export, any_of=any_of,
        outside=addresses(outside),
    )  # fmt: skip


def of(kind: Kind, parts: str = "", term: str = "", level: str = "", *, export: bool = False) -> ListQuery:
    return ListQuery(kind, (), addresses(parts), (term,) if term else (), level=level, export=export)


def most(*bodies: Asked, parts: str = "", level: str = "", least: bool = False) -> ListQuery:
    return ListQuery(Kind.RANKING, bodies, addresses(parts), level=level, least=least)


def counts(level: str = "", *, least: bool = False) -> ListQuery:
    return ListQuery(Kind.COUNTS, level=level, least=least)


def figures(parts: str = "", unit: str = "", term: str = "", value: str = "", *, export: bool = False) -> ListQuery:
    return ListQuery(Kind.FIGURES, (), addresses(parts), (term,) if term else (), unit=unit, value=value, export=export)


def addresses(parts: str) -> tuple[str, ...]:
    """ "1 7/2/1" → ("1", "7/2/1")"""
    return tuple(parts.split())


@lru_cache(maxsize=1)
def duties() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    """(address, lead, parties) of every task that names bodies, as read by hand, in reading order."""
    with DUTIES.open(encoding="utf-8", newline="") as file:
        rows = [(r["address"], r["lead"], r["parties"]) for r in csv.DictReader(file, delimiter="\t")]
    assert BEYOND_THE_LIST[0] not in [address for address, _, _ in rows]
    found = [(address, _names(lead), _names(parties)) for address, lead, parties in (*rows, BEYOND_THE_LIST)]
    return tuple((address, lead, parties) for address, lead, parties in found if lead or parties)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split("、") if name)


def by_hand(name: str, roles: frozenset[Role] = ANY) -> list[str]:
    """The addresses at which the list written by hand gives a body one of `roles`."""
    return [address for address, lead, parties in duties() if role_by_hand(name, lead, parties) in roles]


def role_by_hand(name: str, lead: tuple[str, ...], parties: tuple[str, ...]) -> Role | None:
    if name in lead:
        return Role.LEAD
    if name in parties:
        return Role.PARTY if lead else Role.JOINT
    return None
