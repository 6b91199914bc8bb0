"""The body-shaped word of a question that the gazetteer does not know: 县粮食局 in "县粮食局牵头哪些任务".

Another body's tasks are no answer to such a question. A wrong finding would decline a question that has an answer, so a
word counts only where words of duty stand beside it, and never where it names no one: 哪个局, 主管部门, 一网通办.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.departments import Gazetteer

_HAN = "[\u3400-\u9fff]"
_RUN = re.compile(f"{_HAN}+")
_DUTY = (
    "牵头|挑头|主抓|主责|负责|承担|参与|参加|配合|协办|协助|领了|(?:管|干|做|抓|管着)(?=什么|哪|啥|几|些)|管不管"
    "|有(?:哪些|什么|啥|几项|多少|没有)项?(?:牵头|负责|配合)?的?(?:任务|职责|职能|事|活|工作|责任)"
    "|的?(?:牵头|负责|配合|主要|具体|工作|全部|所有)*(?:任务|职责|职能|分工|活儿?(?!动|力|化)|责任)"
)
_ADVERBS = (
    '[”"』」）)]?(?:都|也|又|还|得|要|能|会|应该?|需要?|可以|具体|主要|到底|究竟|一共|总共|总的|今年|这次|是否|是不是|有没有|需不需要|要不要|共同|联合|一起|一同|分别|各自'
    "|在(?:这|本|该)?(?:份|个|次)?(?:方案|通知|公告|文件|附件[一二三四五六七1-7]?|七大攻坚)(?:里面?|中|上|内)?(?:面|头)?"
    "|(?:和|与|跟|及|、)(?:\0+|[局委办])){0,4}"
)
# 办 is a verb more often than not: an office has its county in front, or is one that every county has.
_OFFICE = "(?<=[侨台农编])办|(?<=外事|网信|史志|方志|人防|文明|扶贫|信访|金融|改革|接待|河长|林长|爱卫|双拥|宗教|民宗|移民|征收|督查|政研)办"
# What ends the name of a body wherever it stands, behind a character with which it makes no other word (结局, 村委).
_SURE = (
    "(?<![骗布格结全大僵破当时战败定危困邮终残开出书变对])局|(?<![村居党常编评原主之政])委"
    "|办公室|委员会|大队|支队|支行|支局|分局|协会|学会|联合会|管理处|办事处|总队|联社|(?<!招)商会"
    "|(?<=[侨文社])联|政协|人大|供销社|红十字会|基金会"
    "|(?:财政|教育|商务|工信|科技|公安|民政|司法|水利|外交|国防|交通运输|自然资源|生态环境|农业农村|工业和信息化|人力资源和社会保障|住房和城乡建设|文化和旅游)部"
)
# What ends a name where the name begins the sentence, and says which county it is of unless it is a place or a bank.
_OTHER = "公司|集团|中心|医院|学校|中学|小学|部|厅|研究院|服务站|派出所|税务所|财政所|司法所|社区"
_PLACE = "(?<=[^村城老家同故下山])乡|(?<=[^乡城市集村古小])镇|街道|银行"
_ASKS = "(?:了|的|着|过)?(?:是)?(?:哪|什么|啥|几|多少)|的(?:任务|工作|职责)|任务|职责"
_BEHIND = re.compile(f"(?:{_SURE}|{_OFFICE}|(?P<level>办))(?={_ADVERBS}(?:{_DUTY}))")
_BEHIND_STRICT = re.compile(
    f"(?:(?P<other>{_OTHER})|{_PLACE})(?={_ADVERBS}(?:(?:牵头|负责|承担|参与|参加|配合)(?:{_ASKS})|有(?:哪些|什么|几项)(?:任务|职责)|的?(?:任务|职责)(?:有哪|是什么|是啥|有什么|$|[^\u3400-\u9fff]))"
    ")"
)
_IN_FRONT = re.compile(
    f"(?<![县市])(?:由|归)(?P<name>{_HAN}{{2,12}}?(?:{_SURE}|{_OFFICE}))(?=$|[^\u3400-\u9fff]|[管来抓吗么呢吧])"
)
# Where a name begins: behind these words, or behind another body and the word that joins them.
_STOP = re.compile(
    "请问|想问问?|问一下|问下|请教|一下|麻烦|我想|我要|我们?(?=县)|咱们?(?=县)|我们|咱们?|俺们?|你们|他们|列出|列|介绍|说说|说明|讲讲|告诉我|告诉"
    "|查查|看看|看下|那么|是否|是不是|(?<!自)由|归(?!国|侨)|(?<!于)是|让|除了?|还有|以及|还是|或者|(?:^|(?<=[局委办会队部\0]))[和与跟及或同]"
    "|(?<!存)在|的|把|给我|给(?!排)|哪些|什么|任务|事项|牵头|负责|配合|参与|承担|关于|今年|全部|所有|全县(?=.)|[请那找叫对问](?=县|新田)|找|了|就(?!业|医|近|地)|[那请问]"
)
_GENERIC = re.compile(
    "[我咱俺你他她它哪啥谁几每各该某这那另两俩仨]|什么|多少|其他|其它|其余|别的|别人|相关|有关|主管|牵头|负责|配合|责任|成员|参与|承办|主办|所有|全部|任何|专班|攻坚|工作组|协调|直属|下属|相应|对应|对口|同一|多个|个$|一[个家]|[一二三四五六七八九十两]个|[大小]银行|行业协会|审批部门|单位|部门|方案|机制|项目|行动|建设"
)
# What is left of a name that is only a kind of body.
_KINDS = re.compile(
    "(?:人民)?(?:政府|党|村|居|常|省|市|县|区|国|部|镇|乡|街道|企业|商|学|医|银行|学校|医院|公司|集团|中心|机关|基层|本地|当地|地方|上级|上面|政府各)*"
    "(?:局|委|办|委员会|办公室|大队|支队|支行|支局|分局|协会|学会|联合会|公司|集团|中心|医院|学校|中学|小学|银行|部|厅|镇|乡|街道|社区|政府|商会|法庭|办事处|管理处|联社|街道办|村委|居委|村委会|居委会)?"
)
_LONGEST = 14  # characters of a name
_LEVEL = re.compile("^(?:湖南省?)?(?:永州市?)?(?:新田县?)?(?:[市县区](?![场政级域内]))?")

_HEAD = "bureau|department|office|commission|committee|agency|authority|administration|brigade|association|federation|corps|court"
_HEAD_OTHER = "bank|hospital|school|company|group|center|centre|institute|college|university|station"  # with a capital
_WORD = r"[a-z][a-z&'\u2019.-]*,?"
_NAME = rf"(?P<name>(?:{_WORD}\s+){{1,7}}?(?:{_HEAD}|{_HEAD_OTHER})\b|(?:{_HEAD})\s+of\s+(?:{_WORD}\s+){{0,5}}?{_WORD})"
_OF = re.compile(rf"(?:{_HEAD})\s+of\s", re.IGNORECASE)
_EN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:does|do|did|is|are|will|has|should|must|can)\s+(?:the|our|xintian|county)\s+{_NAME}\s+(?:also\s+)?(?:lead|do\b|handle|support|take\s+part|participate|have\s+to|responsible|in\s+charge|involved|assigned|supposed|need|manage|own|join)",
        rf"\b(?:led|headed|handled|run|managed|overseen|taken)\s+by\s+(?:the\s+|our\s+)?{_NAME}(?=\s*(?:[?.,;!]|$|in\b|under\b))",
        rf"\b(?:tasks?|duties|duty|responsibilities|items?|jobs?|role)\s+(?:of|for|under|given\s+to|assigned\s+to|does)\s+(?:the|our)\s+{_NAME}(?=\s*(?:[?.,;!]|$|in\b|under\b))",
        rf"(?:^|[,.;:?!]\s*|\bthe\s+|\bour\s+){_NAME}(?:'s|\u2019s)?\s+(?:tasks?|duties|responsibilities|leads\b|is\s+(?:responsible|in\s+charge|assigned))",
    )
)
_LEADING = re.compile(
    r"^(?:.*\b(?:the|a|an|our|your|my|their|its|his|her|this|that|these|those|which|what|whose|who|by|of|for|to|in|on|with|and|or|does|do|is|are|has|have|all|any|each|every|no|other|another|same|one|two|three|several|many|some)\s+)",
    re.IGNORECASE,
)
_GENERIC_EN = frozenset(
    [
        "lead", "leading", "local", "county", "county's", "government", "party", "responsible", "relevant", "competent",
        "main", "same", "coordinating", "coordination", "single", "right", "state", "public", "private", "big", "small",
        "new", "other", "certain", "particular", "regulatory", "supervisory", "administrative", "task", "force", "campaign",
        "industry", "company", "city", "town", "township", "village", "law", "enforcement", "supporting", "xintian",
        "municipal", "provincial", "central", "different", "the", "a", "an", "general", "head", "listed", "named", "first", "second",
    ]
)  # fmt: skip


def unknown_body(text: str) -> str | None:
    """The body-shaped word, as it is written, of a question on duties that names no body of the gazetteer; None for a
    question without one. Generic words (哪个局, 主管部门, 县政府各部门, "which bureau") are none.

    >>> unknown_body("县粮食局牵头哪些任务"), unknown_body("which tasks does the Grain Bureau lead")
    ('县粮食局', 'Grain Bureau')
    """
    masked = text
    for start, end, _ in Gazetteer.load().mentions(text):
        masked = masked[:start] + "\0" * (end - start) + masked[end:]
    return next(_chinese(masked), None) or next(_english(masked), None)


def _chinese(text: str) -> Iterator[str]:
    for match in _BEHIND.finditer(text):
        yield from _name(text, match.end(), level=bool(match["level"]))
    for match in _BEHIND_STRICT.finditer(text):
        yield from _name(text, match.end(), strict=True, level=bool(match["other"]))
    for match in _IN_FRONT.finditer(text):
        yield from _name(text, match.end("name"))


def _name(text: str, end: int, *, strict: bool = False, level: bool = False) -> Iterator[str]:
    """The name that ends at `end`, if it is one. strict: it has to begin the sentence; level: with its county or city."""
    run = _RUN.findall(text[max(0, end - 2 * _LONGEST) : end])[-1]
    start = end - len(run)
    if text[start - 1 : start] == "\0" and not re.match("[和与跟及或同]", run):
        return  # an office of a body that is known: 县公安局交警大队
    stops = [stop.end() for stop in _STOP.finditer(run) if stop.end() < len(run) - 1]
    name = run[stops[-1] :] if stops else run
    if strict and re.search(_HAN, _STOP.sub("", text[: end - len(name)])):
        return
    bare = _LEVEL.sub("", name)
    if len(name) > _LONGEST or _GENERIC.search(name) or _KINDS.fullmatch(name):
        return
    of_county, kind = bare != name, _KINDS.fullmatch(bare)
    if (of_county and (not kind or bare.endswith("医院"))) or (len(bare) > 2 and not level and not kind):
        yield name


def _english(text: str) -> Iterator[str]:
    for pattern in _EN:
        for match in pattern.finditer(text):
            name = match["name"] if _OF.match(match["name"]) else _LEADING.sub("", match["name"])
            words = re.findall(r"[a-z&'-]+", name.lower())
            known = re.compile(f"{_HEAD}|{_HEAD_OTHER}|of")
            said = [word for word in words if word not in _GENERIC_EN and not known.fullmatch(word)]
            if re.search(rf"\b(?:{_HEAD_OTHER})$", name, re.IGNORECASE) and not name[0].isupper():
                continue
            if said:
                yield name
