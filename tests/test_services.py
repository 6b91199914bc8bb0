"""The services that other tests stand on: they answer, come back at the same address, and leave nothing behind."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import psycopg
import pytest
import redis
import sqlalchemy as sql

from tests.services import Postgres, postgres_running, program, redis_running


def test_redis_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.set("key", "值")
        assert client.get("key") == "值".encode()
        assert client.config_get("save") == {"save": ""}


def test_redis_comes_back_empty_at_the_same_address() -> None:
    with redis_running() as server:
        before = server.url
        with redis.Redis.from_url(before) as client:
            client.set("key", "value")
            server.stop()
            with pytest.raises(redis.ConnectionError):
                client.get("key")
            server.start()
            assert server.url == before
            assert client.get("key") is None
        folder, process = server.folder, server.process
        assert process is not None
    assert process.poll() is not None
    assert not folder.exists()


def test_postgres_answers(postgres_url: str) -> None:
    engine = sql.create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(sql.text("SHOW server_encoding")).scalar_one() == "UTF8"
        assert connection.execute(sql.text("SELECT '值'")).scalar_one() == "值"
    engine.dispose()


def test_postgres_asks_for_the_password(postgres_server: Postgres) -> None:
    wrong = postgres_server.url.replace("+psycopg", "").replace(postgres_server.password, "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_each_database_is_new(postgres_server: Postgres) -> None:
    assert postgres_server.database() != postgres_server.database()


def test_postgres_is_gone_with_its_folder() -> None:
    with postgres_running() as server:
        assert server.folder.exists()
    assert not server.folder.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)


def test_a_missing_program_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(pytest.fail.Exception, match=r"no-such-server is not installed: run \.ci/packages"):
        program("no-such-server", "/usr/lib/postgresql/*/bin")


def test_the_newest_version_is_taken(tmp_path: Path) -> None:
    for version in ("9", "15", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb-of-ours").touch()
    assert program("initdb-of-ours", f"{tmp_path}/*/bin").parts[-3] == "17"
