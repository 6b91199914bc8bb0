"""What one page of the chat has asked and been answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.answer import Answer, Turn
from rag.opinion import new_id


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of this page and its answer. id: of the answer, by which the page rates it."""

    question: str
    answer: Answer
    id: str = field(default_factory=new_id)


Exchanges = tuple[Exchange, ...]


def turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The exchanges as the next question's history."""
    return [Turn.of(e.question, e.answer) for e in exchanges]
