"""A turn that goes on from a list ("只看附件3的", "其中财政局也参与的", "配合的呢", "导出来") → the question for the list meant.

The list before is read again from its stand-alone question, changed by what the turn says, and put into words
(rag/list_phrases.py) that read_lists reads back as the same query: nothing else is carried over from turn to turn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.clause import Notice
from corpus.numbering import chinese_number
from corpus.spoken import without
from rag import list_words as words
from rag.answer import Turn
from rag.list_bodies import leads_asked, mentions, role_words, roles_asked, spelled_out
from rag.list_phrases import PHRASED, phrase
from rag.list_query import ANY, LEADING, Asked, Kind, ListQuery, Role
from rag.list_question import read_lists
from rag.matter import matter
from rag.parts import Parts, parts_named
from rag.question import Question, read
from rag.register import find

# The turn points at the list before, or at a part of it.
_OF_IT = re.compile(
    r"其中|里面|这里头?|这里面|这些|这当中|上面|以上|刚才|前面|它们?|该局|该单位|这个局|这个单位|他们|缩[小到]|限[定于]?|筛|挑|去掉|剔除|排除|不要|再(?:看|缩|筛|去|挑|细)|再?(?:看|要)?一?下?附件.{1,3}的?$|\bof (?:those|these|them|which)\b|\bamong\b|\bthose\b|\bthese\b|\bthem\b|narrow|filter|limit|restrict|\bkeep\b|\bdrop\b|\bleave\b|\bit\b|\bits\b|\bthey\b|\bwhich ones\b"
)
_ONLY = re.compile(r"^(?:那|那么|再|就|还是)?(?:请)?(?:只|仅|单|就要|光)|\b(?:only|just)\b|\binstead\b")
_SWAP = re.compile(
    r"^(?:那么?|换成?|改[看成]?|要是|如果是|还有|再看|and\b|or\b|what about|how about|now\b|then\b|same for|ok\b)|呢[?？。]?$|\btoo\?$"
)
_ALONE = re.compile(r"全文|整份|整个|文件|公告|通知|七个附件|各附件|\bnotice\b|\bplan\b|\bdocument\b|in total across")
_HOW_MANY = re.compile(r"几|多少|数量|总数|how many|count|number")
_ALL_OF_IT = re.compile(
    r"^(?:那|我要|给我|要)?(?:全部|所有|全都|都)(?:的|要|列出来?|给我)?[吧呢。]?$|^(?:show )?all(?: of (?:it|them|those))?[.?]?$|everything"
)
_WITH_FIGURES = re.compile(
    r"(?:有|带|含|写明?了?)(?:量化|考核|数字|具体|硬)?(?:的)?(?:指标|目标|数字|数)|量化的|with (?:a )?(?:figures?|numbers?|targets?)"
)
_BODY = r"(?:[它他]们?|人家|那边|[该这那](?:一?[个家])?(?:局|单位|部门|机关|公司))"
_ITS_OTHERS = re.compile(
    rf"{_BODY}.{{0,4}}(?:还|别的|另外|其他)|{_BODY}(?:在附件.{{1,6}})?.{{0,3}}(?:牵头|负责|管).{{0,4}}(?:哪些|什么|啥|别的|其他)"
    r"|(?:what|which) else (?:does|do|is|are) (?:it|they|that)|\b(?:does|do|is|are) (?:it|they|that (?:bureau|body|department))\b.{0,20}\b(?:else|other)\b"
)
_THEIR_OTHERS = re.compile(
    r"(?:他们|它们|这|那)(?:俩|[两几三]个?)?(?:家|个)?(?:单位|部门|局)?.{0,3}(?:共同|一起|联合|一块)(?:牵头|负责).{0,4}(?:别的|另外|其他|哪些|什么)|(?:what|which) else do they (?:jointly )?lead"
)
_LESS = re.compile(r"没有?|不|去掉|剔除|排除|除|without|\bnot\b|exclud|except|drop|leave")
_LEVEL_ALONE = re.compile(
    r"(?:第\s*)?[(（]?(?P<cn>[一二三四五六七八九十]{1,2}|\d{1,2})[)）]?(?:节|部分|章|大?项|条|小节)|(?:section|part|chapter|item)\s*(?P<en>\d{1,2}|one|two|three|four|five|six|seven|eight|nine)"
)
_NUMBERS = {w: n for n, w in enumerate("one two three four five six seven eight nine".split(), start=1)}  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a turn says by itself. text: folded, without words of export."""

    text: str
    named: Parts
    bodies: tuple[Asked, ...]
    about: tuple[str, ...]
    of_it: bool  # it points at the list before
    swap: bool

    @property
    def roles(self) -> frozenset[Role] | None:
        one = re.search("[它他](?!们)|[该这那]个?(?:局|单位|部门)", self.text)
        return role_words(self.named.rest, several=self.of_it and not one)


def follow_list(question: Question, last: Turn, notice: Notice) -> Question | None:
    """The stand-alone question of a turn that narrows, changes, counts or exports the list of the turn before, or None."""
    if words.FORCE.search(question.folded):
        return None
    before = read_lists(read(last.standalone_question), notice)
    export = bool(words.EXPORT.search(question.folded))
    spoken = read(spelled_out(question.text)).folded if question.language == "en" else question.folded
    turn = _read(words.EXPORT.sub(" ", spoken), notice)
    if not before:
        others = _others_of(turn, last, notice)
        return read(phrase(others, notice, english=question.english)) if others else None
    if export and not (turn.about or turn.bodies or turn.named.addresses or turn.named.outside):
        again = re.sub("^(?:导出：|Export: )", "", last.standalone_question)
        return read(f"Export: {again}" if question.english else f"导出：{again}")
    if len(before) != 1 or len(turn.about) > 1 or turn.named.missing:
        return None
    changed = _changed(replace(before[0], export=False), turn, question, notice)
    if changed is None:
        return None
    if not turn.of_it:
        changed = _with_rows(changed, before[0], notice)
    if changed == replace(before[0], export=False) and not export:  # "一共几项": the same list, whose heading counts
        return read(last.standalone_question)
    return (
        read(phrase(replace(changed, export=export), notice, english=question.english))
        if changed.kind in PHRASED
        else None
    )


def _with_rows(query: ListQuery, before: ListQuery, notice: Notice) -> ListQuery:
    """Another body or part than before ("附件6里的呢") under what the list before was narrowed to; where that leaves no
    row, without its words. The role stays: that a body leads nothing there is an answer."""
    freed = query
    if not find(freed, notice).rows and freed.terms and freed.terms == before.terms:
        freed = replace(freed, terms=())
    return freed if find(freed, notice).rows else query


def _read(text: str, notice: Notice) -> _Turn:
    named = parts_named(text, notice)
    spans = mentions(named.rest) or _short_name(named.rest)
    bare = _WITH_FIGURES.sub(" ", without(named.rest, spans))
    own = (
        text[: min((start for start, _, _ in spans), default=0)]
        + re.sub("它们?|他们|该局|该单位", "", text[min((start for start, _, _ in spans), default=0) :])
        if spans
        else text
    )
    return _Turn(
        text, named, roles_asked(named.rest, spans) if spans else (), matter(bare, notice, named.addresses),
        bool(_OF_IT.search(own) or _ONLY.search(own)), bool(_SWAP.search(text)),
    )  # fmt: skip


def _short_name(text: str) -> list[tuple[int, int, str]]:
    """A body that a turn names by its matter alone: "那民政的呢"."""
    found = re.search(r"^(?:那么?|换成?|改成|再看)?([\u3400-\u9fff]{2,4}?)(?:的|那边|这边)?呢?[?？。]?$", text.strip())
    name = mentions(f"{found.group(1)}局") if found else []
    return (
        [(found.start(1), found.end(1), name[0][2])]
        if found and name and name[0][:2] == (0, len(found.group(1)) + 1)
        else []
    )


def _others_of(turn: _Turn, last: Turn, notice: Notice) -> ListQuery | None:
    """ "它还牵头什么" after a question that one clause answered: the tasks of the body that leads it."""
    clause = notice.get(last.cited[0].rpartition(":")[2]) if last.cited else None
    if clause is None or turn.bodies or turn.about:
        return None
    if len(clause.lead) > 1 and _THEIR_OTHERS.search(turn.text):
        return ListQuery(Kind.TASKS, tuple(Asked(name, LEADING) for name in clause.lead), turn.named.addresses)
    if len(clause.lead) != 1 or not _ITS_OTHERS.search(turn.text):
        return None
    return ListQuery(Kind.TASKS, (Asked(clause.lead[0], role_words(turn.text) or ANY),), turn.named.addresses)


def _changed(query: ListQuery, turn: _Turn, question: Question, notice: Notice) -> ListQuery | None:
    """The query as a turn changes it, None where the turn stands alone or is about something else."""
    short = len(re.findall(r"[\u3400-\u9fff]", turn.text)) <= 10 and len(turn.text.split()) <= 7
    leans = turn.of_it or turn.swap
    own = read_lists(question, notice)
    if own and not leans and _complete(own, turn):
        return None
    if not (leans or short):
        return None
    if _ALL_OF_IT.search(turn.text):
        return replace(query, bodies=tuple(replace(b, roles=ANY) for b in query.bodies))
    changed = _led_by(_placed(query, turn, notice), turn)
    if turn.about:
        if not leans:
            return None
        changed = replace(changed, terms=turn.about)
    if own and own[0].kind in (Kind.RANKING, Kind.BODIES) and not turn.named.addresses:
        return replace(own[0], parts=query.parts)
    if _WITH_FIGURES.search(turn.text) and query.kind in (Kind.TASKS, Kind.PARTS, Kind.LEADERLESS):
        changed = replace(changed, kind=Kind.FIGURES, level="task")
    if words.NO_LEAD.search(turn.text) and not turn.bodies:
        return _unled(changed)
    if turn.bodies:
        changed = _with_bodies(changed, turn)
    elif turn.roles and len(query.bodies) == 1:
        changed = replace(changed, bodies=(replace(query.bodies[0], roles=turn.roles),))
    unit = next((unit for pattern, unit in words.FIGURE_UNITS if pattern.search(turn.named.rest)), "")
    if unit and query.kind is Kind.FIGURES and not turn.bodies:
        changed = replace(changed, unit=unit)
    if changed == query:
        counts = _HOW_MANY.search(turn.text) and not _ALONE.search(turn.text) and not turn.about
        return query if counts else None
    return changed


def _complete(own: tuple[ListQuery, ...], turn: _Turn) -> bool:
    """Whether a turn's own list needs nothing of the list before: "一共几项" does."""
    return bool(turn.bodies or turn.named.addresses or own[0].kind not in (Kind.COUNTS,) or _ALONE.search(turn.text))


def _placed(query: ListQuery, turn: _Turn, notice: Notice) -> ListQuery:
    """The query kept to the parts that a turn names, or without those that it leaves out."""
    if turn.named.outside:
        return replace(query, outside=turn.named.outside)
    if turn.named.addresses:
        return replace(query, parts=turn.named.addresses)
    beside = _LEVEL_ALONE.search(turn.text)
    if beside and query.kind is Kind.PARTS and len(query.parts) == 1 and "/" in query.parts[0]:
        said = beside.group("cn") or beside.group("en")
        number = _NUMBERS.get(said) or chinese_number(said)
        address = f"{query.parts[0].rpartition('/')[0]}/{number}"
        if notice.get(address):
            return replace(query, parts=(address,))
    return query


def _led_by(query: ListQuery, turn: _Turn) -> ListQuery:
    """The query kept to what one body leads alone, or several together, where a turn asks for that."""
    leads = leads_asked(turn.text)
    return query if leads == (0, 0) or query.kind is not Kind.TASKS or turn.bodies else replace(query, leads=leads)


def _unled(query: ListQuery) -> ListQuery:
    """Of a list, the tasks that name no lead."""
    if query.kind is Kind.TASKS and query.bodies:
        return replace(
            query, bodies=tuple(replace(b, roles=frozenset({Role.JOINT})) for b in query.bodies if not b.absent)
        )
    return ListQuery(Kind.LEADERLESS, parts=query.parts, terms=query.terms, outside=query.outside)


def _with_bodies(query: ListQuery, turn: _Turn) -> ListQuery:
    """A body in place of the one before ("那县财政局呢"), or beside it ("其中财政局也参与的")."""
    new = turn.bodies
    if turn.swap and not turn.of_it and len(new) == 1 and len(query.bodies) == 1:
        roles = turn.roles or query.bodies[0].roles
        return replace(query, bodies=(Asked(new[0].name, roles, new[0].absent),))
    if turn.of_it and _LESS.search(turn.text) and not any(b.absent for b in new) and turn.roles is None:
        new = tuple(replace(b, absent=True, roles=ANY) for b in new)
    if query.kind is Kind.LEADERLESS:
        new = tuple(replace(b, roles=frozenset({Role.JOINT})) for b in new)
    elif turn.of_it or query.kind is not Kind.TASKS:
        new = tuple(replace(b, roles=turn.roles or ANY) if not b.absent else b for b in new)
    kept: Sequence[Asked] = query.bodies if query.kind in (Kind.TASKS, Kind.FIGURES) else ()
    if query.kind is Kind.TASKS and not turn.of_it:
        kept = ()
    names = {b.name for b in new}
    kind = Kind.FIGURES if query.kind is Kind.FIGURES else Kind.TASKS
    return ListQuery(kind, (*(b for b in kept if b.name not in names), *new), query.parts, query.terms, query.unit,
                     outside=query.outside)  # fmt: skip
