"""A complete list, or the task forces, as an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.glossary import Glossary
from corpus.taskforce import TaskForce, task_forces
from corpus.text import fold
from index.lexical import terms
from rag import statements
from rag.address import AddressQuery
from rag.answer import Status
from rag.draft import Draft, Line, Span, place, quoted
from rag.question import Question, Want
from rag.register import Listing, Role
from rag.retrieve import Hit

_ROLE_NAMES = {
    Role.LEAD: ("牵头", "lead"),
    Role.JOINT: ("共同负责而未写明牵头", "joint, no lead named"),
    Role.PARTY: ("责任单位", "party"),
}
_WHICH = re.compile(
    r"(?:哪些|哪个|哪几个|几个|多少个|什么).{0,4}专班|专班(?:有|是)?哪[些几个]|which (?:task forces?|working groups?)"
)
_ALL = re.compile(
    r"(?:各|所有|全部|每个|七个|7个|分别|列出|哪些).{0,6}专班|专班.{0,10}(?:分别|各自|都)|(?:all|each|every|list|seven) .{0,16}(?:task forces?|working groups?)"
)


def listing(question: Question, found: Listing, notice: Notice) -> Draft:
    """A complete list, counted and grouped by attachment, every row cited."""
    english = question.english
    if not found.rows:
        return Draft(Status.NOT_STATED, (Line(_nothing(found, notice, english=english)),))
    lines = [Line(_heading(found, notice, english=english))]
    mixed = len(set(found.roles)) > 1  # where all rows have one role, the heading has said it
    roles = dict(zip((c.id for c in found.rows), found.roles, strict=False)) if mixed else {}
    for attachment, rows in groupby(found.rows, key=lambda c: c.attachment):
        group = list(rows)
        if found.kind in ("tasks", "shared", "occurrences", "leaderless"):
            head = notice.by_address[attachment]
            lines.append(Line(f"【{place(notice, head, english=english)}】{len(group)}" + ("" if english else " 项")))
        for clause in group:
            role = roles.get(clause.id)
            lines.append(row(question, notice, clause, _ROLE_NAMES[role][1 if english else 0] if role else ""))
    if found.kind == "tasks" and found.asked == frozenset(Role) and found.within is None:
        lines += _memberships(question, found.body, notice)
    return Draft(Status.ANSWERED, tuple(lines))


def _nothing(found: Listing, notice: Notice, *, english: bool) -> str:
    """The sentence for a list without a row; it claims nothing beyond the part that was asked about."""
    where = place(notice, found.within, english=english) if found.within else "the notice" if english else "公告"
    if found.kind == "leaderless":
        return (
            f"In {where}, no task names bodies without a lead."
            if english
            else f"{where}中列了单位的任务都写明了牵头单位。"
        )
    if found.kind == "attachments":
        return "The notice has no attachments." if english else "公告没有附件。"
    if found.kind == "shared":
        return (
            f"In {where}, no task names all of {found.body} so."
            if english
            else f"{where}中没有{found.body}这样分工的任务。"
        )
    return f"In {where}, {found.body} has no such task." if english else f"{where}中没有由{found.body}承担的这类任务。"


def _memberships(question: Question, body: str, notice: Notice) -> list[Line]:
    """The task forces that a body belongs to: work that no task of the list shows."""
    lines = membership_lines(question, body, task_forces(notice), notice)
    head = "It also belongs to these task forces:" if question.english else f"另在以下 {len(lines)} 个工作专班中："
    return [Line(head), *lines] if lines else []


def membership(question: Question, forces: list[TaskForce], notice: Notice) -> tuple[Line, ...]:
    """The lines for "林业局在哪些专班里", where one body and no single role is asked about; else none."""
    bodies = {name for _, _, name in Gazetteer.load().mentions(question.folded)}
    if len(bodies) != 1 or not _WHICH.search(question.folded):
        return ()
    body = bodies.pop()
    lines = membership_lines(question, body, forces, notice)
    if question.english:
        head = f"{body}: {len(lines)} task forces"
    elif Want.OFFICE in question.wants:
        head = f"办公室设在{body}的工作专班共 {len(lines)} 个："
    elif "副召集人" in question.folded:
        head = f"由{body}主要负责人任副召集人的工作专班共 {len(lines)} 个："
    else:
        head = f"{body}在以下 {len(lines)} 个工作专班中："
    return (Line(head), *lines) if lines else ()


def membership_lines(question: Question, body: str, forces: Sequence[TaskForce], notice: Notice) -> list[Line]:
    """One line a task force that a body belongs to, with its roles there."""
    lines = []
    for force in forces:
        roles = [
            name
            for role, name in (
                (force.deputies, "副召集人单位"),
                (force.members, "成员单位"),
                (force.office, "办公室所在单位"),
            )
            if role is not None and body in role.bodies
        ]
        if roles:
            where = place(notice, force.clause, english=question.english)
            text = (
                f"· {where}: task force {quoted(force.name)}"
                if question.english
                else f"· {where}，{force.name}：{'、'.join(roles)}"
            )
            lines.append(Line(text, (Span.whole(force.clause),)))
    return lines


def _heading(found: Listing, notice: Notice, *, english: bool) -> str:
    n = len(found.rows)
    where = f"{notice.short(found.within)}中，" if found.within and found.kind != "children" else ""
    if found.kind == "attachments":
        return (
            f"The notice has an overall plan and {n} attachments:" if english else f"公告由总体方案和 {n} 个附件组成："
        )
    if found.kind == "leaderless":
        return (
            f"{n} tasks name several bodies and no lead:"
            if english
            else f"{where}没有写明牵头单位的任务共 {n} 项（由所列单位共同负责）："
        )
    if found.kind == "children" and found.within is not None:
        where = place(notice, found.within, english=english)
        return f"{where} holds {n} items:" if english else f"{where}共有 {n} 项："
    if found.kind == "occurrences":
        return f"{n} clauses hold {quoted(found.body)}:" if english else f"{where}写有“{found.body}”的条款共 {n} 条："
    if found.kind == "shared":
        return (
            f"{n} tasks name all of {found.body}:"
            if english
            else f"{where}{found.body}都在其中、且分工如所问的任务共 {n} 项："
        )
    counts = {role: found.roles.count(role) for role in Role}
    parts = "；".join(f"{_ROLE_NAMES[r][0]} {k} 项" for r, k in counts.items() if k)
    if english:
        return (
            f"{statements.english_name(found.body)} ({found.body}): {n} tasks ("
            + ", ".join(f"{_ROLE_NAMES[r][1]} {k}" for r, k in counts.items() if k)
            + ")"
        )
    if found.asked == frozenset({Role.LEAD}):
        return f"{where}{found.body}牵头的任务共 {n} 项："
    return f"{where}{found.body}的任务共 {n} 项（{parts}）："


def row(question: Question, notice: Notice, clause: Clause, role: str) -> Line:
    """One row of a list: the clause, and the role of the body that was asked for."""
    first = re.split("[。\n]", clause.text, maxsplit=1)[0]
    # An attachment's title is on the line below its number.
    span = Span(clause, clause.start, clause.end if clause.kind == "attachment" else clause.start + len(first))
    mark = (f" ({role})" if question.english else f"〔{role}〕") if role else ""
    name = place(notice, clause, english=question.english)
    title = f" {quoted(clause.title)}" if question.english and clause.title else ""
    return Line(f"· {name}{title}{mark}", (span,))


def _bodies_as_asked(force: TaskForce, question: Question) -> set[str]:
    """The bodies of a task force in the role that a question speaks of: its office, its deputies, else all members."""
    if Want.OFFICE in question.wants:
        roles = [force.office]
    elif "副召集人" in question.folded or "deputy" in question.folded:
        roles = [force.deputies]
    else:
        roles = [force.members, force.deputies]
    return {name for role in roles if role is not None for name in role.bodies}


def _named_elsewhere(question: Question, forces: Sequence[TaskForce], notice: Notice) -> bool:
    """Whether a question names a task force of another kind, which a clause speaks of: "招商专班由哪四方组成"."""
    own = {force.clause.id for force in forces}
    titles = "".join(force.name + notice.by_address[force.clause.attachment].title for force in forces)
    return any(
        name[:-2] not in titles and any(name in fold(c.text) for c in notice.clauses if c.id not in own)
        for name in re.findall("[\u3400-\u9fff]{2}专班", question.folded)
    )


def find_taskforce(
    question: Question, address: AddressQuery | None, hits: list[Hit], notice: Notice
) -> list[TaskForce]:
    """The task forces that a question is about: by attachment, by a member that it names, else the nearest."""
    if not (question.wants_any(Want.OFFICE, Want.CONVENER, Want.MEMBERS) or "专班" in question.folded):
        return []
    forces = task_forces(notice)
    if not forces:
        return []
    if _named_elsewhere(question, forces, notice):
        return []
    if address is not None and address.attachment is not None:
        return [f for f in forces if f.clause.attachment == str(address.attachment)]
    bodies = {name for _, _, name in Gazetteer.load().mentions(question.folded)}
    if bodies and (_WHICH.search(question.folded) or not question.wants_any(Want.OFFICE, Want.CONVENER)):
        holding = [f for f in forces if bodies <= _bodies_as_asked(f, question)]
        if holding:
            return holding
    if _ALL.search(question.folded):
        return list(forces)
    titles = {f: set(terms(notice.by_address[f.clause.attachment].title + f.name)) for f in forces}
    common = set.intersection(*titles.values())
    asked = set(terms(" ".join([question.folded, *Glossary.load().official_for(question.folded)])))
    named = sorted(
        ((len(asked & (words - common)), -i, f) for i, (f, words) in enumerate(titles.items())),
        key=lambda t: t[:2],
        reverse=True,
    )
    if named[0][0] >= 2 and named[0][0] > named[1][0]:
        return [named[0][2]]
    if (
        "专班" in question.folded
        or "task force" in question.folded
        or "working group" in question.folded
        or "召集人" in question.folded
    ):
        order = {hit.clause.id: i for i, hit in enumerate(hits)}
        attachments: dict[str, float] = {}
        for hit in hits[:8]:
            key = hit.clause.attachment
            attachments[key] = attachments.get(key, 0.0) + hit.score
        best = min(forces, key=lambda f: order.get(f.clause.id, 999) - 8 * attachments.get(f.clause.attachment, 0.0))
        return [best]
    return []
