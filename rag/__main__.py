"""python -m rag ask ["问题"] [--json] | batch --in F.jsonl --out F.jsonl | tasks | targets | comparison
| verify --answer F --citations ADDRESS …"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from corpus.clause import WenceError
from index.settings import Settings
from rag import tasks_command, verify_command
from rag.answer import Answer, Turn
from rag.list_links import command

if TYPE_CHECKING:
    from rag.library import Library


class BatchError(WenceError):
    """A batch file cannot be read or written, or one of its lines is not a question."""


def main(arguments: list[str] | None = None) -> int:
    """0 when all questions got an answer (a declined one is an answer); 1 where a text is not proven; 2 with a sentence for
    bad input."""
    parser = argparse.ArgumentParser(prog="python -m rag", description="向公告提问 (ask the notice)")
    commands = parser.add_subparsers(dest="command", required=True)
    ask = commands.add_parser("ask", help="问一个问题；不给问题则进入对话 (one question, or a conversation)")
    ask.add_argument("question", nargs="?")
    ask.add_argument("--json", action="store_true", help="输出完整的 Answer 对象")
    ask.add_argument("--notice", metavar="ID", default="", help="只问这一份公告 (ask this notice alone)")
    batch = commands.add_parser("batch", help="成批提问 (a file of questions)")
    batch.add_argument("--in", dest="source", type=Path, required=True, help='每行 {"id","question"} 或 {"id","turns"}')
    batch.add_argument("--out", dest="target", type=Path, required=True, help='每行 {"id","answers":[Answer]}')
    tasks_command.add(commands)
    verify_command.add(commands)
    options = parser.parse_args(arguments)
    try:
        if options.command in tasks_command.KINDS:
            return tasks_command.run(options)
        if options.command == "verify":
            return verify_command.run(options)
        if options.command == "batch":
            return _batch(options.source, options.target)
        assistant = _asked(options.notice)
        if options.question is not None:
            print(_shown(assistant.answer(options.question), as_json=options.json), flush=True)
            return 0
        return _converse(assistant, as_json=options.json)
    except BrokenPipeError:  # whoever read our lines (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2


def _library() -> Library:
    from rag.library import Library  # seconds, and a list needs none of it

    return Library.open(Settings.read())


def _asked(id: str) -> Library:
    """All notices, or the one of an id. Raises UnknownNoticeError."""
    library = _library()
    return library.only(id) if id else library


def _shown(answer: Answer, *, as_json: bool) -> str:
    if as_json:
        return json.dumps(answer.as_dict(), ensure_ascii=False, indent=1)
    lines = [answer.answer]
    lines += [f"  [{c.n}] {c.label}：“{c.quote}”" for c in answer.citations]
    if answer.related:
        lines.append("相关条款（不是依据）：" + "；".join(c.label for c in answer.related))
    if answer.exports:
        lines.append(("Export: " if answer.language == "en" else "导出：") + command(answer.exports))
    return "\n".join(lines)


def _converse(assistant: Library, *, as_json: bool) -> int:
    """Read questions until an empty line or the end of input."""
    history: list[Turn] = []
    while True:
        try:
            question = input("问> " if sys.stdin.isatty() else "")
        except (EOFError, KeyboardInterrupt):
            return 0
        if not question.strip():
            return 0
        answer = assistant.answer(question, history)
        history.append(Turn.of(question, answer))
        print(_shown(answer, as_json=as_json))


def _turns(line: str, number: int) -> tuple[Any, list[str]]:
    try:
        row = json.loads(line)
        turns = row["turns"] if "turns" in row else [row["question"]]
        if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
            raise TypeError  # noqa: TRY301 — one sentence for every way in which a line can be wrong
        return row["id"], turns
    except (ValueError, KeyError, TypeError) as error:
        raise BatchError(f'第 {number} 行不是 {{"id","question"}} 或 {{"id","turns":["…"]}}。请改正后重试。') from error


def _batch(source: Path, target: Path) -> int:
    if source.resolve() == target.resolve():
        raise BatchError("--out 不能与 --in 是同一个文件，否则问题会被覆盖。请换一个输出文件。")
    try:
        lines = enumerate(source.read_text("utf-8-sig").split("\n"), start=1)  # a string may hold U+2028
        rows = [_turns(line, number) for number, line in lines if line.strip()]
        target.touch()
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(f"文件不能用：{error}。请检查路径、权限和编码（UTF-8）。") from error
    assistant = _library()
    with target.open("w", encoding="utf-8", errors="backslashreplace") as out:  # an id may be a lone surrogate
        for name, turns in tqdm(rows, desc="答题", disable=not sys.stderr.isatty(), unit="题"):
            history: list[Turn] = []
            answers = []
            for turn in turns:
                answer = assistant.answer(turn, history)
                history.append(Turn.of(turn, answer))
                answers.append(answer.as_dict())
            out.write(json.dumps({"id": name, "answers": answers}, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
