"""What a person says of an answer, and what is kept of it: a record without personal numbers, bounded in length.

Nothing is kept of an answer that nobody rates, and nothing enters a record but by `Feedback.of`, which masks it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from rag.answer import Answer, Turn
from rag.privacy import masked
from rag.question import clean

LONGEST_COMMENT = 500  # characters
LONGEST_TEXT = 2_000  # characters kept of a question or an answer

Surface = Literal["chat", "widget", "api"]


class Rating(StrEnum):
    """A thumb."""

    UP = "up"
    DOWN = "down"


class Reason(StrEnum):
    """What is wrong with an answer."""

    WRONG_CITATION = "wrong_citation"
    WRONG_FIGURE = "wrong_figure"
    INCOMPLETE = "incomplete"
    SHOULD_DECLINE = "should_decline"
    SHOULD_ANSWER = "should_answer"
    OTHER = "other"


REASONS = {
    Reason.WRONG_CITATION: "引用不对",
    Reason.WRONG_FIGURE: "数字不对",
    Reason.INCOMPLETE: "没答全",
    Reason.SHOULD_DECLINE: "不该回答",
    Reason.SHOULD_ANSWER: "应该能答",
    Reason.OTHER: "其他",
}


class State(StrEnum):
    """What has become of a record: it waits, it is a question of the regression set, or it is none."""

    NEW = "new"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Opinion:
    """A rating with its reasons and comment, as a person gave them."""

    rating: Rating
    reasons: frozenset[Reason] = frozenset()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """One record: an answer and what was said of it last.

    id: of the answer, opaque. time: of the last word, UTC. history: (question, status) of each turn before, oldest first.
    route: the step that answered; mode: "extractive" or "generated"; cited: addresses, best first; answer: its beginning.
    notice, sha256: what was asked. accepted_as: the id of the question that it has become; note: why it was dismissed.
    """

    id: str
    time: datetime
    surface: str
    question: str
    history: tuple[tuple[str, str], ...]
    standalone_question: str
    status: str
    route: str
    mode: str
    cited: tuple[str, ...]
    answer: str
    notice: str
    sha256: str
    rating: Rating
    reasons: tuple[Reason, ...]
    comment: str
    state: State = State.NEW
    accepted_as: str = ""
    note: str = ""

    @property
    def turns(self) -> tuple[str, ...]:
        """The questions of the conversation up to this one."""
        return (*(asked for asked, _ in self.history), self.question)

    @classmethod
    def of(
        cls,
        answer_id: str,
        surface: Surface,
        question: str,
        history: Sequence[Turn],
        answer: Answer,
        sha256: str,
        opinion: Opinion,
    ) -> Feedback:
        """The record of an opinion on `answer` to `question`: every text masked and then cut."""
        return cls(
            id=answer_id,
            time=datetime.now(UTC),
            surface=surface,
            question=kept(question),
            history=tuple((kept(turn.question), turn.status.value) for turn in history),
            standalone_question=kept(answer.standalone_question),
            status=answer.status.value,
            route=route(answer),
            mode=answer.mode,
            cited=tuple(dict.fromkeys(citation.address for citation in answer.citations)),
            answer=kept(answer.answer),
            notice=answer.notice.id,
            sha256=sha256,
            rating=opinion.rating,
            reasons=tuple(reason for reason in Reason if reason in opinion.reasons),
            comment=kept(opinion.comment.strip(), LONGEST_COMMENT),
        )


def new_id() -> str:
    """An id for an answer: 32 hexadecimal digits that nobody can guess, so that only who was given it can rate it."""
    return secrets.token_hex(16)


def kept(text: str, most: int = LONGEST_TEXT) -> str:
    """A text as it may be stored: without invisible characters, which part a number or steer a terminal, then masked and cut
    to `most` characters, of which every database can hold each."""
    return masked("\n".join(map(clean, text.splitlines())))[:most]


def route(answer: Answer) -> str:
    """The step that answered: steps are timed one after the other, and those after it only look at what it said."""
    steps = [step for step in answer.timings_ms if step not in ("verify", "generate")]
    return steps[-1] if steps else ""
