"""Clients that ask at once: what they count, over a real server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import psutil
import pytest

from bench.load import ask_many
from bench.servers import Server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    clients: set[str] = set()  # noqa: RUF012
    told = 0

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["question"]
        type(self).clients.add(self.headers["X-Forwarded-For"])
        type(self).told += 1
        status = 503 if question == "busy" else 200
        said = f"{question}{type(self).told if question == 'fickle' else ''}"
        body = json.dumps({"status": "answered", "answer": said}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    held = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    held.daemon_threads = True
    thread = threading.Thread(target=held.serve_forever, daemon=True)
    thread.start()
    _Handler.clients.clear()
    yield Server(f"http://127.0.0.1:{held.server_port}/api/ask", psutil.Process(), "key", 0.0)
    held.shutdown()
    held.server_close()
    thread.join()


def test_answers_errors_and_changed_answers_are_told_apart(server: Server) -> None:
    load = ask_many([server], ["same", "busy", "fickle"], clients=6, seconds=0.5)
    assert load.took
    assert set(load.errors) == {"503"}
    assert 0 < load.changed < len(load.took), "the fickle one's, not the same one's"
    assert len(_Handler.clients) == 6, "each client has an address of its own"
    assert load.rate > 0
    assert load.percentile(50) <= load.percentile(99)


def test_a_pace_is_kept(server: Server) -> None:
    began = time.perf_counter()
    load = ask_many([server], ["same"], clients=4, seconds=1.0, pace=20)
    assert 10 <= len(load.took) <= 25
    assert time.perf_counter() - began < 3


def test_a_server_that_is_not_there_is_an_error() -> None:
    gone = Server("http://127.0.0.1:9/api/ask", psutil.Process(), "", 0.0)
    load = ask_many([gone], ["same"], clients=1, seconds=0.05)
    assert not load.took
    assert sum(load.errors.values()) > 0
