"""Real services for the tests: a Redis and a PostgreSQL of their own in temporary folders, gone when the tests end.

Both keep nothing, listen on this machine alone and can be stopped and started again at the same address.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

READY_S = 30.0  # seconds that a service may take to answer
TRIES = 3  # another program may take a free port before the service does
_USER = "wence"
# What is committed outlives the server's own end, if not the power's.
_QUICK = ("fsync=off", "full_page_writes=off", "shared_buffers=16MB", "max_connections=50")


def program(name: str, *folders: str) -> Path:
    """The program on the path or in the newest of `folders` (globs under /) that has it; else the test fails."""
    found = shutil.which(name)
    if found:
        return Path(found)
    places = [path for folder in folders for path in Path("/").glob(f"{folder.lstrip('/')}/{name}")]
    if not places:
        pytest.fail(f"{name} is not installed: run .ci/packages, which installs what the tests use.", pytrace=False)
    return max(places, key=lambda path: [int(part) for part in path.parts if part.isdigit()])


def free_port() -> int:
    """A TCP port on which nothing listens now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Redis:
    """redis-server on a port of its own, in memory alone. url: as redis-py and limits read it."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Empty, at the port that it had. Returns once it answers."""
        server = program("redis-server")
        for _ in range(1 if self.port else TRIES):
            port = self.port or free_port()
            options = {"port": port, "bind": "127.0.0.1", "dir": self.folder, "save": "", "appendonly": "no"}
            command = [str(server), *(str(part) for name, value in options.items() for part in (f"--{name}", value))]
            with (self.folder / "log").open("wb") as log:
                self.process = subprocess.Popen(command, stdout=log, stderr=log)
            if self._answers(port):
                self.port = port
                return
            self.stop()
        pytest.fail(f"redis-server did not start: {(self.folder / 'log').read_text('utf-8')}", pytrace=False)

    def stop(self) -> None:
        """What it held is lost."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=READY_S)
            self.process = None

    def _answers(self, port: int) -> bool:
        assert self.process is not None
        until = time.monotonic() + READY_S
        while self.process.poll() is None and time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(16).startswith(b"+PONG"):
                        return True
            except OSError:
                time.sleep(0.02)
        return False


@dataclass
class Postgres:
    """A cluster of PostgreSQL that asks for a password, as a real one does. url: of its first database, for SQLAlchemy."""

    folder: Path
    port: int = 0
    password: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql+psycopg://{_USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def database(self) -> str:
        """The URL of a new, empty database."""
        import psycopg

        name = f"test{next(self._numbers)}"
        with psycopg.connect(self.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url_of(name)

    def create(self) -> None:
        """The cluster on disk, owned by who will run it. UTF-8 whatever the machine's locale."""
        secret = self.folder / "password"
        secret.write_text(self.password, "utf-8")
        if os.geteuid() == 0:
            for path in (self.folder, secret):
                shutil.chown(path, *_unprivileged())
        options = ("--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync", f"--username={_USER}")
        self._run("initdb", "-D", str(self._data), f"--pwfile={secret}", *options)
        secret.unlink()

    def start(self) -> None:
        """At the port that it had, with all that it held. Returns once it takes connections."""
        failed: subprocess.CalledProcessError | None = None
        for _ in range(1 if self.port else TRIES):
            port = self.port or free_port()
            settings = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}", *_QUICK)
            options = " ".join(f"-c {setting}" for setting in settings)
            try:
                self._run("pg_ctl", "start", "-D", str(self._data), "-w", "-s", "-l", str(self._log), "-o", options)
            except subprocess.CalledProcessError as error:
                failed = error
                continue
            self.port = port
            return
        pytest.fail(f"PostgreSQL did not start: {failed}\n{self._log.read_text('utf-8')}", pytrace=False)

    def stop(self) -> None:
        """At once, with every connection cut, as by a crash."""
        self._run("pg_ctl", "stop", "-D", str(self._data), "-w", "-s", "-m", "immediate")

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    def _run(self, name: str, *arguments: str) -> None:
        """PostgreSQL runs as anybody but root."""
        command = [str(program(name, "/usr/lib/postgresql/*/bin")), *arguments]
        who: dict[str, Any] = {}
        if os.geteuid() == 0:
            user, group = _unprivileged()
            who = {"user": user, "group": group, "extra_groups": []}
        # To a file: what pg_ctl starts would hold a pipe open.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, check=False, cwd=self.folder, stdout=said, stderr=said, timeout=120, **who)
            said.seek(0)
            if done.returncode:
                raise subprocess.CalledProcessError(done.returncode, name, said.read().decode("utf-8", "replace"))


def _unprivileged() -> tuple[str, str]:
    """A user and a group for what root may not run."""
    import grp
    import pwd

    users, groups = ([entry[0] for entry in database] for database in (pwd.getpwall(), grp.getgrall()))
    user = next(name for name in ("postgres", "nobody") if name in users)
    return user, next(name for name in (user, "nogroup", "nobody") if name in groups)


@contextmanager
def redis_running() -> Iterator[Redis]:
    """A server of the block's own."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        server = Redis(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def postgres_running() -> Iterator[Postgres]:
    """A cluster of the block's own."""
    # In the folder of all temporary files: pytest's own is closed to the user that PostgreSQL runs as.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        server = Postgres(Path(folder))
        try:
            server.create()
        except subprocess.CalledProcessError as error:
            pytest.fail(f"PostgreSQL's initdb failed: {error.output}", pytrace=False)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Redis]:
    with redis_running() as server:
        yield server


@pytest.fixture(scope="session")
def redis_url(redis_server: Redis) -> str:
    return redis_server.url


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with postgres_running() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Postgres) -> str:
    return postgres_server.url
