"""python -m rag tasks | targets | comparison: a complete list on the screen or as a file, with no model loaded."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from corpus.clause import Notice, WenceError
from corpus.parse import load_notice
from index.settings import Settings
from rag.draft import place
from rag.export import FORMATS, write
from rag.export.table import TARGET_HEADERS, TASK_HEADERS, Table
from rag.judge import LABELS
from rag.list_headings import nothing
from rag.list_links import TASK_LISTS, query_from
from rag.list_names import ListError
from rag.list_query import Kind, ListQuery, Role
from rag.list_records import records
from rag.list_tables import listed, pairs_of, table
from rag.register import Listing

KINDS = {"tasks": Kind.TASKS, "targets": Kind.FIGURES, "comparison": Kind.COMPARISON}
_HELP = {
    "tasks": "任务清单：按单位、角色、附件、词 (complete lists of tasks)",
    "targets": "指标目标清单 (figures)",
    "comparison": "总体方案与附件对照 (the overall plan against its attachments)",
}
_PRINTED = ("text", "json", "csv")  # without --out on the screen; an office file never is
_EMPTY_COLUMN = "完成时限"
_ROLES = {Role.LEAD: "牵头", Role.JOINT: "共同负责", Role.PARTY: "责任单位"}


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the three commands to a parser's."""
    for name, kind in KINDS.items():
        parser = commands.add_parser(name, help=_HELP[name], description=_HELP[name])
        if kind is not Kind.COMPARISON:
            _several(parser, "department", "单位", "任一名称；“单位:lead”限其角色，--department=-单位 表示不含")
            _several(parser, "role", "角色", "lead 牵头、joint 共同负责而未写明牵头、party 责任单位")
            parser.add_argument("--any-of", action="store_true", help="几个单位有其一即可")
            parser.add_argument("--leads", metavar="个数", help="牵头单位有几个，如 2 或 2-5")
            _several(parser, "outside", "部分", "不含的部分")
        if kind is Kind.TASKS:
            parser.add_argument("--leaderless", action="store_true", help="未写明牵头单位的任务")
            parser.add_argument("--list", metavar="种类", help="、".join(k.value for k in TASK_LISTS))
            parser.add_argument("--least", action="store_true", help="用于 ranking：最少的")
        if kind is Kind.FIGURES:
            parser.add_argument("--unit", metavar="单位", help="money、percent、area 等，或原文所用的单位")
            parser.add_argument("--value", metavar="数值", help="如 100%%")
        _several(parser, "within", "部分", "3、2/1 或 附件2二(一)")
        _several(parser, "term", "词", "写有该词的")
        parser.add_argument("--level", metavar="级别", help="task、section 等")
        parser.add_argument("--format", choices=(*FORMATS, "json", "text"), help="默认 text；给出 --out 时按其后缀")
        parser.add_argument("--out", type=Path, metavar="文件", help="xlsx、docx 默认以表名存入当前文件夹")
        parser.add_argument("--force", action="store_true", help="覆盖已有的文件")


def _several(parser: argparse.ArgumentParser, name: str, shown: str, told: str) -> None:
    parser.add_argument(f"--{name}", metavar=shown, action="append", default=[], help=f"{told}；可多次")


def run(options: argparse.Namespace) -> int:
    """Write the list that the options ask for; 0. WenceError: it cannot be asked for so, or the file not be written."""
    notice = load_notice(Settings.read().notice)
    try:
        query = query_from(_pairs(options), notice, KINDS[options.command])
    except ListError as error:
        raise WenceError(f"“{error.value}”：{error}" if error.value else str(error)) from error
    chosen = options.format or _by_suffix(options.out)
    made = table(query, notice)
    target = options.out or (None if chosen in _PRINTED else Path(f"{made.name}.{chosen}"))
    if target is not None:
        data = write(made, chosen) if chosen in FORMATS else _printed(chosen, query, notice).encode("utf-8")
        _save(target, data, chosen, force=options.force)
        print(f"{made.summary}。已存为 {target}")
    elif chosen in FORMATS:
        sys.stdout.buffer.write(write(made, chosen))
        sys.stdout.buffer.flush()
    else:
        print(_printed(chosen, query, notice), end="", flush=True)
    return 0


def _pairs(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    given = vars(options)
    for name in ("list", "leads", "unit", "value", "level"):
        if given.get(name) is not None:
            yield name, given[name]
    for name in ("department", "role", "within", "outside", "term"):
        yield from ((name, value) for value in given.get(name, ()))
    if given.get("leaderless"):
        yield "list", Kind.LEADERLESS.value
    yield from ((name, "true") for name in ("any_of", "least") if given.get(name))


# -- files ------------------------------------------------------------------------------------------------------------


def _by_suffix(out: Path | None) -> str:
    suffix = out.suffix.lower().removeprefix(".") if out else ""
    return suffix if suffix in (*FORMATS, "json") else "text"


def _save(target: Path, data: bytes, chosen: str, *, force: bool) -> None:
    """Write a file; one that exists may have been filled in by hand since and is kept unless `force`."""
    if chosen in FORMATS and target.suffix.lower() != f".{chosen}":
        raise ListError(
            f"{target} 的后缀不是 .{chosen}，请改 --out 或 --format。", f"--out does not end in .{chosen}.", str(target)
        )
    try:
        with target.open("wb" if force else "xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise ListError(
            f"已有文件 {target}，可能有人填写过，没有覆盖。请用 --out 换一个文件名，或加 --force 覆盖。",
            "The file exists; use --out or --force.",
            str(target),
        ) from error
    except OSError as error:
        raise ListError(
            f"不能写入 {target}：{error.strerror}。请检查路径和权限，或用 --out 换一个位置。",
            "The file cannot be written; use --out.",
            str(target),
        ) from error


# -- for reading ------------------------------------------------------------------------------------------------------


def _printed(chosen: str, query: ListQuery, notice: Notice) -> str:
    if chosen == "json":
        return json.dumps(records(query, notice), ensure_ascii=False, indent=1) + "\n"
    made = table(query, notice)
    lines = _compared(query, notice) if query.kind is Kind.COMPARISON else _grouped(query, made, notice)
    notes = [note for note in made.notes if _EMPTY_COLUMN not in note]  # a column that only files have
    return "\n".join([made.title, made.summary, *lines, "", *notes]) + "\n"


def _grouped(query: ListQuery, made: Table, notice: Notice) -> Iterator[str]:
    """The rows by attachment, each group counted; names are those of the table, with its marks."""
    found = listed(query, notice)
    if not found.rows:
        yield nothing(found, notice, english=False)
    for attachment, group in groupby(range(len(found.rows)), key=lambda i: found.rows[i].attachment):
        inside = list(group)
        yield f"\n【{place(notice, notice.by_address[attachment])}】{len(inside)} 项"
        for i in inside:
            said = _target(made.rows[i]) if query.kind is Kind.FIGURES else _duty(found, i, made.rows[i])
            yield f"{i + 1:>3}. {place(notice, found.rows[i])}{said}"


def _target(row: tuple[str, ...]) -> str:
    cells = dict(zip(TARGET_HEADERS, row, strict=True))
    return f"：{cells['指标']} {cells['目标值']}" + (f"（{cells['年份']}年）" if cells["年份"] else "")


def _duty(found: Listing, i: int, row: tuple[str, ...]) -> str:
    cells = dict(zip(TASK_HEADERS, row, strict=True))
    role = f"〔{_ROLES[found.roles[i]]}〕" if found.roles else ""
    named = [f"{header} {cells[header]}" for header in ("牵头单位", "责任单位") if cells[header]]
    return role + (f"\n     {'；'.join(named)}" if named else "")


def _compared(query: ListQuery, notice: Notice) -> Iterator[str]:
    for n, pair in enumerate(pairs_of(query, notice), 1):
        yield f"\n{n:>3}. 〔{LABELS[pair.verdict]}〕{pair.note}"
        for side in (pair.overall, pair.attachment):
            if side is not None:
                yield f"     {place(notice, side.clause)}：“{notice.source[side.start : side.end]}”"
