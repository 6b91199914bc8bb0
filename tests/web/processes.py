"""Services in processes of their own, and who asks them without a pause."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[2]
LONGEST_S = 180.0  # that anything may take on a machine that is busy with other things
CLIENTS = 8
REUSED_S = 3.0  # a connection that was idle for longer is not used again: servers close such


@dataclass
class Running:
    """A master in a process of its own. said: the lines of its standard output so far."""

    process: subprocess.Popen[str]
    port: int
    errors: Path
    said: list[str] = field(default_factory=list)

    @property
    def master(self) -> psutil.Process:
        return psutil.Process(self.process.pid)

    @property
    def workers(self) -> list[psutil.Process]:
        found: list[psutil.Process] = self.master.children()
        return found

    def listen(self) -> None:
        """Collect what it prints."""
        assert self.process.stdout is not None
        self.said += (line.strip() for line in self.process.stdout)

    def heard(self, word: str, times: int = 1) -> None:
        """Wait until it has printed so many lines with a word."""
        until(lambda: sum(word in line for line in self.said) >= times or self.process.poll() is not None)
        assert sum(word in line for line in self.said) >= times, f"{self.said} {self.errors.read_text('utf-8')}"

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        """Its exit code, once it has one."""
        return self.process.wait(LONGEST_S)

    def ask(self, question: str = "何时", *, events: bool = False, **headers: str) -> tuple[int, str]:
        """The status and the text of the reply, on a new connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_S)
        try:
            return _asked(connection, question, ({"Accept": "text/event-stream"} if events else {}) | headers)
        finally:
            connection.close()


def until(holds: Callable[[], bool], seconds: float = LONGEST_S) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


@contextmanager
def started(command: Sequence[str], port: int, folder: Path, **settings: str) -> Iterator[Running]:
    """A Python command's service; whatever is left of it at the end is killed."""
    errors = folder / f"errors-{port}"
    with errors.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
            start_new_session=True,
        )
    running = Running(process, port, errors)
    reader = threading.Thread(target=running.listen, daemon=True)
    reader.start()
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join(LONGEST_S)
        assert process.stdout is not None
        process.stdout.close()


@dataclass
class Hammer:
    """Clients that ask one question over and over on connections that they keep. replies: what they got, in order;
    failed: what went wrong."""

    port: int
    question: str
    read: Callable[[str], str]
    pause_s: float
    replies: list[tuple[float, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def ask(self) -> None:
        """One client's life."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST_S)
        used = time.monotonic()
        while not self.over.is_set():
            if time.monotonic() - used > REUSED_S:
                connection.close()
            try:
                status, text = _asked(connection, self.question, {})
                used = time.monotonic()
                if status == 200:
                    self.replies.append((used, self.read(text)))
                else:
                    self.failed.append(f"{status} {text}")
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(repr(error))
                connection.close()
            time.sleep(self.pause_s)
        connection.close()


@contextmanager
def hammering(port: int, question: str, read: Callable[[str], str], pause_s: float = 0.02) -> Iterator[Hammer]:
    """CLIENTS of them for the length of the block. pause_s: of each, between an answer and the next question."""
    hammer = Hammer(port, question, read, pause_s)
    threads = [threading.Thread(target=hammer.ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield hammer
    finally:
        hammer.over.set()
        for thread in threads:
            thread.join()


def _asked(connection: http.client.HTTPConnection, question: str, headers: dict[str, str]) -> tuple[int, str]:
    body = json.dumps({"question": question})
    connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"} | headers)
    response = connection.getresponse()
    return response.status, response.read().decode()


def answer_of(text: str) -> str:
    """The answer's text in a reply."""
    reply: dict[str, Any] = json.loads(text)
    return str(reply["answer"])
