"""Looking for feedback and counting it, on each database, against the same done by hand over all records."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rag.feedback import FeedbackStore
from rag.feedback_search import BEIJING, Wanted
from rag.opinion import Feedback, Rating, Reason, State
from tests.rag.feedback_writer import record

START = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)  # half an hour before midnight in Beijing


@pytest.fixture
def records(store: FeedbackStore) -> list[Feedback]:
    """Forty records, oldest first, as they were kept."""
    for n in range(40):
        reasons = tuple(reason for i, reason in enumerate(Reason) if n % (i + 2) == 0)
        one = record(f"{n:032x}", f"第{n}个问题 100%_ABC", Rating.UP if n % 3 == 0 else Rating.DOWN)
        made = replace(
            one, time=START + timedelta(minutes=40 * n), reasons=reasons, surface=("chat", "widget", "api")[n % 3]
        )
        store.keep(replace(made, comment="应引附件7" if n % 5 == 0 else ""))
    store.settle([f"{n:032x}" for n in range(4)], State.DISMISSED, note="重复了")
    store.settle([f"{4:032x}"], State.ACCEPTED, accepted_as="x009")
    return list(store.listing())


def fits(one: Feedback, wanted: Wanted) -> bool:
    texts = (one.question, one.answer, one.comment, one.note, one.id, one.accepted_as, one.standalone_question)
    return (
        wanted.state in (None, one.state)
        and wanted.rating in (None, one.rating)
        and (wanted.reason is None or wanted.reason in one.reasons)
        and wanted.surface in ("", one.surface)
        and all(any(word.lower() in text.lower() for text in texts) for word in wanted.text.split())
    )


WANTED = {
    "all": Wanted(),
    "new": Wanted(State.NEW),
    "dismissed": Wanted(State.DISMISSED),
    "down": Wanted(rating=Rating.DOWN),
    **{reason.value: Wanted(reason=reason) for reason in Reason},
    "widget": Wanted(surface="widget"),
    "text": Wanted(text="附件7"),
    "case": Wanted(text="abc"),
    "percent": Wanted(text="0%_A"),
    "underscore": Wanted(text="_ABCD"),
    "words": Wanted(text="第1 附件"),
    "note": Wanted(text="重复"),
    "accepted": Wanted(text="x009"),
    "quote": Wanted(text="'; DROP TABLE feedback; --"),
    "nul": Wanted(text="\0"),
    "several": Wanted(State.NEW, Rating.DOWN, Reason.INCOMPLETE, "chat", "问题"),
}


@pytest.mark.parametrize("wanted", WANTED.values(), ids=WANTED.keys())
def test_what_is_found_and_counted(store: FeedbackStore, records: list[Feedback], wanted: Wanted) -> None:
    expected = [one for one in reversed(records) if fits(one, replace(wanted, text=wanted.text.replace("\0", "")))]
    found = [one for start in range(0, 50, 7) for one in store.page(wanted, start, 7)]
    assert found == expected
    counts = store.counts(wanted)
    assert counts.total == len(expected)
    assert counts.states == Counter(one.state for one in expected)
    assert counts.ratings == Counter(one.rating for one in expected)
    assert counts.reasons == Counter(reason for one in expected for reason in one.reasons)
    assert counts.surfaces == Counter(one.surface for one in expected)
    days = Counter((f"{one.time.astimezone(BEIJING):%Y-%m-%d}", one.rating is Rating.UP) for one in expected)
    assert counts.days == {
        day: (days[day, True], days[day, False]) for day in sorted({d for d, _ in days}, reverse=True)
    }


def test_one_record_by_its_whole_id(store: FeedbackStore, records: list[Feedback]) -> None:
    assert store.get(records[7].id) == records[7]
    assert [store.get(id) for id in (records[7].id[:8], "", "%", "\0", "问")] == [None] * 5
