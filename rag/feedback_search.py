"""Which records of feedback are looked for, and how many there are of each kind; what a database can tell by itself."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sql

from rag.feedback_table import TABLE
from rag.opinion import Rating, Reason, State

BEIJING = timezone(timedelta(hours=8), "北京时间")  # days are those of the people who read the counts
_SEARCHED = ("question", "standalone_question", "answer", "comment", "note", "id", "accepted_as")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Records of all these kinds; None or "" for any. text: in the question, the answer, what was said of it or the id."""

    state: State | None = None
    rating: Rating | None = None
    reason: Reason | None = None
    surface: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records there are: in all, by state, rating, reason (a record may have several) and surface, and by day
    in Beijing, each with (those found right, those found wrong)."""

    total: int
    states: Counter[State]
    ratings: Counter[Rating]
    reasons: Counter[Reason]
    surfaces: Counter[str]
    days: dict[str, tuple[int, int]]


def condition(wanted: Wanted) -> sql.ColumnElement[bool]:
    """What a row of the table has to fulfil."""
    found: list[sql.ColumnElement[bool]] = [sql.true()]
    if wanted.state is not None:
        found.append(TABLE.c.state == wanted.state.value)
    if wanted.rating is not None:
        found.append(TABLE.c.rating == wanted.rating.value)
    if wanted.reason is not None:  # in a JSON list of words
        found.append(sql.type_coerce(TABLE.c.reasons, sql.Text).contains(f'"{wanted.reason.value}"', autoescape=True))
    if wanted.surface:
        found.append(TABLE.c.surface == wanted.surface)
    words = wanted.text.replace("\0", "").split()
    return sql.and_(*found, *(_holds(word) for word in words))


def _holds(word: str) -> sql.ColumnElement[bool]:
    return sql.or_(*(TABLE.c[name].icontains(word, autoescape=True) for name in _SEARCHED))


def counted(connection: sql.Connection, wanted: Wanted) -> Counts:
    """The counts of what is wanted. Grouped by the database, so that as many rows come as there are kinds and hours."""
    kinds = (TABLE.c.state, TABLE.c.rating, TABLE.c.surface, TABLE.c.reasons)
    states: Counter[State] = Counter()
    ratings: Counter[Rating] = Counter()
    reasons: Counter[Reason] = Counter()
    surfaces: Counter[str] = Counter()
    for state, rating, surface, said, n in _grouped(connection, wanted, kinds):
        states[State(state)] += n
        ratings[Rating(rating)] += n
        surfaces[surface] += n
        reasons.update({Reason(reason): n for reason in said})
    hour = sql.func.substr(sql.cast(TABLE.c.time, sql.String(32)), 1, 13)  # "2025-06-12 08", UTC
    days: dict[str, tuple[int, int]] = {}
    for text, rating, n in _grouped(connection, wanted, (hour, TABLE.c.rating)):
        day = f"{datetime.strptime(f'{text} +0000', '%Y-%m-%d %H %z').astimezone(BEIJING):%Y-%m-%d}"
        up, down = days.get(day, (0, 0))
        days[day] = (up + n, down) if rating == Rating.UP else (up, down + n)
    return Counts(states.total(), states, ratings, reasons, surfaces, dict(sorted(days.items(), reverse=True)))


def _grouped(connection: sql.Connection, wanted: Wanted, by: tuple[Any, ...]) -> list[Any]:
    query = sql.select(*by, sql.func.count()).where(condition(wanted)).group_by(*by)
    return list(connection.execute(query))
