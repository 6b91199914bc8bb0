"""What the steps of one answer hand to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from corpus.wire import Cancel
from rag.address import AddressQuery
from rag.answer import Turn
from rag.answerable import Verdict
from rag.draft import Draft
from rag.question import Question, Want
from rag.retrieve import Hit

# What an answer is at: its question is understood, clauses are looked for, what was found is checked, a model words it.
Stage = Literal["understand", "find", "check", "write"]
Told = Callable[[Stage], None]  # is called as a stage begins
_BEGINS: dict[str, Stage] = {"pinyin": "understand", "page": "find"}  # a stage, with this step


def untold(_: Stage) -> None:
    """Nobody asks what stage an answer is at."""


@dataclass
class Trace:
    """What each step found, for the next ones, the log and the evaluation."""

    question: Question
    history: Sequence[Turn]
    asked: Question = field(init=False)  # as it came, with pinyin in characters
    turn: Question | None = None  # a follow-up as it was asked, before it was made to stand alone
    typed: Question | None = None  # before spelling was put right; None where it was right or leans on a turn before
    about: frozenset[str] = frozenset()
    address: AddressQuery | None = None
    hits: list[Hit] = field(default_factory=list)
    verdict: Verdict | None = None
    draft: Draft | None = None  # of another question asked on the way
    route: str = ""
    dropped: list[str] = field(default_factory=list)
    cancel: Cancel = field(default_factory=Cancel)
    told: Told = untold

    def __post_init__(self) -> None:
        self.asked = self.question

    def begins(self, step: str) -> None:
        """Tell of the stage that begins with a step of the pipeline, if one does."""
        if step in _BEGINS:
            self.told(_BEGINS[step])

    @property
    def asks_who_of_one(self) -> bool:
        """Whether bodies are asked for of the one clause that a turn was resolved to: "这条是哪几家牵头" is no list."""
        precise = self.address is not None and self.address.precise
        return bool(self.about) and precise and self.question.wants_any(Want.LEAD, Want.PARTIES)

    @property
    def within(self) -> str | None:
        """The attachment that the question keeps to, None where it names none."""
        address = self.address
        return str(address.attachment) if address is not None and address.attachment is not None else None
