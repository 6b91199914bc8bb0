"""Clauses and enquiries → the passages that are embedded. A passage cites its clause."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.clause import Clause, Notice, NoticeError
from index.tokens import count_tokens

VERSION = 1  # raise it when passages change: an index made by another version is rebuilt


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question that people could ask and that `clause` answers. Never shown, only matched."""

    clause: str
    lang: str
    voice: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """id: "1/2/1/3#0" for the first piece of a clause's text, "1/2/1/3?4" for its fifth enquiry."""

    id: str
    clause: str
    kind: Literal["text", "enquiry"]
    text: str


def read_enquiries(path: Path, notice: Notice) -> tuple[Enquiry, ...]:
    """enquiries.jsonl, each line checked: its clause must exist. A notice without the file has none."""
    if not path.exists():
        return ()
    enquiries = []
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise NoticeError(f"{path.name} 不是 UTF-8 文本。请另存为 UTF-8 后重试。") from error
    for number, line in enumerate(lines, start=1):
        try:
            enquiry = _enquiry(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise NoticeError(f"{path.name} 第 {number} 行不是正确的记录（{error}）。请改正该行。") from error
        if notice.get(enquiry.clause) is None:
            raise NoticeError(f"{path.name} 第 {number} 行的条款 {enquiry.clause} 不存在。请改正地址。")
        enquiries.append(enquiry)
    return tuple(enquiries)


def _enquiry(row: dict[str, Any]) -> Enquiry:
    fields = (row["clause"], row["lang"], row["voice"], row["text"])
    if not all(isinstance(value, str) and value.strip() for value in fields):
        raise ValueError("字段应是文字，且不为空")
    return Enquiry(*fields)


def substantial(notice: Notice, clause: Clause) -> bool:
    """Whether a clause says something of its own: a heading whose text is all in its children does not."""
    return clause.kind != "attachment" and (
        len(clause.text) > len(clause.marker) + len(clause.title) + 2 or not notice.children(clause)
    )


def trail_text(notice: Notice, clause: Clause) -> str:
    """The titles above a clause, outermost first: "附件1 内需扩量提效攻坚实施方案 › 攻坚任务 › 大力提振消费"."""
    titles = [f"{c.marker} {c.title}".strip() if c.kind == "attachment" else c.title for c in notice.trail(clause)]
    return " › ".join(titles)


def passages(notice: Notice, enquiries: Iterable[Enquiry], longest: int) -> Iterator[Passage]:
    """Every passage of a notice, in reading order; `longest` is in tokens, the heading trail included."""
    asked: dict[str, list[Enquiry]] = {}
    for enquiry in enquiries:
        asked.setdefault(enquiry.clause, []).append(enquiry)
    for clause in notice.clauses:
        if substantial(notice, clause):
            trail = trail_text(notice, clause)
            splitter = RecursiveCharacterTextSplitter(
                separators=["\n", "。", "；", ";", "，", ",", ""],
                keep_separator="end",
                chunk_size=max(longest - count_tokens(f"{trail}\n"), 32),
                chunk_overlap=0,
                length_function=count_tokens,
            )
            for n, piece in enumerate(splitter.split_text(clause.text)):
                yield Passage(f"{clause.id}#{n}", clause.id, "text", f"{trail}\n{piece}")
        for n, enquiry in enumerate(asked.get(clause.address, ())):
            yield Passage(f"{clause.id}?{n}", clause.id, "enquiry", enquiry.text)
