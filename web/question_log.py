"""The log of questions: what was asked, masked, and what came of it. No address, no name, no answer; days later it is gone.

One file a day, a JSON object a line: time (UTC), surface, question, status, route, language, ms.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from datetime import UTC, date, datetime, timedelta
from os import SEEK_END
from pathlib import Path

from index.settings import Settings
from rag.answer import Answer
from rag.opinion import Surface, kept, route

LONGEST = 300  # characters of a question
MOST_BYTES = 20 * 1024 * 1024  # of one day: a flood of questions fills no disk

_log = logging.getLogger("wence")


class QuestionLog:
    """Written by any thread. A disk that is full costs the line, never the answer."""

    def __init__(self, folder: Path, days: int) -> None:
        """days: how long a file is kept; 0: nothing is written."""
        self._folder = folder
        self._days = days
        self._lock = threading.Lock()
        self._today = ""
        self._failed = False

    @classmethod
    def of(cls, settings: Settings) -> QuestionLog:
        return cls(settings.log_dir, settings.log_days)

    def note(self, surface: Surface, question: str, answer: Answer, started: float) -> None:
        """Write one line. started: time.perf_counter() when the question came."""
        if not self._days:
            return
        now = datetime.now(UTC)
        line = {
            "time": now.isoformat(timespec="seconds"),
            "surface": surface,
            "question": kept(question, LONGEST),
            "status": answer.status.value,
            "route": route(answer),
            "language": answer.language,
            "ms": round((time.perf_counter() - started) * 1000, 1),
        }
        with self._lock:
            try:
                self._write(f"{now:%Y-%m-%d}", json.dumps(line, ensure_ascii=False))
            except OSError as error:
                if not self._failed:
                    _log.warning("questions are not logged: %s", error)
                self._failed = True
            else:
                self._failed = False

    def purge(self, before: date) -> int:
        """Delete the files of days before a day; how many."""
        old = [path for path in self._folder.glob("questions-*.jsonl") if path.stem < f"questions-{before.isoformat()}"]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def purge_old(self) -> int:
        """Delete the files that have been kept long enough; how many."""
        return self.purge(datetime.now(UTC).date() - timedelta(days=self._days - 1))

    def _write(self, today: str, line: str) -> None:
        if today != self._today:
            self._folder.mkdir(parents=True, exist_ok=True)
            self.purge_old()
            self._today = today
        path = self._folder / f"questions-{today}.jsonl"
        if path.exists() and path.stat().st_size > MOST_BYTES:
            return
        with path.open("ab+") as file:  # in one write, so that lines of several processes do not mix
            end = file.seek(0, SEEK_END)
            if end:
                file.seek(end - 1)
            cut_off = bool(end) and file.read(1) != b"\n"  # a line that a full disk or the power did not let end
            file.write(b"\n" * cut_off + line.encode() + b"\n")
