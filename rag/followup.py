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

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.glossary import Glossary
from corpus.text import fold
from rag import ellipsis
from rag.address import find_address
from rag.answer import Turn
from rag.dialogue import Dialogue, Focus
from rag.draft import Draft, place
from rag.list_follow_up import follow_list
from rag.matter import matter as in_notice
from rag.question import Question, Want, read
from rag.tails import tail
from rag.unclear import nothing_beside, which_of

# Nouns that point at nothing by themselves.
_EMPTY_NOUNS = re.compile(
    r"归|局|好多|几多|咋个?|意思|电话|号码|办|整|钱|块|搞|弄|多大|多久|好久|地方|项目|事情?|政策|问题|情况|东西|方面|措施|活动|工程|办公室|条款|要求|设|还|专班|详细|副|bureau|office|items?|details?|project"
)
_ATTACHMENT = re.compile(
    r"附件[一二三四五六七八九十\d]{1,2}|总体方案|(?:attachment|annex) ?(?:\d{1,2}|one|two|three|four|five|six|seven)\b|(?:the )?overall plan"
)
# What a turn about another part says beside its name: "附件6里有没有同样的要求", "is the same thing in attachment 4".
_SAME_THERE = re.compile(
    r"同样|类似|相同|一样|差不多|这方面|这(?:件|个|项|块)?(?:事|工作|任务|要求|内容)?|有没有|是不是|是否|没有|也|还|又|都|提到?|说法|说|写到?|讲到?|规定|要求|安排|内容|任务|目标|指标|吗|没|不|过|到|的|里面?|中|呢|有|看看?|只|仅|要|那么?|在|把|换|成|去|查|找|关于|对此|怎么(?:说|写|讲|规定|要求)?|什么|哪些|列出|其中|"
    r"\b(?:does|do|is|are|has|have|also|same|similar|mention|mentioned|thing|things|requirements?|say|said|anything|something|about|it|this|that|there|any|too|as well|cover|covered|deal|with|in|the|and|what|how|just|only|show|those|on|a)\b|[?？。,，、 ]"
)
_THIS_BODY_LEADS = re.compile(r"^(?:是|由|归)?(?:不是)?.{2,12}?(?:牵头|负责|主管|管)(?:的)?(?:吧|吗|么|是吧|对吧|对吗|对不对|没错吧)[?？]?$")
_NEW_CONDITION = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|明年|后年|去年|前年|next year|last year")


@dataclass(frozen=True, slots=True)
class Resolution:
    """question: as it stands alone; the turn itself where it leans on nothing or cannot be resolved. about: ids of the
    clauses that it is about. resolved: whether it is understood; unclear: what to ask back where it is not."""

    question: Question
    about: frozenset[str] = frozenset()
    unclear: Draft | None = None

    @property
    def resolved(self) -> bool:
        return self.unclear is None


def bare(question: Question) -> bool:
    """Whether a question names no matter of its own ("谁牵头？", "多少？", "那个项目呢")."""
    rest = _EMPTY_NOUNS.sub("", question.content)
    return len(re.findall(r"[\u3400-\u9fff]", rest)) < 2 and not re.search(r"[a-z]{3}|\d", rest)


def resolve(question: Question, history: Sequence[Turn], notice: Notice, typed: Question | None = None) -> Resolution:
    """The question as it stands alone after the turns before. typed: as it was before its spelling was put right, in
    which the words of a follow-up are looked for first."""
    state = Dialogue.of(history, notice)
    if state.focus is None:
        return Resolution(question)
    for said in dict.fromkeys((typed or question, question)):
        found = _moved(said, state, notice)
        if found is not None:
            return found
    return _resolved(question, state, notice)


def _moved(question: Question, state: Dialogue, notice: Notice) -> Resolution | None:
    """A turn whose own words say where it goes: to a neighbour, back, or to what was meant instead."""
    focus = state.focus
    assert focus is not None
    text = ellipsis.OPENS.sub("", question.folded, count=1)
    corrected = ellipsis.corrected_to(text)
    if corrected is not None and not focus.lists:
        return _corrected(question, *corrected, focus, notice)
    back = ellipsis.back_to(text)
    if back is not None:
        earlier = state.back_to(back[0])
        if earlier is not None:
            rest = _in(back[1], question) if back[1] else None
            if rest is None:
                return Resolution(read(earlier.turn.standalone_question), _ids(earlier.clause))
            return _resolved(rest, Dialogue((earlier, *state.focuses)), notice, back=True)
    step = ellipsis.step(text)
    if step is not None and (not step[1] or ellipsis.elliptic(read(step[1]), notice.folded)):
        if focus.clause is None:
            return None
        if focus.several:
            return Resolution(question, unclear=which_of(question, focus, notice))
        beside = _neighbour(notice, focus.clause, step[0])
        if beside is None:
            return Resolution(question, unclear=nothing_beside(question, focus, notice, before=step[0] < 0))
        return _of(beside, step[1], question, notice)
    place_in = ellipsis.nth(text)
    if place_in is not None and (not place_in[1] or ellipsis.elliptic(read(place_in[1]), notice.folded)):
        there = _nth(notice, focus, place_in[0]) if find_address(question.folded) is None else None
        return _of(there, place_in[1], question, notice) if there else None
    return None


def _resolved(question: Question, state: Dialogue, notice: Notice, *, back: bool = False) -> Resolution:
    focus = state.focus
    assert focus is not None
    if not _THIS_BODY_LEADS.match(question.folded) or focus.lists:
        listed = follow_list(question, focus.turn, notice)
        if listed is not None:
            return Resolution(listed)
    elsewhere = _ATTACHMENT.search(question.folded)
    if elsewhere and not _SAME_THERE.sub("", _ATTACHMENT.sub("", question.folded)):
        return _elsewhere(question, elsewhere.group(), focus)
    address = find_address(question.folded)
    if address is not None and (address.precise or not back):
        return Resolution(question)
    if focus.several and ellipsis.POINTS.search(question.folded) and ellipsis.elliptic(question, notice.folded):
        body = _of_the_body(question, focus)
        return Resolution(body) if body else Resolution(question, unclear=which_of(question, focus, notice))
    confirms = bool(_THIS_BODY_LEADS.match(question.folded)) and not _besides_bodies(question, notice)
    if confirms and focus.clause is not None and not focus.several:
        return _of(focus.clause, question.text, question, notice)
    if ellipsis.elliptic(question, notice.folded) and not _named_body(question):
        return _left_out(question, focus, notice)
    points = ellipsis.POINTS.search(question.folded)
    if points and focus.clause is not None and not focus.several and not _NEW_CONDITION.search(question.folded):
        return _of(focus.clause, question.text, question, notice)
    if points and not focus.answered and re.fullmatch(r"[a-z]+", points.group()):  # "is raising it mentioned"
        return Resolution(_in(re.sub(ellipsis.POINTS, focus.matter, question.folded, count=1), question))
    opened = ellipsis.OPENS.sub("", question.text, count=1) != question.text
    asks = bool(ellipsis.ENDS_ASKING.search(question.folded))
    if ellipsis.a_sentence(question):
        told = focus.clause is not None and not focus.several and _mentions(focus.clause, question)
        if told and opened and focus.clause is not None and question.wants != (Want.TEXT,):
            return _of(focus.clause, question.text, question, notice)
        return Resolution(question, _ids(focus.clause) if told and opened else frozenset())
    short = len(re.findall(r"[\u3400-\u9fff]", question.content)) <= 6 and len(question.content.split()) <= 4
    if opened or asks or short:
        return _another(question, focus, notice)
    return Resolution(question)


# -- the kinds of turns


def _left_out(question: Question, focus: Focus, notice: Notice) -> Resolution:
    """A turn without a matter of its own ("谁牵头", "电话？", "原文怎么写的"): of the clause in focus, else of the words of
    the question that was declined."""
    if focus.clause is not None:
        if focus.several:
            body = _of_the_body(question, focus)
            return Resolution(body) if body else Resolution(question, unclear=which_of(question, focus, notice))
        return _of(focus.clause, question.text, question, notice, part=_part(focus, notice))
    if focus.matter and (question.wants != (Want.TEXT,) or ellipsis.asks_the_whole(question.folded)):
        return Resolution(_in(f"{focus.matter}{'' if question.language != 'en' else ': '}{question.text}", question))
    return Resolution(question)


def _another(question: Question, focus: Focus, notice: Notice) -> Resolution:
    """A turn that brings another matter and leaves out what is asked of it: "那农村的呢", "总工会", "and exports?"."""
    swapped = _other_body(question, focus)
    if swapped:
        return Resolution(read(swapped))
    said = ellipsis.trimmed(question.text)
    asked = tail(focus.asked if focus.asked.wants != (Want.TEXT,) else read(focus.turn.question))
    new = read(said)
    if focus.clause is not None and not focus.several and _mentions(focus.clause, new):
        return _of(focus.clause, f"{said}{asked}", question, notice)
    modified = _with_the_matter(said, focus, notice) if re.search(r"的[呢嘞咧]?[?？。]?$", question.text) else ""
    return Resolution(_in(f"{modified or said}{asked}", question))


def _corrected(question: Question, new: str, old: str, focus: Focus, notice: Notice) -> Resolution | None:
    """ "不对,我问的是乡下的": the question before with what was meant in place of what was not."""
    before = focus.asked.folded
    if old and old in before:
        return Resolution(_in(before.replace(old, new), question))
    return _another(_in(new, question), focus, notice) if not ellipsis.a_sentence(read(new)) else None


def _elsewhere(question: Question, part: str, focus: Focus) -> Resolution:
    """ "附件6里有没有同样的要求", "只看附件3的": what was asked before, of another part of the notice."""
    before = _ATTACHMENT.sub("", focus.asked.folded).strip(" 的里中,，对")
    asked = before if focus.clause is None or focus.asked.wants != (Want.TEXT,) else focus.matter
    if ellipsis.elliptic(read(asked)):
        asked = f"{focus.matter}{asked}"
    english = question.language == "en"
    return Resolution(_in(f"{part} on {asked}" if english else f"{part}里{asked}", question))


# -- what they are made of


def _of(clause: Clause, rest: str, question: Question, notice: Notice, part: str = "") -> Resolution:
    """What is asked of one clause: its address and title, the part in question, and the words of the turn."""
    english = question.language == "en"
    where = place(notice, clause, english=True) if english else notice.label(clause)
    where = where.replace(" (number inferred from context)", "")
    said = ellipsis.OPENS.sub("", rest, count=1).strip().rstrip("?？。")
    own = read(said) if said else question
    if part and said and not ellipsis.asks_the_whole(own.folded) and not own.wants_any(Want.LEAD, Want.PARTIES):
        where += f", on “{part}”" if english else f"中的“{part}”"
    text = f"{where}{': ' if english else '：'}{said}" if said else where
    return Resolution(_in(text, question), _ids(clause))


def _in(text: str, question: Question) -> Question:
    """Words as a question in the language of the turn that they stand for."""
    made = read(text)
    return Question(made.text, made.folded, question.language, made.wants)


def _ids(clause: Clause | None) -> frozenset[str]:
    return frozenset({clause.id}) if clause is not None else frozenset()


def _neighbour(notice: Notice, clause: Clause, step: int) -> Clause | None:
    """The clause before or after in the same attachment, of the same kind."""
    same = [c for c in notice.clauses if c.kind == clause.kind and c.attachment == clause.attachment]
    position = same.index(clause) + step if clause in same else -1
    return same[position] if 0 <= position < len(same) else None


def _nth(notice: Notice, focus: Focus, n: int) -> Clause | None:
    """The n-th row of a list, else the n-th clause of the section that the focus stands in; -1 is the last."""
    if focus.several:
        cited = [notice.get(c.rpartition(":")[2]) for c in dict.fromkeys(focus.turn.cited)]
        rows = [clause for clause in cited if clause]
    else:
        parent = notice.get(focus.clause.parent_address or "") if focus.clause else None
        rows = [c for c in notice.children(parent) if c.kind != "preamble"] if parent else []
    at = n - 1 if n > 0 else len(rows) + n
    return rows[at] if 0 <= at < len(rows) else None


def _part(focus: Focus, notice: Notice) -> str:
    """The words of the clause in focus that the question before was about, as the clause has them: "创业担保贷款"."""
    if focus.part or focus.clause is None:
        return focus.part
    held = fold(focus.clause.text.replace(focus.clause.title, " ", 1))
    words = [w for w in Glossary.load().official_for(focus.asked.folded) if fold(w) in held]
    words += in_notice(focus.asked.content, notice)
    pieces = [w for w in words if fold(w) in held and len(w) > 1 and not ellipsis.elliptic(read(w))]
    return max(pieces, key=len, default="")


def _mentions(clause: Clause, question: Question) -> bool:
    """Whether a clause speaks of the matter that a question brings, in the notice's words or the question's."""
    text = fold(clause.text + "".join(figure.subject for figure in clause.figures))
    words = re.findall(r"[\u3400-\u9fff]{2,}", question.content)
    official = Glossary.load().official_for(question.folded)
    return any(fold(term) in text for term in official) or (bool(words) and all(word in text for word in words))


def _with_the_matter(said: str, focus: Focus, notice: Notice) -> str:
    """ "高校的呢" after 技术合同成交额: "高校技术合同成交额", where the notice has the two side by side; else ""."""
    kept = max(in_notice(focus.matter, notice), key=len, default="")
    together = fold(f"{said}{kept}")
    return f"{said}{kept}" if kept and any(together in text for text in notice.folded_texts.values()) else ""


def _named_body(question: Question) -> bool:
    return bool(Gazetteer.load().mentions(question.text))


def _besides_bodies(question: Question, notice: Notice) -> bool:
    """Whether a question names a matter beside bodies."""
    rest = question.folded
    for start, end, _ in reversed(Gazetteer.load().mentions(question.folded)):
        rest = rest[:start] + " " + rest[end:]
    return not ellipsis.elliptic(read(rest), notice.folded)


def _other_body(question: Question, focus: Focus) -> str:
    """ "那县民政局呢" after a question about one body: the same question about this one; "" where it is no such turn."""
    gazetteer, before = Gazetteer.load(), focus.asked.text
    new, old = gazetteer.mentions(question.text), gazetteer.mentions(before)
    alone = new and len(question.content) <= len(new[0][2]) + 2
    if not alone or len({name for _, _, name in old}) != 1:
        return ""
    start, end, _ = old[0]
    return before[:start] + new[0][2] + before[end:]


def _of_the_body(question: Question, focus: Focus) -> Question | None:
    """ "它的电话" after a list of one body: of that body, where people and numbers are asked for."""
    if not focus.body or not question.wants_any(Want.PHONE, Want.PERSON, Want.PLACE):
        return None
    rest = ellipsis.BODY_PRONOUN.sub("", question.text)
    return _in(f"{focus.body}{'' if rest.startswith('的') else '的'}{rest}", question)
