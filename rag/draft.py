"""Statements with their evidence → the Answer that is shown: markers, citations, the question's language.

A statement never carries a citation number; it carries the spans that prove it, and the numbers are given here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.clause import MAIN_TEXT, OVERALL, Clause, Notice
from corpus.knowledge import Knowledge
from corpus.numbering import chinese_number
from corpus.text import traditional
from rag.answer import Answer, Citation, NoticeRef, Status
from rag.list_links import exports
from rag.list_query import ListQuery

# Around words that are the source's own: they are shown in quotation marks and never converted to another script.
_OPEN, _SHUT = "\ue000", "\ue001"
_MOST_RELATED = 3
_ARTICLE = re.compile("第([零〇一二三四五六七八九十百]+)条")


@dataclass(frozen=True, slots=True)
class Span:
    """clause.text[start - clause.start : end - clause.start]; offsets are into the source."""

    clause: Clause
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.clause.text[self.start - self.clause.start : self.end - self.clause.start]

    @classmethod
    def whole(cls, clause: Clause) -> Span:
        return cls(clause, clause.start, clause.end)


@dataclass(frozen=True, slots=True)
class Line:
    """One statement; evidence is what proves it (none for a remark of ours, such as a count or a warning)."""

    text: str
    evidence: tuple[Span, ...] = ()
    counted: int | None = None  # a number of tasks that the line gives for the part in evidence


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer before its markers are numbered. related: the nearest clauses of a declined question. listing: what the
    list was asked for, where the answer is one. plain: what the first clause says in plain words, simplified."""

    status: Status
    lines: tuple[Line, ...]
    related: tuple[Clause, ...] = ()
    standalone: str | None = None
    mode: str = "extractive"
    listing: ListQuery | None = None
    plain: str = ""


def quoted(words: str) -> str:
    """The source's own words, marked as such until the answer is finished."""
    return f"{_OPEN}{words}{_SHUT}"


def has_quotation(text: str) -> bool:
    """Whether a line's text holds the source's own words."""
    return _OPEN in text


def place(notice: Notice, clause: Clause, *, english: bool = False) -> str:
    """How an answer names a clause: "附件4 二(二)3《建立健全社会信用体系》（编号据上下文推断）"."""
    if english:
        short = notice.short(clause).replace("附件", "Attachment ").replace(OVERALL, "Overall Plan")
        short = _ARTICLE.sub(
            lambda m: f"Article {chinese_number(m[1])} ", short.replace(MAIN_TEXT, "Main Text")
        ).strip()
        named = f"{short}, 《{notice.called}》" if notice.called else short
        return named.replace("前言", "preamble") + (
            " (number inferred from context)" if notice.number_lost(clause) else ""
        )
    return notice.place(clause) + ("（编号据上下文推断）" if notice.number_lost(clause) else "")


def called(notice: Notice) -> str:
    """How our own sentences call a notice: 公告 where there is no other."""
    return f"《{notice.called}》" if notice.called else "公告"


def finish(draft: Draft, notice: Notice, language: str, standalone: str, knowledge: Knowledge | None = None) -> Answer:
    """Number the evidence, write the markers, convert our own words to the reader's script. knowledge: whose renderings
    stand beside the citations."""
    known, english = knowledge or Knowledge(), language in ("en", "other")
    numbers: dict[tuple[str, int, int], int] = {}
    spans: list[Span] = []
    rendered = []
    for line in draft.lines:
        markers = []
        for span in line.evidence:
            key = (span.clause.id, span.start, span.end)
            if key not in numbers:
                numbers[key] = len(spans) + 1
                spans.append(span)
            markers.append(numbers[key])
        rendered.append(_script(line.text, language) + "".join(f"[{n}]" for n in dict.fromkeys(markers)))
    citations = tuple(_citation(n, span, notice, known, english=english) for n, span in enumerate(spans, start=1))
    related = tuple(
        _citation(n, Span.whole(c), notice, known, english=english)
        for n, c in enumerate(draft.related[:_MOST_RELATED], start=1)
    )
    return Answer(
        draft.status, "\n".join(rendered), citations, related, standalone, draft.mode,
        NoticeRef(notice.id, notice.title, notice.status, notice.date, notice.url), language,
        exports=exports(draft.listing) if draft.listing and not notice.called else {},  # files are of the first notice
        plain="" if english else traditional(draft.plain) if language == "zh-Hant" else draft.plain,
    )  # fmt: skip


def _citation(n: int, span: Span, notice: Notice, known: Knowledge, *, english: bool) -> Citation:
    clause = span.clause
    rendering = known.rendering(clause.address)
    words = "" if rendering is None else rendering.en if english else rendering.zh
    key = notice.key(clause)
    return Citation(
        n, key, clause.address, notice.place(clause), clause.title, span.text, span.start, span.end,
        f"/notice/{key}", notice.notes(clause), words, notice.id,
    )  # fmt: skip


def _script(text: str, language: str) -> str:
    pieces = []
    for part in text.split(_OPEN):
        own, shut, rest = part.partition(_SHUT)
        if not shut:
            own, rest = "", part
        if shut:
            pieces.append(f"“{own}”")
        pieces.append(traditional(rest) if language == "zh-Hant" else rest)
    return "".join(pieces)
