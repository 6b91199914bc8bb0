"""The service's log on stderr: sentences, or with WENCE_LOG_FORMAT=json an object a line.

No question, no answer and no client's address is in it: what may hold one is `Private` (rag/events.py), and of an exception
only its type and place are told, because its message may repeat what set it off. WENCE_LOG_QUESTIONS=true shows both, with
personal numbers masked even then.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

from index.settings import Settings
from rag.events import Private
from web import request_id

HIDDEN = "[…]"
LONGEST = 2_000  # characters of a message
_OURS = logging.getLogger("wence")
_OWN_LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access")


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send everything that this process logs to stderr, as the settings say. Harmless when repeated."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, _Ours)]:
        root.removeHandler(handler)
    handler = _Ours(stream or sys.stderr)
    as_json = settings.log_format == "json"
    handler.setFormatter(_Json(settings.log_questions) if as_json else _Text(settings.log_questions))
    level = logging.INFO if as_json else logging.WARNING  # what happened is for machines, what went wrong for people
    handler.setLevel(level)  # some libraries set their own
    _OURS.setLevel(level)
    root.addHandler(handler)
    for name in _OWN_LOGGERS:  # uvicorn gives its loggers handlers of their own, which would write messages as they are
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True


def happened(event: str, private: Mapping[str, str] | None = None, **fields: Any) -> None:
    """Log an event that is no fault, with its fields. private: what is left out unless WENCE_LOG_QUESTIONS says otherwise."""
    if _OURS.isEnabledFor(logging.INFO):
        hidden = {name: Private(words) for name, words in (private or {}).items()}
        _OURS.info(event, extra={"event": event, "fields": {**fields, **hidden}})


class _Ours(logging.StreamHandler[TextIO]):
    """The handler that `configure` puts in the place of the one before."""


class _Text(logging.Formatter):
    """A message as it is, an exception without its message."""

    def __init__(self, questions: bool) -> None:
        super().__init__("%(message)s")
        self._questions = questions

    def format(self, record: logging.LogRecord) -> str:
        said = self.message(record)
        return f"{said}\n{self.trace(record)}" if record.exc_info else said

    def message(self, record: logging.LogRecord) -> str:
        """The message with what is private hidden or masked."""
        arguments = record.args
        if isinstance(arguments, tuple):
            arguments = tuple(map(self.shown, arguments))
        try:
            said = str(record.msg) % arguments if arguments else str(record.msg)
        except (TypeError, ValueError):  # of another library: its arguments do not fit
            said = str(record.msg)
        return said[:LONGEST]

    def shown(self, value: object) -> object:
        """A value as it may be logged."""
        if isinstance(value, Private):
            return _masked(value.words) if self._questions else HIDDEN
        return value

    def trace(self, record: logging.LogRecord) -> str:
        """Where an exception and its causes were raised: lines of code, and types."""
        error = record.exc_info[1] if record.exc_info else None
        return "\n".join(self._told(error)) if error is not None else ""

    def _told(self, error: BaseException) -> list[str]:
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        lines = self._told(cause) if cause is not None else []
        for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            lines += self._told(one)
        lines += [line.rstrip() for line in traceback.format_tb(error.__traceback__)]
        said = f": {_masked(str(error))}" if self._questions and str(error) else ""
        return [*lines, f"{type(error).__module__}.{type(error).__qualname__}{said}"]


class _Json(_Text):
    """time, level, logger, event, request_id, message; fields of the event; the trace of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": getattr(record, "event", "log"),
            "request_id": request_id.current.get(),
            "logger": record.name,
            "message": self.message(record),
        }
        if hasattr(record, "kind"):
            line["kind"] = record.kind
        fields: dict[str, Any] = getattr(record, "fields", {})
        line |= {name: self.shown(value) for name, value in fields.items()}
        if record.exc_info:
            line["trace"] = self.trace(record)
        return json.dumps(line, ensure_ascii=False, default=str)


def _masked(words: str) -> str:
    from rag.opinion import kept  # with tables of characters, which the master process has no use for

    return kept(words, LONGEST)
