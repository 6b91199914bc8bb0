"""The processes of a service: a worker that dies, one that is changed for another, a master that is killed, a stop."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil
import pytest

from tests.services import free_port
from tests.web.processes import LONGEST_S, Running, answer_of, hammering, started, until


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("service")


@pytest.fixture(scope="module")
def _service(folder: Path) -> Iterator[Running]:
    with ready(_saying(folder, "旧的")) as service:
        yield service


@pytest.fixture
def words(folder: Path) -> Path:
    """What the service says once it is told to reload."""
    return folder / "words"


@pytest.fixture
def service(_service: Running, words: Path) -> Iterator[Running]:
    """One for all tests, saying what it said before; each leaves it well."""
    _service.said.clear()
    _service.errors.write_text("", "utf-8")
    yield _service
    assert said(_service) == words.read_text("utf-8")
    until(lambda: len(_service.workers) == 1)


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """What a service of the test's own says, which it ends."""
    return _saying(tmp_path, "旧的")


def small(words: Path, drain_s: float = 20.0) -> AbstractContextManager[Running]:
    port = free_port()
    command = ("-m", "tests.web.small_service", str(port), str(words), str(drain_s))
    return started(command, port, words.parent)


@contextmanager
def ready(words: Path, drain_s: float = 20.0) -> Iterator[Running]:
    with small(words, drain_s) as service:
        service.heard("ready")
        yield service


def said(service: Running) -> str:
    status, text = service.ask()
    assert status == 200
    return answer_of(text)


def test_reloads_drop_no_request_and_leak_nothing(service: Running, words: Path) -> None:
    sizes = []
    before = said(service)
    with hammering(service.port, "何时", answer_of) as hammer:
        for n in range(1, 6):
            words.write_text(f"第{n}次", "utf-8")
            service.signal(signal.SIGHUP)
            service.heard("reloaded", n)
            until(lambda n=n: hammer.replies[-1][1] == f"第{n}次")  # type: ignore[misc]
            until(lambda: len(service.workers) == 1)
            master, worker = service.master, service.workers[0]
            sizes.append((master.memory_info().rss, worker.memory_info().rss, master.num_fds(), worker.num_fds()))
    assert hammer.failed == []
    assert list(dict.fromkeys(text for _, text in hammer.replies)) == [before, *(f"第{n}次" for n in range(1, 6))]
    first, last = sizes[0], sizes[-1]
    assert last[0] < first[0] * 1.05
    assert last[1] < first[1] * 1.15
    assert last[2] == first[2]
    assert last[3] <= first[3] + 8  # of the clients


def test_what_cannot_start_leaves_all_as_it_was(service: Running, words: Path) -> None:
    before, workers = words.read_text("utf-8"), service.workers
    words.write_text("!没有这份通知，请改正。", "utf-8")
    service.signal(signal.SIGHUP)
    service.heard("not reloaded 没有这份通知，请改正。")
    assert said(service) == before
    assert service.workers == workers
    assert "没有这份通知" in service.errors.read_text("utf-8")
    words.write_text("改正了", "utf-8")
    for _ in range(20):  # they do not pile up: the one that comes, and one more
        service.signal(signal.SIGHUP)
        time.sleep(0.02)
    service.heard("reloaded", 3)
    until(lambda: len(service.workers) == 1)
    assert [line for line in service.said if line.startswith("reloaded")] == ["reloaded"] * 2


def test_a_worker_that_is_told_to_stop_is_replaced_before_it_has(service: Running, words: Path) -> None:
    old = service.workers[0]
    before = words.read_text("utf-8")
    with asking(service, "慢6") as replies:
        words.write_text("接班", "utf-8")
        old.terminate()
        service.heard("again")
        assert said(service) == "接班"
    assert [(status, answer_of(text)) for status, text in replies] == [(200, before)]
    until(lambda: old not in service.workers)


def test_workers_that_die_are_replaced_and_ever_later_where_they_die_young(service: Running, words: Path) -> None:
    def waits() -> list[str]:
        lines = service.errors.read_text("utf-8").splitlines()
        return [line.split(" 秒后另起")[0].split()[-1] for line in lines if "秒后另起" in line]

    service.workers[0].kill()
    assert said(service) == words.read_text("utf-8")  # waits for the next one
    service.heard("again")
    assert waits() == ["0"]
    assert "SIGKILL" in service.errors.read_text("utf-8")
    words.write_text("!坏了。", "utf-8")
    service.workers[0].kill()
    until(lambda: len(waits()) >= 4)
    assert waits()[-3:] in (["0", "1", "2"], ["1", "2", "4"])
    words.write_text("好了", "utf-8")
    service.signal(signal.SIGHUP)  # who has put it right need not wait
    service.heard("again", 2)


def test_a_master_that_is_killed_leaves_the_port_free(fresh: Path) -> None:
    with ready(fresh) as service:
        workers = service.workers
        service.process.kill()
        service.process.wait()
        assert psutil.wait_procs(workers, timeout=LONGEST_S)[1] == []
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", service.port))
            other.listen()


def test_what_was_asked_is_answered_before_it_stops(fresh: Path) -> None:
    with ready(fresh) as service, _held(service.port):
        with asking(service, "慢3") as whole, asking(service, "慢3", events=True) as growing:
            service.signal(signal.SIGTERM)
        assert service.ended() == 0
        assert [(status, answer_of(text)) for status, text in whole] == [(200, "旧的")]
        assert "event: answer" in growing[0][1]
        assert "event: problem" not in growing[0][1]
        assert service.errors.read_text("utf-8") == ""


def test_what_takes_too_long_is_told_so(fresh: Path) -> None:
    with ready(fresh, drain_s=0.5) as service:
        with asking(service, "慢60") as whole, asking(service, "慢60", events=True) as growing:
            service.signal(signal.SIGTERM)
        assert service.ended() == 0
        for status, text in (*whole, *growing):
            assert '"code":"stopping"' in text.replace(" ", "")
            assert ("event: problem" in text) == (status == 200)
        assert whole[0][0] == 503
        assert service.errors.read_text("utf-8") == ""


def test_ctrl_c_at_a_terminal_is_quick_and_quiet(fresh: Path) -> None:
    with ready(fresh) as service, _held(service.port):
        with asking(service, "慢60"):
            began = time.monotonic()
            os.killpg(service.process.pid, signal.SIGINT)
            assert service.ended() == 130
            assert time.monotonic() - began < 10
        assert service.errors.read_text("utf-8") == ""


def test_a_first_worker_that_cannot_be_ends_it_with_its_sentence(tmp_path: Path) -> None:
    with small(_saying(tmp_path, "!没有这份通知，请改正。")) as service:
        assert service.ended() == 2
        assert service.errors.read_text("utf-8") == "没有这份通知，请改正。\n"


@contextmanager
def asking(service: Running, question: str, *, events: bool = False) -> Iterator[list[tuple[int, str]]]:
    """A question that is being answered while the block runs; what came of it, at its end. Nothing where it was cut."""
    replies: list[tuple[int, str]] = []

    def ask() -> None:
        with suppress(OSError, HTTPException):
            replies.append(service.ask(question, events=events))

    before = _connections(service)
    client = threading.Thread(target=ask)
    client.start()
    until(lambda: _connections(service) > before)
    time.sleep(0.3)  # until it is not only connected
    yield replies
    client.join()


def _saying(folder: Path, text: str) -> Path:
    path = folder / "words"
    path.write_text(text, "utf-8")
    return path


def _connections(service: Running) -> int:
    """How many clients its workers have."""
    found = (connection for worker in service.workers for connection in worker.net_connections("tcp"))
    return sum(connection.status == psutil.CONN_ESTABLISHED for connection in found)


@contextmanager
def _held(port: int) -> Iterator[None]:
    """A connection that was used and is kept, as by a page that nobody closes."""
    connection = HTTPConnection("127.0.0.1", port, timeout=LONGEST_S)
    connection.request("GET", "/api/health")
    connection.getresponse().read()
    yield
    connection.close()
