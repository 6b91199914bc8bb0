"""What the steps of one answer hand to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.wire import Cancel
from rag.address import AddressQuery
from rag.answer import Turn
from rag.answerable import Verdict
from rag.question import Question
from rag.retrieve import Hit


@dataclass
class Trace:
    """What each step found, for the next ones, the log and the evaluation."""

    question: Question
    history: Sequence[Turn]
    asked: Question = field(init=False)  # as it came, with pinyin in characters
    typed: Question | None = None  # before spelling was put right; None where it was right or leans on a turn before
    about: frozenset[str] = frozenset()
    address: AddressQuery | None = None
    hits: list[Hit] = field(default_factory=list)
    verdict: Verdict | None = None
    route: str = ""
    dropped: list[str] = field(default_factory=list)
    cancel: Cancel = field(default_factory=Cancel)

    def __post_init__(self) -> None:
        self.asked = self.question
