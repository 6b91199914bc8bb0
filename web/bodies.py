"""The bodies of requests: strict, bounded, and nothing in them believed but what a person asked and said."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from rag.answer import Status, Turn
from rag.opinion import LONGEST_COMMENT, Opinion, Rating, Reason


def _whole(text: str) -> str:
    """JSON can spell half of a surrogate pair, which no answer could be written with."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("not valid Unicode text")
    return text


Text = Annotated[str, AfterValidator(_whole)]
# Of an earlier turn; a question as it was resolved may be longer than one as it may be asked.
Past = Annotated[str, Field(max_length=4_000), AfterValidator(_whole)]


class Strict(BaseModel):
    """Refuses what it does not name."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PastTurn(Strict):
    """An earlier question of the conversation, as the Answer to it said it was understood."""

    question: Past
    standalone_question: Past
    status: Status
    cited: list[Past] = Field(default_factory=list, max_length=200, description="clause ids, best first")
    related: list[Past] = Field(default_factory=list, max_length=20, description="clause ids offered, best first")

    def turn(self) -> Turn:
        return Turn(self.question, self.standalone_question, self.status, tuple(self.cited), tuple(self.related))


class Ask(Strict):
    """An empty or over-long question is no HTTP error: its Answer's status says so."""

    question: Text
    history: list[PastTurn] = Field(default_factory=list, max_length=100, description="oldest first")


class Said(Strict):
    """What a person says of an answer."""

    rating: Rating
    reasons: frozenset[Reason] = Field(default=frozenset(), description="what is wrong; each at most once")
    comment: Text = Field(default="", max_length=LONGEST_COMMENT)

    def opinion(self) -> Opinion:
        return Opinion(self.rating, self.reasons, self.comment)


AnswerId = Annotated[str, Field(pattern="^[0-9a-f]{32}$", description="as it was given with the answer")]


class Rated(Ask, Said):
    """A question with the history that it was asked with, and what is said of the answer to it.

    answer_id: the one of /ask's reply, or of an earlier reply to this; with it, what is said again changes the one record.
    """

    question: Text = Field(pattern=r"\S")
    answer_id: AnswerId | None = None
