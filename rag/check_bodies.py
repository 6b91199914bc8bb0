"""Is every body of a claim one that the cited clause names, in the role that the claim gives it?

A lead is what the responsibility bracket (or the text) says leads; a joint responsibility has none. A body that the
gazetteer does not know, or of another level (省财政厅), must stand so in the cited text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.departments import Gazetteer
from rag.cited import Cited
from rag.support import Kind, Support, fault

LEAD, SUPPORT, CONVENES, DEPUTY, OFFICE = "lead", "support", "convenes", "deputises", "office"

_ROLES = (
    (
        LEAD,
        "(?:主要|总体|全面|单独|专门|首要)由|负责牵头|总牵头|牵头(?:负责)?|主责|主抓|抓总|挑头|领头|总负责|主要负责(?!人|同志)|全权负责|主管|主导|带头|统筹负责",
    ),
    (SUPPORT, "配合|参与|协助|协办|协同|共同责任|责任单位|共同负责|分工负责"),
    (DEPUTY, "副召集人"),
    (CONVENES, "(?<!副)召集人"),
    (OFFICE, "办公室设在?"),
)
_ROLE = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _ROLES))
_NO_LEAD = re.compile(
    "(?:没有|未|并未|没)(?:写明|明确|列明|列出|指定|注明|规定|设)?[^,;:。!?\n]{0,8}?(?:牵头|主责)(?:单位|部门)?|无牵头|不设牵头|"
    r"\bnames? no lead|\bno lead named|\bno lead(?:ing)? (?:body|agency|unit|department)|\bno single lead|without a lead"
)
_STOPS = re.compile("[;。!?\n]")
_EN_LEADS_BEFORE = re.compile(
    r"\b(?:leads?|leading|takes? the lead|taking the lead|(?:is|are|as) (?:the )?(?:lead|leading|head)(?: (?:body|agency|unit|department)| bodies)?|in charge|heads?|"
    r"spearheads?|(?:is|are) (?:mainly|primarily|chiefly|solely) responsible|responsible for leading|(?:takes?|has|have) overall responsibility)\b"
)
_EN_LEADS_BEHIND = re.compile(
    r"\b(?:led|headed|chaired|spearheaded|driven) by\b|\blead(?:ing)? (?:body|bodies|agency|agencies|unit|units|department|departments|responsibility)\b(?: (?:is|are|being|lies with))?:?|"
    r"\bin charge (?:is|are)\b|\blead(?:er)?:"
)
_EN_SUPPORTS = re.compile(
    r"\b(?:with|together with|supported by|assisted by|alongside|support(?:s|ing)?|assist(?:s|ing)?|cooperat\w+|participat\w+|help(?:s|ing)?|"
    r"other responsible|jointly responsible|joint(?:ly)?|responsible bodies|and others?|while|and (?:is|are))\b|[;.]"
)
_UNKNOWN = re.compile(
    "(?:[\u3400-\u9fff]{0,8}?)(?P<suffix>委员会|办公室|管理局|分局|支局|局(?![势限域面部长])|厅|管委会|党委|政府(?!采购|工作报告|投资|债|性|购买)|人大(?!代表)|政协|"
    "法院|检察院|医院|学院|大学|中学|小学|联合会|协会|商会|工会|妇联|团委|研究院|设计院|(?:服务|管理|指挥|调度|数据|交易|监测|培训|鉴定|救助|指导)中心|"
    "有限公司|公司|集团|银行|支行|信用社|大队|支队|总队|派出所|指挥部|领导小组|专班|部门(?!预算))"
)
_POST = re.compile(
    "(?:常务|分管)?副?(?:县长|市长|省长|镇长|乡长|局长|部长|院长|行长|校长|主席|书记|秘书长|组长|主任|董事长|总经理)|"
    r"\b(?:(?:deputy|vice|executive) )*(?:mayor|magistrate|governor|party secretary|chairman|chairperson|county head)\b"
)
_LEVEL = "省市国州区厅"
_LEVELS = re.compile("[省市州]")
_LIGHT = "该此本各这由在和与及是为的至到向让请经被从设把将以等或田"


@lru_cache(maxsize=1024)
def _mentions(text: str) -> tuple[tuple[int, int, str], ...]:
    return tuple(Gazetteer.load().mentions(text))


def check_bodies(text: str, cited: Sequence[Cited], forces: Sequence[tuple[str, str, str]] = ()) -> list[Support]:
    """The support of each body of a plain claim. forces: (address, role, body) of the task forces of the cited clauses."""
    mentions = _mentions(text)
    given = roles(text)
    found = []
    for start, end, name in mentions:
        holder = next((c for c in cited if name in c.bodies), None)
        if start and text[start - 1] in _LEVEL and not any(text[start - 1 : end] in c.solid for c in cited):
            holder = None
        if holder is None:
            found.append(fault(Kind.BODY, text[start:end], f"{name} is not in the cited clause"))
            continue
        why = _role(name, given.get((start, end), frozenset()), cited, forces)
        at = holder.place(text[start:end])
        found.append(fault(Kind.BODY, text[start:end], why) if why else Support(Kind.BODY, text[start:end], True, *at))
    found += _leads(text, cited, given, mentions) + _of_another_level(text, cited, mentions)
    return found + _posts(text, cited) + _unknown(text, cited, mentions)


def _posts(text: str, cited: Sequence[Cited]) -> list[Support]:
    """Posts (县长, 常务副县长, mayor): the cited text must have the same, 副 and all."""
    found = []
    for match in _POST.finditer(text):
        one = next((c for c in cited if match[0] in _POST.findall(c.text) or match[0] in _POST.findall(c.en)), None)
        found.append(
            Support(Kind.BODY, match[0], True, *one.place(match[0]))
            if one
            else fault(Kind.BODY, match[0], "no such post in the cited clause")
        )
    return found


def _of_another_level(text: str, cited: Sequence[Cited], mentions: Sequence[tuple[int, int, str]]) -> list[Support]:
    """Names of the county's bodies behind 省, 市 or 州: they are other bodies, and must stand so in the cited text."""
    if not _LEVELS.search(text):
        return []
    found = []
    for start, end, _ in _mentions(_LEVELS.sub(" ", text)):
        words = text[start - 1 : end] if start else ""
        if any(s <= start < e for s, e, _ in mentions) or not _LEVELS.match(words):
            continue
        one = next((c for c in cited if words in c.solid), None)
        found.append(
            Support(Kind.BODY, words, True, *one.place(words))
            if one
            else fault(Kind.BODY, words, "not in the cited clause")
        )
    return found


def _role(name: str, given: frozenset[str], cited: Sequence[Cited], forces: Sequence[tuple[str, str, str]]) -> str:
    """Why a body has not the roles that a claim gives it; "" where it has."""
    leads, parties = _held(cited)
    if LEAD in given and name not in leads:
        return f"{name} is no lead in the cited clause"
    if SUPPORT in given and name in leads and name not in parties:
        return f"{name} leads in the cited clause"
    held = {(r, n) for _, r, n in forces}
    held |= {(role, who) for one in cited for (_, _, who), parts in _named_roles(one.text) for role in parts}
    for role in (CONVENES, DEPUTY, OFFICE):
        if role in given and (role, name) not in held:
            return f"{name} has another part in the cited task force"
    return ""


def _held(cited: Sequence[Cited]) -> tuple[set[str], set[str]]:
    leads, parties = set(), set()
    for one in cited:
        bracket = set(one.clause.responsible)
        leads |= set(one.clause.lead)
        parties |= set(one.clause.parties)
        for (_, _, name), given in _named_roles(one.text):
            if name not in bracket:
                leads |= {name} if LEAD in given else set()
                parties |= {name} if LEAD not in given else set()
        parties |= one.bodies - leads
    return leads, parties


@lru_cache(maxsize=1024)
def _named_roles(text: str) -> tuple[tuple[tuple[int, int, str], frozenset[str]], ...]:
    given = roles(text)
    return tuple((m, given.get((m[0], m[1]), frozenset())) for m in _mentions(text))


def _leads(
    text: str,
    cited: Sequence[Cited],
    given: dict[tuple[int, int], frozenset[str]],
    mentions: Sequence[tuple[int, int, str]],
) -> list[Support]:
    """What a claim says of leading beside its bodies: that none leads, or that someone does whom it does not name so."""
    leads, _ = _held(cited)
    if (no := _NO_LEAD.search(text)) is not None:
        if leads:
            return [fault(Kind.BODY, no[0], "the cited clause names a lead")]
        return [Support(Kind.BODY, no[0], True, cited[0].clause.address)]
    speaks = re.search("牵头|主责|总负责", text) or _EN_LEADS_BEHIND.search(text)
    unassigned = mentions and not any(LEAD in each for each in given.values())
    if speaks and unassigned and not leads & {name for _, _, name in mentions}:
        return [fault(Kind.BODY, speaks[0], "none of these leads in the cited clause")]
    if speaks and not leads and not any(speaks[0] in c.solid or speaks[0] in c.en for c in cited):
        return [fault(Kind.BODY, speaks[0], "the cited clause names no lead")]
    return []


def unled(text: str) -> str:
    """A claim without its words that no body leads, which check_bodies proves."""
    return _NO_LEAD.sub(lambda match: " " * len(match[0]), text)


def roles(text: str) -> dict[tuple[int, int], frozenset[str]]:
    """The roles that a text gives each of its bodies, by the place where it is named."""
    found: dict[tuple[int, int], frozenset[str]] = {}
    text = unled(text)
    mentions = _mentions(text)
    if not mentions:
        return found
    first = 0
    for stop in [*(m.start() for m in _STOPS.finditer(text)), len(text)]:
        part = [(s, e) for s, e, _ in mentions if first <= s < stop]
        if part:
            for span, role in (*_chinese(text, first, stop, part), *_english(text, first, stop, part)):
                found[span] = found.get(span, frozenset()) | {role}
        first = stop + 1
    return found


def _chinese(text: str, first: int, stop: int, part: list[tuple[int, int]]) -> list[tuple[tuple[int, int], str]]:
    """A role word is of the bodies right before it, or, as "牵头单位：" and "办公室设在", of those behind it."""
    found = []
    words = list(_ROLE.finditer(text, first, stop))
    free = set(part)
    for i, word in enumerate(words):
        role = word.lastgroup or ""
        end = words[i + 1].start() if i + 1 < len(words) else stop
        head = re.match(
            "(?:的?(?:单位|部门|机构|主体|方)|人)?(?:有|是|为|包括|由)?[::]?\\s*(?:由|是)?", text[word.end() : stop]
        )
        begin = word.end() + (head.end() if head else 0)
        labelled = (
            role == OFFICE
            or word[0].endswith("由")
            or bool(head and re.search("[::是为有由]|单位|部门|机构|主体", head[0]))
        )
        behind = [span for span in part if begin <= span[0] < end]
        before = [span for span in part if span in free and span[1] <= word.start()]
        if (labelled or not before) and behind and behind[0][0] - begin <= (2 if labelled else 0):
            chosen = _run(text, behind)
        elif role in (CONVENES, DEPUTY) or not labelled:
            chosen = _run(text, before[::-1], backwards=True)
        else:
            chosen = []
        if role == LEAD and not labelled and re.search("(?:不|未|没有)(?:是)?$", text[first : word.start()]):
            chosen = []
        free -= set(chosen)
        found += [(span, role) for span in chosen]
    return found


def _run(text: str, spans: list[tuple[int, int]], *, backwards: bool = False) -> list[tuple[int, int]]:
    """The spans of one list: no comma, other role or verb between two of them."""
    chosen = spans[:1]
    for span in spans[1:]:
        one, other = (span, chosen[-1]) if backwards else (chosen[-1], span)
        if not re.fullmatch(r"[\s、和与及同以]*(?:和|与|以及|及|,|[(][^()]*[)])*[\s、]*", text[one[1] : other[0]]):
            break
        chosen.append(span)
    return chosen


def _english(text: str, first: int, stop: int, part: list[tuple[int, int]]) -> list[tuple[tuple[int, int], str]]:
    found = []
    for word in _EN_LEADS_BEHIND.finditer(text, first, stop):
        end = next((m.start() for m in _EN_SUPPORTS.finditer(text, word.end(), stop)
                    if not any(s <= m.start() < e for s, e in part)), stop)  # fmt: skip
        found += [(span, LEAD) for span in part if word.end() <= span[0] < end]
    for word in _EN_LEADS_BEFORE.finditer(text, first, stop):
        if any(s <= word.start() < e for s, e in part) or _EN_LEADS_BEHIND.match(text, word.start()):
            continue
        cuts = [m.end() for m in _EN_SUPPORTS.finditer(text, first, word.start())
                if not any(s <= m.start() < e for s, e in part)]  # fmt: skip
        begin = max(cuts, default=first)
        found += [(span, LEAD) for span in part if begin <= span[0] < word.start()]
    return found


def _unknown(text: str, cited: Sequence[Cited], mentions: Sequence[tuple[int, int, str]]) -> list[Support]:
    """Names that look like bodies and that the gazetteer does not know."""
    masked = text
    for start, end, _ in mentions:
        masked = masked[:start] + "\ufffc" * (end - start) + masked[end:]
    found = []
    for match in _UNKNOWN.finditer(masked):
        words = match[0].lstrip(_LIGHT)
        if words == match["suffix"]:
            continue  # "等部门" names none
        for one in cited:
            held = next((words[i:] for i in range(len(words) - 1) if words[i:] in one.solid), "")
            if held and _whole(words, held, match["suffix"]):
                found.append(Support(Kind.BODY, words, True, *one.place(held)))
                break
        else:
            found.append(fault(Kind.BODY, words, "not in the cited clause"))
    return found


def _whole(words: str, held: str, suffix: str) -> bool:
    """Whether the end of a name that the clause has is the name: nothing of another level or place stands before it."""
    before = words[: len(words) - len(held)][-1:]
    if not before or before in _LIGHT:
        return True
    return len(held) >= len(suffix) + 2 and before not in _LEVEL and held[0] not in "县市省"
