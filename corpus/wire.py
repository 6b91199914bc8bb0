"""The wire to a language model's server, which can be cut from any thread, and is cut when its time is over.

A blocked read does not notice that nobody waits any more. Shutting its socket down wakes it at once, on Linux, macOS and
Windows alike.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Any


class Cancel:
    """An off switch for one reply: the request that runs is cut, and none begins any more. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._event = threading.Event()
        self._wires: list[Wire] = []

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def cancel(self) -> None:
        """Cut the request that runs, if there is one. Harmless when repeated."""
        with self._lock:
            self._event.set()
            wires = list(self._wires)
        for wire in wires:
            wire.cut()

    def wait(self, seconds: float) -> bool:
        """Sleep; True as soon as it is cancelled."""
        return self._event.wait(seconds)

    def watch(self, wire: Wire) -> None:
        """`wire` is cut with this switch, at once where it was used already."""
        with self._lock:
            self._wires.append(wire)
        if self.cancelled:
            wire.cut()

    def release(self, wire: Wire) -> None:
        """`wire` is over."""
        with self._lock:
            self._wires.remove(wire)


class Wire:
    """The connections of one request. hooks: what an httpx client needs to have them here. until: time.monotonic() at
    which the reply must have ended, however busily the server sends: a timer cuts it then."""

    def __init__(self, cancel: Cancel | None = None, until: float | None = None) -> None:
        self._cancel, self._until = cancel, until
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._shut = False
        self.late = False  # whether the time was over
        self._timer: threading.Timer | None = None
        self.hooks: dict[str, list[Any]] = {"request": [self._traced]}

    def __enter__(self) -> Wire:
        if self._cancel is not None:
            self._cancel.watch(self)
        if self._until is not None:
            self._timer = threading.Timer(max(self._until - time.monotonic(), 0.0), self._over)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._cancel is not None:
            self._cancel.release(self)
        self.cut()

    def cut(self) -> None:
        """End every connection; the server sees it closed."""
        with self._lock:
            self._shut = True
            sockets, self._sockets = self._sockets, []
        for each in sockets:
            with suppress(OSError):  # closed already, or handed on to TLS
                each.shutdown(socket.SHUT_RDWR)

    def _over(self) -> None:
        self.late = True
        self.cut()

    def _traced(self, request: Any) -> None:
        request.extensions = {**request.extensions, "trace": self._trace}

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        if not event.endswith(("connect_tcp.complete", "start_tls.complete")):
            return
        with self._lock:
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            shut = self._shut
        if shut:
            self.cut()
