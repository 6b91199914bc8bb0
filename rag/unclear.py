"""A follow-up that could mean several things, or nothing: what is being talked about, and ways to ask. Never a guess."""

from __future__ import annotations

from corpus.clause import Clause, Notice
from corpus.examples import examples
from rag.answer import Status
from rag.answerable import Verdict
from rag.dialogue import Focus
from rag.draft import Draft, Line, place
from rag.languages import request
from rag.question import Question

_OFFERED = 3
_CERTAIN = 0.4  # probability of being answered from which a question in another language is


def which_of(question: Question, focus: Focus, notice: Notice) -> Draft:
    """After a list: any of its rows may be meant."""
    clauses = [c for c in map(notice.get, (i.rpartition(":")[2] for i in dict.fromkeys(focus.turn.cited))) if c]
    before = focus.turn.standalone_question.rstrip("?？。")
    if question.english:
        said = f"The last answer, to “{before}”, lists {len(clauses)} clauses; which one do you mean? You could ask:"
    else:
        said = f"上一问“{before}”列出了 {len(clauses)} 条，没有听明白您指的是哪一条。可以这样问："
    return Draft(Status.CLARIFY, (Line(said), *_ways(question, clauses, notice)), related=tuple(clauses[:_OFFERED]))


def nothing_beside(question: Question, focus: Focus, notice: Notice, *, before: bool) -> Draft:
    """Before the first clause of an attachment, or behind its last one."""
    clause = focus.clause
    assert clause is not None
    where = place(notice, clause, english=question.english)
    if question.english:
        said = f"{where} is the {'first' if before else 'last'} of its kind in that part. You could ask:"
    else:
        said = f"{where}已经是这一部分的{'第一' if before else '最后一'}条，{'前' if before else '后'}面没有了。可以这样问："
    return Draft(Status.CLARIFY, (Line(said), *_ways(question, [clause], notice)), related=(clause,))


def no_matter(question: Question) -> Draft:
    """A question that names nothing, with nothing before it."""
    text = (
        "Please say which matter you mean." if question.english else f"请说明您问的是哪件事，例如“{examples().who}”。"
    )
    return Draft(Status.CLARIFY, (Line(text),))


def in_a_language_read(language: str) -> Draft:
    """A question in a language (rag.languages.tongue) that is not read here: the request for Chinese or English."""
    return Draft(Status.CLARIFY, tuple(map(Line, request(language))))


def went_wrong(question: Question) -> Draft:
    """Whatever a question set off, a person gets a sentence."""
    english = "Something went wrong here; please ask in other words."
    return Draft(
        Status.CLARIFY, (Line(english if question.english else "程序在处理这个问题时出了错，请换个说法再试。"),)
    )


def certain(draft: Draft, verdict: Verdict | None) -> bool:
    """Whether what was made of a question in a language that is not read here may be said: no guess at its matter."""
    if draft.status.answers:
        return verdict is None or verdict.probability >= _CERTAIN
    return draft.status not in (Status.NOT_STATED, Status.OUT_OF_SCOPE, Status.CLARIFY)


def _ways(question: Question, clauses: list[Clause], notice: Notice) -> list[Line]:
    """Two or three questions that would be understood."""
    ways = []
    for clause in clauses[: _OFFERED - 1]:
        where = place(notice, clause, english=True) if question.english else notice.label(clause)
        where = where.replace(" (number inferred from context)", "")
        ways.append(f"{where}: who leads?" if question.english else f"{where}谁牵头？")
    if clauses:
        ways.append("The second one: what does it say?" if question.english and len(clauses) > 1 else "")
        if len(clauses) > 1 and not question.english:
            ways[-1] = "第二条讲什么？"
        elif len(clauses) == 1:
            where = place(notice, clauses[0], english=True) if question.english else notice.label(clauses[0])
            ways[-1] = f"{where}: what does it say?" if question.english else f"{where}讲什么？"
    return [Line(f"· {way}") for way in ways if way]
