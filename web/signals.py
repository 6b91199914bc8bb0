"""Signals as something to wait for, beside other things."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType, TracebackType
from typing import Any


class Signals:
    """Takes signals for the length of a block; `fileno` is readable once one has come. In the main thread only."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers
        self._came: list[int] = []

    def __enter__(self) -> Signals:
        self._read, self._write = os.pipe()
        for end in (self._read, self._write):
            os.set_blocking(end, False)
        self._waker = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._before: dict[int, Any] = {number: signal.signal(number, self._take) for number in self._numbers}
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._waker)
        os.close(self._read)
        os.close(self._write)

    def fileno(self) -> int:
        """What to wait for."""
        return self._read

    def taken(self) -> list[int]:
        """Those that have come since the last time, in order."""
        try:
            while os.read(self._read, 512):
                pass
        except BlockingIOError:
            pass
        came = list(self._came)
        del self._came[: len(came)]
        return came

    def _take(self, number: int, _: FrameType | None) -> None:
        self._came.append(number)


def on_terminal() -> bool:
    """Whether the standard input is a terminal that is still there."""
    try:
        return os.isatty(sys.stdin.fileno())
    except (AttributeError, OSError, ValueError):  # closed, or none at all
        return False
