"""The store of feedback: one table in the database that a URL names, an SQLite file where nothing else is said.

Plain SQLAlchemy Core that every database understands. A store opens nothing before it is first used, so that a disk that is
full or a file that is damaged costs the record at hand and never an answer; a URL that cannot work is refused at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from sqlalchemy import exc
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.schema import CreateTable

from corpus.clause import WenceError
from index.settings import Settings
from rag.feedback_search import Counts, Wanted, condition, counted
from rag.feedback_table import TABLE, of_row, row_of
from rag.opinion import Feedback, State, kept

BUSY_S = 10.0  # seconds that a writer waits for the others
FEWEST_DIGITS = 4  # of an id that is not given whole
_ID = re.compile(r"[!-~]+")  # what an id is made of, as it may be typed


class FeedbackError(WenceError):
    """The database cannot be used; the message says which and what to do."""


class AnotherAnswerError(FeedbackError):
    """There is a record with the id, of an answer to another question."""


class _TakenError(FeedbackError):
    """A record with the key is there already."""


_SAID = ("time", "rating", "reasons", "comment")  # what a person may change


class FeedbackStore:
    """Records by the id of their answer. Any number of threads and processes may use one database.

    Every method raises FeedbackError where the database fails.
    """

    def __init__(self, url: str) -> None:
        """Raises FeedbackError for a URL that cannot work, whatever the state of the database."""
        try:
            self._url = sql.make_url(url)
            sqlite = self._url.get_backend_name() == "sqlite"
            self._engine = sql.create_engine(self._url, **_options(self._url))
        except exc.ArgumentError as error:
            raise FeedbackError(
                "WENCE_FEEDBACK_URL 不是可用的数据库地址。请写成 sqlite:////文件路径 或 postgresql+psycopg://用户@主机/库，"
                "留空则不收集反馈。 WENCE_FEEDBACK_URL names no database that is known; write sqlite:////path or "
                "postgresql+psycopg://user@host/name, or leave it empty."
            ) from error
        except ImportError as error:
            raise FeedbackError(
                f"连接 {self._url.drivername} 需要 Python 模块 {error.name}，请先安装（pip install），或改 "
                f"WENCE_FEEDBACK_URL。 {self._url.drivername} needs the Python module {error.name}: install it."
            ) from error
        if sqlite:
            if self._url.database in (None, "", ":memory:"):
                raise FeedbackError(
                    "WENCE_FEEDBACK_URL 须是文件：内存里的数据库留不住反馈。请写成 sqlite:////文件路径。 "
                    "WENCE_FEEDBACK_URL must name a file: sqlite:////path."
                )
            sql.event.listen(self._engine, "connect", _durable)
        if self._url.get_backend_name() == "postgresql":
            sql.event.listen(self._engine, "begin", _bounded)

    @classmethod
    def of(cls, settings: Settings) -> FeedbackStore | None:
        """The store that WENCE_FEEDBACK_URL names; None where it is empty and no feedback is collected."""
        url = settings.feedback_url.get_secret_value()
        return cls(url) if url else None

    def close(self) -> None:
        """Give up the connections that are kept open for the next use, which opens new ones."""
        self._engine.dispose()

    def keep(self, feedback: Feedback) -> bool:
        """Write a record; True where it is the first of its answer. Else what was said takes the place of what had been,
        and all the rest stays. Raises AnotherAnswerError where the id's answer is to another question."""
        row = row_of(feedback)
        of_answer = (
            TABLE.c.id == feedback.id,
            TABLE.c.question == feedback.question,
            TABLE.c.history == feedback.history,
        )
        for _ in range(2):  # twice, since another writer may insert between our two statements
            try:
                with self._using() as connection:
                    said = {name: row[name] for name in _SAID}
                    if connection.execute(sql.update(TABLE).where(*of_answer).values(said)).rowcount:
                        return False
                    connection.execute(sql.insert(TABLE).values(row))
                    return True
            except _TakenError:
                continue
        raise AnotherAnswerError(
            "这个编号属于另一个问题的回答。请用该回答自己的编号，或不带编号。 "
            "This id belongs to the answer to another question; give the answer's own, or none."
        )

    def listing(self, state: State | None = None) -> tuple[Feedback, ...]:
        """The records in a state, or all, oldest first."""
        query = sql.select(TABLE).order_by(TABLE.c.time, TABLE.c.id)
        return self._read(query if state is None else query.where(TABLE.c.state == state.value))

    def find(self, beginning: str) -> tuple[Feedback, ...]:
        """The records whose id begins so, in whatever case; none for fewer than FEWEST_DIGITS characters."""
        if len(beginning) < FEWEST_DIGITS or not _ID.fullmatch(beginning):
            return ()
        return self._read(sql.select(TABLE).where(TABLE.c.id.startswith(beginning.lower(), autoescape=True)))

    def get(self, id: str) -> Feedback | None:
        """The record of this whole id."""
        return next(iter(self._read(sql.select(TABLE).where(TABLE.c.id == id))), None) if _ID.fullmatch(id) else None

    def page(self, wanted: Wanted, start: int, most: int) -> tuple[Feedback, ...]:
        """The records that are wanted, newest first: at most `most`, after the first `start` of them."""
        query = sql.select(TABLE).where(condition(wanted)).order_by(TABLE.c.time.desc(), TABLE.c.id)
        return self._read(query.offset(start).limit(most))

    def counts(self, wanted: Wanted) -> Counts:
        """How many of the records that are wanted there are of each kind."""
        with self._using() as connection:
            return counted(connection, wanted)

    def settle(self, ids: Collection[str], state: State, *, accepted_as: str = "", note: str = "") -> int:
        """Take new records out of the list; how many of them were still new."""
        values = {"state": state.value, "accepted_as": accepted_as, "note": kept(note)}
        new = TABLE.c.id.in_(sorted(ids)) & (TABLE.c.state == State.NEW.value)
        with self._using() as connection:
            return connection.execute(sql.update(TABLE).where(new).values(values)).rowcount

    def reopen(self, accepted_as: str) -> int:
        """Make the records new again that had become a question; how many."""
        values = {"state": State.NEW.value, "accepted_as": ""}
        with self._using() as connection:
            of_question = sql.update(TABLE).where(TABLE.c.accepted_as == accepted_as)
            return connection.execute(of_question.values(values)).rowcount

    def purge(self, before: datetime) -> int:
        """Delete every record last changed before a time; how many.

        An SQLite file is overwritten where they stood. PostgreSQL frees their room at its next VACUUM, and its write-ahead
        log and backups hold them until those are removed.
        """
        with self._using() as connection:
            return connection.execute(sql.delete(TABLE).where(TABLE.c.time < before)).rowcount

    def well(self) -> bool:
        """Whether records can be kept and read at present."""
        try:
            self.count()
        except FeedbackError:
            return False
        return True

    def count(self, state: State | None = None) -> int:
        """How many records there are, in a state or in all."""
        query = sql.select(sql.func.count()).select_from(TABLE)
        with self._using() as connection:
            found = connection.execute(query if state is None else query.where(TABLE.c.state == state.value))
            return int(found.scalar_one())

    def _read(self, query: sql.Select[Any]) -> tuple[Feedback, ...]:
        with self._using() as connection:
            return tuple(of_row(row._asdict()) for row in connection.execute(query))

    @contextmanager
    def _using(self) -> Iterator[sql.Connection]:
        """A transaction on the table, which is made where there is none. Raises FeedbackError, or _TakenError for a key
        that is there already."""
        try:
            self._make_file()
            with self._engine.connect() as connection:
                _make_table(connection)
                with connection.begin():
                    yield connection
        except exc.IntegrityError as error:
            raise _TakenError(str(self._failure(error))) from error
        except (exc.SQLAlchemyError, OSError, ValueError) as error:  # ValueError: a row that is none of ours
            raise self._failure(error) from error

    def _make_file(self) -> None:
        """The SQLite file and its folder, for nobody else's eyes: what people write is theirs, masked or not."""
        name = self._url.database or ""
        if self._url.get_backend_name() != "sqlite" or name.startswith("file:") or Path(name).exists():
            return
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch(mode=0o600)

    def _failure(self, error: Exception) -> FeedbackError:
        where = self._url.set(query={}).render_as_string(hide_password=True)  # a query may hold a password too
        said = str(error.orig if isinstance(error, exc.DBAPIError) else error).strip()
        why = said.splitlines()[0] if said else type(error).__name__
        if "not a database" in why or "malformed" in why:
            remedy = (
                "文件已损坏，请把它移到别处（程序会另建一份）。 The file is damaged: move it away, another is made."
            )
        else:
            remedy = (
                "请检查磁盘空间、权限和数据库服务，或改 WENCE_FEEDBACK_URL。 "
                "Check disk space, permissions and the database, or change WENCE_FEEDBACK_URL."
            )
        return FeedbackError(f"反馈不能读写：{where}（{why}）。{remedy}")


def _options(url: sql.URL) -> dict[str, Any]:
    """What an engine is made with."""
    if url.get_backend_name() == "sqlite":
        # A file is opened anew each time, which is cheap, and so is found again after it was moved away.
        return {"poolclass": NullPool, "connect_args": {"timeout": BUSY_S}}
    options: dict[str, Any] = {"pool_pre_ping": True, "pool_timeout": BUSY_S}
    if url.get_backend_name() == "postgresql" and url.get_driver_name().startswith("psycopg"):
        # Seconds and milliseconds, of libpq: a server that is gone without a word is given up.
        limits = {"connect_timeout": ceil(BUSY_S), "tcp_user_timeout": ceil(1000 * BUSY_S)}
        options["connect_args"] = {name: value for name, value in limits.items() if name not in url.query}
    return options


def _make_table(connection: sql.Connection) -> None:
    """The table, where there is none. Several that find none at once are told apart by the database alone."""
    try:
        with connection.begin():
            if not sql.inspect(connection).has_table(TABLE.name):
                connection.execute(CreateTable(TABLE, if_not_exists=True))
    except (exc.IntegrityError, exc.ProgrammingError):  # PostgreSQL's IF NOT EXISTS looks before it waits
        with connection.begin():
            if not sql.inspect(connection).has_table(TABLE.name):
                raise


def _bounded(connection: sql.Connection) -> None:
    """A transaction waits no longer for another's lock than a writer of SQLite does."""
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {ceil(1000 * BUSY_S)}")  # milliseconds


def _durable(connection: Any, _: ConnectionPoolEntry) -> None:
    """What is committed outlives the process and the power; readers wait for no writer; what is deleted is overwritten."""
    if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")
