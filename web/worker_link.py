"""What the master and a worker say to each other, over a pipe whose end tells each that the other is gone."""

from __future__ import annotations

import atexit
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from multiprocessing.connection import Connection
from types import FrameType
from typing import NoReturn

from corpus.clause import WenceError

READY = b"+"
LEAVING = b"-"
FAILED = b"!"  # and then a sentence


class Order(StrEnum):
    """What a worker is told. All three have it accept no more: retire leaves those who are connected time to come once
    more, stop answers what was asked, and quick cuts it."""

    RETIRE = "retire"
    STOP = "stop"
    QUICK = "quick"


class Link:
    """A worker's end."""

    def __init__(self, wire: Connection) -> None:
        self._wire = wire

    def fileno(self) -> int:
        """Readable when there is an order."""
        return self._wire.fileno()

    def ready(self) -> None:
        """Questions are answered from now on."""
        self._say(READY)

    def leaving(self) -> None:
        """This worker was told by somebody else to stop, and another is needed."""
        self._say(LEAVING)

    def failed(self, sentence: str) -> None:
        """It cannot be, for a reason that the sentence says."""
        self._say(FAILED + sentence.encode())

    def order(self) -> Order | None:
        """The next order; None where the master is gone, whose port must become free."""
        try:
            return Order(self._wire.recv_bytes().decode())
        except (EOFError, OSError):
            return None

    def _say(self, what: bytes) -> None:
        with suppress(OSError):  # where the master is gone, `order` will tell
            self._wire.send_bytes(what)


def run(wire: Connection, work: Callable[[Link], None]) -> None:
    """The whole life of a worker, in its process. What it cannot be for is told to the master and not printed."""
    # A terminal sends these to the master and its workers alike; the master says what is to be done about them.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, _leave)  # until the server takes it over
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT, signal.SIGHUP, signal.SIGTERM))
    signal.set_wakeup_fd(-1)
    atexit._clear()  # what the master is to do at its end, it does itself
    link = Link(wire)
    try:
        work(link)
    except WenceError as error:
        link.failed(str(error))
        sys.exit(2)
    finally:
        atexit._run_exitfuncs()  # multiprocessing leaves them out before Python 3.12


def _leave(_: int, __: FrameType | None) -> NoReturn:
    sys.exit(0)
