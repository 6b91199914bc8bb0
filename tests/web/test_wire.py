"""What attackers do on the wire, on a real server: large and slow requests, and streams that are left open."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from tests.web.fakes import FakeAssistant
from tests.web.served import application, serving
from tests.web.test_ask import Growing
from web import answering
from web.security import bodies, patience

QUESTION = json.dumps({"question": "零售？"}).encode()
HEAD = "POST /api/ask HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\n"
SOON = 0.4  # seconds, in place of the limits of a real service


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SECONDS", SOON)
    monkeypatch.setattr(patience, "HEAD_S", SOON)
    monkeypatch.setattr(answering, "TICK_S", 0.05)


@pytest.fixture
def port() -> Iterator[int]:
    with serving(application(FakeAssistant())) as port:
        yield port


@pytest.fixture
def growing() -> Iterator[Growing]:
    assistant = Growing()
    yield assistant
    assistant.go.set()


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def received(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def still_answers(port: int) -> bool:
    return httpx.post(
        f"http://127.0.0.1:{port}/api/ask", content=QUESTION, headers={"content-type": "application/json"}
    ).is_success


@pytest.mark.parametrize(
    "sent", ["", "POST /api/ask HTTP/1.1\r\nHost: 127", HEAD], ids=["nothing", "half a line", "no end"]
)
def test_a_head_that_does_not_end_is_cut_off(port: int, sent: str) -> None:
    with connected(port) as connection:
        connection.sendall(sent.encode())
        assert received(connection) == b""
    assert still_answers(port)


def test_a_second_head_that_does_not_end_is_cut_off_too(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET /api/hea")
        assert received(connection) == b""


def test_a_body_that_drips_is_refused(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(f"{HEAD}Content-Length: 1000\r\n\r\n".encode())
        started = time.monotonic()
        while time.monotonic() - started < 3 * SOON:
            try:
                connection.sendall(b" ")
            except OSError:
                break
            time.sleep(0.02)
        reply = received(connection)
    assert reply.startswith(b"HTTP/1.1 408")
    assert b'"code":"slow"' in reply
    assert still_answers(port)


def test_ten_megabytes_are_refused_unread(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(f"{HEAD}Content-Length: {10 * 1024 * 1024}\r\n\r\n".encode())
        assert received(connection).startswith(b"HTTP/1.1 413")
    assert still_answers(port)


def test_ten_megabytes_in_pieces_are_refused(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        for _ in range(160):
            try:
                connection.sendall(b"10000\r\n" + b" " * 65_536 + b"\r\n")
            except OSError:
                break
        try:
            reply = received(connection)
        except ConnectionResetError:
            reply = b""
    assert reply[:12] in (b"HTTP/1.1 413", b"")  # what was sent meanwhile may reset the connection
    assert still_answers(port)


def test_who_goes_is_waited_for_no_longer(growing: Growing) -> None:
    with serving(application(growing)) as port:
        with connected(port) as connection:
            connection.sendall(f"{HEAD}Content-Length: {len(QUESTION)}\r\n\r\n".encode() + QUESTION)
            while b"growing" not in connection.recv(65_536):
                pass
            assert not growing.cancelled.is_set()
        assert growing.cancelled.wait(5)


def test_streams_left_open_take_no_place_from_others(growing: Growing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "MOST_OF_ONE", 4)
    monkeypatch.setattr("web.api.GRACE_S", 0.0)
    with serving(application(growing, llm_deadline_s=2.0)) as port, ExitStack() as open_ones:
        firsts = []
        for _ in range(12):
            connection = open_ones.enter_context(connected(port))
            connection.sendall(
                f"{HEAD}Content-Length: {len(QUESTION)}\r\nConnection: close\r\n\r\n".encode() + QUESTION
            )
            firsts.append(connection)
        ends = [received(connection) for connection in firsts]
        refused = [end for end in ends if end.startswith(b"HTTP/1.1 429") and b'"code":"limit"' in end]
        late = [end for end in ends if b'"code": "late"' in end]
        assert (len(late), len(refused)) == (4, 8)
        growing.go.set()
        assert still_answers(port)
