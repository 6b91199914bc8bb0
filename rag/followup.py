"""A question that leans on the turns before → one that stands alone, in words that the person is shown.

    那农村的呢？   → 附件7 二(一)5(15)《提高困难群体救助标准》：农村是多少
    那停车位呢？   → 停车位谁牵头
    下一项讲什么？ → 附件7 二(一)5(16)《…》
Only what a question means is taken from the turns before. What it comes to is read, judged and proven like any other
question, so that history makes nothing answerable.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clause import Notice
from corpus.text import fold
from rag import ellipsis
from rag.address import find_address
from rag.answer import Turn
from rag.articles import address_in
from rag.dialogue import Dialogue, Focus
from rag.ellipsis import bare
from rag.list_follow_up import follow_list
from rag.matters import (
    CONDITION,
    asks_a_detail,
    beside_the_matter,
    conditions,
    in_another_year,
    in_place_of_its_sibling,
    known,
    mentions,
    names_a_body,
    names_a_matter,
    names_more_than_bodies,
    of_another_body,
    of_the_body,
    part_in_question,
)
from rag.neighbours import neighbour, nth
from rag.other_part import PART, of_another_part
from rag.pointing import first_asked, looking_at, row_about, the_thing_named
from rag.question import Question, Want, read
from rag.resolution import Resolution, asked_as, ids_of, of_clause, where
from rag.tails import tail
from rag.unclear import nothing_beside, which_of

_THIS_BODY_LEADS = re.compile(
    r"^(?:是不是|是否|是|由|归)?(?:不是)?.{2,12}?(?:牵头|负责|主管|管)(?:的)?(?:单位|部门)?(?:[,，]?(?:吧|吗|么|是吧|对吧|对吗|对不对|没错吧|是不是))[?？]?$"
    r"|^(?:是不是|是否)(?:由|归)?.{2,12}?(?:牵头|负责|主管|管)的?[?？]?$|^(?:牵头|负责|主管)的?(?:单位|部门)?(?:是|就是|是不是).{2,12}?(?:吧|吗|么|不)?[?？]?$"
)

# "责任单位里有没有公安": whether a body is among those of the clause.
_HAS_THE_BODY = re.compile(
    r"^(?:那么?|它的?|这里面|其中|里面|里头)?的?(?:(?:责任|配合|参与|参加|牵头|成员|协办|共同负责的?)(?:的)?(?:单位|部门)?|单位|部门|名单)(?:里面?|里头|当中|中|之中)?(?:的)?(?:有没有|有无|是不是有|是否有|有|包不包括|包括|含不含|算不算)(?P<body>.{2,12}?)(?:在内|在里面)?(?:吗|么|没有?|不|吧)?[?？]?$"
)

# "城市的是多少": a part of the matter before, and what is asked of it.
_OF_THAT = re.compile(
    r"^(?:那么?|而|还有|另外)?(?P<new>[\u3400-\u9fff]{2,6}?)的(?:话)?[,，]?(?P<asked>(?:标准|目标|指标)?(?:又|都)?(?:是|要|有|为|归|由)?(?:多少|好多|几多|几|谁|哪|怎么|咋).{0,6})$"
)


_OF_A_FORCE = (Want.OFFICE, Want.CONVENER, Want.MEMBERS)
# A matter that is itself a figure: after "谁牵头" it is asked for its value.
_A_FIGURE = re.compile(
    r"(?:指标|目标值?|标准|任务数|[占比]比|比[例重]|[^效]率|[家个户人]?数量?|[总金数货]?额|[产总]量|面积|规模|强度|增速|增幅|总[额量值])$"
)
_SHORT = 6  # characters of a turn that names a matter and asks nothing ("总工会")


def resolve(question: Question, history: Sequence[Turn], notice: Notice, typed: Question | None = None) -> Resolution:
    """The question as it stands alone after the turns before. typed: as it was before its spelling was put right, in
    which the words of a follow-up are looked for first."""
    state = Dialogue.of(history, notice)
    if state.focus is None:
        return Resolution(question)
    for said in dict.fromkeys((typed or question, question)):
        found = _moved(said, looking_at(state, said), notice)
        if found is not None:
            return found
    return _resolved(question, looking_at(state, question), notice)


def _moved(question: Question, state: Dialogue, notice: Notice) -> Resolution | None:
    """A turn whose own words say where it goes: to a neighbour, back, or to what was meant instead."""
    focus = state.focus
    assert focus is not None
    text = ellipsis.OPENS.sub("", question.folded, count=1)
    corrected = ellipsis.corrected_to(text)
    if corrected is not None:
        return _corrected(question, *corrected, state, notice)
    first = first_asked(text)
    if first is not None:
        return _again(state.focuses[-1], first, question, state, notice)
    several = [neighbour(notice, focus.clause, n) for n in ellipsis.steps(text)] if not focus.several else []
    beside_it = tuple(clause for clause in several if clause is not None)
    if len(beside_it) > 1:
        joint = " and " if question.english else "和"
        return Resolution(
            asked_as(joint.join(where(c, question, notice) for c in beside_it), question), clauses=beside_it
        )
    step = ellipsis.step(text)
    if step is not None and _of_the_step(step, focus, notice):
        if focus.clause is None and focus.nearest is None:
            return None
        if focus.several:
            return Resolution(question, unclear=which_of(question, focus, notice))
        beside = neighbour(notice, focus.clause or focus.nearest, step[0])
        if beside is None:
            return Resolution(question, unclear=nothing_beside(question, focus, notice, before=step[0] < 0))
        return of_clause(beside, step[1], question, notice)
    place_in = ellipsis.nth(text)
    if place_in is not None and (not place_in[1] or ellipsis.elliptic(read(place_in[1]), notice.folded)):
        address = find_address(question.folded)
        half = address is not None and address.attachment is None and address.half_read
        there = nth(notice, focus, place_in[0]) if address is None or half else None
        if there is not None:
            return of_clause(there, place_in[1], question, notice)
    back = ellipsis.back_to(text)
    if back is not None:
        earlier = state.back_to(back[0])
        if earlier is not None:
            return _again(earlier, back[1], question, state, notice)
        if not back[1] and re.search("回到|说回|back to", text):
            return Resolution(question, unclear=which_of(question, focus, notice))
    return None


def _of_the_step(step: tuple[int, str], focus: Focus, notice: Notice) -> bool:
    """Whether what is said behind "前面那一条" is asked of it, or is a matter that the clause there speaks of."""
    if not step[1] or ellipsis.elliptic(read(step[1]), notice.folded):
        return True
    beside = neighbour(notice, focus.clause or focus.nearest, step[0])
    if beside is None:
        return False
    said = read(ellipsis.trimmed(step[1]))
    words = re.sub(r"\W", "", said.folded)
    return mentions(beside, said) or words in re.sub(r"\W", "", fold(beside.text))


def _again(earlier: Focus, rest: str, question: Question, state: Dialogue, notice: Notice) -> Resolution:
    """An earlier question once more, or what is asked of its matter now."""
    if not rest:
        return Resolution(read(earlier.turn.standalone_question), ids_of(earlier.clause))
    return _resolved(asked_as(rest, question), Dialogue((earlier, *state.focuses)), notice, back=True)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A turn to be understood. back: whether it said that it goes back to the focus."""

    question: Question
    state: Dialogue
    notice: Notice
    back: bool

    @property
    def focus(self) -> Focus:
        return self.state.focuses[0]


def _resolved(question: Question, state: Dialogue, notice: Notice, *, back: bool = False) -> Resolution:
    """The first reading that fits: each step below takes one kind of turn and leaves the others."""
    turn = _Turn(question, state, notice, back)
    for step in (_of_a_list, _of_another_part, _addressed, _of_the_clause, _declined_before, _another_matter):
        found = step(turn)
        if found is not None:
            return found
    return Resolution(question)


def _of_a_list(turn: _Turn) -> Resolution | None:
    """A turn that narrows, changes or exports a list, or points at one of its rows."""
    focus = turn.focus
    if focus.lists or not _THIS_BODY_LEADS.match(turn.question.folded):
        last = focus if focus.answered or focus.lists else next((f for f in turn.state.focuses if f.answered), focus)
        listed = follow_list(turn.question, (last if last.lists else focus).turn, turn.notice)
        if listed is not None:
            return Resolution(listed)
    if PART.search(turn.question.folded) or not focus.several:
        return None
    row = row_about(turn.question, focus, turn.notice)
    if row is not None:
        return of_clause(*row, turn.question, turn.notice)
    left_out = ellipsis.elliptic(turn.question, turn.notice.folded) and not names_a_body(turn.question)
    if not left_out and not (
        ellipsis.POINTS.search(turn.question.folded) and ellipsis.elliptic(turn.question, turn.notice.folded)
    ):
        return None
    body = of_the_body(turn.question, focus)
    return Resolution(body) if body else Resolution(turn.question, unclear=which_of(turn.question, focus, turn.notice))


def _of_another_part(turn: _Turn) -> Resolution | None:
    """ "附件6里有没有同样的要求", "附件5里是多少": what was asked before, of another part of the notice."""
    return of_another_part(turn.question, turn.focus, turn.notice, back=turn.back)


def _addressed(turn: _Turn) -> Resolution | None:
    """A turn with an address of its own needs nothing else."""
    address = address_in(turn.question.folded, turn.notice)
    return Resolution(turn.question) if address is not None and (address.precise or not turn.back) else None


def _of_the_clause(turn: _Turn) -> Resolution | None:
    """A turn that names no matter ("谁牵头"), points at the clause ("这项工作") or asks whether a body leads it."""
    focus = turn.focus
    confirms = bool(_THIS_BODY_LEADS.match(turn.question.folded)) and not names_more_than_bodies(
        turn.question, turn.notice
    )
    has_it = bool(_HAS_THE_BODY.match(turn.question.folded)) and bool(focus.clause and focus.clause.responsible)
    if (confirms or has_it) and focus.clause is not None and not focus.several:
        return of_clause(focus.clause, turn.question.text, turn.question, turn.notice)
    names_none = ellipsis.elliptic(turn.question, turn.notice.folded) or asks_a_detail(turn.question, turn.notice)
    if names_none and not names_a_body(turn.question):
        return _left_out(turn.question, focus, turn.notice)
    points = ellipsis.POINTS.search(turn.question.folded) or the_thing_named(turn.question, focus)
    if points and focus.clause is not None and not focus.several and not CONDITION.search(turn.question.folded):
        return of_clause(focus.clause, turn.question.text, turn.question, turn.notice)
    return None


def _declined_before(turn: _Turn) -> Resolution | None:
    """ "is raising it mentioned" after a question that was declined: its matter in place of the pronoun."""
    focus, points = turn.focus, ellipsis.POINTS.search(turn.question.folded)
    if focus.answered or points is None or not re.fullmatch("[a-z]+", points.group()):
        return None
    return Resolution(asked_as(ellipsis.POINTS.sub(focus.matter, turn.question.folded, count=1), turn.question))


def _another_matter(turn: _Turn) -> Resolution | None:
    """A turn that names a matter: one that leaves out what is asked of it, or a question of its own."""
    focus, part = turn.focus, _OF_THAT.match(turn.question.folded)
    if part and not focus.several and not ellipsis.elliptic(read(part.group("new")), turn.notice.folded):
        return _another(turn.question, focus, turn.notice, said=part.group("new"), asked=part.group("asked"))
    opened = ellipsis.OPENS.sub("", turn.question.text, count=1) != turn.question.text
    if ellipsis.a_sentence(turn.question):
        clause = focus.clause
        if clause is None or not opened or focus.several or not mentions(clause, turn.question):
            return None
        if turn.question.wants == (Want.TEXT,):
            return Resolution(turn.question, ids_of(clause))
        return of_clause(clause, turn.question.text, turn.question, turn.notice)
    short = (
        len(re.findall(r"[\u3400-\u9fff]", turn.question.content)) <= _SHORT and len(turn.question.content.split()) <= 4
    )
    if opened or short or ellipsis.ENDS_ASKING.search(turn.question.folded):
        return _another(turn.question, focus, turn.notice)
    return None


# -- the kinds of turns


def _left_out(question: Question, focus: Focus, notice: Notice) -> Resolution:
    """A turn without a matter of its own ("谁牵头", "电话？", "原文怎么写的"): of the clause in focus, else of the words of
    the question that was declined."""
    if focus.clause is not None:
        duty = question.wants_any(Want.LEAD, Want.PARTIES) and not question.wants_any(*_OF_A_FORCE)
        if duty and not focus.clause.responsible and not focus.several and not ellipsis.POINTS.search(question.folded):
            matter = re.sub("(?:增长|增速|增幅)$", "", focus.matter)
            return Resolution(asked_as(f"{matter}{': ' if question.english else ''}{question.text}", question))
        if focus.several:
            body = of_the_body(question, focus)
            return Resolution(body) if body else Resolution(question, unclear=which_of(question, focus, notice))
        said = ellipsis.trimmed(question.text)
        if question.wants == (Want.TEXT,) and CONDITION.search(question.folded):  # "那去年呢"
            asked = tail(focus.asked, growth=False) or tail(read("是多少"))
            return of_clause(focus.clause, f"{said}{asked}", question, notice, part=part_in_question(focus, notice))
        return of_clause(focus.clause, question.text, question, notice, part=part_in_question(focus, notice))
    in_year = in_another_year(question, focus)
    if in_year:
        return Resolution(asked_as(in_year, question))
    if focus.matter and (ellipsis.a_sentence(question) or ellipsis.asks_the_whole(question.folded)):
        pointed = ellipsis.POINTS.sub("", ellipsis.OPENS.sub("", question.text, count=1))
        said = question.text if question.english else pointed.removeprefix("的")
        return Resolution(asked_as(f"{focus.matter}{': ' if question.english else ''}{said}", question))
    return Resolution(question)


def _another(question: Question, focus: Focus, notice: Notice, said: str = "", asked: str = "") -> Resolution:
    """A turn that brings another matter and leaves out what is asked of it: "那农村的呢", "总工会", "and exports?". said,
    asked: the matter and the words that ask, where the turn has both: "城市的是多少"."""
    swapped = of_another_body(question, focus) or in_another_year(question, focus)
    if swapped:
        return Resolution(asked_as(swapped, question))
    modifies = bool(said) or bool(re.search(r"的[呢嘞咧]?[?？。]?$", question.text))
    said = ellipsis.plain(said or ellipsis.trimmed(question.text))
    before = focus.asked if focus.asked.wants != (Want.TEXT,) else read(focus.turn.question)
    new = read(said)
    if focus.clause is not None and not focus.several:
        unknown = bool(CONDITION.search(said)) or (
            not known(new, notice) and not names_a_body(new) and not names_a_matter(fold(said), notice)
        )
        if unknown or mentions(focus.clause, new):
            return of_clause(focus.clause, f"{said}{asked or tail(before, growth=False)}", question, notice)
    asked = asked or tail(before)
    if not modifies and before.wants_any(Want.LEAD, Want.PARTIES) and _A_FIGURE.search(said):
        asked = ""
    if focus.clause is None and focus.matter and not focus.lists:
        his = re.match("[他她它]们?的?(.{1,8})$", said)
        if his:
            return Resolution(asked_as(f"{focus.matter}的{his.group(1)}", question))
        made = in_place_of_its_sibling(said, focus.spoken, notice)
        if modifies and not made:
            made = f"{ellipsis.plain(said)}{focus.matter}"
        return Resolution(asked_as(f"{made or conditions(focus.asked.folded) + said}{asked}", question))
    modified = beside_the_matter(said, focus, notice) if modifies else ""
    if asked.startswith("增长"):
        modified = re.sub("(?:增长|增速|增幅)$", "", modified)
    return Resolution(asked_as(f"{modified or said}{asked}", question))


def _corrected(question: Question, new: str, old: str, state: Dialogue, notice: Notice) -> Resolution | None:
    """ "不对,我问的是乡下的": the question before with what was meant in place of what was not."""
    focus, meant = state.focus, asked_as(new, question)
    assert focus is not None
    if old and old in focus.asked.folded and not focus.lists:
        return Resolution(asked_as(focus.asked.folded.replace(old, new), question))
    address = find_address(meant.folded)
    if address is not None and address.precise and bare(read(address.rest)):
        return Resolution(asked_as(f"{new}{tail(focus.asked)}", question))
    if focus.lists:
        return _resolved(asked_as(f"what about {new}" if question.english else f"那{new}呢", question), state, notice)
    alone = ellipsis.a_sentence(meant) or ellipsis.asks_the_whole(meant.folded) or PART.search(meant.folded)
    return _resolved(meant, state, notice) if alone else _another(meant, focus, notice, said=new)
