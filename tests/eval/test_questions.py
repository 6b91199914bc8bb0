"""The fixed questions: each line well formed, nothing shared between the sets, and the same results on every run.

A failure names ids and counts and never a question: those of the test set are for measuring only.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.clause import Notice
from eval import questions
from eval.leaks import near, of_notices, texts, within
from eval.outcome import Outcome
from eval.questions import ANSWERED, FOLDER, SPLITS, Item, read_items, read_split
from eval.results import Results, write
from eval.run import run
from index.build import Index
from rag.answer import Status
from rag.asides import KINDS
from rag.pipeline import Assistant
from rag.question import language

FIELDS = {"id", "type", "asker", "lang", "status", "gold", "must", "must_not"}
TYPES = {
    "lookup", "numeric", "lead", "parties", "taskforce", "title", "list", "comparison", "address", "colloquial", "typo",
    "pinyin", "traditional", "english", "other_language", "multiturn", "false_premise", "near_miss", "other_place_year",
    "procedure", "out_of_scope", "no_such_clause", "injection", "personal", "small_talk", "clarify",
}  # fmt: skip
LABELS = {"answerable", "not_stated", "out_of_scope"}
FILES = ("dev", "used", "test", "reserve")
DIALOGUE_KINDS = {
    "other_subject", "same_clause", "neighbour", "other_attachment", "list", "other_body", "new_subject", "not_stated",
    "after_declined", "correction", "pronoun", "small_talk", "back",
}  # fmt: skip


def rows(split: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{split}.jsonl").read_text("utf-8").splitlines()]


def faults(row: dict[str, Any], notice: Notice) -> Iterator[str]:
    """What is wrong with a line of dev or test, in words that do not repeat it."""
    if set(row) - {"question", "turns"} != FIELDS:
        yield "fields"
    if ("question" in row) == ("turns" in row):
        yield "question or turns"
    turns = row.get("turns", [row.get("question")])
    if not all(isinstance(turn, str) and turn.strip() for turn in turns):
        yield "turns"
    if row["type"] not in TYPES:
        yield "type"
    if row["asker"] not in {"official", "public", "resident", "maintainer"}:
        yield "asker"
    if row["lang"] not in {"zh", "zh-Hant", "en", "mixed", "other"}:
        yield "lang"
    given = row["status"] if isinstance(row["status"], list) else [row["status"]]
    statuses = [set(words.split("|")) for words in given]
    if not set().union(*statuses) <= {status.value for status in Status}:
        yield "status"
    if len(statuses) not in (1, len(turns)):
        yield "a status a turn"
    addresses = {address for group in row["gold"] for address in group}
    if any(not group for group in row["gold"]):
        yield "an empty gold set"
    if not all(address == "page" or notice.get(address) for address in addresses):
        yield "gold address"
    if bool(row["gold"]) != bool(statuses[-1] & ANSWERED):
        yield "gold where declined, or none where answered"
    words = [w for m in row["must"] for w in ([m] if isinstance(m, str) else m)] + row["must_not"]
    if not all(isinstance(word, str) and word for word in words):
        yield "must"


@pytest.mark.parametrize("split", FILES)
def test_lines(split: str, notice: Notice) -> None:
    wrong = [(row.get("id"), fault) for row in rows(split) for fault in faults(row, notice)]
    assert wrong == []


def test_calibration_lines(notice: Notice) -> None:
    wrong = []
    for row in rows("calibration"):
        fine = (
            set(row) == {"id", "question", "label", "lang", "gold", "writer"}
            and row["question"].strip()
            and row["writer"].strip()
            and row["label"] in LABELS
            and row["lang"] in {"zh", "zh-Hant", "en", "other"}
            and all(address == "page" or notice.get(address) for address in row["gold"])
            and bool(row["gold"]) >= (row["label"] == "answerable")
        )
        if not fine:
            wrong.append(row.get("id"))
    assert wrong == []


def test_calibration_has_many_hands() -> None:
    """Each writer's questions are judged by a model that has read none of them, so no writer may stand for all."""
    writers = Counter(row["writer"] for row in rows("calibration"))
    assert len(writers) >= 5
    assert max(writers.values()) <= 0.4 * sum(writers.values())


def test_aside_lines() -> None:
    wrong = [
        row.get("id")
        for row in rows("asides")
        if set(row) != {"id", "question", "label", "writer"}
        or not row["question"].strip()
        or not row["writer"].strip()
        or row["label"] not in {*KINDS, "none"}
    ]
    assert wrong == []
    counts = Counter(row["label"] for row in rows("asides"))
    assert min(counts[kind] for kind in (*KINDS, "none")) >= 50


@pytest.mark.parametrize("name", ["dialogues", "dialogues_test"])
def test_dialogue_lines(name: str, notice: Notice) -> None:
    wrong = []
    for row in rows(name):
        statuses = {status.value for status in Status}
        fine = (
            set(row) == {"id", "kind", "asker", "lang", "turns", "expect"}
            and row["kind"] in DIALOGUE_KINDS | {"blind"}
            and row["asker"] in {"official", "resident", "maintainer"}
            and row["lang"] in {"zh", "zh-Hant", "en", "mixed", "other"}
            and len(row["turns"]) == len(row["expect"]) >= 2
            and all(isinstance(turn, str) and turn.strip() for turn in row["turns"])
        )
        for expected in row["expect"]:
            said = [w for m in expected["must"] for w in ([m] if isinstance(m, str) else m)] + expected["must_not"]
            fine = (
                fine
                and set(expected) == {"status", "gold", "must", "must_not"}
                and set(expected["status"].split("|")) <= statuses
                and bool(expected["gold"]) == bool(set(expected["status"].split("|")) & ANSWERED)
                and all(group for group in expected["gold"])
                and all(address == "page" or notice.get(address) for group in expected["gold"] for address in group)
                and all(isinstance(word, str) and word for word in said)
            )
        if not fine:
            wrong.append(row.get("id"))
    assert wrong == []
    assert {row["kind"] for row in rows(name)} <= DIALOGUE_KINDS | {"blind"}


@pytest.mark.parametrize(
    "split", ["dev", "test", "reserve", "calibration", "list_calibration", "asides", "dialogues", "dialogues_test"]
)
def test_ids_are_unique(split: str) -> None:
    counts = Counter(row["id"] for row in rows(split))
    assert [name for name, n in counts.items() if n > 1] == []
    assert counts


@pytest.mark.parametrize("split", [*FILES, "dialogues", "dialogues_test", "list_calibration"])
def test_items_are_read_whole(split: str) -> None:
    items = read_items(split)
    assert [item.id for item in items] == [row["id"] for row in rows(split)]


def test_types_are_one_list() -> None:
    """What feedback may become is what a question may be."""
    assert set(questions.TYPES) == TYPES
    assert len(questions.TYPES) == len(TYPES)


def test_every_type_is_asked() -> None:
    """In each split: what a change breaks must show in both. Conversations of test are judged turn by turn, in a file of
    their own."""
    for split in SPLITS:
        assert {item.type for item in read_split(split) if not item.each} | {"multiturn"} == TYPES, split


@pytest.mark.parametrize("split", SPLITS)
def test_language_of_a_question_is_recognised(split: str) -> None:
    """Chinese with English words in it is answered in Chinese; pinyin is told by what it is understood as."""
    single = [item for item in read_items(split) if len(item.turns) == 1 and item.type != "pinyin"]
    other = [item.id for item in single if language(item.turns[0]) != item.lang.replace("mixed", "zh")]
    assert len(other) <= 0.02 * len(single), other


def test_every_item_is_asked_for_twice(notice: Notice) -> None:
    """Each item and sub-item with words of its own is the gold of two questions or more; lists do not count."""
    counts: Counter[str] = Counter()
    for item in (*read_split("dev"), *read_split("test")):
        for expected in item.expected if item.type != "list" else ():
            counts.update({address for group in expected.gold for address in group})
    own = [c for c in notice.clauses if c.kind in ("item", "subitem") and notice.substantial(c)]
    assert len(own) > 140
    assert [c.address for c in own if counts[c.address] < 2] == []


def test_a_malformed_line_is_named(tmp_path: Path) -> None:
    good = (FOLDER / "dev.jsonl").read_text("utf-8").splitlines()[0]
    (tmp_path / "dev.jsonl").write_text(f'{good}\n{{"id": "x"}}\n', "utf-8")
    with pytest.raises(ValueError, match=r"dev\.jsonl line 2"):
        read_items("dev", tmp_path)


# -- nothing shared: a question that was learnt from measures nothing


def named(pairs: set[tuple[str, str]]) -> tuple[int, list[str]]:
    """How many questions, and the ids of those that may be named: which of the test set they are stays unsaid."""
    ids = sorted({name for name, _ in pairs})
    return len(ids), [name for name in ids if not name.startswith(("test:", "reserve:"))]


def test_near_finds_a_copy() -> None:
    copy = {"x": "农村低保最低多少钱一个月呢?"}
    assert near({"a": "農村低保最低多少錢，一個月？"}, copy) == {("a", "x")}
    assert near({"a": "农村低保最低多少元一个月?"}, copy, least=0.5) == {("a", "x")}
    assert near({"a": "哪个部门牵头社会信用体系?"}, copy) == set()


def test_within_finds_a_part() -> None:
    held = {"x": "农村低保最低多少钱", "y": "低保", "z": "county bus"}
    assert within({"a": "请问農村低保,最低多少錢一个月"}, held) == {("a", "x")}
    assert within({"a": "低保最低多少"}, held) == {("a", "x")}
    assert within({"a": "Is there a county bus?", "b": "领低保"}, held) == set()  # too short to say anything


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("dev", "test"),
        ("dev", "reserve"),
        ("test", "reserve"),
        ("reserve", "calibration"),
        ("reserve", "list_calibration"),
        ("reserve", "asides"),
        ("dev", "calibration"),
        ("test", "calibration"),
        ("dev", "list_calibration"),
        ("test", "list_calibration"),
        ("dev", "asides"),
        ("test", "asides"),
    ],
)
def test_no_question_is_in_two_sets(left: str, right: str) -> None:
    shared = near(texts(left), texts(right))
    assert named(shared) == (0, [])


@pytest.mark.parametrize("split", [*FILES, "calibration", "list_calibration"])
def test_no_question_is_an_enquiry(split: str) -> None:
    """Nor nearly one: neither most of its character 3-grams, nor one of them inside the other."""
    enquiries = of_notices("enquiries")
    assert len(enquiries) > 5_000
    asked = texts(split)
    assert named(near(asked, enquiries) | within(asked, enquiries)) == (0, [])


@pytest.mark.parametrize("split", [*FILES, "calibration", "list_calibration", "dialogues"])
def test_no_question_is_left_open_by_the_notice(split: str) -> None:
    """Nor nearly one: the notice's unstated questions teach the judgement that these measure."""
    left_open = of_notices("unstated")
    assert len(left_open) > 2_000
    asked = texts(split)
    assert named(near(asked, left_open) | within(asked, left_open)) == (0, [])


def test_the_sets_are_large_and_varied() -> None:
    """Few of a type would make its column of the table a matter of luck; both sets ask of much of the notice."""
    for split in SPLITS:
        items = read_items(split)
        assert len(items) >= 500
        counts = Counter(item.type for item in items)
        retrieved = ("lookup", "numeric", "lead", "colloquial", "typo", "traditional", "english")
        assert min(counts[kind] for kind in retrieved) >= 20
        assert len({address for item in items for group in item.gold for address in group}) >= 150
        assert sum(item.declined for item in items) >= 40


# -- the same results on every run


def sample() -> list[Item]:
    """Every ninth development question: some of each type."""
    return list(read_items("dev"))[::9]


def test_results_are_the_same_every_time(assistant: Assistant, index: Index, tmp_path: Path) -> None:
    """Byte for byte, by another assistant and in another order."""

    def written(outcomes: list[Outcome], name: str) -> bytes:
        results = Results(tuple(outcomes), {}, {}, {}, {})
        return (write(results, tmp_path / name) / "results.jsonl").read_bytes()

    once = written(run(assistant, sample()), "once")
    again = written(run(Assistant(index), sample()[::-1])[::-1], "again")
    assert len(once.splitlines()) == len(sample())
    assert once == again
    assert b"milliseconds" not in once
