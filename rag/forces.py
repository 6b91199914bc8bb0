"""The task forces (工作专班) that a question is about, and those that a body belongs to, as an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.clause import Notice
from corpus.departments import Gazetteer
from corpus.glossary import Glossary
from corpus.spoken import without
from corpus.taskforce import TaskForce, task_forces
from corpus.text import fold
from index.lexical import terms
from rag import list_words as words
from rag import statements
from rag.address import AddressQuery, resolve
from rag.answer import Status
from rag.draft import Draft, Line, Span, place, quoted
from rag.list_bodies import left_out
from rag.question import Question, Want
from rag.retrieve import Hit

_WHICH = re.compile(
    r"(?:哪些|哪个|哪几个|几个|多少个|什么).{0,4}专班|专班(?:有|是)?哪[些几个]|which (?:task forces?|working groups?)"
)
_ALL = re.compile(
    r"(?:各|所有|全部|每个|七个|7个|分别|列出|哪些).{0,6}专班|七个都|7个都|都要|专班.{0,10}(?:分别|各自|都)|(?:all|each|every|list|seven) .{0,16}(?:task forces?|working groups?)"
)


# "县发改局当副召集人的专班", "办公室设在县发改局的专班有几个"
_OF_THEM = re.compile(
    "的(?:工作|攻坚)*专班|专班.{0,6}(?:设|落|放|挂|安)(?:在|到).{2,14}的$|专班.{0,4}(?:清单|名单|一览|目录)|专班(?:有|是|共|一共)*(?:几|多少|哪)|专班.{0,16}的(?:有|是|一共|共)*(?:哪|几)|task forces? (?:that|which|whose|where|with|in which)"
)


# What stands beside the word for a task force, in front of it or behind a preposition.
_BESIDE = re.compile(
    r"([\u3400-\u9fff、]{2,14}?)(?:攻坚)?(?:工作)?专班"
    r"|((?:[a-z'-]+,? ){1,6}?)(?:task ?force|working group|push|drive|campaign|effort)s?\b"
    r"|(?:task ?force|working group)s? (?:for|on|of|about|behind|handling) ((?:[a-z'-]+ ?){1,6})"
)
_SURELY = 5  # terms of a task force's own title


def of_office(question: Question) -> bool:
    """Whether a question is about where task forces have their offices."""
    text = without(question.folded, Gazetteer.load().mentions(question.folded))  # "County Government Office" is a body
    if not re.search("办公室|设在|放在|落在|挂在|\\boffices?\\b|housed|located|\\bsits?\\b|based", text):
        return False
    return Want.OFFICE in question.wants or bool(_WHICH.search(question.folded))


def _asks_which(question: Question) -> bool:
    return bool(_WHICH.search(question.folded) or _OF_THEM.search(question.folded))


def _without_it(question: Question) -> bool:
    """Whether a body that a question names is to be in none of the task forces: "哪些专班没有公安局"."""
    spans = Gazetteer.load().mentions(question.folded)
    return any(left_out(question.folded, start, end) for start, end, _ in spans)


def _named_bodies(question: Question) -> set[str]:
    return {name for _, _, name in Gazetteer.load().mentions(question.folded)}


def in_none(question: Question, notice: Notice) -> Draft | None:
    """The draft for "县委统战部在哪些专班里" where it is in none."""
    names = _named_bodies(question)
    if len(names) != 1 or not _asks_which(question) or _without_it(question):
        return None
    if any(names <= _bodies_as_asked(force, question) for force in task_forces(notice)):
        return None
    name = names.pop()
    text = f"No task force lists {name} so." if question.english else f"各工作专班都没有这样列入{name}。"
    return Draft(Status.NOT_STATED, (Line(text),))


def membership(question: Question, forces: list[TaskForce], notice: Notice) -> tuple[Line, ...]:
    """The lines for "林业局在哪些专班里", where one body and no single role is asked about; else none."""
    bodies = _named_bodies(question)
    if len(bodies) != 1 or not _asks_which(question):
        return ()
    body = bodies.pop()
    if _without_it(question):
        n = len(forces)
        head = f"{n} task forces do not list {body}:" if question.english else f"没有列入{body}的工作专班共 {n} 个："
        rows = (Line(f"· {place(notice, f.clause, english=question.english)}", (Span.whole(f.clause),)) for f in forces)
        return (Line(head), *rows) if forces else ()
    lines = membership_lines(question, body, forces, notice)
    if question.english:
        head = f"{body}: {len(lines)} task forces"
    elif of_office(question):
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


def _bodies_as_asked(force: TaskForce, question: Question) -> set[str]:
    """The bodies of a task force in the role that a question speaks of: its office, its deputies, else all members."""
    if of_office(question):
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


def _largest(forces: Sequence[TaskForce]) -> list[TaskForce]:
    """The task forces with the most members."""
    sizes = [len(force.members.bodies) if force.members else 0 for force in forces]
    return [force for force, size in zip(forces, sizes, strict=True) if size == max(sizes)]


def _subjects(force: TaskForce, notice: Notice) -> frozenset[str]:
    """The words for what a task force is about: its title's first, and what the glossary calls it (消费, science)."""
    return _words_for(notice.folded_titles[force.clause.attachment].removesuffix("实施方案"))


@lru_cache(maxsize=256)
def _words_for(title: str) -> frozenset[str]:
    lay = [word for word, official in Glossary.load().terms.items() if fold(official) == title]
    return frozenset({title[:2], *(re.sub("攻坚$| campaign$", "", word) for word in lay)})


def _by_subject(question: Question, forces: Sequence[TaskForce], notice: Notice) -> list[TaskForce]:
    """The task forces whose subjects stand beside the word for one: "科技那个专班", "安全和民生两个专班", "the science push",
    "the task force on opening up". A word that several of them are called by is none's."""
    text = without(question.folded, Gazetteer.load().mentions(question.folded))
    beside = " ".join(group for match in _BESIDE.finditer(text) for group in match.groups() if group)
    called = {force: _subjects(force, notice) for force in forces}
    found = []
    for force, own in called.items():
        others = set().union(*(names for other, names in called.items() if other is not force))
        if any(re.search(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w), beside) for w in own - others):
            found.append(force)
    return found


def asked_of_it(question: Question) -> tuple[Want, ...]:
    """What is asked of a task force: its office too where it is spoken of beside its conveners or members."""
    if not of_office(question):
        return question.wants
    others = tuple(want for want in question.wants if want in (Want.CONVENER, Want.MEMBERS))
    return (Want.OFFICE, *others) if re.search("召集|成员|conven|members?", question.folded) else (Want.OFFICE,)


def find_taskforce(
    question: Question, address: AddressQuery | None, hits: list[Hit], notice: Notice
) -> list[TaskForce]:
    """The task forces that a question is about: by attachment, by a member that it names, else the nearest."""
    speaks_of_one = words.FORCE.search(question.folded)
    if not (question.wants_any(Want.OFFICE, Want.CONVENER, Want.MEMBERS) or speaks_of_one):
        return []
    forces = task_forces(notice)
    if not forces or _named_elsewhere(question, forces, notice):
        return []
    return _meant(question, address, hits, notice, forces, nearest=bool(speaks_of_one))


def _meant(
    question: Question,
    address: AddressQuery | None,
    hits: list[Hit],
    notice: Notice,
    forces: Sequence[TaskForce],
    *,
    nearest: bool,
) -> list[TaskForce]:
    by_subject = _by_subject(question, forces, notice)
    if by_subject and not _asks_which(question):
        return by_subject
    if words.MOST.search(question.folded) and re.search("单位|成员|部门|bod|member", question.folded):
        return _largest(forces)
    if address is not None and address.attachment is not None:
        return [f for f in forces if f.clause.attachment == str(address.attachment)]
    bodies = _named_bodies(question)
    if _without_it(question):
        return [f for f in forces if not bodies & _bodies_as_asked(f, question)]
    if bodies and (_asks_which(question) or not (of_office(question) or Want.CONVENER in question.wants)):
        several = of_office(question)  # an office is in one body: of two that are named, either
        holding = [
            f
            for f in forces
            if (bodies & _bodies_as_asked(f, question) if several else bodies <= _bodies_as_asked(f, question))
        ]
        if holding:
            return holding
    titles = {f: set(terms(notice.by_address[f.clause.attachment].title + f.name)) for f in forces}
    common = set.intersection(*titles.values())
    asked = set(terms(" ".join([question.folded, *Glossary.load().official_for(question.folded)])))
    named = sorted(
        ((len(asked & (words - common)), -i, f) for i, (f, words) in enumerate(titles.items())),
        key=lambda t: t[:2],
        reverse=True,
    )
    if named[0][0] >= _SURELY and named[0][0] > named[1][0]:
        return [named[0][2]]
    if _ALL.search(question.folded):
        return list(forces)
    if named[0][0] >= 2 and named[0][0] > named[1][0]:
        return [named[0][2]]
    if nearest:
        order = {hit.clause.id: i for i, hit in enumerate(hits)}
        attachments: dict[str, float] = {}
        for hit in hits[:8]:
            key = hit.clause.attachment
            attachments[key] = attachments.get(key, 0.0) + hit.score
        best = min(forces, key=lambda f: order.get(f.clause.id, 999) - 8 * attachments.get(f.clause.attachment, 0.0))
        return [best]
    return []


def is_of_one(address: AddressQuery, notice: Notice) -> bool:
    """Whether an address is that of the clause that sets a task force up."""
    found = resolve(address, notice)
    return len(found) == 1 and any(force.clause == found[0] for force in task_forces(notice))


def answered(question: Question, address: AddressQuery | None, hits: list[Hit], notice: Notice) -> Draft | None:
    """What a question asks of task forces, or None: the notice names posts, and neither people nor numbers."""
    if question.wants_any(Want.PERSON, Want.PHONE):
        return None
    found = find_taskforce(question, address, hits, notice)
    none = in_none(question, notice)
    if none is not None:
        return none
    lines = membership(question, found, notice)
    if not lines:
        asked = replace(question, wants=asked_of_it(question))
        lines = tuple(line for force in found for line in statements.taskforce(asked, notice, force))
    return Draft(Status.ANSWERED, lines) if lines else None
