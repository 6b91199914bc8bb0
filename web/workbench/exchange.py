"""What one page of the chat has asked and been answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.wire import Cancel
from rag.answer import Answer, Turn
from rag.opinion import new_id
from rag.trace import Stage
from web.workbench.view import Lang


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of this page and its answer. id: of the answer, by which the page rates it."""

    question: str
    answer: Answer
    id: str = field(default_factory=new_id)


Exchanges = tuple[Exchange, ...]
STAGES: tuple[Stage, ...] = (
    "understand",
    "find",
    "check",
    "write",
)  # the last one where a language model words answers


@dataclass(slots=True)
class Running:
    """The answer that a page is waiting for. lang: what it is shown in; the page changes it while the answer is made.

    answer, shown: what of it there is, as render.exchange takes them. stage: what it is at, one of `stages`, "" until that
    is known. left: nobody waits for it any more, and it must show nothing.
    """

    question: str
    lang: Lang
    cancel: Cancel = field(default_factory=Cancel)
    answer: Answer | None = None
    shown: str | None = None
    stages: tuple[str, ...] = STAGES
    stage: str = ""
    left: bool = False


def turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The exchanges as the next question's history."""
    return [Turn.of(e.question, e.answer) for e in exchanges]
