"""A complete list as an answer: counted, grouped by attachment, every row cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from corpus.clause import Clause, Notice
from rag import comparison_lines, statements
from rag.answer import Status
from rag.draft import Draft, Line, Span, place, quoted
from rag.list_headings import heading, nothing
from rag.list_query import Kind, Role
from rag.question import Question
from rag.register import Listing, bodies_in, tasks_in

_ROLE_MARKS = {
    Role.LEAD: ("牵头", "lead"),
    Role.JOINT: ("共同负责而未写明牵头", "joint, no lead named"),
    Role.PARTY: ("责任单位", "party"),
}
_UNGROUPED = (Kind.PARTS, Kind.ATTACHMENTS, Kind.COUNTS, Kind.BODIES)


def listing(question: Question, found: Listing, notice: Notice) -> Draft:
    """The draft of a list; NOT_STATED where it has no row."""
    english = question.english
    if found.kind is Kind.COMPARISON:
        return comparison_lines.compared(question, found, notice)
    if not found.rows:
        return Draft(Status.NOT_STATED, (Line(nothing(found, notice, english=english)),))
    lines = [*(Line(text) for text in heading(found, notice, english=english)), *_rows(question, found, notice)]
    return Draft(Status.ANSWERED, tuple(lines), listing=found.query)


def _rows(question: Question, found: Listing, notice: Notice) -> list[Line]:
    if found.kind is Kind.BODIES:
        return [_body(question, name, clauses) for name, clauses in _named(found).items()]
    if found.kind is Kind.COUNTS:
        return [_counted(question, clause, notice) for clause in found.rows]
    make = _maker(question, found, notice)
    several = len({clause.attachment for clause in found.rows}) > 1
    lines = []
    for attachment, group in groupby(range(len(found.rows)), key=lambda i: found.rows[i].attachment):
        made = [make(i) for i in group]
        if found.kind not in _UNGROUPED or (several and found.kind is Kind.PARTS):
            name = place(notice, notice.by_address[attachment], english=question.english)
            lines.append(Line(f"【{name}】{len(made)}" + ("" if question.english else " 项")))
        lines += made
    return lines


def _maker(question: Question, found: Listing, notice: Notice) -> Callable[[int], Line]:
    """What makes the line of row i."""
    if found.kind is Kind.FIGURES:
        return lambda i: _figure(question, found, i, notice)
    if found.kind is Kind.RANKING and found.query.level == "task":
        return lambda i: _with_bodies(question, found.rows[i], notice)
    mixed = len(set(found.roles)) > 1  # where all rows have one role, the heading has said it
    marks = [_ROLE_MARKS[role][1 if question.english else 0] for role in found.roles] if mixed else []
    return lambda i: row(question, notice, found.rows[i], marks[i] if marks else "")


def _figure(question: Question, found: Listing, i: int, notice: Notice) -> Line:
    clause = found.rows[i]
    said = statements.figure(question, clause, found.figures[i])
    return Line(f"· {place(notice, clause, english=question.english)}，{said.text}" if not question.english
                else f"· {place(notice, clause, english=True)}: {said.text}", said.evidence)  # fmt: skip


def _named(found: Listing) -> dict[str, list[Clause]]:
    bodies = bodies_in(found.rows)
    if found.query.bodies:  # those that lead
        bodies = {name: led for name, clauses in bodies.items() if (led := [c for c in clauses if name in c.lead])}
    return dict(sorted(bodies.items(), key=lambda pair: -len(pair[1])))


def _body(question: Question, name: str, clauses: Sequence[Clause]) -> Line:
    """A body and the clauses that name it."""
    leads = any(name in clause.lead for clause in clauses)
    shown = f"{statements.english_name(name)} ({name})" if question.english else name
    mark = (" (lead)" if question.english else "〔有牵头任务〕") if leads else ""
    return Line(f"· {shown}{mark}", tuple(Span.whole(clause) for clause in clauses))


def _counted(question: Question, clause: Clause, notice: Notice) -> Line:
    """An attachment with the number of its tasks; verify counts again."""
    n = len(tasks_in(clause, notice))
    name = place(notice, clause, english=question.english)
    return Line(f"· {name}: {n} tasks" if question.english else f"· {name}：{n} 项", (Span.whole(clause),), counted=n)


def _with_bodies(question: Question, clause: Clause, notice: Notice) -> Line:
    said = statements.duty_in_one_line(question, notice, clause)
    return Line(f"· {said.text}", said.evidence)


def row(question: Question, notice: Notice, clause: Clause, role: str) -> Line:
    """One row of a list: the clause, and the role of the body that was asked for."""
    first = re.split("[。\n]", clause.text, maxsplit=1)[0]
    # An attachment's title is on the line below its number.
    span = Span(clause, clause.start, clause.end if clause.kind == "attachment" else clause.start + len(first))
    mark = (f" ({role})" if question.english else f"〔{role}〕") if role else ""
    name = place(notice, clause, english=question.english)
    title = f" {quoted(clause.title)}" if question.english and clause.title else ""
    return Line(f"· {name}{title}{mark}", (span,))


def joined(drafts: Iterable[Draft]) -> Draft:
    """Several lists as one answer: those that have rows, or the sentence of the first."""
    drafts = list(drafts)
    answered = [draft for draft in drafts if draft.status is Status.ANSWERED]
    if not answered:
        return drafts[0]
    only = answered[0].listing if len(answered) == len(drafts) == 1 else None
    lines = tuple(line for draft in drafts for line in draft.lines)
    status = (
        Status.ANSWERED if all(d.status in (Status.ANSWERED, Status.NOT_STATED) for d in drafts) else Status.PARTIAL
    )
    return Draft(status, lines, listing=only)
