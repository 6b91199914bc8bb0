"""A circuit breaker: a service that failed several times in a row is left alone for a while, then tried once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from rag import events


class Breaker:
    """Closed: every request is allowed. Open: none, for open_s seconds after `faults` faults in a row. Half-open: one,
    whose outcome closes or opens it. Any thread may use it.

    clock: seconds, monotonic.
    """

    def __init__(self, faults: int = 3, open_s: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._open_s, self._clock = faults, open_s, clock
        self._lock = threading.Lock()
        self._faults = 0
        self._opened = 0.0
        self._trying = False

    @property
    def state(self) -> str:
        """ "closed", "open" or "half-open"."""
        with self._lock:
            return self._state()

    def allows(self) -> bool:
        """Whether a request may be made now; whoever is told so must say how it went."""
        with self._lock:
            state = self._state()
            if state == "half-open" and not self._trying:
                self._trying = True
                return True
            return state == "closed"

    def succeeded(self) -> None:
        """The service answered."""
        with self._lock:
            self._faults, self._trying = 0, False

    def failed(self) -> None:
        """The service did not answer, or not to the end."""
        with self._lock:
            self._faults += 1
            opens = self._faults >= self._most
            if opens:
                self._opened = self._clock()
            self._trying = False
        if opens:
            events.tell("breaker", "opened", "the language model is left alone for %g seconds", self._open_s)

    def released(self) -> None:
        """The request was given up by whoever made it, and says nothing about the service."""
        with self._lock:
            self._trying = False

    def _state(self) -> str:
        if self._faults < self._most:
            return "closed"
        return "open" if self._clock() - self._opened < self._open_s else "half-open"
