"""From a record of feedback to a line of questions/used.jsonl, checked: a fault that was seen once is asked about ever after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from corpus.clause import Notice, WenceError
from corpus.text import fold
from eval.leaks import near, of_notices, texts, turns, within
from eval.questions import ANSWERED, ASKERS, FOLDER, LANGUAGES, RESERVE, SPLITS, TYPES
from rag.answer import Status
from rag.opinion import Feedback, kept
from rag.question import language

USED = "used"
# What is learnt from, or measures blindly; near to any of these a question would measure nothing.
_OTHERS = ("calibration", "list_calibration", "asides", *SPLITS["test"], RESERVE)


class AcceptError(WenceError):
    """What a reviewer says of a question does not fit the notice, the question sets or itself."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer says is right.

    statuses: one a turn, or the last turn's alone; each may hold alternatives, "not_stated|out_of_scope". gold: alternative
    sets of addresses. must: each entry its alternatives. questions: other words for the turns, or for the last alone; empty
    for the person's own. turns: how many turns are kept, from the last; 0 for all. lang: "" for what the question is in.
    """

    statuses: tuple[str, ...]
    type: str
    asker: str
    gold: tuple[tuple[str, ...], ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    turns: int = 0
    lang: str = ""


def accepted(feedback: Feedback, verdict: Verdict, notice: Notice, folder: Path = FOLDER) -> dict[str, Any]:
    """The line that a record becomes, as questions/README.md has it. Raises AcceptError for the first thing that is wrong."""
    if feedback.notice != notice.id:
        raise AcceptError(
            f"这条反馈问的是 {feedback.notice}，当前通知是 {notice.id}：请用 WENCE_NOTICE 换成前者。 "
            f"This is about another notice; set WENCE_NOTICE={feedback.notice}."
        )
    asked = _asked(feedback, verdict)
    statuses = _statuses(feedback, verdict, len(asked))
    lang = verdict.lang or language(asked[-1])
    faults = chain(
        _words(verdict, lang), _gold(verdict, statuses[-1], notice), _facts(verdict, notice), _copies(asked, folder)
    )
    for fault in faults:
        raise AcceptError(fault)
    alone = len(asked) == 1
    return {
        "id": _next_id(folder),
        **({"question": asked[0]} if alone else {"turns": asked}),
        "type": verdict.type,
        "asker": verdict.asker,
        "lang": lang,
        "status": statuses[0] if alone else statuses,
        "gold": [list(group) for group in verdict.gold],
        "must": [alternatives[0] if len(alternatives) == 1 else list(alternatives) for alternatives in verdict.must],
        "must_not": list(verdict.must_not),
    }


def append(row: dict[str, Any], folder: Path = FOLDER) -> None:
    """Write a line to used.jsonl. Raises AcceptError where the file cannot be written."""
    path = folder / f"{USED}.jsonl"
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise AcceptError(
            f"{path.name} 写不进去（{error.strerror}），这条反馈仍是未处理。请检查权限和磁盘空间。 "
            f"{path.name} cannot be written; the record is still new."
        ) from error


def one_line(text: str) -> str:
    """A text as it may stand in a line of a file or on a terminal: no line breaks, no control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _asked(feedback: Feedback, verdict: Verdict) -> list[str]:
    own = feedback.turns[-verdict.turns :] if verdict.turns else feedback.turns
    if len(verdict.questions) > 1:
        own = verdict.questions
    elif verdict.questions:
        own = (*own[:-1], *verdict.questions)
    asked = [one_line(kept(turn)) for turn in own]
    if not all(asked):
        raise AcceptError("问题不能为空：请用 --question 写出来。 A question is empty; give its words with --question.")
    return asked


def _statuses(feedback: Feedback, verdict: Verdict, turns: int) -> list[str]:
    known = {status.value for status in Status}
    unknown = [word for status in verdict.statuses for word in status.split("|") if word not in known]
    if unknown:
        raise AcceptError(
            f"没有 {unknown[0]} 这种结果，--status 可用 {'、'.join(sorted(known))}。 There is no status {unknown[0]}."
        )
    if len(verdict.statuses) == turns:
        return list(verdict.statuses)
    before = [status for _, status in feedback.history][-(turns - 1) :] if turns > 1 else []
    if len(verdict.statuses) != 1 or len(before) != turns - 1:
        raise AcceptError(
            f"这段对话有 {turns} 轮，--status 要么每轮一个，要么只给最后一轮。 "
            f"The conversation has {turns} turns: give a status for each, or for the last alone."
        )
    return [*before, *verdict.statuses]


def _words(verdict: Verdict, lang: str) -> Iterator[str]:
    for option, word, allowed in (
        ("--type", verdict.type, TYPES),
        ("--asker", verdict.asker, ASKERS),
        ("--lang", lang, LANGUAGES),
    ):
        if word not in allowed:
            yield f"{option} 不能是 {word}，可用 {'、'.join(allowed)}。 {option} is one of {', '.join(allowed)}."


def _gold(verdict: Verdict, status: str, notice: Notice) -> Iterator[str]:
    for address in (address for group in verdict.gold for address in group):
        if notice.get(address) is None and not (address == "page" and notice.page):
            yield f"通知没有 {address} 这个地址，可用 python -m corpus tree 查。 The notice has no clause at {address}."
    answered = bool({*status.split("|")} & ANSWERED)
    if answered and not verdict.gold:
        yield f"结果是 {status}，须用 --gold 给出依据的地址。 What is {status} has a gold clause; give it with --gold."
    if verdict.gold and not answered:
        yield f"结果是 {status}，不应有依据，请去掉 --gold。 What is {status} has no gold clause; leave out --gold."
    if verdict.must and not answered:
        yield f"结果是 {status}，没有必须说到的内容，请去掉 --must。 What is {status} must say nothing; leave out --must."


def _facts(verdict: Verdict, notice: Notice) -> Iterator[str]:
    """What must be said stands in a gold clause, in one spelling at least, and is not forbidden."""
    held = fold("\n".join(_text(notice, address) for group in verdict.gold for address in group))
    for alternatives in verdict.must:
        if not any(fold(word) in held for word in alternatives):
            said = "|".join(alternatives)
            yield f"依据的条款里没有“{said}”，请照原文写 --must。 No gold clause holds {said}; write it as the notice does."
    for no in verdict.must_not:
        for alternatives in verdict.must:
            if all(fold(no) in fold(word) for word in alternatives):
                yield f"“{no}”既须说又不许说，请改 --must-not。 {no} is in --must too; change --must-not."


def _text(notice: Notice, address: str) -> str:
    """What can be said of a clause: its words, its label, and the bodies, whose names the page may have cut short."""
    clause = notice.page if address == "page" else notice.get(address)
    if clause is None:
        return ""
    return "\n".join((clause.text, notice.label(clause), *clause.responsible))


def _copies(asked: Sequence[str], folder: Path) -> Iterator[str]:
    """Near copies: among its own, of every turn; of what was learnt from or is blind, of the first, which says most."""
    first = {"": asked[0]}
    for file in SPLITS["dev"]:
        there = {name: held for name, held in turns(file, folder).items() if len(held) == len(asked)}
        for _, name in sorted(near(first, {name: held[0] for name, held in there.items()})):
            if all(near({"": own}, {"": other}) for own, other in zip(asked, there[name], strict=True)):
                yield (
                    f"题集里已有几乎相同的 {name}。请直接用它，或用 --question 换个说法。 "
                    f"Nearly the same as {name}: use that one, or reword it with --question."
                )
    for file in _OTHERS:
        if near(first, texts(file, folder)):  # of a blind set not even the id is said
            yield (
                f"{file} 里已有几乎相同的一题，请用 --question 换个说法。 "
                f"There is nearly the same one in {file}; reword it with --question."
            )
    for file in ("enquiries", "unstated"):
        learnt = of_notices(file)
        for _, name in sorted(near(first, learnt) | within(first, learnt)):
            yield (
                f"索引已学过几乎相同的问法（{name}，{file}.jsonl），考不出什么。请用 --question 换个说法。 "
                f"The index has learnt nearly the same words ({name}); reword it with --question."
            )


def _next_id(folder: Path) -> str:
    lines = (folder / f"{USED}.jsonl").read_text("utf-8").splitlines()
    taken = [int(json.loads(line)["id"].removeprefix("x")) for line in lines]
    return f"x{max(taken, default=0) + 1:03d}"
