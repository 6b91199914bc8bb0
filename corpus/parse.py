"""A notice's folder (or any text) → Notice: clauses with addresses, bodies, figures, and every character accounted for."""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.clause import UNKNOWN, Clause, Inference, Kind, Notice, NoticeError, Piece, Repair
from corpus.departments import FIRST_LEADS, Duty, Gazetteer, read_responsibility
from corpus.figures import figures
from corpus.numbering import Family
from corpus.outline import Node, inference_note, outline
from corpus.page import Line, Page, joined_title, read_page, stated_title
from corpus.vocabulary import gazetteer_of

NOTICES = Path(__file__).parent / "notices"
HOME = Path(__file__).resolve().parent.parent / ".wence" / "notices"
DEFAULT_NOTICE = "xintian-qida-2025"

_KINDS: dict[Family | None, Kind] = {
    None: "preamble",
    Family.ATTACHMENT: "attachment",
    Family.PART: "chapter",
    Family.CHAPTER_OF: "chapter",
    Family.SECTION_OF: "section",
    Family.ARTICLE: "article",
    Family.CHAPTER: "chapter",
    Family.SECTION: "section",
    Family.ITEM: "item",
    Family.SUBITEM: "subitem",
    Family.CIRCLED: "subitem",
}
_TITLE_CUT = re.compile(r"[。;:(\n\uff1b\uff1a\uff08]")
_COMMA = re.compile(r"[,\uff0c]")
_LONGEST_TITLE = 32


def notice_folder(reference: Path | str) -> Path:
    """The folder that is meant: a path, the name of a folder in corpus/notices, or the id of a notice added beside it."""
    if Path(reference).is_dir():
        return Path(reference)
    added = added_home() / reference
    return added if added.is_dir() and not (NOTICES / reference).is_dir() else NOTICES / reference


def added_home() -> Path:
    """Where added notices are kept: WENCE_NOTICES_DIR, or .wence/notices beside the program."""
    return Path(os.environ.get("WENCE_NOTICES_DIR") or HOME)


def load_notice(folder: Path | str = DEFAULT_NOTICE) -> Notice:
    """The notice in `folder` (a path, or the name of a folder in corpus/notices).

    Raises NoticeError where a file is missing or malformed, or source.txt is not the text that notice.toml vouches for.
    """
    path = notice_folder(folder)
    meta = _toml(path / "notice.toml")
    try:
        raw = (path / "source.txt").read_bytes()
    except OSError as error:
        raise NoticeError(
            f"公告原文读不到：{path / 'source.txt'}。请恢复该文件。(The notice's source.txt is missing.)"
        ) from error
    digest = hashlib.sha256(raw).hexdigest()
    if digest != meta.get("sha256"):
        raise NoticeError(
            f"公告原文与 notice.toml 记载的 sha256 不符({digest[:12]}…)。原文不得改动：请恢复 source.txt,"
            "或在核对后更新 sha256。(source.txt is not the text that notice.toml vouches for.)"
        )
    repairs = _toml(path / "repairs.toml").get("repair", []) if (path / "repairs.toml").exists() else []
    try:
        source = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NoticeError(f"{path / 'source.txt'} 不是 UTF-8 文本。请另存为 UTF-8 后重试。(Not UTF-8 text.)") from error
    return read_notice(source, meta, repairs)


def read_notice(source: str, meta: dict[str, Any] | None = None, repairs: list[dict[str, Any]] | None = None) -> Notice:
    """Any official document's text as a Notice. meta and repairs are the contents of notice.toml and repairs.toml."""
    meta = meta or {}
    page = read_page(source, meta.get("title"))
    body = list(_body(page))
    tree = outline(page.lines[page.title_start : page.body_start], body)
    nodes = [node for node in tree.nodes() if node.lines]
    year = meta.get("year")
    county = str(meta.get("county", ""))
    gazetteer = gazetteer_of(county) if county else Gazetteer.load().for_text(source, county)
    titles = {r.get("address"): str(r["title"]) for r in repairs or [] if r.get("title")}
    clauses, inferences = [], []
    for node in nodes:
        clause, found = _clause(node, source, year, titles.get(node.address), gazetteer)
        clauses.append(clause)
        inferences.extend(found)
    clauses = list(_with_first_leads(clauses))
    own = joined_title([line.text for line in page.lines[page.title_start : page.body_start]])
    title = meta.get("title") or stated_title(page.lines) or own
    notice = Notice(
        id=str(meta.get("id", "text")),
        title=str(title or UNKNOWN),
        status=str(meta.get("status", UNKNOWN)),
        date=str(meta.get("date", UNKNOWN)),
        url=str(meta.get("url", UNKNOWN)),
        sha256=hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest(),
        source=source,
        clauses=tuple(clauses),
        pieces=tuple(_pieces(page, clauses, len(source))),
        inferences=tuple(inferences),
        problems=tuple(tree.problems),
        problem_starts=tuple(line.start for line in tree.places),
        county=str(meta.get("county", "")),
        year=year,
        meta={k: str(v) for k, v in meta.items()},
    )
    return _with_repairs(notice, repairs or [])


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise NoticeError(f"缺少文件 {path}。请恢复该文件。({path.name} is missing.)") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise NoticeError(f"{path} 不是正确的 TOML:{error}。请改正后重试。") from error


def _body(page: Page) -> Iterator[Line]:
    skipped = {i for first, end in (*page.lists, *page.signatures) for i in range(first, end)}
    for i in range(page.body_start, page.foot_start):
        if i not in skipped:
            yield page.lines[i]


def _clause(
    node: Node, source: str, year: int | None, title: str | None, gazetteer: Gazetteer
) -> tuple[Clause, list[Inference]]:
    start, end = node.lines[0].start, node.lines[-1].end
    text = source[start:end]
    note = inference_note(node)
    end_of_number = start + max(len(node.printed), 1)
    inferences = [Inference(node.address, "number", note, start, end_of_number, lost=node.lost)] if note else []
    duty = read_responsibility(text, gazetteer)
    for printed, name, offset in duty.completed:
        words = f"“{printed}”据上下文认作“{name}”(原文缺字)"
        at = start + offset
        inferences.append(Inference(node.address, "department", words, at, at + len(printed), name))
    clause = Clause(
        id=node.address,
        address=node.address,
        kind=_KINDS[node.family],
        marker=node.marker,
        title=title or _title(node),
        text=text,
        start=start,
        end=end,
        lead=duty.lead,
        parties=duty.parties,
        generic=duty.generic,
        figures=figures(text[node.marker_end :], start + node.marker_end, year),
        inferred=tuple(filter(None, (note, _completion_note(duty)))),
    )
    return clause, inferences


def _with_first_leads(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """The clauses with the first of their bodies as the lead, from where a notice says that it is so on."""
    on = False
    for clause in clauses:
        said = FIRST_LEADS.search(clause.text)
        on = on or bool(said and said["on"])
        before = min((clause.text.find(name) for name in clause.generic), default=len(clause.text))
        first = clause.parties and clause.text.find(clause.parties[0]) < before
        if (on or said) and first and not clause.lead:
            yield replace(clause, lead=clause.parties[:1], parties=clause.parties[1:])
        else:
            yield clause


def _completion_note(duty: Duty) -> str:
    """One sentence for all the names of a bracket that the page damaged."""
    pairs = dict.fromkeys(f"{printed}→{name}" for printed, name, _ in duty.completed)
    return f"原文单位名称有缺字，据上下文补全：{'、'.join(pairs)}" if pairs else ""


def _title(node: Node) -> str:
    """The clause's title: the rest of a heading line, or the first sentence (cut at a comma where it is long)."""
    if node.family is None:
        return "前言"
    if node.family is Family.ATTACHMENT:
        lines = [node.lines[0].text[node.marker_end :].strip(), *(line.text for line in node.lines[1:])]
        title = [line for line in lines if line and not line.startswith(("(", "\uff08"))]
        return joined_title(title, first=node.ordinal > 0)
    rest = node.lines[0].text[node.marker_end :].strip()
    sentence = _TITLE_CUT.split(rest, maxsplit=1)[0]
    if len(sentence) > _LONGEST_TITLE or _COMMA.search(sentence[:_LONGEST_TITLE]):
        sentence = _COMMA.split(sentence, maxsplit=1)[0] if node.family >= Family.ITEM else sentence
    return sentence[: _LONGEST_TITLE + 8]


def _pieces(page: Page, clauses: list[Clause], length: int) -> Iterator[Piece]:
    """Everything between clauses, so that clauses and pieces cover [0, length) exactly once."""
    named = [("list", span) for span in page.lists] + [("signature", span) for span in page.signatures]
    spans: list[tuple[int, int, str]] = [(c.start, c.end, "clause") for c in clauses]
    ordered = sorted((c.start, c.end) for c in clauses)
    for kind, (first, last) in named:
        start, end = page.lines[first].start, page.lines[last - 1].end
        before = bisect_left(ordered, (end, 0)) - 1  # clauses do not overlap: the last that begins before its end
        if before < 0 or ordered[before][1] <= start:  # else the text goes on after it
            spans.append((start, end, kind))
    if page.title_start > 0:
        spans.append((0, page.lines[page.title_start - 1].end, "page"))
    if page.foot_start < len(page.lines):
        spans.append((page.lines[page.foot_start].start, length, "page"))
    position = 0
    for start, end, kind in sorted(spans):
        if start > position:
            yield Piece("blank", position, start)
        if kind != "clause":
            yield Piece(kind, start, end)  # type: ignore[arg-type]
        position = max(position, end)
    if position < length:
        yield Piece("blank", position, length)


def _with_repairs(notice: Notice, tables: list[dict[str, Any]]) -> Notice:
    """The notice with repairs.toml's lines placed; each must quote its clause exactly."""
    placed = []
    for table in tables:
        missing = {"address", "kind", "quote", "note", "evidence"} - table.keys()
        if missing:
            raise NoticeError(f"repairs.toml:{table.get('address')} 处的一条缺 {'、'.join(sorted(missing))}。请补全。")
        clause = notice.get(str(table.get("address")))
        quote = str(table.get("quote", ""))
        offset = clause.text.find(quote) if clause and quote else -1
        if clause is None or offset < 0:
            raise NoticeError(
                f"repairs.toml:{table.get('address')} 处没有“{quote}”。请核对地址与引文。(A repair does not quote its clause.)"
            )
        for address, words in zip(table.get("also", []), table.get("also_quotes", []), strict=False):
            other = notice.get(address)
            if other is None or words not in other.text:
                raise NoticeError(f"repairs.toml:{address} 处没有“{words}”。请核对地址与引文。")
        placed.append(
            Repair(
                clause.address,
                table["kind"],
                quote,
                str(table["note"]),
                str(table["evidence"]),
                clause.start + offset,
                clause.start + offset + len(quote),
                str(table.get("title", "")),
                tuple(table.get("also", [])),
                tuple(table.get("also_quotes", [])),
            )
        )
    return replace(notice, repairs=tuple(placed))
