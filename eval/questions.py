"""The fixed questions and what a right answer to each is. dev is for tuning, test is looked at only through `make eval`.

Two shapes of line: a question (or a conversation judged by its last turn) in dev.jsonl, test.jsonl and used.jsonl, and a
conversation whose every turn is judged, in dialogues.jsonl and dialogues_test.jsonl. questions/README.md has the fields.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.answer import Status

FOLDER = Path(__file__).parent / "questions"
# Split → its files; used.jsonl holds what people's feedback has become (python -m eval triage).
SPLITS = {"dev": ("dev", "used", "dialogues"), "test": ("test", "dialogues_test")}
# Blind questions that nothing asks yet: they take the place of test when it has been measured too often.
RESERVE = "reserve"
# What a line may say of itself (questions/README.md).
TYPES = (
    "lookup", "numeric", "lead", "parties", "taskforce", "title", "list", "comparison", "address", "colloquial", "typo",
    "pinyin", "traditional", "english", "other_language", "multiturn", "false_premise", "near_miss", "other_place_year",
    "procedure", "out_of_scope", "no_such_clause", "injection", "personal", "small_talk", "clarify",
)  # fmt: skip
ASKERS = ("official", "public", "maintainer")
LANGUAGES = ("zh", "zh-Hant", "en", "mixed", "other")
ANSWERED = frozenset(status.value for status in Status if status.answers)


@dataclass(frozen=True, slots=True)
class Expected:
    """What one turn has to come to.

    statuses: any of them is right. gold: alternative sets of addresses, one of which is cited in full; empty where the turn
    is declined. must: each entry a tuple of alternatives of which the answer holds one.
    """

    statuses: frozenset[str]
    gold: tuple[frozenset[str], ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """The statuses as a line of the file has them: "not_stated|out_of_scope"."""
        return "|".join(sorted(self.statuses))


@dataclass(frozen=True, slots=True)
class Item:
    """One question or conversation. expected: one a turn. each: whether every turn is judged by all that is expected of it,
    rather than the last one, with the status alone of those before."""

    id: str
    file: str
    turns: tuple[str, ...]
    type: str
    asker: str
    lang: str
    expected: tuple[Expected, ...]
    each: bool = False

    @property
    def gold(self) -> tuple[frozenset[str], ...]:
        """Of the last turn, like `must`, `must_not` and `statuses`."""
        return self.expected[-1].gold

    @property
    def must(self) -> tuple[tuple[str, ...], ...]:
        return self.expected[-1].must

    @property
    def must_not(self) -> tuple[str, ...]:
        return self.expected[-1].must_not

    @property
    def status(self) -> str:
        return self.expected[-1].status

    @property
    def declined(self) -> bool:
        """Whether the last turn is one that must not be answered from a clause."""
        return not self.gold

    @property
    def split(self) -> str:
        return next((name for name, files in SPLITS.items() if self.file in files), self.file)


def read_items(file: str, folder: Path = FOLDER) -> tuple[Item, ...]:
    """The items of one file ("dev", "test", "dialogues", …), in its order. Raises ValueError naming the line that is
    malformed."""
    path, items = folder / f"{file}.jsonl", []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            items.append(_dialogue(row, file) if "expect" in row else _question(row, file))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name} line {number}: {error}") from error
    return tuple(items)


def read_split(split: str, folder: Path = FOLDER) -> tuple[Item, ...]:
    """All items of "dev" or "test", file by file."""
    return tuple(item for file in SPLITS[split] for item in read_items(file, folder))


def _question(row: dict[str, Any], file: str) -> Item:
    turns = tuple(row["turns"]) if "turns" in row else (row["question"],)
    statuses = row["status"] if isinstance(row["status"], list) else [row["status"]] * len(turns)
    if len(statuses) != len(turns):
        raise ValueError("not one status a turn")
    before = tuple(Expected(_statuses(status)) for status in statuses[:-1])
    expected = (*before, _expected(row | {"status": statuses[-1]}))
    return Item(row["id"], file, turns, row["type"], row["asker"], row["lang"], expected)


def _dialogue(row: dict[str, Any], file: str) -> Item:
    expected = tuple(map(_expected, row["expect"]))
    if len(expected) != len(row["turns"]):
        raise ValueError("not one expectation a turn")
    return Item(row["id"], file, tuple(row["turns"]), row["kind"], row["asker"], row["lang"], expected, each=True)


def _expected(row: dict[str, Any]) -> Expected:
    must = tuple((m,) if isinstance(m, str) else tuple(m) for m in row["must"])
    return Expected(_statuses(row["status"]), tuple(map(frozenset, row["gold"])), must, tuple(row["must_not"]))


def _statuses(words: str) -> frozenset[str]:
    """Raises ValueError for a word that is no status."""
    return frozenset(Status(word).value for word in words.split("|"))
