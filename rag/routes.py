"""An address → its clause, and the sentences for what is not there."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.clause import OVERALL, Clause, Figure, Notice
from corpus.glossary import Glossary
from corpus.text import fold
from rag import statements
from rag.address import AddressQuery, resolve
from rag.answer import Status
from rag.declined import not_stated
from rag.draft import Draft, Line, Span, called, place, quoted
from rag.holds import holds
from rag.lists import row
from rag.question import Question, Want
from rag.warnings import warnings_on
from rag.years import other_year

FIGURES_SHOWN = 6
# "写了啥,哪个局管" asks for the words too.
_WRITTEN = re.compile(r"原文|内容|(?:写|讲|说|规定)(?:的|些|了)*(?:什么|啥|哪样)|what does it say|full text")


def by_address(question: Question, address: AddressQuery, notice: Notice) -> Draft | None:
    """The clause at an address; all that it can mean where a level is missing; a plain word where there is none."""
    found = resolve(address, notice)
    english = question.english
    if address.half_read:
        text = (
            "I could read only part of this address; please write it like “Attachment 3, part 2, section 4, item 3”."
            if english
            else "这个条目编号没有完全读懂，请写成“附件3 二(四)3”或“附件3第二部分第(四)节第3项”的样子。"
        )
        return Draft(Status.CLARIFY, (Line(text),), related=found)
    if not found:
        known = notice.documents
        near = _nearest(address, notice) or known
        text = (
            f"There is no clause at {quoted(address.printed)}; {_whole(notice, english=True)}"
            if english
            else f"{called(notice)}里没有“{address.printed}”这一条。{_whole(notice)}请核对编号。"
        )
        return Draft(Status.NO_SUCH_CLAUSE, (Line(text),), related=near)
    if len(found) > 1:
        text = (
            "More than one clause fits; which do you mean?"
            if english
            else f"“{address.printed}”可能指以下 {len(found)} 条，请说明是哪一条："
        )
        lines = [Line(text), *(Line(f"· {place(notice, c, english=english)}") for c in found[:12])]
        return Draft(Status.CLARIFY, tuple(lines), related=found)
    return of_clause(question, found[0], notice)


def _whole(notice: Notice, *, english: bool = False) -> str:
    """What the notice consists of."""
    n = len(notice.attachments)
    if english:
        main = "an overall plan" if notice.main == OVERALL else "a main text"
        return f"the notice has {main} and {n} attachments." if n else "the notice has no attachments."
    return f"全文由{notice.main}和 {n} 个附件组成，" if n else "全文没有附件，"


# "附件4的正式名称是什么" asks for the attachment itself.
_NAME_ASKED = re.compile(r"名称|标题|题目|名字|叫(?:什么|啥)|全称|\btitle\b|\bcalled\b|\bname of\b")
_PEOPLE = re.compile("人|长|主任|领导|姓|谁|who")


def asks_its_name(address: AddressQuery) -> bool:
    """Whether the name of what is at an address is asked for, and nobody's."""
    return bool(_NAME_ASKED.search(address.rest)) and not _PEOPLE.search(address.rest)


def _nearest(address: AddressQuery, notice: Notice) -> tuple[Clause, ...]:
    """What there is at the deepest level of an address that exists: the siblings of the clause that does not."""
    for depth in range(len(address.levels) - 1, -1, -1):
        found = resolve(replace(address, levels=address.levels[:depth], others=()), notice)
        if len(found) == 1:
            return tuple(c for c in notice.children(found[0]) if c.kind != "preamble")[::-1]
    return ()


def _named(question: Question, clause: Clause) -> tuple[Figure, ...]:
    """The figures of a clause whose subject a question names, beside the clause's own title."""
    own = question.content.replace(fold(clause.title), " ")
    words = {*re.findall(r"[\u3400-\u9fff]{2,}", own), *Glossary.load().official_for(question.folded)}
    return tuple(f for f in clause.figures if any(word in f.subject for word in words))


def by_title(address: AddressQuery, notice: Notice) -> Clause | None:
    """The one chapter or section of an attachment whose title is asked for ("附件3的推进机制"), or None."""
    rest = re.sub(r"[的\s?？。]|是什么|说什么|讲什么|有哪些|内容|写了|什么", "", address.rest)
    found = [
        c
        for c in notice.clauses
        if c.kind in ("chapter", "section")
        and c.attachment == str(address.attachment)
        and fold(c.title).removeprefix("攻坚") == rest.removeprefix("攻坚")
    ]
    return found[0] if len(found) == 1 else None


def of_clause(question: Question, clause: Clause, notice: Notice) -> Draft:
    """What is asked of one known clause: its bodies, its figures, else all of its words and what it holds."""
    if other_year(question, notice, clause):
        return not_stated(question, (clause,), notice)
    if question.wants_any(Want.LEAD, Want.PARTIES) and clause.responsible:
        lines = list(statements.responsibility(question, notice, clause))
        if Want.AMOUNT in question.wants:  # "谁负责、目标多少"
            lines += [statements.figure(question, clause, f) for f in clause.figures[:FIGURES_SHOWN]]
        if _WRITTEN.search(question.folded):
            lines.insert(0, statements.excerpt(question, notice, Span.whole(clause)))
        return Draft(responsible_status(question, clause), tuple(lines))
    if question.wants_any(Want.AMOUNT) and clause.figures:
        shown = _named(question, clause) or clause.figures[:FIGURES_SHOWN]
        lines = [statements.figure(question, clause, f) for f in shown]
        return Draft(Status.ANSWERED, (Line(place(notice, clause, english=question.english)), *lines))
    if not all(holds(want, [clause]) for want in question.wants):
        return not_stated(question, (clause,), notice)
    lines = [
        statements.excerpt(question, notice, Span.whole(clause)),
        *warnings_on(question, Span.whole(clause), notice),
    ]
    children = [c for c in notice.children(clause) if c.kind != "preamble"]
    if children:
        lines.append(Line(f"It holds {len(children)} parts:" if question.english else f"下设 {len(children)} 项："))
        lines += [row(question, notice, c, "") for c in children]
    return Draft(Status.ANSWERED, tuple(lines))


def responsible_status(question: Question, clause: Clause) -> Status:
    """PARTIAL where the lead is asked for and the clause names its bodies jointly, or who takes part beside the lead and it
    names nobody: what it says is only half of an answer."""
    half = question.asks_the_lead if not clause.lead else statements.names_no_others(question, clause)
    return Status.PARTIAL if half else Status.ANSWERED
