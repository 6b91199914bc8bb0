"""A record of feedback as it is shown to a maintainer: what was cited, what today's answer differs in, where it leads."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.clause import Notice
from rag.answer import Answer, Turn
from rag.opinion import Feedback, kept
from web.protocol import Answerer

MOST_TURNS = 10  # of a conversation that are asked again; the last of them


@dataclass(frozen=True, slots=True)
class Cited:
    """A clause that an answer cites. label: as people write it; "" where the notice has no such clause now. start, end: of
    what is quoted, where that is known."""

    address: str
    label: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """Today's answer beside the one that was rated. gone, new: what only the one or the other cites, best first. cut:
    turns at the beginning of the conversation that were not asked again."""

    answer: Answer
    cited: tuple[Cited, ...]
    same_status: bool
    same_text: bool
    gone: tuple[Cited, ...]
    new: tuple[Cited, ...]
    cut: int

    @property
    def same(self) -> bool:
        return self.same_status and self.same_text and not self.gone and not self.new


def cited(notice: Notice, record: Feedback) -> tuple[Cited, ...]:
    """What the rated answer cites; without a label where it is of another notice."""
    ours = record.notice == notice.id
    return tuple(_cited(notice, address) if ours else Cited(address, "") for address in record.cited)


def asked_again(assistant: Answerer, record: Feedback) -> Again:
    """Ask the questions of the record's conversation anew, each with those before it, and compare the last answer."""
    turns, history = record.turns[-MOST_TURNS:], list[Turn]()
    answer: Answer | None = None
    for question in turns:
        answer = assistant.answer(question, history)
        history.append(Turn.of(question, answer))
    assert answer is not None  # a record has a question
    return _compared(assistant.notice, record, answer, len(record.turns) - len(turns))


def commands(record: Feedback) -> tuple[str, ...]:
    """What is typed to make the record a question of the regression set, and to take it off the list: the outcome and the
    clauses are those of the rated answer, to be corrected; TYPE and 理由 to be filled in."""
    asker = "official" if record.surface == "chat" else "public"
    gold = ["--gold", "+".join(record.cited)] if record.cited else []
    accept = ["accept", record.id, "--status", record.status, *gold, "--type", "TYPE", "--asker", asker]
    dismiss = ["dismiss", record.id, "--reason", "理由"]
    return tuple("python -m eval triage " + shlex.join(words) for words in (accept, dismiss))


def _compared(notice: Notice, record: Feedback, answer: Answer, cut: int) -> Again:
    first: dict[str, Cited] = {}  # of several quotations from a clause
    for c in answer.citations:
        first.setdefault(c.address, Cited(c.address, c.label, c.start, c.end))
    now = tuple(first.values())
    return Again(
        answer,
        now,
        same_status=answer.status.value == record.status,
        same_text=kept(answer.answer) == record.answer,
        gone=tuple(one for one in cited(notice, record) if one.address not in first),
        new=tuple(one for one in now if one.address not in record.cited),
        cut=cut,
    )


def _cited(notice: Notice, address: str) -> Cited:
    clause = notice.get(address)
    return Cited(address, notice.label(clause) if clause else "")


def pages(total: int, size: int, at: int, around: int = 2) -> Iterator[int | None]:
    """The numbers, from 0, of the pages that are offered: the first, the last and those around `at`; None for a gap.

    >>> list(pages(500, 50, 5, around=1))
    [0, None, 4, 5, 6, None, 9]
    """
    last = max(0, -(-total // size) - 1)
    offered: Sequence[int] = sorted({0, last, *(n for n in range(at - around, at + around + 1) if 0 <= n <= last)})
    before = -1
    for number in offered:
        if number > before + 1:
            yield None
        yield number
        before = number
