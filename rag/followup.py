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
from corpus.glossary import Glossary, places
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
    r"这个?数(?:字|据)?|同样|类似|相同|一样|差不多|这方面|这么|这样|如此|这(?:件|个|项|块)?(?:事|工作|任务|要求|内容)?|有没有|是不是|是否|没有|也|是|还|又|都|提到?|说法|说|写到?|讲到?|规定|要求|安排|内容|任务|目标|指标|吗|没|不|过|到|的|里面?|中|呢|有|看看?|只|仅|要|那么?|在|把|换|成|去|查|找|关于|对此|怎么(?:说|写|讲|规定|要求)?|什么|哪些|列出|其中|"
    r"\b(?:does|do|is|are|has|have|also|same|similar|mention|mentioned|thing|things|requirements?|say|said|anything|something|about|it|this|that|there|any|too|as well|cover|covered|deal|with|in|the|and|what|how|just|only|show|those|on|a)\b|[?？。,，、 ]"
)
_THIS_BODY_LEADS = re.compile(r"^(?:是|由|归)?(?:不是)?.{2,12}?(?:牵头|负责|主管|管)(?:的)?(?:吧|吗|么|是吧|对吧|对吗|对不对|没错吧)[?？]?$")
_NEW_CONDITION = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|明年|后年|去年|前年|next year|last year")


# "城市的是多少": a part of the matter before, and what is asked of it.
_OF_THAT = re.compile(
    r"^(?:那么?|而|还有|另外)?(?P<new>[\u3400-\u9fff]{2,6}?)的(?:话)?[,，]?(?P<asked>(?:标准|目标|指标)?(?:是|要|有|为|归|由)?(?:多少|好多|几多|几|谁|哪).{0,6})$"
)


_AMOUNT_OR_DUTY = {Want.AMOUNT, Want.DEADLINE}  # what an attachment alone has none of
_TASKS = ("section", "item", "subitem", "article")  # what one calls 一条, where it holds no others


@dataclass(frozen=True, slots=True)
class Resolution:
    """question: as it stands alone; the turn itself where it leans on nothing or cannot be resolved. about: ids of the
    clauses that it is about. resolved: whether it is understood; unclear: what to ask back where it is not."""

    question: Question
    about: frozenset[str] = frozenset()
    unclear: Draft | None = None
    clauses: tuple[Clause, ...] = ()  # several that are asked for side by side: "前两条讲什么"

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
    if corrected is not None:
        return _corrected(question, *corrected, state, notice)
    several = [_neighbour(notice, focus.clause, n) for n in ellipsis.steps(text)] if not focus.several else []
    beside_it = tuple(clause for clause in several if clause is not None)
    if len(beside_it) > 1:
        joint = " and " if question.english else "和"
        return Resolution(_in(joint.join(_where(c, question, notice) for c in beside_it), question), clauses=beside_it)
    step = ellipsis.step(text)
    if step is not None and (not step[1] or ellipsis.elliptic(read(step[1]), notice.folded)):
        if focus.clause is None and focus.nearest is None:
            return None
        if focus.several:
            return Resolution(question, unclear=which_of(question, focus, notice))
        beside = _neighbour(notice, focus.clause or focus.nearest, step[0])
        if beside is None:
            return Resolution(question, unclear=nothing_beside(question, focus, notice, before=step[0] < 0))
        return _of(beside, step[1], question, notice)
    place_in = ellipsis.nth(text)
    if place_in is not None and (not place_in[1] or ellipsis.elliptic(read(place_in[1]), notice.folded)):
        there = _nth(notice, focus, place_in[0]) if find_address(question.folded) is None else None
        if there is not None:
            return _of(there, place_in[1], question, notice)
    back = ellipsis.back_to(text)
    if back is not None:
        earlier = state.back_to(back[0])
        if earlier is not None:
            rest = _in(back[1], question) if back[1] else None
            if rest is None:
                return Resolution(read(earlier.turn.standalone_question), _ids(earlier.clause))
            return _resolved(rest, Dialogue((earlier, *state.focuses)), notice, back=True)
        if not back[1] and re.search("回到|说回|back to", text):
            return Resolution(question, unclear=which_of(question, focus, notice))
    return None


def _resolved(question: Question, state: Dialogue, notice: Notice, *, back: bool = False) -> Resolution:
    focus = state.focus
    assert focus is not None
    if not _THIS_BODY_LEADS.match(question.folded) or focus.lists:
        last = focus if focus.answered or focus.lists else next((f for f in state.focuses if f.answered), focus)
        listed = follow_list(question, (last if last.lists else focus).turn, notice)
        if listed is not None:
            return Resolution(listed)
    elsewhere = _ATTACHMENT.search(question.folded)
    if elsewhere:
        beside = _ATTACHMENT.sub("", question.folded)
        own = read(re.sub("^(?:里面?|中|的)", "", ellipsis.trimmed(beside)))
        if not _SAME_THERE.sub("", beside):
            return _elsewhere(question, elsewhere.group(), focus)
        named = find_address(question.folded)
        if named and not named.precise and own.wants != (Want.TEXT,) and ellipsis.elliptic(own, notice.folded) and focus.matter and not back and not _named_body(own) and _AMOUNT_OR_DUTY & set(own.wants):
            return Resolution(_in(f"{elsewhere.group()}{' on ' if question.english else '里'}{focus.matter}{': ' if question.english else ''}{own.text}", question))
    address = find_address(question.folded)
    if address is not None and (address.precise or not back):
        return Resolution(question)
    if focus.several and ellipsis.POINTS.search(question.folded) and ellipsis.elliptic(question, notice.folded):
        body = _of_the_body(question, focus)
        return Resolution(body) if body else Resolution(question, unclear=which_of(question, focus, notice))
    confirms = bool(_THIS_BODY_LEADS.match(question.folded)) and not _besides_bodies(question, notice)
    if confirms and focus.clause is not None and not focus.several:
        return _of(focus.clause, question.text, question, notice)
    if (ellipsis.elliptic(question, notice.folded) or _a_detail(question, notice)) and not _named_body(question):
        return _left_out(question, focus, notice)
    points = ellipsis.POINTS.search(question.folded)
    if points and focus.clause is not None and not focus.several and not _NEW_CONDITION.search(question.folded):
        return _of(focus.clause, question.text, question, notice)
    if points and not focus.answered and re.fullmatch(r"[a-z]+", points.group()):  # "is raising it mentioned"
        return Resolution(_in(re.sub(ellipsis.POINTS, focus.matter, question.folded, count=1), question))
    opened = ellipsis.OPENS.sub("", question.text, count=1) != question.text
    asks = bool(ellipsis.ENDS_ASKING.search(question.folded))
    part = _OF_THAT.match(question.folded)
    if part and not focus.several and not ellipsis.elliptic(read(part.group("new")), notice.folded):
        return _another(question, focus, notice, said=part.group("new"), asked=part.group("asked"))
    if ellipsis.a_sentence(question):
        told = focus.clause is not None and not focus.several and _mentions(focus.clause, question)
        if told and opened and focus.clause is not None and question.wants != (Want.TEXT,):
            return _of(focus.clause, question.text, question, notice)
        return Resolution(question, _ids(focus.clause) if told and opened else frozenset())
    short = len(re.findall(r"[\u3400-\u9fff]", question.content)) <= 6 and len(question.content.split()) <= 4
    if opened or asks or short:
        return _another(question, focus, notice)
    return Resolution(question)


def _a_detail(question: Question, notice: Notice) -> bool:
    """Whether a few words ask for a detail and name nothing that it could be of: "哪天开工", "利息几厘", "免费吗"."""
    words = ellipsis.bearing(question)
    most = ellipsis.A_DETAIL - (question.wants == (Want.TEXT,) and not ellipsis.HOW_MANY.search(question.folded))
    if not ellipsis.a_sentence(question) or ellipsis.EVERYDAY.search(question.folded) or _NEW_CONDITION.search(question.folded):
        return False
    if len(re.findall(r"[\u3400-\u9fff]", ellipsis.trimmed(question.folded))) > most or len(question.folded.split()) > most:
        return False
    return not any(names_a_matter(word, notice) for word in words.split())


def names_a_matter(word: str, notice: Notice) -> bool:
    """Whether a word is what the notice has a heading, a figure or a term for."""
    glossary = Glossary.load()
    if glossary.official_for(word) or any(term in word for term in glossary.english if len(term) > 1):
        return True
    if any(place in word for place in places()):
        return True
    pairs = re.findall(r"(?=([\u3400-\u9fff]{2}))", word) or [word]
    headed = "\n".join([*notice.folded_titles.values(), *(f.subject for c in notice.clauses for f in c.figures)])
    return any(pair in headed for pair in pairs)


# -- the kinds of turns


def _left_out(question: Question, focus: Focus, notice: Notice) -> Resolution:
    """A turn without a matter of its own ("谁牵头", "电话？", "原文怎么写的"): of the clause in focus, else of the words of
    the question that was declined."""
    if focus.clause is not None:
        duty = question.wants_any(Want.LEAD, Want.PARTIES)
        if duty and not focus.clause.responsible and not focus.several and not ellipsis.POINTS.search(question.folded):
            matter = re.sub("(?:增长|增速|增幅)$", "", focus.matter)
            return Resolution(_in(f"{matter}{': ' if question.english else ''}{question.text}", question))
        if focus.several:
            body = _of_the_body(question, focus)
            return Resolution(body) if body else Resolution(question, unclear=which_of(question, focus, notice))
        said = ellipsis.trimmed(question.text)
        if question.wants == (Want.TEXT,) and _NEW_CONDITION.search(question.folded):  # "那去年呢"
            asked = tail(focus.asked, growth=False) or tail(read("是多少"))
            return _of(focus.clause, f"{said}{asked}", question, notice, part=_part(focus, notice))
        return _of(focus.clause, question.text, question, notice, part=_part(focus, notice))
    if focus.matter and (ellipsis.a_sentence(question) or ellipsis.asks_the_whole(question.folded)):
        said = question.text if question.english else ellipsis.POINTS.sub("", question.text).removeprefix("的")
        return Resolution(_in(f"{focus.matter}{': ' if question.english else ''}{said}", question))
    return Resolution(question)


def _another(question: Question, focus: Focus, notice: Notice, said: str = "", asked: str = "") -> Resolution:
    """A turn that brings another matter and leaves out what is asked of it: "那农村的呢", "总工会", "and exports?". said,
    asked: the matter and the words that ask, where the turn has both: "城市的是多少"."""
    swapped = _other_body(question, focus)
    if swapped:
        return Resolution(read(swapped))
    modifies = bool(said) or bool(re.search(r"的[呢嘞咧]?[?？。]?$", question.text))
    said = said or ellipsis.trimmed(question.text)
    before = focus.asked if focus.asked.wants != (Want.TEXT,) else read(focus.turn.question)
    new = read(said)
    if focus.clause is not None and not focus.several:
        unknown = bool(_NEW_CONDITION.search(said)) or not _known(new, notice) and not _named_body(new) and not names_a_matter(fold(said), notice)
        if unknown or _mentions(focus.clause, new):
            return _of(focus.clause, f"{said}{asked or tail(before, growth=False)}", question, notice)
    asked = asked or tail(before)
    if focus.clause is None and focus.matter and not focus.lists:
        his = re.match("[他她它]们?的?(.{1,8})$", said)
        if his:
            return Resolution(_in(f"{focus.matter}的{his.group(1)}", question))
        made = _in_place_of_its_sibling(said, focus.spoken, notice)
        if modifies and not made:
            made = f"{ellipsis.plain(said)}{focus.matter}"
        return Resolution(_in(f"{made or _conditions(focus.asked.folded) + said}{asked}", question))
    modified = _with_the_matter(said, focus, notice) if modifies else ""
    return Resolution(_in(f"{modified or said}{asked}", question))


def _corrected(question: Question, new: str, old: str, state: Dialogue, notice: Notice) -> Resolution | None:
    """ "不对,我问的是乡下的": the question before with what was meant in place of what was not."""
    focus, meant = state.focus, _in(new, question)
    assert focus is not None
    if old and old in focus.asked.folded and not focus.lists:
        return Resolution(_in(focus.asked.folded.replace(old, new), question))
    if focus.lists:
        return _resolved(_in(f"what about {new}" if question.english else f"那{new}呢", question), state, notice)
    alone = ellipsis.a_sentence(meant) or ellipsis.asks_the_whole(meant.folded) or _ATTACHMENT.search(meant.folded)
    return _resolved(meant, state, notice) if alone else _another(meant, focus, notice, said=new)


def _elsewhere(question: Question, part: str, focus: Focus) -> Resolution:
    """ "附件6里有没有同样的要求", "只看附件3的": what was asked before, of another part of the notice."""
    before = _ATTACHMENT.sub("", focus.asked.folded).strip(" 的里中,，对")
    if _ATTACHMENT.search(focus.asked.folded) and ellipsis.elliptic(read(before)) and (focus.clause is None or focus.clause.kind == "attachment"):
        return Resolution(_in(_ATTACHMENT.sub(part, focus.asked.folded), question))
    asked = before if focus.clause is None or focus.asked.wants != (Want.TEXT,) else focus.matter
    if ellipsis.elliptic(read(asked)):
        asked = f"{focus.matter}{asked}"
    english = question.english
    return Resolution(_in(f"{part} on {asked}" if english else f"{part}里{asked}", question))


# -- what they are made of


def _of(clause: Clause, rest: str, question: Question, notice: Notice, part: str = "") -> Resolution:
    """What is asked of one clause: its address and title, the part in question, and the words of the turn."""
    english, where = question.english, _where(clause, question, notice)
    said = ellipsis.OPENS.sub("", rest, count=1).strip().rstrip("?？。")
    own = read(said) if said else question
    if part and said and not ellipsis.asks_the_whole(own.folded) and not own.wants_any(Want.LEAD, Want.PARTIES):
        where += f", on “{part}”" if english else f"中的“{part}”"
    text = f"{where}{': ' if english else '：'}{said}" if said else where
    return Resolution(_in(text, question), _ids(clause))


def _where(clause: Clause, question: Question, notice: Notice) -> str:
    """How a stand-alone question names a clause."""
    shown = place(notice, clause, english=True) if question.english else notice.label(clause)
    return shown.replace(" (number inferred from context)", "")


def _in(text: str, question: Question) -> Question:
    """Words as a question in the language of the turn that they stand for."""
    made = read(text)
    return Question(made.text, made.folded, question.language, made.wants)


def _ids(clause: Clause | None) -> frozenset[str]:
    return frozenset({clause.id}) if clause is not None else frozenset()


def _neighbour(notice: Notice, clause: Clause | None, step: int) -> Clause | None:
    """The clause before or after in the same attachment: of the same kind, or another that holds no further ones."""
    if clause is None:
        return None
    inside = [c for c in notice.clauses if c.attachment == clause.attachment]
    if clause.kind in _TASKS and not notice.children(clause):
        same = [c for c in inside if c.kind in _TASKS and not notice.children(c)]
    else:
        same = [c for c in inside if c.kind == clause.kind]
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
    bodies = "".join(focus.clause.responsible)
    pieces = [w for w in words if fold(w) in held and len(w) > 1 and w not in bodies and not ellipsis.elliptic(read(w))]
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


def _in_place_of_its_sibling(said: str, matter: str, notice: Notice) -> str:
    """ "城市" after 乡里低保: 城市低保, because the notice has figures of 城市低保标准 and 农村低保标准 side by side; "" for no
    such pair. All else of the matter stays: another year and another place are still asked about."""
    glossary = Glossary.load()
    said = ellipsis.plain(said)
    new = {fold(said), *glossary.official_for(fold(said))}
    for clause in notice.clauses:
        subjects = [fold(figure.subject) for figure in clause.figures]
        for mine in (s for s in subjects if any(word in s for word in new)):
            for other in subjects:
                word = _differs(mine, other)
                old = next((w for w in _heads(matter) if word and ellipsis.plain(w) == word), "")
                if old and old not in new:
                    return matter.replace(old, said, 1)
    return ""


def _heads(matter: str) -> list[str]:
    """Every word of two to four characters in a matter, longest first."""
    runs = [matter[i : i + n] for n in (4, 3, 2) for i in range(len(matter) - n + 1)]
    return [run for run in runs if re.fullmatch(r"[\u3400-\u9fff]+", run)]


def _differs(one: str, other: str) -> str:
    """What another subject has where this one has something else: 农村 of 城市低保标准 and 农村低保标准; "" where the two
    share too little."""
    if one == other:
        return ""
    tail_ = next((i for i in range(min(len(one), len(other))) if one[-1 - i] != other[-1 - i]), 0)
    return other[: len(other) - tail_] if tail_ >= 2 and 2 <= len(other) - tail_ <= 4 else ""


def _known(question: Question, notice: Notice) -> bool:
    """Whether the notice has the words of a matter, as they stand or by an official term."""
    words = re.findall(r"[\u3400-\u9fff]{2,}|[a-z]{3,}", question.content) or [question.folded]
    return bool(Glossary.load().official_for(question.folded)) or any(word in notice.folded for word in words)


def _conditions(folded: str) -> str:
    """The year and the place that a question sets; what goes on from it is under them too."""
    found = [place for place in places() if place in folded] + [m.group() for m in _NEW_CONDITION.finditer(folded)]
    return "".join(f"{word} " if word.isascii() and word.isalpha() else word for word in found)


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
