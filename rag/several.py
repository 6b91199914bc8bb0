"""Answers of several notices as one: each part proven by its own notice, the citations numbered through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.clause import UNKNOWN, Notice
from corpus.text import traditional
from rag.answer import Answer, Citation, Status
from rag.draft import Span
from rag.notice_names import short_title

_MARKERS = re.compile(r"(?:\[\d{1,3}\])+$", re.MULTILINE)
_RELATED = 3


def shown(text: str, language: str) -> str:
    """Our own words in the reader's script."""
    return traditional(text) if language == "zh-Hant" else text


def joined(answers: Sequence[Answer], titles: Sequence[str], *, grouped: bool = False) -> Answer:
    """The first answer, then what the others say under their titles. grouped: they are parts of one list, each under its
    notice's title, and none goes before the others."""
    first = answers[0]
    if len(answers) == 1:
        return first
    english = first.language in ("en", "other")
    lines: list[str] = []
    citations: list[Citation] = []
    if grouped:
        n = len(answers)
        lines.append(
            f"{n} documents have entries, listed document by document:" if english
            else shown(f"共有 {n} 份文件写到，按文件分列：", first.language)
        )  # fmt: skip
    for i, (answer, title) in enumerate(zip(answers, titles, strict=True)):
        if grouped:
            lines.append(f"《{title}》")
        elif i:
            also = f"《{title}》 also says:" if english else shown(f"《{title}》也写到：", first.language)
            lines.append(also)
        lines.append(_renumbered(answer.answer, len(citations)))
        citations += [replace(c, n=c.n + len(citations)) for c in answer.citations]
    partial = any(answer.status is Status.PARTIAL for answer in answers[: None if grouped else 1])
    return replace(
        first,
        status=Status.PARTIAL if partial else Status.ANSWERED,
        answer="\n".join(lines),
        citations=tuple(citations),
        exports={},
    )


def _renumbered(text: str, by: int) -> str:
    """The markers at the ends of lines, `by` further on. Only there do markers stand; elsewhere they are quoted words."""
    if not by:
        return text
    return _MARKERS.sub(lambda m: "".join(f"[{int(n) + by}]" for n in re.findall(r"\d+", m[0])), text)


def declined(answers: Sequence[Answer], best: Answer, titles: dict[str, str]) -> Answer:
    """The sentence where every notice declines: how many were looked through, and what the nearest of them says.

    best: the one that is nearest to the question's matter. titles: notice id → what it is called.
    """
    n = len(titles)
    english = best.language in ("en", "other")
    if all(answer.status is not Status.NOT_STATED for answer in answers):
        text = (
            f"This is not a matter of the {n} documents that are answered from here."
            if english
            else shown(f"这个问题不属于现有 {n} 份文件的内容，这里只回答这些文件写到的事项。", best.language)
        )
        return replace(best, status=Status.OUT_OF_SCOPE, answer=text, related=(), citations=())
    title = titles[best.notice.id]
    head = (
        f"All {n} documents were looked through, and none states it. Nearest to it is 《{title}》:"
        if english
        else shown(f"已查阅全部 {n} 份文件，都没有写明。最接近的是《{title}》：", best.language)
    )
    return replace(best, answer=f"{head}\n{best.answer}", related=best.related[:_RELATED])


def which_one(answers: Sequence[Answer], titles: Sequence[str], printed: str) -> Answer:
    """What is asked back where an address fits several notices: "第八条"."""
    first = answers[0]
    english = first.language in ("en", "other")
    head = (
        f"{len(titles)} documents have {printed}; which one do you mean?"
        if english
        else shown(f"有 {len(titles)} 份文件都有“{printed}”，请说明是哪一份：", first.language)
    )
    lines = [head, *(f"· 《{title}》{printed}" for title in titles)]
    related = tuple(answer.citations[0] for answer in answers if answer.citations)[:_RELATED]
    return replace(
        first, status=Status.CLARIFY, answer="\n".join(lines), citations=(),
        related=tuple(replace(c, n=n) for n, c in enumerate(related, start=1)), exports={}, plain="",
    )  # fmt: skip


def catalogue(template: Answer, notices: Sequence[Notice]) -> Answer:
    """The list of the notices. template: an answer of the first one, for its question, language and timings."""
    english = template.language in ("en", "other")
    n = len(notices)
    head = f"There are {n} documents:" if english else shown(f"共有 {n} 份文件：", template.language)
    lines, citations = [head], []
    for i, notice in enumerate(notices, start=1):
        said = [f"《{short_title(notice)}》"]
        said += [f"（{notice.status}）"] if notice.status not in ("", UNKNOWN) else []
        said += [number] if (number := notice.meta.get("number", UNKNOWN)) not in ("", UNKNOWN) else []
        lines.append(f"· {''.join(said)}[{i}]")
        clause = notice.documents[0]
        key = notice.key(clause)
        span = Span.whole(clause)
        citations.append(
            Citation(i, key, clause.address, notice.place(clause), clause.title, span.text, span.start,
                     span.end, f"/notice/{key}", notice.notes(clause), "", notice.id)
        )  # fmt: skip
    return replace(
        template, status=Status.ANSWERED, answer="\n".join(lines), citations=tuple(citations), related=(), exports={},
        plain="", mode="extractive",
    )  # fmt: skip
