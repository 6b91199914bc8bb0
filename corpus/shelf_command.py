"""python -m corpus add FILE --id ID | update FILE --id ID | remove --id ID --yes | notices"""

from __future__ import annotations

import argparse
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from corpus import shelf
from corpus.adding import Added, add, update
from corpus.carry import NAMES
from corpus.check import KIND_NAMES, faults
from corpus.clause import UNKNOWN, Notice, NoticeError
from corpus.knowledge import Knowledge
from corpus.parse import DEFAULT_NOTICE, added_home, load_notice

COMMANDS = ("add", "update", "remove", "notices")
_FIELDS = {
    "title": ("标题，原文没有或不全时用", "the title"),
    "status": ("性质，如 送审稿", "status"),
    "date": ("成文日期，如 2018-11-06", "date"),
    "url": ("公布的网址", "address"),
    "number": ("发文字号", "number"),
    "issuer": ("发文机关", "issuer"),
    "county": ("所属县，如 清河县；不属于任何县则不填", "its county, if it is of one"),
    "year": ("所讲的年份，如 2018", "the year it is about"),
}
_RELOAD = "运行中的服务用 python -m web reload 启用。 / A running service takes it up at: python -m web reload"


def add_commands(commands: Any) -> None:
    """The four commands, for argparse's subparsers."""
    for name, title in (("add", "添加一份公告 (add a notice)"), ("update", "换上新版本 (a new version of it)")):
        parser = commands.add_parser(name, help=title)
        parser.add_argument("file", type=Path, help="文本、网页、.docx 或 PDF (text, saved page, .docx or PDF)")
        parser.add_argument("--id", required=True, help="编号：3–40 个小写英文字母、数字、连字符 (its id)")
        for field, (chinese, english) in _FIELDS.items():
            parser.add_argument(f"--{field}", help=f"{chinese} ({english})")
    parser = commands.add_parser("remove", help="移除添加过的公告 (remove a notice that was added)")
    parser.add_argument("--id", required=True)
    parser.add_argument("--yes", action="store_true", help="确认移除 (do it)")
    commands.add_parser("notices", help="列出全部公告 (list the notices)")


def run(options: argparse.Namespace) -> int:
    """0 when done, 1 when `remove` was not confirmed or a notice on the shelf cannot be read. Raises NoticeError."""
    home = added_home()
    if options.command == "notices":
        return _list(home)
    if options.command == "remove":
        return _remove(home, options.id, confirmed=options.yes)
    given = _given(options)
    done = (add if options.command == "add" else update)(options.file, options.id, given, home)
    for line in _report(done, options.file.name):
        print(line)
    print(_RELOAD)
    return 0


def _given(options: argparse.Namespace) -> dict[str, Any]:
    """The fields given on the command line, each checked. Raises NoticeError naming the one that cannot be used."""
    given: dict[str, Any] = {key: value.strip() for key in _FIELDS if (value := getattr(options, key)) is not None}
    for key, value in given.items():
        if len(value) > 300 or not value.isprintable() or (key == "title" and not value):
            raise NoticeError(f"--{key} 是空的、过长或含控制字符。请改成一行文字。 / --{key} must be one line of text.")
    if "date" in given:
        try:
            date.fromisoformat(given["date"])
        except ValueError as error:
            raise NoticeError(
                f"--date “{given['date']}”不是日期。请写作 2018-11-06。 / Write it as 2018-11-06."
            ) from error
    if "year" in given:
        if not re.fullmatch("(?:19|20)[0-9]{2}", given["year"]):
            raise NoticeError(f"--year “{given['year']}”不是年份。请写作 2018。 / Write it as 2018.")
        given["year"] = int(given["year"])
    return given


def _report(done: Added, file: str) -> Iterator[str]:
    notice = done.notice
    verb, english = ("已更新", "Updated") if done.carried is not None else ("已添加", "Added")
    yield f"{verb} {notice.id}：《{notice.title}》，读自 {file}。 / {english}."
    if done.same:
        yield "  文字与原来的完全相同。 / Its text has not changed."
    yield from (f"  {sentence}" for sentence in done.reading.told)
    stated = [f"{label} {notice.meta.get(key, UNKNOWN)}" for key, label in _STATED]
    yield f"  {'；'.join(stated)}；县 {notice.county or '无'}；年份 {notice.year or '无'}"
    yield from (f"  {line}" for line in _counts(notice))
    yield f"  {_numbers(done)}"
    covered = sum(c.end - c.start for c in notice.clauses)
    pieces: Counter[str] = Counter()
    for piece in notice.pieces:
        pieces[_PIECES[piece.kind]] += piece.end - piece.start
    rest = "、".join(f"{name} {n}" for name, n in pieces.items() if n)
    yield (
        f"  全文 {len(notice.source)} 字，每字恰归一处：条款 {covered}，{rest}。"
        " / Every character is in exactly one clause or piece."
    )
    found = faults(notice)
    if found:
        yield f"  核对：{len(found)} 个问题，请改正原文件后用 python -m corpus update，或在 repairs.toml 中说明。 / {len(found)} faults:"
        yield from (f"    {fault}" for fault in found)
    else:
        yield "  核对通过。 / Checked: no fault."
    for carried in done.carried or ():
        fell = Counter(carried.fell)
        lost = f"；条款已改而去掉 {sum(fell.values())} 条：{'、'.join(fell)}" if fell else ""
        yield f"  {NAMES[carried.file]} {carried.file}：保留 {carried.kept} 条{lost}。 / {carried.kept} kept, {sum(fell.values())} fell."
    yield f"  存于 {done.folder}"


_STATED = (("number", "文号"), ("issuer", "发文机关"), ("date", "成文日期"), ("status", "性质"))
_PIECES = {"page": "网页", "list": "附件目录", "signature": "落款", "blank": "空白"}


def _counts(notice: Notice) -> Iterator[str]:
    kinds = Counter(c.kind for c in notice.clauses)
    named = [f"{name} {kinds[kind]}" for kind, name in KIND_NAMES.items() if kinds[kind]]  # type: ignore[index]
    yield f"条款 {len(notice.clauses)}：{'，'.join(named)}"
    bodies = dict.fromkeys(name for c in notice.clauses for name in c.responsible)
    figures = sum(len(c.figures) for c in notice.clauses)
    shown = f"（{'、'.join(list(bodies)[:8])}{'……' if len(bodies) > 8 else ''}）" if bodies else ""
    yield f"责任单位 {len(bodies)} 个{shown}，数量 {figures} 处 / {len(bodies)} bodies, {figures} figures"


def _numbers(done: Added) -> str:
    """How many numbers of headings were inferred, and where one could not be."""
    notice = done.notice
    by_address = {i.address: i for i in notice.inferences if i.kind == "number"}
    inferred = [i for i in by_address.values() if i.lost or "原文印作" in i.note]
    running = len(by_address) - len(inferred)
    places = [done.reading.place(start) for start in notice.problem_starts]
    lines = [str(notice.source.count("\n", 0, start) + 1) for start in notice.problem_starts]
    chinese = f"编号：推断 {len(inferred)} 处" + (f"（{'、'.join(i.address for i in inferred)}）" if inferred else "")
    chinese += f"，跨级连续 {running} 处" if running else ""
    chinese += f"，未能推断 {len(places)} 处：{'、'.join(places)}" if places else "，无未能推断的"
    english = f"{len(inferred)} numbers inferred, {len(places)} unresolved" + (
        f": line {', '.join(lines)}" if lines else ""
    )
    return f"{chinese}。 / {english}."


def _remove(home: Path, name: str, *, confirmed: bool) -> int:
    folder = shelf.check_id(name, home, new=False)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not confirmed:
        print(f"将移除 {name}（{_title(folder)}）的 {len(files)} 个文件： / Would remove:")
        for path in files:
            print(f"  {path.relative_to(folder)}  {path.stat().st_size} 字节")
        print("什么也没有移除。确认请加 --yes。 / Nothing was removed: add --yes to do it.")
        return 1
    title = _title(folder)
    shelf.remove(home, name)
    print(f"已移除 {name}（{title}），共 {len(files)} 个文件。 / Removed.")
    print(_RELOAD)
    return 0


def _title(folder: Path) -> str:
    try:
        return f"《{load_notice(folder).title}》"
    except NoticeError:
        return "读不出的公告"


def _list(home: Path) -> int:
    code = 0
    first = os.environ.get("WENCE_NOTICE") or DEFAULT_NOTICE
    named: list[tuple[str, Path | str]] = [("*", first), *((" ", folder) for folder in shelf.folders(home))]
    for mark, reference in named:
        try:
            notice = load_notice(reference)
            known = Knowledge.read(Path(reference), notice) if mark == " " else None
        except NoticeError as error:
            print(f"{mark} {Path(reference).name:<20} 读不出：{error}")
            code = 1
            continue
        number = notice.meta.get("number", UNKNOWN)
        asked = f"，问法 {len(known.enquiries)}" if known and known.enquiries else ""
        print(f"{mark} {notice.id:<20} 《{notice.title}》 {number} 条款 {len(notice.clauses)}{asked}")
    print(f"* 为第一份公告，由 WENCE_NOTICE 指定；其余存于 {home}。 / * the first notice; the others are kept there.")
    return code
