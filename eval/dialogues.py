"""Conversations asked turn by turn, every turn judged by its own expectations: how many follow-ups come out right."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from corpus.text import fold
from eval.metrics import citation_scores
from eval.questions import FOLDER
from rag.answer import Answer, Turn
from rag.pipeline import Assistant


@dataclass(frozen=True, slots=True)
class Expected:
    """What one turn has to come to: a status, one of the gold sets of addresses cited in full, words said and not said."""

    status: str
    gold: tuple[frozenset[str], ...]
    must: tuple[tuple[str, ...], ...]  # of each entry one form is said
    must_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation; expected has one entry a turn. kind: what its follow-ups try, "other_subject", "neighbour", …"""

    id: str
    kind: str
    lang: str
    asker: str
    turns: tuple[str, ...]
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn's outcome. wrong: what is wrong with it, "" where nothing is."""

    dialogue: Dialogue
    turn: int  # from 0
    answer: Answer
    wrong: str

    @property
    def follows(self) -> bool:
        return self.turn > 0


FILES = {"dev": "dialogues.jsonl", "test": "dialogues_test.jsonl"}


def read_dialogues(folder: Path = FOLDER, split: str = "dev") -> tuple[Dialogue, ...]:
    """All dialogues of a split, in file order. Raises ValueError naming the line that is malformed."""
    found = []
    for number, line in enumerate((folder / FILES[split]).read_text("utf-8").splitlines(), start=1):
        try:
            found.append(_read(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f"{FILES[split]} line {number}: {error}") from error
    return tuple(found)


def _read(row: dict[str, Any]) -> Dialogue:
    expected = tuple(
        Expected(
            e["status"],
            tuple(map(frozenset, e["gold"])),
            tuple((m,) if isinstance(m, str) else tuple(m) for m in e["must"]),
            tuple(e["must_not"]),
        )
        for e in row["expect"]
    )
    if len(expected) != len(row["turns"]):
        raise ValueError("not one expectation a turn")
    return Dialogue(row["id"], row["kind"], row["lang"], row["asker"], tuple(row["turns"]), expected)


def fault(answer: Answer, expected: Expected) -> str:
    """What is wrong with an answer: its status, a citation or a fact that it lacks, a wrong fact that it states."""
    if answer.status.value != expected.status:
        return f"{answer.status.value}, not {expected.status}"
    cited = tuple(dict.fromkeys(c.address for c in answer.citations))
    if citation_scores(cited, expected.gold)[0] < 1:
        return f"cites {list(cited)}, not {[sorted(gold) for gold in expected.gold]}"
    said = _said(answer)
    missing = [forms for forms in expected.must if not any(fold(words) in said for words in forms)]
    if missing:
        return f"lacks {missing}"
    forbidden = [words for words in expected.must_not if fold(words) in said]
    return f"states {forbidden}" if forbidden else ""


def _said(answer: Answer) -> str:
    """Everything that is shown, folded: an answer may be in traditional characters."""
    without_markers = re.sub(r"\[\d+\]", "", answer.answer)
    return fold(" ".join([without_markers, *(c.label for c in answer.citations)]))


def ask(assistant: Assistant, dialogue: Dialogue) -> Iterator[Asked]:
    """A dialogue's turns in order; each goes on from the system's own answers to those before."""
    history: list[Turn] = []
    for number, (question, expected) in enumerate(zip(dialogue.turns, dialogue.expected, strict=True)):
        answer = assistant.answer(question, history)
        history.append(Turn.of(question, answer))
        yield Asked(dialogue, number, answer, fault(answer, expected))


def run(assistant: Assistant, dialogues: Sequence[Dialogue]) -> list[Asked]:
    """Every turn of every dialogue, with a progress bar on a terminal."""
    shown = tqdm(dialogues, disable=not sys.stderr.isatty(), unit="段", desc="dialogues")
    return [asked for dialogue in shown for asked in ask(assistant, dialogue)]


def table(asked: Iterable[Asked]) -> str:
    """The share of follow-up turns (the second of a dialogue and later) that are right, by kind, and of first turns, as
    Markdown."""
    groups: dict[str, list[Asked]] = {"follow-up turns": [], "first turns": []}
    for one in asked:
        groups["follow-up turns" if one.follows else "first turns"].append(one)
        if one.follows:
            groups.setdefault(one.dialogue.kind, []).append(one)
    lines = ["| turns | n | right | share |", "|---|---|---|---|"]
    for name, group in groups.items():
        right = sum(not one.wrong for one in group)
        lines.append(f"| {name} | {len(group)} | {right} | {right / (len(group) or 1):.3f} |")
    return "\n".join(lines)


def failures(asked: Iterable[Asked]) -> str:
    """Each wrong turn: what was asked, what it was understood as, what is wrong."""
    return "\n\n".join(
        f"{one.dialogue.id} [{one.dialogue.kind}] {' / '.join(one.dialogue.turns[: one.turn + 1])}\n"
        f"  understood: {one.answer.standalone_question}\n  {one.wrong}\n  {one.answer.answer[:160]!r}"
        for one in asked
        if one.wrong
    )


def report(assistant: Assistant, split: str = "dev", *, each: bool = False) -> str:
    """The measures, and with `each` every turn of dev that came out wrong."""
    asked = run(assistant, read_dialogues(split=split))
    return f"{table(asked)}\n\n{failures(asked)}" if each and split == "dev" else table(asked)
