"""A process that writes records, one after the other, and names each that is committed: python -m … URL NAME COUNT."""

from __future__ import annotations

import sys

from rag.answer import Answer, NoticeRef, Status
from rag.feedback import FeedbackStore
from rag.opinion import Feedback, Opinion, Rating, Reason

ANSWER = Answer(
    Status.ANSWERED,
    "农村低保标准：不低于485元/月",
    (),
    (),
    "农村低保标准",
    "extractive",
    NoticeRef("small", "试点方案", "送审稿", "2025-06-12", ""),
    timings_ms={"screen": 0.1, "answer": 2.0, "verify": 0.5, "generate": 9.0},
)


def record(
    answer_id: str, question: str = "农村低保多少钱？", rating: Rating = Rating.DOWN, comment: str = ""
) -> Feedback:
    """A record of an opinion on ANSWER."""
    opinion = Opinion(rating, frozenset({Reason.WRONG_FIGURE, Reason.INCOMPLETE}), comment)
    return Feedback.of(answer_id, "api", question, (), ANSWER, "0" * 64, opinion)


def main(url: str, name: str, count: int) -> None:
    """Writes `count` records, or until it is killed where that is 0."""
    store, n = FeedbackStore(url), 0
    while not count or n < count:
        store.keep(record(f"{name}-{n}"))
        print(f"{name}-{n}", flush=True)
        n += 1


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
