"""Ask the fixed questions."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from tqdm import tqdm

from eval.outcome import Outcome, judged
from eval.questions import Item
from rag.answer import Turn
from rag.pipeline import Assistant


def outcomes(assistant: Assistant, item: Item) -> Iterator[Outcome]:
    """One item's outcomes: of every turn where each is judged, else of the last. A conversation is asked turn by turn, each
    with the system's own answers before it."""
    history: list[Turn] = []
    right = True
    for number, question in enumerate(item.turns):
        answer, trace = assistant.trace(question, history)
        history.append(Turn.of(question, answer))
        if item.each:
            yield judged(item, number, answer, trace)
        elif number == len(item.turns) - 1:
            yield judged(item, number, answer, trace, before=right)
        else:
            right = right and answer.status.value in item.expected[number].statuses


def ask(assistant: Assistant, item: Item) -> Outcome:
    """The outcome of an item's last turn."""
    *_, last = outcomes(assistant, item)
    return last


def run(assistant: Assistant, items: Sequence[Item]) -> list[Outcome]:
    """All outcomes, in order, with a progress bar on a terminal."""
    shown = tqdm(items, disable=not sys.stderr.isatty(), unit="题", desc="questions")
    return [outcome for item in shown for outcome in outcomes(assistant, item)]
