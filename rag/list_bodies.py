"""Lists by bodies: which bodies a question names, and what each of them is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from corpus.clause import Notice
from corpus.departments import Gazetteer
from corpus.spoken import Mention, without
from rag import list_words as words
from rag.list_query import ANY, LEADING, NOT_LEADING, Asked, Kind, ListQuery, Role
from rag.matter import leftover, matter
from rag.parts import Parts
from rag.question import Question, Want
from rag.register import find

_JOINED = re.compile(
    r"\s*(?:和|与|、|跟|同|及|以及|还有|加上?|\+|,|，|and|&|as well as|plus|together with|along with|alongside)?\s*(?:the|county|县)?\s*"
)
_ABSENT_BEFORE = re.compile(
    r"(?:没有?(?:把|让|列|带|叫|点|写|提|算|安排)?(?:上|到|进)?|不(?:含|带|包括|涉及|要|叫|是|归|由)|非|排除|剔除|去掉|除开|除了?|既不是|也不是|无|(?:do|does)(?: not|n't) (?:involve|name|concern|include)|without|\bnot|\bnor\b|neither|excluding|except(?: for)?|but no|minus|leav\w+ out|other than|rather than)(?:县里的?)?(?:\s*(?:the|county|any|being|with|led by|involve|involving|name|naming|mention))*\s*$"
)
_ABSENT_AFTER = re.compile(
    r"\s*(?:又|却|并|都|也|则|自己|根本|压根)?(?:不在|没在|没有?(?:参与|参加|份|列|被|牵头|配合|挂|进|上|出现|沾|掺和)|不(?:参与|参加|牵头|配合|沾|在|管)|未(?:参与|参加|列|牵头|配合)|没份|无关|没关系|没掺和|没沾边|除外|(?:being |is |are |was )?(?:not|n't)\b|is absent|(?:plays?|has|have|takes?) no (?:part|role)|is nowhere|does ?n[o']t|do ?n[o']t|stays? out|left out)"
)
_LED_BY = re.compile(
    r"(?:\bled|headed(?: up)?|run|owned|chaired|spearheaded|fronted|steered) by\s*(?:the|county|\s)*$|(?:牵头|主抓|挑头)(?:单位|部门)?(?:为|是|[:：])$"
)
_SUPPORTED_BY = re.compile(
    r"(?:support(?:ed)?|assist(?:ed)?|backed(?: up)?|help(?:ed)?|joined) (?:by|from)\s*(?:the|county|\s)*$|with .{0,20}(?:support|help)(?:ing)? (?:from|by)\s*(?:the|county|\s)*$|(?:配合|协办|责任|参与)单位(?:为|是|里?有|[:：])$"
)
_STOP = re.compile(r"[?？!！。;；:：…]+|[,，](?!\s*(?:and\b|和|与|、))|——?|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
# The role that is set against the one asked for: "the owner rather than a contributor".
_RATHER = re.compile(
    r"(?:rather than|instead of|, not(?: as)?|而不是|而非)\s*(?:an? |the |being |in a )*[\w-]+(?: (?:role|body|up|in))?"
)
# "不论牵头还是配合", "lead or not": any role will do.
_EVERY_ROLE = re.compile(
    r"(?:不论|无论|不管|不分|甭管|别管)(?:是)?(?:牵头|主办|配合|参与|什么(?:角色|身份)|啥(?:角色|身份))|牵头.{0,4}(?:配合|参与|帮忙|负责|协办).{0,4}(?:都|全|一起|一并|在内)|牵头(?:也好|也罢)|(?:是不是|是否)牵头都|"
    r"(?:lead|leading|head(?:ing)?) or (?:not|support\w*|otherwise|party)|whatever (?:its|the|their) (?:role|part|capacity)|in (?:any|whatever|every) (?:role|capacity)|regardless of (?:its )?(?:role|capacity)|whether (?:it )?(?:leads?|as lead|leading)"
)
# "名字出现在责任单位里": people call all that a bracket names so, those that lead too.
_NAMED_AMONG = re.compile(r"(?:名字|名称|出现|列名|挂名|署名|点名).{0,14}责任单位(?:里|中|名单|一?栏|之列|名录)")
_ANOTHER = r"(?:别|其他|其它|另|另外|人家|兄弟|旁)(?:的|一)?(?:个|家)?(?:单位|部门|局|人|家)?"
# "由别的局牵头": it takes part and another leads.
_UNDER_ANOTHER = re.compile(
    rf"{_ANOTHER}(?:来|去|在|当)?(?:牵头|挑头|领头|主抓|带头|主责|挂帅|领衔|主办)|牵头(?:单位|部门|的)?(?:是|为|归)(?:另|别|其他)"
    r"|(?:led|headed|run) by (?:an?other|others|someone else|somebody else|a different)|(?:others?|another (?:\w+ )?(?:body|bureau|department|agency)|someone else|a different \w+) (?:is |are |takes? |has )?(?:the |in the )?(?:leads?|leading|heads?|in charge)|under another"
)
# "不含配合", "not as a supporter": only where it leads.
_NOT_HELPING = re.compile(
    r"(?:不含|不算|不要|不包括|不计|除去|剔除|去掉|排除|没有|而不是|不是)(?:只)?(?:配合|参与|协办|打下手|责任单位)|(?:without|excluding|not|leaving out)(?: \w+){0,3} (?:support\w*|assist\w*|helping|tak\w+ part|party)"
)
# "例外的是哪几条": those that it does not lead, after a word of what it leads.
_EXCEPTIONS = re.compile(
    r"例外|其余的?|剩下的?|余下的?|另外几|除此之?外|不在此列|\bexceptions?\b|\bthe rest\b|\bthe remaining\b|\bthe others\b"
)
_CHATTER = 3  # unknown English words that say nothing of the matter
_STRONG = 4  # characters of the notice in a row
# Not the body but a part or a person of it, or a body of a township: "财政局国库股", "发改局局长", "陶岭镇教育局".
_PART_OF_IT = re.compile(
    r"的?(?:局长|主任|书记|副局长|领导|负责人|党组|[\u3400-\u9fff]{2,4}股|股室|科室|几个股|下属|二级机构|大院|director|staff|employees)"
)
_OF_TOWN = re.compile(r"[\u3400-\u9fff]{2}[镇乡]的?$")
# What a list of tasks cannot say: people, money of a body, a date by which.
_OTHER_MATTER = re.compile(
    r"多少(?:人|钱|编制|经费|资金)|几个人|花(?:多少|了)|预算|编制|电话|地址|在哪(?![几些条处])|怎么走|几点|上班|超期|逾期|滞后|完成(?:得|了|率|情况|进度)|进展|排名靠|谁负责人|"
    r"(?<!\d)(?:1[0-2]|[1-9]|一|二|三|四|五|六|七|八|九|十|十一|十二)月(?:底|份|初|中|前|内|之前)|季度|[上下]半年|年底前|\bby (?:january|february|march|april|may|june|july|august|september|october|november|december|the end of)|how many (?:people|staff|employees)|budget|phone"
)
_AS_ONE = re.compile(
    "(?:是|作为?|当|列为|算|为)(?:责任|牵头|配合|参与|主责|协办)(?:单位|部门)"
)  # its role, no question for it
_STORY = re.compile(r"(?:^|[,，。])\s*我[^,，。]*(?=[,，。])")  # "我在医院上班,卫健局主抓什么"
_SEVERAL_LEADS = re.compile(
    r"(?:不止|不只|超过|多于)(?:一|1)(?:个|家)(?:单位|部门|局)?.{0,4}(?:牵头|挑头|领头|主抓)|牵头的?(?:单位|部门|局)?(?:超过|多于|不止|不只)(?:一|1)(?:个|家)|(?:led|headed|run) by (?:more than one|two or more|several|multiple)|牵头(?:单位|部门|方)?(?:在|有|为|达到?|超过|不止|多于|大于|是)?(?:两|二|2|三|3|四|多|好几|几)(?:个|家)|(?:两|二|2|三|3|四|多|好几|几)(?:个|家)(?:牵头|挑头|领头|主责)(?:单位|部门|方)|多(?:个|家)?(?:单位|部门)?牵头|(?:两|二|2|三|3|多)(?:个|家)(?:以上|及以上)?(?:单位|部门)?(?:联合|共同|并列|一起|合伙)(?:牵头|挑头|领头)|(?:two|several|multiple) or more (?:bodies|bureaus|departments|leads)|co-?heads?|shared lead|joint leads?|(?:两|二|2|几|多|好几|三|3|四)(?:个|家)?(?:以上|及以上|多个?)?(?:的)?(?:单位|部门|局|家|牵头单位)?(?:一起|共同|联合|同时|都|来|并列|以上|及以上)*(?:联合|共同|一起|并列|双)?牵头(?:的|单位|任务)|(?:联合|共同|双|多头|并列)牵头|牵头(?:单位|部门)(?:有|超过|不止|多于)(?:两|二|2|三|3|几|一|多)|more than one (?:lead|bureau lead|body lead)|(?:two|several|multiple|more than one) (?:or more )?(?:leads|leaders|lead (?:bodies|bureaus|agencies)|bureaus lead|bodies lead)|(?:led|headed) (?:jointly|together) by (?:more|two|several)|joint(?:ly)? led|co-?led|jointly by|\bleads? (?:\w+ )?jointly|jointly leads?|leads? together with"
)
_ONE_LEAD = re.compile(r"(?:独立|单独|独自|独家|一家)牵头|sole(?:ly)? lead|leads? (?:alone|by itself|on its own)")
# "独家和联合牵头都要", "含和别人一起牵头的": however many lead.
_ALONE_OR_NOT = re.compile(
    r"(?:独家|单独|独立|独自|自己).{0,4}(?:联合|共同|并列|一起|合伙)|(?:联合|共同|并列|一起).{0,4}(?:独家|单独|独立|独自)|(?:含|包括|连同?|算上?|也算).{0,8}(?:联合|共同|并列|一起|别[人家]).{0,4}(?:牵头|挑头|领头|挂帅)?|(?:联合|共同|并列|一起).{0,6}(?:也算|算上|在内|也要|都算)|alone or (?:jointly|together|with)|(?:jointly|together|with others) or alone|jointly or not|solely or jointly"
)
_THREE = re.compile(r"三(?:个|家)|3(?:个|家)|three")
_LEADS_NEXT = re.compile(r"\s*(?:又|也|都|并|来|去)?(?:不|没有?|未)?(?:是)?(?:牵头|主抓|带头)|\s*(?:not |n't )?lead")
_HEAD = re.compile(r"([a-z][a-z &]{2,40}?)\s*[:,–—-]\s")
_STEM_TAIL = re.compile(r" (?:Bureau|Department|Office|Commission|Administration|Brigade|Center|Company)$")


def spelled_out(text: str) -> str:
    """English names of bodies that were left without their kind, given it: "where does Agriculture support Water
    Resources" → "… Agriculture Bureau support Water Resources Bureau". Only capitalised ones: a matter is not."""
    if not (words.LEAD.search(text.lower()) or words.PARTY.search(text.lower()) or words.TASKS.search(text.lower())):
        return text
    taken = [(start, end) for start, end, _ in mentions(text)]

    def spell(match: re.Match[str]) -> str:
        inside = any(start < match.end() and match.start() < end for start, end in taken)
        return match.group() if inside else f"{match.group()} Bureau"

    text = _doing().sub(lambda match: f"{match.group()} bureau", text) if not taken else text
    head = _HEAD.match(text)  # "civil affairs: items it heads"
    if head and mentions(f"{head.group(1)} bureau") and not mentions(head.group(1)):
        text = f"{head.group(1)} bureau{text[head.end(1) :]}"
    return _stems().sub(spell, text)


@lru_cache(maxsize=1)
def _stems() -> re.Pattern[str]:
    names = (name for body in Gazetteer.load().bodies for name in body.english if name.endswith(" Bureau"))
    stems = sorted(
        {_STEM_TAIL.sub("", name) for name in names} - {"Industry", "Environment", "Culture"},
        key=lambda n: (-len(n), n),
    )
    behind = r"(?!\s+(?:and|&)\s+[A-Z]|\s+[A-Z]|\w|-)(?!\s+(?:bureau|department|office|commission|agency|authority|spending|revenue|sector|reform|targets?|policy))"
    return re.compile(
        rf"(?:(?<=[a-z:;,(] )|(?<=^)(?=[\w ]+[,:'’]| leads| supports))(?:{'|'.join(map(re.escape, stems))}){behind}"
    )


@lru_cache(maxsize=1)
def _doing() -> re.Pattern[str]:
    """The names of bodies without their kind, in lower case, where they do something: "tasks that civil affairs leads"."""
    names = (name for body in Gazetteer.load().bodies for name in body.english if name.endswith(" Bureau"))
    stems = "|".join(sorted((re.escape(_STEM_TAIL.sub("", n).lower()) for n in names), key=lambda n: (-len(n), n)))
    does = r"leads?|heads?|supports?|helps?|is (?:in charge|the lead|named|responsible|listed|a party)|takes? part|has to|must"
    return re.compile(rf"\b(?:{stems})(?=\s+(?:{does})\b)")


def tasks_asked(question: Question, named: Parts, notice: Notice) -> tuple[ListQuery, ...]:
    """The lists of tasks that a question asks for by naming bodies (or how many lead): one, or one a body ("各牵头哪些").

    question: whose kinds of want decide that something else is asked; named: its words, parts taken off.
    """
    text = named.rest
    spans = mentions(text)
    leads = leads_asked(text)
    if not spans:
        rest = _SEVERAL_LEADS.sub(" ", next((p for p in _STOP.split(text) if _SEVERAL_LEADS.search(p)), text))
        if leads == (0, 0) or leftover(rest) > _CHATTER or matter(rest, notice, named.addresses):
            return ()
        return (ListQuery(Kind.TASKS, parts=named.addresses, outside=named.outside, leads=leads),)
    bare = without(text, spans)
    if (
        words.BODIES.search(_AS_ONE.sub(" ", bare))
        or _OTHER_MATTER.search(_STORY.sub(" ", bare))
        or asks_otherwise(question, bare)
    ):
        return ()
    if any(_PART_OF_IT.match(text, end) or _OF_TOWN.search(text[:start]) for start, end, _ in spans):
        return ()
    if not any(words_of.search(bare) for words_of in (words.TASKS, words.MANY, words.LEAD, words.PARTY)):
        return ()
    text = _same_thing(text, spans)
    core = _stretch(text, list({name: (start, end, name) for start, end, name in spans}.values()))
    about = matter(without(core, mentions(core)), notice, named.addresses)
    query = ListQuery(
        Kind.TASKS,
        roles_asked(text, spans),
        named.addresses,
        outside=named.outside,
        leads=leads,
        any_of=_either(text, spans),
    )
    terms = _narrowed(query, core, about, notice)
    if terms is None:
        return ()
    query = replace(query, terms=terms)
    first = min(start for start, _, _ in spans)
    if len(query.bodies) > 1 and words.EACH.search(text[first:]) and not terms:
        return tuple(replace(query, bodies=(one,)) for one in query.bodies)
    return (query,)


def asks_otherwise(question: Question, bare: str) -> bool:
    """Whether something else than tasks is asked for: a date, a person, a sum, a reason."""
    if question.wants_any(Want.DEADLINE, Want.PHONE, Want.PROCEDURE, Want.REASON, Want.PROGRESS, Want.PENALTY):
        return True
    return Want.AMOUNT in question.wants and not words.COUNT.search(bare)


def _narrowed(query: ListQuery, core: str, about: tuple[str, ...], notice: Notice) -> tuple[str, ...] | None:
    """The terms that a list of tasks is narrowed by, () for none; None where the question is about a matter, not a list.

    A matter beside the body is a long run of the notice's words; a short one narrows the list where one of its rows
    holds it, and is chatter where none does ("两家一路上的").
    """
    if words.EITHER.search(core):
        return None
    said = words.HOLDING.search(core)
    if said:
        return (said.group(1),)
    if not about:
        return ()
    if core.isascii():
        known = [run for run in about if not run.isascii()]
        if not known:
            return () if len(about) <= _CHATTER else None
        about = (known[0],)
    if len(about) > 1 and any(len(run) >= _STRONG for run in about):
        return None
    held = [run for run in about if find(replace(query, terms=(run,)), notice).rows]
    if held:
        return (max(held, key=len),)
    titles = notice.folded_titles.values()
    return None if any(len(run) >= _STRONG or any(run in title for title in titles) for run in about) else ()


def leads_asked(text: str) -> tuple[int, int]:
    """How many bodies are to lead, at least and at most; (0, 0) where nothing is said of it."""
    if _SEVERAL_LEADS.search(text) and not _ONE_LEAD.search(text) and not _ALONE_OR_NOT.search(text):
        return (3, 99) if _THREE.search(text) else (2, 99)
    alone = _ONE_LEAD.search(text) and not (_SEVERAL_LEADS.search(text) or _ALONE_OR_NOT.search(text))
    return (1, 1) if alone else (0, 0)


def _either(text: str, spans: Sequence[Mention]) -> bool:
    """Whether one of the bodies is enough: "法院或者检察院参与的"."""
    return any(words.OR.fullmatch(text[one[1] : other[0]]) for one, other in pairwise(spans))


def mentions(text: str) -> list[Mention]:
    """The bodies that a folded question names."""
    return Gazetteer.load().mentions(text)


def _same_thing(text: str, spans: Sequence[Mention]) -> str:
    """The text without what a body in brackets explains: "园区(产业开发区)牵头的" is of the body alone. No offset moves."""
    for start, end, _ in spans:
        before = re.search("[\u3400-\u9fff]{2,6}[(（]$", text[:start])
        if before and text[end : end + 1] in (")", "）"):
            text = text[: before.start()] + " " * (start - before.start()) + text[start:end] + " " + text[end + 1 :]
    return text


def _stretch(text: str, spans: Sequence[Mention]) -> str:
    """What stands between two stops and holds the mentions: around it people tell why they ask."""
    first, last = min(start for start, _, _ in spans), max(end for _, end, _ in spans)
    stops = [(m.start(), m.end()) for m in _STOP.finditer(text)]
    begin = max((end for _, end in stops if end <= first), default=0)
    until = min((start for start, _ in stops if start >= last), default=len(text))
    return text[begin:until]


def left_out(text: str, start: int, end: int) -> bool:
    """Whether the words around a mention leave the body out: "没有公安局", "公安局不在其中"."""
    return bool(_ABSENT_BEFORE.search(text[:start]) or _ABSENT_AFTER.match(text, end))


def roles_asked(text: str, spans: Sequence[Mention]) -> tuple[Asked, ...]:
    """What each body is asked for, by the words around its name: "A牵头、B配合", "led by A and supported by B".

    牵头 asks for leads, 配合 for the rest, both or neither for any role; 参与 of one body alone for the rest, of several
    for any role.
    """
    names = list(dict.fromkeys(name for _, _, name in spans))
    if len(names) == 1:
        start, end, name = spans[0]
        absent = left_out(text, start, end)
        if absent and not words.NOT_LEAD.search(text[end:]):
            if _yet_named(text, end):
                return (Asked(name, NOT_LEADING),)
            led = words.LEAD.search(text[:start]) or words.LEAD.search(text[end:])
            return (Asked(name, LEADING if led else ANY, absent=True),)
        if words.LEAD.search(text) and _EXCEPTIONS.search(text, end):
            return (Asked(name, LEADING, absent=True),)
        return (Asked(name, role_words(without(text, spans)) or ANY),)
    starts = [start for start, _, _ in spans]
    asked: dict[str, Asked] = {}
    waiting: list[str] = []
    said: Asked | None = None
    for i, (start, end, name) in enumerate(spans):
        before = text[spans[i - 1][1] if i else 0 : start]
        after = text[end : starts[i + 1] if i + 1 < len(spans) else len(text)]
        if _ABSENT_BEFORE.search(text[:start]) or _ABSENT_AFTER.match(after):
            led = _LEADS_NEXT.match(after) or _LED_BY.search(before)
            asked[name] = Asked(name, LEADING if led else ANY, absent=True)
            continue
        if _LED_BY.search(before) or _SUPPORTED_BY.search(before):
            asked[name] = said = Asked(name, LEADING if _LED_BY.search(before) else NOT_LEADING)
            continue
        if said is not None and i and (_JOINED.fullmatch(before) or words.OR.fullmatch(before)):
            asked[name] = replace(said, name=name)  # "led by A or B"
            continue
        said = None
        waiting.append(name)
        if i + 1 < len(spans) and (_JOINED.fullmatch(after) or words.OR.fullmatch(after)):
            continue
        roles = role_words(after, several=True)
        if roles is None and i + 1 == len(spans) and not asked:
            roles = role_words(text[: starts[0]], several=True)  # "牵头单位里同时有A和B的"
        asked |= {waited: Asked(waited, roles or ANY) for waited in waiting}
        waiting = []
    return tuple(asked[name] for name in names if name in asked)


def _yet_named(text: str, end: int) -> bool:
    """Whether a body that does not lead is to take part: "不归发改局牵头但是它要参与的"."""
    return bool(words.LEAD.search(text[end:])) and bool(re.search("但|却|可|but|yet|still", text[end:]))


def role_words(text: str, *, several: bool = False) -> frozenset[Role] | None:
    """The roles that words ask for, None where they leave it open. several: of several bodies, or of rows already listed:
    参与 leaves it open then."""
    if not several and _UNDER_ANOTHER.search(text):
        return frozenset({Role.PARTY})
    if _EVERY_ROLE.search(text):
        return None
    if _NAMED_AMONG.search(text):
        return None
    if _NOT_HELPING.search(text) and words.LEAD.search(text):
        return LEADING
    text = _RATHER.sub(" ", text)
    if words.NOT_LEAD.search(text):
        return NOT_LEADING
    if words.NO_LEAD.search(text) or (words.JOINT.search(text) and not several):
        return frozenset({Role.JOINT})
    leads, others = bool(words.LEAD.search(text)), bool(words.PARTY.search(text))
    if several and others and not words.PARTY.search(words.TAKES_PART.sub(" ", text)):
        others = False
    if leads and not others:
        return LEADING
    if others and not leads and not (several and words.WHOLE.search(text)):
        return NOT_LEADING
    return None
