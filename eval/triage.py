"""python -m eval triage [COMMAND]: what people said of answers, and which of it becomes a question of the regression set.

(none)     the candidates, those found wrong first, with what every stage makes of each now (--plain: without asking)
accept     make a candidate a line of eval/questions/used.jsonl
dismiss    take a candidate off the list, with the reason
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from corpus.clause import WenceError
from corpus.parse import load_notice
from eval.accept import USED, Verdict, accepted, append, one_line
from eval.leaks import bare
from eval.questions import FOLDER, Expected, Item
from eval.run import ask
from eval.show import made
from index.settings import Settings
from rag.feedback import FeedbackStore
from rag.opinion import LONGEST_COMMENT, REASONS, Feedback, Rating, State, kept
from rag.pipeline import Assistant
from rag.question import language

_SETTLED = "别人刚处理了这条反馈，请再列一次。 Somebody has just changed it; list again."
ID_SHOWN = 8  # digits of an id, which is then told from every other


class TriageError(WenceError):
    """A command that cannot be carried out; the message says why."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """All new records of one question in one conversation, oldest first."""

    records: tuple[Feedback, ...]

    @property
    def shown(self) -> Feedback:
        """The last record that found fault, or else the last."""
        return next((r for r in reversed(self.records) if r.rating is Rating.DOWN), self.records[-1])

    @property
    def downs(self) -> int:
        return sum(record.rating is Rating.DOWN for record in self.records)


def candidates(records: Sequence[Feedback]) -> list[Candidate]:
    """Records grouped by their questions as folded, most often found wrong first, and then the latest first."""
    groups: dict[tuple[str, ...], list[Feedback]] = {}
    for record in records:
        groups.setdefault(_key(record), []).append(record)
    found = [Candidate(tuple(group)) for group in groups.values()]
    return sorted(found, key=lambda c: (-c.downs, -c.records[-1].time.timestamp()))


def _key(record: Feedback) -> tuple[str, ...]:
    return (record.notice, *(bare(turn) or turn for turn in record.turns))


def told(candidate: Candidate, sha256: str, assistant: Assistant | None) -> str:
    """A candidate in words. sha256: of the notice as it is now. assistant: asked what it makes of the question now, if any."""
    record, records = candidate.shown, candidate.records
    reasons = Counter(reason for r in records for reason in r.reasons)
    comments = dict.fromkeys(one_line(r.comment) for r in records if r.comment)
    lines = [
        f"{record.id[:ID_SHOWN]}  没用 down {candidate.downs} · 有用 up {len(records) - candidate.downs}  "
        f"{record.time:%Y-%m-%d %H:%M} UTC  {record.surface}",
        *(f"  此前 before      {one_line(asked)} → {status}" for asked, status in record.history),
        f"  问 asked         {one_line(record.question)}",
    ]
    if reasons:
        said = "、".join(f"{REASONS[reason]}×{n}" for reason, n in reasons.most_common())
        lines.append(f"  理由 reasons     {said}")
    lines += [f"  说明 comment     {comment}" for comment in comments]
    lines += [
        f"  当时 then        {record.status} {', '.join(record.cited)} ({record.route or '–'}, {record.mode})",
        *(f"    {one_line(line)}" for line in record.answer.splitlines()),
    ]
    if record.sha256 != sha256:
        lines.append("  注意 note        通知此后改过，或是另一份。 The notice has changed since, or was another.")
    if assistant is not None and record.notice == assistant.notice.id:
        lines += ["  现在 now", *made(ask(assistant, _item(record)))]
    return "\n".join(lines)


def _item(record: Feedback) -> Item:
    """The record as a question that is expected to come to what it came to."""
    expected = tuple(Expected(frozenset({s})) for s in (*(status for _, status in record.history), record.status))
    return Item(record.id[:ID_SHOWN], USED, record.turns, USED, "public", language(record.question), expected)


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Carry out a command: 0, or 2 where a sentence on stderr says what is wrong with it."""
    try:
        options = _parser().parse_args(arguments)
        settings = Settings.read()
        store = FeedbackStore.of(settings)
        if store is None:
            raise TriageError(
                "WENCE_FEEDBACK_URL 为空，没有收集反馈。 No feedback is collected: WENCE_FEEDBACK_URL is empty."
            )
        match options.command:
            case "accept":
                print(_accept(store, settings, options, folder))
            case "dismiss":
                print(_dismiss(store, options))
            case _:
                _list(store, settings, plain=options.plain)
        sys.stdout.flush()
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read our lines (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise TriageError(f"命令写得不对（{message}），用法见 {self.prog} --help。 See {self.prog} --help.")


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m eval triage", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--plain", action="store_true", help="without asking: no index and no model are opened")
    commands = parser.add_subparsers(dest="command")
    accept = commands.add_parser("accept", help="make it a question of the regression set")
    accept.add_argument("id", help="the beginning of its id, as listed")
    accept.add_argument(
        "--status", nargs="+", required=True, help="what is right; for a conversation one a turn, or the last"
    )
    accept.add_argument(
        "--gold", action="append", default=[], metavar="A[+B]", help="addresses cited together; again: or these"
    )
    accept.add_argument(
        "--must", action="append", default=[], metavar="WORDS", help='has to be said; "埃塞|Ethiopia": either'
    )
    accept.add_argument("--must-not", action="append", default=[], metavar="WORDS", help="would be wrong to say")
    accept.add_argument("--type", required=True, help="see eval/questions/README.md")
    accept.add_argument("--asker", required=True, help="official, public or maintainer")
    accept.add_argument("--lang", default="", help="zh, zh-Hant, en or other (default: what it is in)")
    accept.add_argument(
        "--question", action="append", default=[], metavar="WORDS", help="reworded; given again: every turn"
    )
    accept.add_argument(
        "--turns", type=int, default=0, metavar="N", help="keep the last N turns (1: the question alone)"
    )
    dismiss = commands.add_parser("dismiss", help="take it off the list")
    dismiss.add_argument("id", help="the beginning of its id, as listed")
    dismiss.add_argument("--reason", required=True, help="why it is no question for the set")
    return parser


def _list(store: FeedbackStore, settings: Settings, *, plain: bool) -> None:
    records = store.listing(State.NEW)
    found = candidates(records)
    if not found:
        print("没有待处理的反馈。 There is no feedback to look at.")
        return
    downs = sum(candidate.downs for candidate in found)
    print(
        f"{len(found)} 个候选问题，{len(records)} 条反馈（没用 {downs}，有用 {len(records) - downs}）。 "
        f"{len(found)} candidates of {len(records)} records."
    )
    assistant = None if plain else Assistant.open(settings)
    sha256 = assistant.notice.sha256 if assistant else load_notice(settings.notice).sha256
    for candidate in found:
        print(f"\n{told(candidate, sha256, assistant)}")
    print("\n接着 next: python -m eval triage accept ID … | dismiss ID --reason …")


def _accept(store: FeedbackStore, settings: Settings, options: argparse.Namespace, folder: Path) -> str:
    if options.turns < 0:
        raise TriageError("--turns 须是 1 或更大的数。 --turns is 1 or more.")
    candidate = _candidate(store, options.id)
    verdict = Verdict(
        statuses=tuple(options.status),
        type=options.type,
        asker=options.asker,
        gold=tuple(_parts(group, "+", "--gold") for group in options.gold),
        must=tuple(_parts(words, "|", "--must") for words in options.must),
        must_not=tuple(_parts(words, None, "--must-not")[0] for words in options.must_not),
        questions=tuple(options.question),
        turns=options.turns,
        lang=options.lang,
    )
    row = accepted(candidate.shown, verdict, load_notice(settings.notice), folder)
    # Claimed first, so that of two who accept it at once only one writes a line.
    if not store.settle([r.id for r in candidate.records], State.ACCEPTED, accepted_as=row["id"]):
        raise TriageError(_SETTLED)
    try:
        append(row, folder)
    except WenceError:
        store.reopen(row["id"])
        raise
    told = f"{row['id']} → eval/questions/{USED}.jsonl（{len(candidate.records)} 条反馈 records）"
    if "turns" in row:
        told += "\n" + "\n".join(
            f"  {turn} → {status}" for turn, status in zip(row["turns"], row["status"], strict=True)
        )
    return f"{told}\n接着运行 next: make eval && python -m eval baseline"


def _dismiss(store: FeedbackStore, options: argparse.Namespace) -> str:
    note = kept(one_line(options.reason), LONGEST_COMMENT)
    if not note:
        raise TriageError("请用 --reason 说明理由。 Give the reason with --reason.")
    candidate = _candidate(store, options.id)
    count = store.settle([r.id for r in candidate.records], State.DISMISSED, note=note)
    return f"已搁置 {count} 条反馈。 {count} records dismissed."


def _candidate(store: FeedbackStore, beginning: str) -> Candidate:
    """The new records of the question that an id stands for. Raises TriageError."""
    found = store.find(beginning)
    if not found:
        raise TriageError(
            f"没有编号以 {beginning} 开头的反馈（至少 4 位），请用 python -m eval triage --plain 查。 "
            f"There is no record whose id begins with {beginning}."
        )
    if len(found) > 1:
        raise TriageError(f"编号以 {beginning} 开头的不止一条，请多写几位。 More than one id begins with {beginning}.")
    record = found[0]
    if record.state is State.ACCEPTED:
        raise TriageError(
            f"这条反馈已收为 {record.accepted_as}。 It has been accepted already, as {record.accepted_as}."
        )
    if record.state is State.DISMISSED:
        raise TriageError(f"这条反馈已搁置：{record.note}。 It has been dismissed already.")
    candidate = next((c for c in candidates(store.listing(State.NEW)) if record in c.records), None)
    if candidate is None:
        raise TriageError(_SETTLED)
    return candidate


def _parts(text: str, separator: str | None, option: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in (text.split(separator) if separator else (text,)))
    if not all(parts):
        raise TriageError(f"{option} 里有空的一项：{text!r}。 An entry of {option} is empty.")
    return parts
