"""A language model's server on this machine: it speaks the chat completions protocol, whole and in pieces, and says and
does what a script tells it to, misbehaviour included. The tests and `python -m eval faults` ask it over real HTTP.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
Step = Callable[[BaseHTTPRequestHandler, Body], None]


@dataclass
class FakeModel:
    """answer: what is done with a request, unless `script` holds a step for it. closed: set once a client has gone
    in the middle. asked: set once a request waits in silence or drips. over: set at the end, so that nothing waits on."""

    answer: Step
    url: str = ""
    script: list[Step] = field(default_factory=list)
    requests: list[Body] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    closed: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        """One request: the next step of the script, or `answer`."""
        body: Body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        self.requests.append(body)
        self.keys.append(handler.headers["Authorization"])
        step = self.script.pop(0) if self.script else self.answer
        try:
            step(handler, body)
        except (BrokenPipeError, ConnectionResetError):
            self.closed.set()
            handler.close_connection = True

    def silent(self, seconds: float = 30.0) -> Step:
        """Nothing at all for so long, or until the client goes, and then nothing either."""

        def step(handler: BaseHTTPRequestHandler, _body: Body) -> None:
            self.asked.set()
            self._wait(handler, seconds)
            handler.close_connection = True

        return step

    def dripping(self, content: str, pause_s: float) -> Step:
        """The reply character by character with a pause after each; ends when the client goes."""

        def step(handler: BaseHTTPRequestHandler, _body: Body) -> None:
            self.asked.set()
            _begin_stream(handler)
            for character in content:
                _event(handler, {"content": character})
                if self._wait(handler, pause_s):
                    self.closed.set()
                    handler.close_connection = True
                    return
            _end_stream(handler, "stop")

        return step

    def _wait(self, handler: BaseHTTPRequestHandler, seconds: float) -> bool:
        """Whether the client goes within that time."""
        tick = 0.02
        for _ in range(max(round(seconds / tick), 1)):
            if self.over.wait(tick) or _gone(handler):
                self.closed.set()
                return True
        return False


@contextmanager
def serving(model: FakeModel) -> Iterator[FakeModel]:
    """The server at a free port, until the end of the block; model.url is its base URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            model.handle(self)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    model.url = f"http://127.0.0.1:{http.server_port}/v1"
    try:
        yield model
    finally:
        model.over.set()
        http.shutdown()
        http.server_close()
        thread.join()


# -- steps


def say(content: str, *, finish: str | None = "stop", cut: int | None = None, piece: int = 16) -> Step:
    """A reply, in pieces of so many characters where the client asks for a stream. cut: characters after which the
    connection ends without a word."""

    def step(handler: BaseHTTPRequestHandler, body: Body) -> None:
        if not body.get("stream"):
            send(handler, 200, completion(content, finish or "stop"))
            return
        _begin_stream(handler)
        for start in range(0, len(content) if cut is None else cut, piece):
            _event(handler, {"content": content[start : start + piece]})
        if cut is None:
            _end_stream(handler, finish)
        handler.close_connection = True

    return step


def refuse(code: int, message: str = "no") -> Step:
    """An HTTP error as services send it."""

    def step(handler: BaseHTTPRequestHandler, _body: Body) -> None:
        send(handler, code, {"error": {"message": message, "code": code}})

    return step


def hang_up(handler: BaseHTTPRequestHandler, _body: Body) -> None:
    """The connection ends before any answer."""
    handler.close_connection = True


# -- the protocol


def completion(content: str | None, reason: str = "stop") -> Body:
    """A whole reply as the protocol has it."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": reason}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}


def send(handler: BaseHTTPRequestHandler, code: int, body: object, kind: str = "application/json") -> None:
    """One HTTP response."""
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    handler.send_response(code)
    for name, value in (("Content-Type", kind), ("Content-Length", str(len(data))), ("retry-after-ms", "1")):
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(data)


def _begin_stream(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()  # no length: the reply ends with the connection
    _event(handler, {"role": "assistant", "content": ""})


def _event(handler: BaseHTTPRequestHandler, delta: Body, reason: str | None = None) -> None:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
    handler.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
    handler.wfile.flush()


def _end_stream(handler: BaseHTTPRequestHandler, reason: str | None) -> None:
    _event(handler, {}, reason)
    handler.wfile.write(b"data: [DONE]\n\n")
    handler.close_connection = True


def _gone(handler: BaseHTTPRequestHandler) -> bool:
    """Whether the client has closed its end."""
    with suppress(OSError):
        handler.connection.setblocking(False)
        try:
            return not bytes(handler.connection.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return False
        finally:
            handler.connection.setblocking(True)
    return True
