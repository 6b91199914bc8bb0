"""Clauses, enquiries and renderings → the passages that are embedded (LangChain's multi-vector pattern).

A passage cites its clause: what finds a clause is never what is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.clause import Clause, Notice
from corpus.knowledge import Knowledge
from index.tokens import count_tokens

VERSION = 3  # raise it when passages change: an index made by another version is rebuilt


Kind = Literal["text", "enquiry", "plain", "english", "unstated"]
KINDS: tuple[Kind, ...] = ("text", "enquiry", "plain", "english", "unstated")


@dataclass(frozen=True, slots=True)
class Passage:
    """id: "1/2/1/3#0" for the first piece of a clause's text, "1/2/1/3?4" for its fifth enquiry, "1/2/1/3!4" for the
    fifth question that it leaves open, "1/2/1/3~zh0" and "1/2/1/3~en0" for the first pieces of its plain and its English
    rendering."""

    id: str
    clause: str
    kind: Kind
    text: str


_ID = re.compile(r"(?P<clause>.+)(?P<mark>#|\?|!|~zh|~en)\d+", re.DOTALL)
_MARKS: dict[str, Kind] = {"#": "text", "?": "enquiry", "!": "unstated", "~zh": "plain", "~en": "english"}


def named_by(passage_id: str) -> tuple[Kind, str]:
    """The kind of passage, and the id of its clause, that a passage's id tells. Raises ValueError for any other text.

    >>> named_by("1/2/1/3~en0")
    ('english', '1/2/1/3')
    """
    found = _ID.fullmatch(passage_id)
    if found is None:
        raise ValueError(f"no passage is called {passage_id!r}")
    return _MARKS[found["mark"]], found["clause"]


def trail_text(notice: Notice, clause: Clause) -> str:
    """The titles above a clause, outermost first: "附件1 内需扩量提效攻坚实施方案 › 攻坚任务 › 大力提振消费"."""
    titles = [f"{c.marker} {c.title}".strip() if c.kind == "attachment" else c.title for c in notice.trail(clause)]
    return " › ".join(titles)


def passages(notice: Notice, knowledge: Knowledge, longest: int) -> Iterator[Passage]:
    """Every passage of a notice, in reading order; `longest` is in tokens, the heading trail included."""
    for clause in notice.clauses:
        if notice.substantial(clause):
            trail = trail_text(notice, clause)
            for n, piece in enumerate(_pieces(clause.text, longest - count_tokens(f"{trail}\n"))):
                yield Passage(f"{clause.id}#{n}", clause.id, "text", f"{trail}\n{piece}")
        for n, text in enumerate(knowledge.questions(clause.address)):
            yield Passage(f"{clause.id}?{n}", clause.id, "enquiry", text)
        for n, text in enumerate(knowledge.left_open(clause.address)):
            yield Passage(f"{clause.id}!{n}", clause.id, "unstated", text)
        rendering = knowledge.rendering(clause.address)
        if rendering is not None:
            for n, piece in enumerate(_pieces(rendering.zh, longest)):
                yield Passage(f"{clause.id}~zh{n}", clause.id, "plain", piece)
            for n, piece in enumerate(_pieces(rendering.en, longest)):
                yield Passage(f"{clause.id}~en{n}", clause.id, "english", piece)


def _pieces(text: str, longest: int) -> list[str]:
    return RecursiveCharacterTextSplitter(
        separators=["\n", "。", "；", ";", "，", ". ", ",", " ", ""],
        keep_separator="end",
        chunk_size=max(longest, 32),
        chunk_overlap=0,
        length_function=count_tokens,
    ).split_text(text)
