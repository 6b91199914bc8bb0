"""The fixed questions: dev is for tuning, test is looked at only through `make eval`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "questions"


@dataclass(frozen=True, slots=True)
class Item:
    """One question (or conversation). Its expectations are those of questions/README.md.

    statuses: one a turn. gold: alternative sets of addresses, for the last turn. must: each entry a tuple of
    alternatives of which the answer holds one.
    """

    id: str
    turns: tuple[str, ...]
    type: str
    asker: str
    lang: str
    statuses: tuple[str, ...]
    gold: tuple[frozenset[str], ...]
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]

    @property
    def declined(self) -> bool:
        """Whether the last turn is one that must not be answered from a clause."""
        return not self.gold


def read_items(split: str, folder: Path = FOLDER) -> tuple[Item, ...]:
    """The items of "dev" or "test", in file order. Raises ValueError naming the line that is malformed."""
    items = []
    path = folder / f"{split}.jsonl"
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        try:
            row = json.loads(line)
            turns = tuple(row["turns"]) if "turns" in row else (row["question"],)
            statuses = row["status"] if isinstance(row["status"], list) else [row["status"]]
            item = Item(
                row["id"], turns, row["type"], row["asker"], row["lang"], tuple(statuses),
                tuple(frozenset(g) for g in row["gold"]),
                tuple((m,) if isinstance(m, str) else tuple(m) for m in row["must"]), tuple(row["must_not"]),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{path.name} line {number}: {error}") from error
        items.append(item)
    return tuple(items)
