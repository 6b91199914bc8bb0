"""The master process: it holds the socket and keeps a worker that answers on it, and changes workers without dropping a
request.

A worker is a fork that loads everything anew. The listening socket is one for all of them, so that a connection that
nobody has taken yet is taken by whoever comes next:

    start    a worker loads, proves itself and says so                          → the address is printed
    SIGHUP   another loads beside it; once that one is ready the first retires  → one that fails leaves all as it was
    death    another is started at once; ever later where they die young
    SIGTERM  what was asked is answered, for WENCE_DRAIN_S at most; Ctrl-C waits a second

Nothing heavy is imported here: the master stays small, and has one thread, without which it could not fork.
"""

from __future__ import annotations

import logging
import math
import multiprocessing
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from corpus.clause import WenceError
from web.signals import Signals, on_terminal
from web.worker_link import FAILED, LEAVING, READY, Link, Order, run

INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended
MARGIN_S = 12.0  # that a worker may take beyond what it was given, before it is killed
QUICK_S = 4.0
LONGEST_PAUSE_S = 30.0

_log = logging.getLogger("wence")


class Event(StrEnum):
    """What became of a worker, for who wants to say so."""

    READY = "ready"  # the first answers
    AGAIN = "again"  # another answers in place of one that died
    RELOADED = "reloaded"
    NOT_RELOADED = "not reloaded"  # with the sentence that says why


def can_supervise() -> bool:
    """Whether this system has fork and this process one thread."""
    import threading

    return "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1


class Worker:
    """A worker as its master sees it."""

    def __init__(self, work: Callable[[Link], None], inherited: list[Connection]) -> None:
        """Start it. inherited: the master's ends of pipes to other workers, which this one must not hold open."""
        self.started = time.monotonic()
        self.ready_at = math.inf
        self.leaving = False
        self.silent = False  # it has closed its end
        self.sentence = ""
        self.until = math.inf  # when it is killed
        self.wire, theirs = multiprocessing.Pipe()
        ours = [*inherited, self.wire]

        def child() -> None:
            for other in ours:
                other.close()
            run(theirs, work)

        self.process: BaseProcess = multiprocessing.get_context("fork").Process(target=child, name="wence-worker")
        held = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGHUP, signal.SIGTERM))
        try:
            sys.stdout.flush()
            self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, held)
        theirs.close()

    @property
    def gone(self) -> bool:
        return not self.process.is_alive()

    @property
    def ready(self) -> bool:
        return self.ready_at < math.inf

    @property
    def ending(self) -> str:
        """What there is to say of its end: its own sentence, or how the process ended."""
        code = self.process.exitcode or 0
        if self.sentence:
            return self.sentence
        if code < 0:
            name = signal.Signals(-code).name
            likely = "，多半是内存不足" if -code == signal.SIGKILL else ""
            return f"工作进程被 {name} 终止{likely}。 The worker was ended by {name}."
        return f"工作进程自己结束了（{code}），原因见日志。 The worker ended with {code}; the log says why."

    def hear(self) -> None:
        """Take in what it has said."""
        try:
            while not self.silent and self.wire.poll():
                said = self.wire.recv_bytes()
                if said == READY:
                    self.ready_at = time.monotonic()
                elif said == LEAVING:
                    self.leaving = True
                elif said.startswith(FAILED):
                    self.sentence = said.removeprefix(FAILED).decode()
        except (EOFError, OSError):
            self.silent = True

    def tell(self, order: Order, seconds: float) -> None:
        """Give it an order, and so long to carry it out. One that is still loading is ended."""
        self.until = min(self.until, time.monotonic() + seconds)
        if not self.ready:
            self.process.terminate()
        with suppress(OSError):
            self.wire.send_bytes(order.encode())

    def close(self) -> None:
        """Free what is left of it. It is gone."""
        self.process.join()
        self.process.close()
        self.wire.close()


class Supervisor:
    """Runs workers until it is told to stop."""

    def __init__(
        self,
        work: Callable[[Link], None],
        said: Callable[[Event, str], None],
        drain_s: float,
        deserted: Callable[[], None] = lambda: None,
    ) -> None:
        """work: the whole of a worker, in its own process. said: called with what happened and a sentence, or "". drain_s:
        how long a worker may go on with what was asked. deserted: called once the worker that answered is gone unasked."""
        self._work, self._said, self._deserted = work, said, deserted
        self._longest = drain_s + MARGIN_S
        self._serving: Worker | None = None
        self._coming: Worker | None = None
        self._leaving: list[Worker] = []
        self._due = 0.0  # when the next is to be started, if none is coming
        self._again = False  # SIGHUP came while one was coming
        self._young = 0  # workers in a row that died young
        self._ever = False
        self._code: int | None = None  # once it stops
        self._terminal = on_terminal()

    def run(self) -> int:
        """Until it is told to stop; the exit code. Raises WenceError where the first worker cannot be."""
        with Signals(signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD) as signals:
            try:
                while self._code is None or self._workers():
                    if self._code is None and self._coming is None and time.monotonic() >= self._due:
                        self._begin()
                    connection.wait(self._watched(signals.fileno()), self._pause())
                    for number in signals.taken():
                        self._signalled(number)
                    self._look()
            finally:
                for worker in self._workers():  # something went wrong here
                    worker.process.kill()
                    worker.close()
        assert self._code is not None
        return self._code

    # -- what happens

    def _begin(self) -> None:
        self._due = math.inf
        self._coming = Worker(self._work, [worker.wire for worker in self._workers()])

    def _signalled(self, number: int) -> None:
        if number == signal.SIGINT:
            self._stop(INTERRUPTED, Order.QUICK, 0.0 if self._code == INTERRUPTED else QUICK_S)
        elif number == signal.SIGTERM or (number == signal.SIGHUP and self._terminal and not on_terminal()):
            self._stop(0, Order.STOP, self._longest)  # a terminal that was closed wants no reload
        elif number == signal.SIGHUP and self._code is None:
            self._young = 0
            if self._coming is None:
                self._begin()
            else:
                self._again = True

    def _stop(self, code: int, order: Order, seconds: float) -> None:
        self._code = code
        for worker in self._workers():
            worker.tell(order, seconds if worker.ready else QUICK_S)
        self._leaving = self._workers()
        self._serving = self._coming = None

    def _look(self) -> None:
        """At what has become of the workers."""
        for worker in self._workers():
            worker.hear()
        for worker in [worker for worker in self._leaving if worker.gone]:
            self._leaving.remove(worker)
            worker.close()
        for worker in self._leaving:
            if time.monotonic() >= worker.until:
                worker.process.kill()
                worker.until = math.inf
        if self._serving is not None and self._serving.leaving:
            self._left(self._serving)
        elif self._serving is not None and self._serving.gone:
            self._died(self._serving)
        if self._coming is not None and self._coming.ready:
            self._change(self._coming)
        elif self._coming is not None and self._coming.gone:
            self._failed(self._coming)

    def _change(self, new: Worker) -> None:
        """It answers: what did so until now retires."""
        old, self._serving, self._coming = self._serving, new, None
        if old is not None:
            old.tell(Order.RETIRE, self._longest)
            self._leaving.append(old)
        self._said(Event.RELOADED if old is not None else Event.AGAIN if self._ever else Event.READY, "")
        self._ever = True
        self._once_more()

    def _failed(self, worker: Worker) -> None:
        """It has ended before it was ready."""
        sentence, self._coming = worker.ending, None
        worker.close()
        if not self._ever:
            raise WenceError(sentence)
        if self._serving is None:
            self._young += 1
            self._start_later(sentence)
        else:
            _log.error("没有换新，照旧回答。 Not reloaded; all is as it was: %s", sentence)
            self._said(Event.NOT_RELOADED, sentence)
        self._once_more()

    def _died(self, worker: Worker) -> None:
        """The one that answered is gone, unasked."""
        self._serving = None
        self._deserted()
        lived, took = time.monotonic() - worker.ready_at, worker.ready_at - worker.started
        self._young = self._young + 1 if lived < took else 1
        sentence = worker.ending
        worker.close()
        if self._coming is None:
            self._start_later(sentence)
        else:
            _log.error("%s", sentence)

    def _left(self, worker: Worker) -> None:
        """Somebody told the one that answers to stop, and not its master."""
        self._serving = None
        worker.until = time.monotonic() + self._longest
        self._leaving.append(worker)
        if self._coming is None:
            self._due = 0.0

    def _start_later(self, sentence: str) -> None:
        seconds = min(2.0 ** (self._young - 2), LONGEST_PAUSE_S) if self._young > 1 else 0.0
        self._due = time.monotonic() + seconds
        _log.error("%s %g 秒后另起一个。 Another starts in %g s.", sentence, seconds, seconds)

    def _once_more(self) -> None:
        """What was asked for while one was coming."""
        if self._again:
            self._again, self._due = False, 0.0

    # -- what is there

    def _workers(self) -> list[Worker]:
        return [*self._leaving, *(worker for worker in (self._serving, self._coming) if worker is not None)]

    def _watched(self, signals: int) -> list[int | Connection]:
        """What wakes the master: a signal, a worker's word, a worker's end."""
        return [signals, *self._ends()]

    def _ends(self) -> Iterator[int | Connection]:
        for worker in self._workers():
            yield worker.process.sentinel
            if not worker.silent:
                yield worker.wire

    def _pause(self) -> float | None:
        """Seconds until something is due; None for nothing."""
        times = [worker.until for worker in self._leaving]
        if self._code is None and self._coming is None:
            times.append(self._due)
        soonest = min(times, default=math.inf)
        return None if soonest == math.inf else max(soonest - time.monotonic(), 0.0)
