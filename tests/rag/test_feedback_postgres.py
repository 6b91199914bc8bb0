"""The store of feedback where PostgreSQL itself fails: what is promised is kept, what fails says so, and all comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from socket import socket
from threading import Event

import psycopg
import pytest
import sqlalchemy as sql
from sqlalchemy.schema import CreateTable

from rag import feedback
from rag.feedback import FeedbackError, FeedbackStore
from rag.feedback_table import TABLE
from tests.rag.feedback_writer import record
from tests.services import Postgres


@pytest.fixture
def store_url(postgres_server: Postgres) -> str:
    return postgres_server.database()


@contextmanager
def plain(url: str) -> Iterator[psycopg.Connection]:
    """The database behind the store's back."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


def failure(store: FeedbackStore) -> str:
    """The sentence of a record that can't be kept; it holds no password, and stands on one line."""
    with pytest.raises(FeedbackError) as caught:
        store.keep(record("a" * 32))
    assert "\n" not in str(caught.value)
    return str(caught.value)


@contextmanager
def opened(url: str) -> Iterator[FeedbackStore]:
    store = FeedbackStore(url)
    try:
        yield store
    finally:
        store.close()


def test_a_server_that_stops_costs_the_record_and_comes_back(store: FeedbackStore, postgres_server: Postgres) -> None:
    assert store.keep(record("a" * 32))
    postgres_server.stop()
    try:
        sentence = failure(store)
    finally:
        postgres_server.start()
    assert "WENCE_FEEDBACK_URL" in sentence
    assert postgres_server.password not in sentence
    assert [r.id for r in store.listing()] == ["a" * 32]
    assert store.keep(record("b" * 32))


def test_what_was_committed_outlives_the_servers_crash(store: FeedbackStore, postgres_server: Postgres) -> None:
    """Several threads write all the while; none is left waiting, and what none was told of may be there or not."""
    over, committed = Event(), list[str]()

    def write(thread: int) -> int:
        failed = n = 0
        while not over.is_set():
            try:
                store.keep(record(f"{thread}-{n}"))
                committed.append(f"{thread}-{n}")
                n += 1
            except FeedbackError:
                failed += 1
                time.sleep(0.01)
        return failed

    with ThreadPoolExecutor(4) as threads:
        writing = [threads.submit(write, n) for n in range(4)]
        try:
            until(lambda: len(committed) > 40)
            postgres_server.stop()
            time.sleep(0.1)
        finally:
            postgres_server.start()
        before = len(committed)
        until(lambda: len(committed) > before + 40)
        over.set()
        failed = [future.result(timeout=30) for future in writing]
    assert all(failed)
    assert set(committed) <= {r.id for r in store.listing()}


def until(holds: Callable[[], object]) -> None:
    """Returns once it holds; fails after 20 seconds."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_connection_cut_while_idle_is_replaced(store: FeedbackStore, store_url: str) -> None:
    store.keep(record("a" * 32))
    with plain(store_url) as server:
        cut = server.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
    assert cut == (1,)
    assert store.keep(record("b" * 32))


def test_a_table_that_is_locked_is_not_waited_for_without_end(
    store: FeedbackStore, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "BUSY_S", 0.2)
    store.count()
    with plain(store_url) as server, server.transaction():
        server.execute("LOCK TABLE feedback IN ACCESS EXCLUSIVE MODE")
        assert "lock timeout" in failure(store)
    assert store.keep(record("b" * 32))


def test_a_server_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "BUSY_S", 2.0)  # seconds; libpq waits no less
    with socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        with opened(f"postgresql+psycopg://wence@127.0.0.1:{mute.getsockname()[1]}/name") as store:
            start = time.monotonic()
            assert "WENCE_FEEDBACK_URL" in failure(store)
            assert time.monotonic() - start < 10


def test_a_wrong_password_is_said_and_not_shown(store_url: str, postgres_server: Postgres) -> None:
    with opened(store_url.replace(postgres_server.password, "hush-hush")) as store:
        sentence = failure(store)
    assert "password authentication failed" in sentence
    assert "hush-hush" not in sentence


def test_a_password_in_the_query_is_not_shown(postgres_server: Postgres) -> None:
    name = f"postgresql+psycopg://127.0.0.1:{postgres_server.port}/nowhere"
    with opened(f"{name}?user=wence&password={postgres_server.password}") as store:
        sentence = failure(store)
    assert 'database "nowhere" does not exist' in sentence
    assert postgres_server.password not in sentence


def test_an_account_that_may_only_read(store_url: str, postgres_server: Postgres) -> None:
    with opened(store_url) as own:
        own.keep(record("b" * 32))
    with plain(store_url) as server:
        server.execute("CREATE ROLE reader LOGIN PASSWORD 'reading'")
        server.execute("GRANT SELECT ON feedback TO reader")
    try:
        with opened(store_url.replace(f"wence:{postgres_server.password}", "reader:reading")) as store:
            assert "permission denied" in failure(store)
            assert store.count() == 1
    finally:
        with plain(store_url) as server:
            server.execute("DROP OWNED BY reader")
            server.execute("DROP ROLE reader")


def test_a_value_too_long_costs_the_record_alone(store: FeedbackStore) -> None:
    """SQLite takes any length; an id of ours has 32 characters."""
    with pytest.raises(FeedbackError, match="too long"):
        store.keep(record("a" * 33))
    assert store.keep(record("a" * 32))


def test_more_writers_than_connections(store: FeedbackStore) -> None:
    with ThreadPoolExecutor(40) as threads:
        first = list(threads.map(lambda n: store.keep(record(f"{n:032d}")), range(200)))
    assert (all(first), store.count()) == (True, 200)


def test_a_table_that_another_process_is_just_making(store: FeedbackStore, store_url: str) -> None:
    """IF NOT EXISTS sees none, waits for the other and then fails on it."""
    with ThreadPoolExecutor(1) as threads, plain(store_url) as other:
        with other.transaction():
            other.execute(str(CreateTable(TABLE).compile(dialect=sql.make_url(store_url).get_dialect()())).encode())
            counted = threads.submit(store.count)
            with plain(store_url) as onlooker:
                waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
                until(lambda: onlooker.execute(waits).fetchone())
        assert counted.result(timeout=20) == 0
