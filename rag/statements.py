"""The sentences of an answer, in Chinese or English, each with the spans that prove it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.clause import Clause, Figure, Notice
from corpus.departments import Gazetteer
from corpus.figures import english as figure_in_english
from corpus.glossary import Glossary
from corpus.taskforce import Role as TaskForceRole
from corpus.taskforce import TaskForce
from rag.draft import Line, Span, place, quoted
from rag.question import Question, Want
from rag.quote import bounded, duty, sentence_with
from rag.wants import BESIDE_THE_LEAD


def excerpt(question: Question, notice: Notice, span: Span) -> Line:
    """The notice's own words with their address."""
    where = place(notice, span.clause, english=question.english)
    return Line(f"{where}: {quoted(span.text)}" if question.english else f"{where}：{quoted(span.text)}", (span,))


def figure(question: Question, clause: Clause, found: Figure, others: Sequence[tuple[Clause, Figure]] = ()) -> Line:
    """One figure with the words that bind it; `others` state the same figure elsewhere."""
    spans = tuple(sentence_with(c, f.start) for c, f in ((clause, found), *others))
    subject = found.subject or clause.title
    if question.english:
        gloss = Glossary.load().in_english(subject)
        gloss = "" if any(c.isdigit() for c in gloss) else gloss  # a number of the glossary is none of the clause
        name = f"{gloss[:1].upper()}{gloss[1:]} ({subject})" if gloss else subject
        return Line(f"{name}: {figure_in_english(found)} ({bounded(found)})", spans)
    year = f"（{found.year}年）" if found.year else ""
    return Line(f"{subject}：{bounded(found)}{year}", spans)


def responsibility(question: Question, notice: Notice, clause: Clause) -> tuple[Line, ...]:
    """Who leads, and who else is responsible: whoever asks for the one has to deal with the others. A joint responsibility
    is never given a lead."""
    span = duty(clause)
    where = place(notice, clause, english=question.english)
    if span is None:
        note = f"{where} names no responsible body." if question.english else f"{where}没有列明责任单位。"
        return (Line(note, (Span.whole(clause),)),)
    evidence = (span,)
    if not clause.lead:
        bodies = _names(notice, clause, clause.parties + clause.generic, english=question.english)
        if question.english:
            return (Line(f"{where}: the notice names no lead; jointly responsible are {bodies}", evidence),)
        return (Line(f"{where}没有写明牵头单位，由以下单位共同负责：{bodies}", evidence),)
    lead = _names(notice, clause, clause.lead, english=question.english)
    lines = [Line(f"{where}: led by {lead}" if question.english else f"{where}，牵头单位：{lead}", evidence)]
    if clause.parties + clause.generic:
        others = _names(notice, clause, clause.parties + clause.generic, english=question.english)
        lines.append(
            Line(f"Other responsible bodies: {others}" if question.english else f"责任单位：{others}", evidence)
        )
    elif names_no_others(question, clause):
        none = "It names no other responsible bodies." if question.english else "原文没有列明其他配合或责任单位。"
        lines.append(Line(none, evidence))
    return tuple(lines)


def names_no_others(question: Question, clause: Clause) -> bool:
    """Whether a question asks who takes part beside the lead, and a clause names nobody: with one lead, nobody at all."""
    others = clause.parties + clause.generic
    return bool(BESIDE_THE_LEAD.search(question.folded)) and len(clause.lead) == 1 and not others


def duty_in_one_line(question: Question, notice: Notice, clause: Clause) -> Line:
    """A task with all of its bodies: "附件1 二(二)1…：牵头单位：…；责任单位：…"."""
    lines = responsibility(question, notice, clause)
    evidence = tuple(dict.fromkeys(span for line in lines for span in line.evidence))
    return Line(("; " if question.english else "；").join(line.text for line in lines), evidence)


def _names(notice: Notice, clause: Clause, bodies: Sequence[str], *, english: bool) -> str:
    """Full names; one that the page damaged is followed by what is printed."""
    printed = notice.printed_names(clause)
    shown = []
    for name in bodies:
        text = f"{english_name(name)} ({name})" if english else name
        if name in printed:
            text += f" [printed as {printed[name]}]" if english else f"（原文印作“{printed[name]}”）"
        shown.append(text)
    return (", " if english else "、").join(shown)


def english_name(name: str) -> str:
    """A body's descriptive English name, its Chinese one where there is none."""
    return Gazetteer.load().english.get(name, name)


def taskforce(question: Question, notice: Notice, force: TaskForce) -> tuple[Line, ...]:
    """What is asked of a task force: its office, convener (with the deputies) or members; all where nothing is."""
    wants = [w for w in (Want.CONVENER, Want.OFFICE, Want.MEMBERS) if w in question.wants] or [
        Want.CONVENER,
        Want.OFFICE,
        Want.MEMBERS,
    ]
    where = place(notice, force.clause, english=question.english)
    name = f"{where} ({quoted(force.name)})" if question.english else f"{where}，{force.name}"
    lines = []
    for want in wants:
        for role, label in _roles(force, want):
            if role is None:
                continue
            span = Span(force.clause, *_sentence_at(force.clause, role))
            what = label[1 if question.english else 0]
            lines.append(
                Line(
                    f"{name} {what} {_role(question, role)}".strip()
                    if question.english
                    else f"{name}，{what}{_role(question, role)}",
                    (span,),
                )
            )
            name = "" if question.english else "该专班"
    return tuple(lines)


def _roles(force: TaskForce, want: Want) -> list[tuple[TaskForceRole | None, tuple[str, str]]]:
    """The roles that a want asks for, with the words before each, Chinese and English."""
    if want is Want.OFFICE:
        return [(force.office, ("办公室设在", "Its office is in"))]
    if want is Want.CONVENER:
        return [
            (force.convener, ("召集人：", "Convener:")),
            (force.deputies, ("副召集人为以下单位的主要负责人：", "Deputy conveners: the heads of")),
        ]
    return [(force.members, ("成员单位：", "Members:"))]


def _role(question: Question, role: TaskForceRole) -> str:
    if not role.bodies:
        return quoted(role.text)
    if question.english:
        return ", ".join(f"{english_name(name)} ({name})" for name in role.bodies) + (
            " and others" if role.open else ""
        )
    return "、".join(role.bodies) + ("等" if role.open else "")


def _sentence_at(clause: Clause, role: TaskForceRole) -> tuple[int, int]:
    """The sentence around a role; the role may run over a stop that the page lost, so its own end counts too."""
    first, last = sentence_with(clause, role.start), sentence_with(clause, role.end - 1)
    return first.start, max(last.end, role.end)
