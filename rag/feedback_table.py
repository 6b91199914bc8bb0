"""The one table of feedback, and a record as a row of it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sql

from rag.opinion import Feedback, Rating, Reason, State


class _Json(sql.types.TypeDecorator[Any]):
    """A JSON value as text, which unlike a database's own JSON types can be compared everywhere."""

    impl = sql.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: sql.Dialect) -> str:
        del dialect
        return json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: sql.Dialect) -> Any:
        del dialect
        return json.loads(value or "null")


class _Utc(sql.types.TypeDecorator[datetime]):
    """A time in UTC, in a column without a zone: SQLite knows none."""

    impl = sql.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sql.Dialect) -> datetime | None:
        del dialect
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sql.Dialect) -> datetime | None:
        del dialect
        return value and value.replace(tzinfo=UTC)


def _column(name: str, kind: Any, *, key: bool = False) -> sql.Column[Any]:
    return sql.Column(name, kind, primary_key=key, nullable=False)


TABLE = sql.Table(
    "feedback",
    sql.MetaData(),
    _column("id", sql.String(32), key=True),
    _column("time", _Utc),
    _column("surface", sql.String(16)),
    _column("question", sql.Text),
    _column("history", _Json),
    _column("standalone_question", sql.Text),
    _column("status", sql.String(32)),
    _column("route", sql.String(32)),
    _column("mode", sql.String(32)),
    _column("cited", _Json),
    _column("answer", sql.Text),
    _column("notice", sql.Text),
    _column("sha256", sql.String(64)),
    _column("rating", sql.String(8)),
    _column("reasons", _Json),
    _column("comment", sql.Text),
    _column("state", sql.String(16)),
    _column("accepted_as", sql.String(32)),
    _column("note", sql.Text),
)


def row_of(feedback: Feedback) -> dict[str, Any]:
    """A record as a row."""
    return asdict(feedback) | {"rating": feedback.rating.value, "state": feedback.state.value}


def of_row(row: dict[str, Any]) -> Feedback:
    """A row as a record. Raises ValueError for one that is none of ours."""
    return Feedback(
        **row
        | {
            "history": tuple((asked, status) for asked, status in row["history"]),
            "cited": tuple(row["cited"]),
            "rating": Rating(row["rating"]),
            "reasons": tuple(map(Reason, row["reasons"])),
            "state": State(row["state"]),
        }
    )
