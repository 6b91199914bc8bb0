"""python -m corpus clauses [--json] | tree | check [--file F] | show ADDRESS | draft [--clauses A,B] [--dry-run | --accept]
| add FILE --id ID | update FILE --id ID | remove --id ID [--yes] | notices"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.check import faults, knowledge_faults, knowledge_report, report
from corpus.clause import Clause, Notice, NoticeError, WenceError
from corpus.knowledge import Knowledge
from corpus.parse import DEFAULT_NOTICE, load_notice, notice_folder, read_notice
from corpus.shelf_command import COMMANDS, add_commands
from corpus.shelf_command import run as run_shelf


def clause_json(notice: Notice, clause: Clause) -> dict[str, Any]:
    """One clause as the JSON object of `clauses --json`; inferred holds its ancestors' notes too."""
    return asdict(clause) | {"label": notice.label(clause), "inferred": list(notice.notes(clause))}


def main(arguments: list[str] | None = None) -> int:
    """The command line; 0 when all is well, 1 when `check` finds a fault or `draft` leaves something, 2 for bad input."""
    parser = argparse.ArgumentParser(prog="python -m corpus", description="读公告：条款、结构、核对 (read a notice)")
    parser.add_argument("--notice", default=DEFAULT_NOTICE, help="公告文件夹，或公告编号 (a folder or an id)")
    commands = parser.add_subparsers(dest="command", required=True)
    clauses = commands.add_parser("clauses", help="列出全部条款 (list every clause)")
    clauses.add_argument("--json", action="store_true")
    commands.add_parser("tree", help="公告的结构 (the outline)")
    check = commands.add_parser("check", help="条数、覆盖、推断与缺损 (counts, coverage, inferences, repairs)")
    check.add_argument("--file", type=Path, help="核对任一文本文件 (any official document as text)")
    show = commands.add_parser("show", help="显示一条 (one clause)")
    show.add_argument("address", help="如 7/2/1/5/15")
    draft = commands.add_parser("draft", help="用语言模型起草问句和译述，供人核对 (drafts for a person to check)")
    draft.add_argument("--notice", default=argparse.SUPPRESS, help="同上")
    draft.add_argument("--clauses", default="", metavar="A,B", help="只起草这些地址的条款 (only these)")
    instead = draft.add_mutually_exclusive_group()
    instead.add_argument("--dry-run", action="store_true", help="只显示第一条的提示词，不调用模型 (show the prompt)")
    instead.add_argument("--accept", action="store_true", help="收入核对过的行 (move over what has been reviewed)")
    add_commands(commands)
    options = parser.parse_args(arguments)
    try:
        code = run_shelf(options) if options.command in COMMANDS else _run(options, _notice(options))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our lines (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2
    return code


def _notice(options: argparse.Namespace) -> Notice:
    return _read_file(options.file) if options.command == "check" and options.file else load_notice(options.notice)


def _read_file(path: Path) -> Notice:
    try:
        return read_notice(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise NoticeError(f"读不到文件 {path}。请检查路径。(Cannot read the file.)") from error
    except UnicodeDecodeError as error:
        raise NoticeError(f"{path} 不是 UTF-8 文本。请另存为 UTF-8 后重试。(Not UTF-8 text.)") from error


def _run(options: argparse.Namespace, notice: Notice) -> int:
    if options.command == "check":
        own = Knowledge() if options.file else Knowledge.read(notice_folder(options.notice), notice)
        for line in (*report(notice), *(() if options.file else knowledge_report(notice, own))):
            print(line)
        found = faults(notice) + knowledge_faults(notice, own)
        for fault in found:
            print(f"问题：{fault}")
        print("核对通过。 OK" if not found else f"发现 {len(found)} 个问题。")
        return 1 if found else 0
    if options.command == "draft":
        from corpus.draft import command

        folder = notice_folder(options.notice)
        addresses = [address.strip() for address in options.clauses.split(",") if address.strip()]
        return command(folder, notice, addresses, dry_run=options.dry_run, accepting=options.accept)
    if options.command == "show":
        clause = notice.get(options.address)
        if clause is None:
            raise NoticeError(f"没有地址为 {options.address} 的条款。请用 python -m corpus tree 查看全部地址。")
        _show(notice, clause, Knowledge.read(notice_folder(options.notice), notice))
        return 0
    if options.command == "clauses" and options.json:
        print(json.dumps([clause_json(notice, c) for c in notice.clauses], ensure_ascii=False, indent=1))
        return 0
    for clause in notice.clauses:
        if options.command == "tree":
            mark = " *" if clause.inferred else ""
            print(f"{'  ' * clause.address.count('/')}{clause.marker}{clause.title}  [{clause.address}]{mark}")
        else:
            print(f"{clause.address:<14} {clause.kind:<10} {notice.label(clause)}")
    return 0


def _show(notice: Notice, clause: Clause, knowledge: Knowledge) -> None:
    print(notice.label(clause))
    print(" › ".join(f"{c.marker}{c.title}" for c in notice.trail(clause)))
    print()
    print(clause.text)
    print()
    for name, bodies in (("牵头单位", clause.lead), ("责任单位", clause.parties), ("其他", clause.generic)):
        if bodies:
            print(f"{name}：{'、'.join(bodies)}")
    for figure in clause.figures:
        print(f"数量：{figure.subject}|{figure.text}|{figure.comparator or '—'}|{figure.year or '—'}")
    for note in notice.notes(clause):
        print(f"推断：{note}")
    for repair in notice.repairs:
        if clause.address in (repair.address, *repair.also):
            print(f"缺损：{repair.note}")
    rendering = knowledge.rendering(clause.address)
    if rendering:
        print(f"\n白话释义（非官方，仅供理解）：{rendering.zh}\n\nEnglish translation (unofficial): {rendering.en}")


if __name__ == "__main__":
    raise SystemExit(main())
