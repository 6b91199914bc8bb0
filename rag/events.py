"""What goes wrong or is left out inside an answer: told to the log once, and counted for whoever watches the service.

Counts are of this process, since it started. Words that a person, or a model after a person, may have written are `Private`:
a log that others read leaves them out (web/logs.py).
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from typing import Literal

from corpus.clause import WenceError
from corpus.language_model import ModelError, UnusableReplyError
from rag.reply import MalformedReplyError

Event = Literal["dropped", "llm_fault", "breaker", "failed"]

# Each event's kinds. Of "dropped": lines of our own code, and sentences of a model by what is wrong with them.
DROPPED = ("line", "unsourced", "source_named", "unproven", "bodies_alone")
LLM_FAULTS = (
    "unreachable",  # no connection, or one that broke
    "silent",  # longer than WENCE_LLM_TIMEOUT_S
    "late",  # not whole within WENCE_LLM_DEADLINE_S
    "key",  # 401, 403
    "quota",  # 402, 429
    "server",  # 5xx
    "unknown",  # no such model, or another protocol
    "refused",  # this request: too long, or a word that a filter refuses
    "cut",  # the reply stopped half-way
    "malformed",  # it is not the object that was asked for
    "incomplete",  # what is proven of it does not answer
    "not_accepted",  # a rewritten follow-up that says what nobody said
    "context",  # the evidence is over WENCE_LLM_CONTEXT_TOKENS
    "left_alone",  # not asked, because it failed several times just before
    "other",
)
KINDS: dict[Event, tuple[str, ...]] = {
    "dropped": DROPPED,
    "llm_fault": LLM_FAULTS,
    "breaker": ("opened",),
    "failed": ("question", "search"),  # the program itself; the server of the vectors
}

_log = logging.getLogger("wence")
_lock = threading.Lock()
_counts: Counter[tuple[Event, str]] = Counter()


class UnavailableError(Exception):
    """The language model is not asked at present."""


class Private:
    """Words for a log that only who asked, or who runs the service by its own will, may read."""

    def __init__(self, words: object) -> None:
        self.words = str(words)

    def __str__(self) -> str:
        return self.words


def tell(event: Event, kind: str, said: str, *arguments: object, times: int = 1) -> None:
    """Count an event of KINDS and log a warning. arguments: of `said`, as logging takes them. times: how many it were."""
    count(event, kind, times)
    _log.warning(said, *arguments, extra={"event": event, "kind": kind})


def failed() -> None:
    """Count a question on which the program itself failed, and log where. To be called where the exception is handled."""
    count("failed", "question")
    _log.exception("failed on a question", extra={"event": "failed", "kind": "question"})


def count(event: Event, kind: str, times: int = 1) -> None:
    """Count without a word."""
    assert kind in KINDS[event], kind
    with _lock:
        _counts[event, kind] += times


def counts(event: Event) -> dict[str, int]:
    """How often each kind of an event has been told, those that never were too."""
    with _lock:
        return {kind: _counts[event, kind] for kind in KINDS[event]}


def fault_of(error: Exception) -> str:
    """The kind of "llm_fault" that an error of asking a language model is."""
    if isinstance(error, ModelError | UnusableReplyError):
        return error.kind
    if isinstance(error, MalformedReplyError):
        return "malformed"
    return "left_alone" if isinstance(error, UnavailableError) else "other"


def sentence_of(error: Exception) -> object:
    """An error of asking a language model for the log: our own sentences as they are; what a server said may repeat what
    it was asked, and is Private."""
    own = isinstance(error, WenceError | MalformedReplyError | UnavailableError)
    return error if own else Private(error)
