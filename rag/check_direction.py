"""Does a claim raise what the clause raises, and not what it does not? Negations, opposites, musts and completions.

Each word of direction is compared where the clause speaks of the same: the segment between commas that shares most with
the claim's. A claim's side must have a segment that says it, and none of another side that fits better.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.check_figures_english import unbounded
from rag.cited import Cited, SegmentEn, pairs
from rag.support import Kind, Support, fault
from rag.words_english import content_words


@dataclass(frozen=True, slots=True)
class Group:
    """Sides that exclude each other. both: words that say several sides at once."""

    name: str
    sides: tuple[re.Pattern[str], ...]
    both: re.Pattern[str]


def _group(name: str, *sides: str, both: str = "(?!)") -> Group:
    return Group(name, tuple(re.compile(side) for side in sides), re.compile(both))


_OPPOSITES = (
    _group(
        "up or down",
        "提高|提升|增加|增长|上升|扩大|增强|加大|上调|增多|扩增|加快|加速|提速|增量|回升|壮大|延长|增至|升至|做大|增设|升级|扩容|扩量|增收|增效",
        "降低|减少|下降|缩小|下调|压减|压缩|削减|减弱|放缓|减轻|减至|降至|缩短|缩减|削弱|减慢|稳中有降|压降|减量|降级|减收|下滑|收窄|降本|减负",
    ),
    _group("town or country", "城市|城镇(?!化)", "(?<!农业)农村|乡村", both="城乡"),
    _group("export or import", "(?<!进)出口", "进口", "进出口"),
    _group("encourage or restrict", "鼓励|支持|促进|推动|推广|引导", "限制|禁止|严禁|制止|遏制|取缔|淘汰|抑制|阻止|禁用"),
    _group("allow or forbid", "允许|可以|准许|放开", "不准|不许|不得|禁止|严禁|不可|不能"),
    _group("new or fewer", "新增|新建|新设|增设|扩建", "压减|撤销|裁撤|关停|拆除|撤并|注销"),
    _group("open or shut", "开放|开通|开业|开办|启动|开展|启用", "关闭|停办|停业|停用|停止|暂停|终止|叫停|中止|取消"),
    _group("above or below", "以上|不低于|不少于|至少|不得低于|不得少于|(?<![不得])(?:超过|高于|大于)|突破", "以下(?!单位|几|各|部门|内容|方面|措施|任务)|不高于|不超过|至多|不得高于|不得超过|(?<![不得])(?:低于|少于|小于)|以内|不足"),
    _group("strict or lax", "加强|强化|严格|从严|收紧", "放松|弱化|放宽|从宽|松绑|淡化"),
    _group("before or after", "事前", "事中", "事后"),
    _group("level", "国家级|国家层面|全国", "省级|全省", "市级(?!以上)|全市", "县级", "乡级|乡镇级"),
    _group("public or private", "国有|公有|国企", "民营|民间|私营|私人|民企", "外资|外商|境外"),
    _group("in or out", "引进|引入|流入|迁入", "引出|流出|迁出|外迁|转出"),
    _group("men or women", "男性|男子", "女性|妇女"),
    _group("sooner or later", "提前|优先|率先", "推迟|延期|延后|暂缓|靠后"),
    _group("better or worse", "改善|优化|好转|提质", "恶化|变差|劣化|降质"),
    _group("risk", "防范|化解|防止|避免|杜绝", "引发|(?<!打)造成|导致|放任|制造"),
    _group("first or third", "第一产业", "第二产业", "第三产业"),
    _group("build or repair", "(?<!未)开工", "竣工|完工|投产|建成"),
    _group("lead or join", "主动", "被动"),
    _group("online", "线上|网上", "线下|窗口"),
    _group("buy or sell", "购买|收购|采购", "出售|出让|变卖|销售"),
    _group("free or paid", "免费|免征|免收|免除|减免|免缴", "收费|有偿|加征|征收"),
    _group("all or some", "全部|所有|一律|全覆盖|全面|各类|各级|每个|任何", "部分|个别|少数|少量"),
)  # fmt: skip
# Words that add to what is said and so must stand in what is cited.
_STRICT = tuple(
    re.compile(words)
    for words in (
        "必须|务必|一定要|应当|不得不",
        "强制",
        "确保|保证|务必",
        "力争|力求|争取",
        "已经|已[建完实开启达设成上投获超取]|业已|均已|完成了|实现了|达到了|取得了|建成了",
        "所有|全部|一律|全体|百分之百|人人|每个|任何|每家|每户|全覆盖|各",
        "一样|相同|等同|持平|一视同仁|统一标准",
        "仅|只[有限能要]|唯一|单独|独家|专门",
        "免费|免征|免收|免除|免缴|减免|免去",
        "永久|长期|立即|马上|即日",
        "最[高低大小多少好差]",
        "大幅|显著|大力|翻番|翻倍|倍增",
    )
)
_OWN = frozenset(words for words in _STRICT if "已经" in words.pattern)  # a rendering says so of other things
_LEXICAL = re.compile(  # words with a negator in them that negate nothing, and bounds
    "不(?:得)?(?:低|少|高|大|小|多|超)(?:于|过)|不断|不仅|不但|不同|不管|不论|不动产|不良|不足|不见面|不起|不限于|不少(?!于)|不凡|不变|不一|"
    "未来|未成年|无人机|无人驾驶|无障碍|无缝|无论|无害化|无偿|无线|无土|无废|非常|非遗|非洲|对非|非物质|非公|非税|非法|非金属|免疫|除非|"
    "禁毒|禁区|防止|避免|不含|停车|停留|没收|沉没|无核|无花|无纸化|无感|无忧|无证明|无烟"
)
_NEGATOR = re.compile(
    "不|未|没|无|并非|绝非|勿|莫|禁止|严禁|停止|取消|暂停|叫停|终止|拒绝|杜绝|撤销|撤回|反对|放弃|废止|免于|除外"
)
_PARTS = re.compile(r"[^,;:。!?\n]+")


def check_direction(text: str, cited: Sequence[Cited]) -> list[Support]:
    """The support of each word of direction of a plain Chinese claim."""
    found = []
    for match in _PARTS.finditer(text):
        part = match[0]
        own = pairs(part)
        for at, group in enumerate(_OPPOSITES):
            found += _opposite(part, own, at, group, cited)
        found += _negation(part, own, cited)
    for words in _STRICT:
        strict = words.search(text)
        if strict:
            one = next((c for c in cited if words.search(c.own if words in _OWN else c.solid)), None)
            found.append(
                Support(Kind.DIRECTION, strict[0], True, one.clause.address)
                if one
                else fault(Kind.DIRECTION, strict[0], "the cited clause does not say so")
            )
    return found


def _sides(text: str, group: Group) -> frozenset[int]:
    return frozenset(i for i, side in enumerate(group.sides) if side.search(text))


@lru_cache(maxsize=65536)
def _sides_of(text: str, at: int) -> frozenset[int]:
    group = _OPPOSITES[at]
    return frozenset(range(len(group.sides))) if group.both.search(text) else _sides(text, group)


def _opposite(part: str, own: frozenset[str], at: int, group: Group, cited: Sequence[Cited]) -> list[Support]:
    if group.both.search(part):
        return []
    found = []
    for side in _sides(part, group):
        match = group.sides[side].search(part)
        assert match
        words = match[0]
        context = own - pairs(words)
        best, rival = -1, -1
        holder: tuple[str, int, int] = ("", -1, -1)
        for one in cited:
            for segment in one.segments:
                sides = _sides_of(segment.text, at)
                if not sides:
                    continue
                shared = len(context & segment.pairs)
                if side in sides and shared > best:
                    best, holder = shared, (one.clause.address, -1, -1)
                elif side not in sides and shared > rival:
                    rival = shared
        if best < 0:
            found.append(fault(Kind.DIRECTION, words, f"the cited clause does not say so ({group.name})"))
        elif rival > best or (context and best == 0) or (rival == best and best < len(context)):
            found.append(fault(Kind.DIRECTION, words, f"the cited clause says the opposite ({group.name})"))
        else:
            found.append(Support(Kind.DIRECTION, words, True, *holder))
    return found


@lru_cache(maxsize=65536)
def negations(text: str) -> tuple[str, ...]:
    """The negators of a text, less those that are part of a word or a bound."""
    return tuple(_NEGATOR.findall(_LEXICAL.sub(lambda m: " " * len(m[0]), text)))


def _negation(part: str, own: frozenset[str], cited: Sequence[Cited]) -> list[Support]:
    negators = negations(part)
    if len(own) < 2:
        return []
    best, rival, of_best = -1, -1, ""
    for one in cited:
        for segment in one.segments:
            shared = len(own & segment.pairs)
            if len(negations(segment.text)) == len(negators):
                if shared > best:
                    best, of_best = shared, one.clause.address
            else:
                rival = max(rival, shared)
    words = negators[0] if negators else "(no negation)"
    if rival > best + (not negators) or (negators and (best < 1 or (rival == best and best < len(own)))):
        why = "the cited clause does not negate it" if negators else "the cited clause negates it"
        return [fault(Kind.DIRECTION, words, why)]
    return [Support(Kind.DIRECTION, words, True, of_best)] if negators else []


_UP = r"\b(?:rais\w+|increas\w+|grow\w*|expand\w*|ris\w+|rose|improv\w+|boost\w*|enlarg\w+|strengthen\w*|accelerat\w+|enhanc\w+|up by|go(?:es)? up|higher|more|faster|extend\w*|lengthen\w*)\b"
_DOWN = r"\b(?:lower\w*|reduc\w+|decreas\w+|cut\w*|shrink\w*|fall\w*|fell|drop\w*|declin\w+|weaken\w*|slow\w*|narrow\w*|down by|go(?:es)? down|less|fewer|shorten\w*|curb\w*|diminish\w*|edges? down)\b"
_OPPOSITES_EN = (
    _group("up or down", _UP, _DOWN),
    _group("town or country", r"\burban\b|\bcit(?:y|ies)\b(?! standards?)", r"\brural\b|\bcountryside\b"),
    _group("export or import", r"\bexport\w*", r"\bimport(?:s|ed|ing)?\b", both=r"imports? and exports?"),
    _group("encourage or restrict", r"\b(?:encourag|support|promot|guid)\w*", r"\b(?:restrict|limit|discourag|forbid|prohibit|ban|prevent)\w*"),
    _group("allow or forbid", r"\b(?:allow|permit)\w*|\bmay\b|\bcan\b", r"\b(?:forbid|forbidden|prohibit|ban|banned|must not|cannot|may not)\w*"),
    _group("open or shut", r"\b(?:open|launch|start|begin|set up|establish)\w*", r"\b(?:clos|shut|stop|suspend|abolish|cancel|terminat|halt|end(?:ed|ing)?)\w*"),
    _group("public or private", r"\bstate-owned\b|\bpublic\b", r"\bprivate\b", r"\bforeign\b"),
    _group("free or paid", r"\bfree of charge\b|\bexempt\w*|\bfor free\b", r"\bcharg(?:e|es|ed|ing)\b|\bfees?\b"),
    _group("level", r"\bnational\b", r"\bprovincial\b", r"\bmunicipal\b"),
    _group("better or worse", r"\b(?:better|improv\w+)\b", r"\b(?:worse\w*|deteriorat\w+)\b"),
)  # fmt: skip
_STRICT_EN = tuple(
    re.compile(words)
    for words in (
        r"\bmust\b|\bmandatory\b|\bcompulsory\b|\bobliged\b|\bhave to\b|\bhas to\b",
        r"\bguarante\w+|\bensur\w+|\bmake sure\b|\bmaking sure\b",
        r"\b(?:has|have|had) (?:been|already)\b|\balready\b|\b(?:has|have) (?:\w+ed|built|set|made|begun|become|risen|grown|taken|held|won|put)\b",
        r"\b(?:all|every|any|entire|everyone|whole|each)\b|\bfull coverage\b|\b100%",
        r"\b(?:only|solely|exclusively|alone)\b",
        r"\bfree of charge\b|\bfor free\b|\bexempt\w*",
        r"\bpermanent\w*|\bimmediate\w*",
        r"\b(?:double|triple|greatly|substantially|sharply|significantly)\b",
    )
)
_NEGATOR_EN = re.compile(
    r"\b(?:not(?! (?:less|more|fewer|lower|higher|only|below|above|exceeding))|no(?! (?:less|more|fewer|lower|higher|later))|never|neither|nor|none|cannot|without|"
    r"prohibit\w*|ban(?:s|ned)?|forbid\w*|stop(?:s|ped)?|cancel\w*|suspend\w*|refus\w*|abolish\w*|except|exclud\w*)\b|n't\b"
)
_PARTS_EN = re.compile(r".+?(?:[,.;:](?=\s|$)|\n|$)")


def check_direction_english(text: str, cited: Sequence[Cited]) -> list[Support]:
    """The support of each word of direction of an English claim in lower case."""
    found: list[Support] = []
    text = unbounded(text)
    segments = [(one, s) for one in cited for s in one.segments_en]
    for part in _PARTS_EN.findall(text):
        own = frozenset(content_words(part))
        if not own:
            continue
        for at, group in enumerate(_OPPOSITES_EN):
            for side in () if group.both.search(part) else _sides(part, group):
                for word in dict.fromkeys(match[0] for match in group.sides[side].finditer(part)):
                    found += _opposite_english(word, own, at, side, segments)
        found += _negation_english(part, own, segments)
    for words in _STRICT_EN:
        match = words.search(text)
        if match:
            one = next((c for c in cited if words.search(c.en)), None)
            found.append(
                Support(Kind.DIRECTION, match[0], True, one.clause.address)
                if one
                else fault(Kind.DIRECTION, match[0], "the rendering of the cited clause does not say so")
            )
    return found


def _opposite_english(
    word: str, own: frozenset[str], at: int, side: int, segments: Sequence[tuple[Cited, SegmentEn]]
) -> list[Support]:
    group = _OPPOSITES_EN[at]
    stems = frozenset(content_words(word))

    def says(segment: SegmentEn) -> bool:
        """A segment that says several sides, each of another thing ("measures that improve … and lower …"), must have
        the very word."""
        sides = _sides_en(segment.text, at)
        alone = len(sides) == 1 or bool(group.both.search(segment.text))
        return side in sides and (alone or not stems or bool(stems & segment.words))

    def opposes(segment: SegmentEn) -> bool:
        return bool(_sides_en(segment.text, at)) and not says(segment)

    return _english(word, own - stems, segments, says, opposes)


@lru_cache(maxsize=65536)
def _sides_en(text: str, at: int) -> frozenset[int]:
    group = _OPPOSITES_EN[at]
    return frozenset(range(len(group.sides))) if group.both.search(text) else _sides(text, group)


@lru_cache(maxsize=65536)
def _negations_en(text: str) -> int:
    return len(_NEGATOR_EN.findall(text))


def _negation_english(part: str, own: frozenset[str], segments: Sequence[tuple[Cited, SegmentEn]]) -> list[Support]:
    no, count = _NEGATOR_EN.search(part), _negations_en(part)
    if no:
        return _english(
            no[0], own, segments, lambda s: _negations_en(s.text) == count, lambda s: _negations_en(s.text) != count
        )
    negated = [len(own & s.words) for _, s in segments if _negations_en(s.text)]
    others = [len(own & s.words) for _, s in segments if not _negations_en(s.text)]
    if len(own) > 1 and negated and max(negated) > max(others, default=0) + 1:
        return [fault(Kind.DIRECTION, "(no negation)", "the cited clause negates it")]
    return []


def _english(
    shown: str,
    context: frozenset[str],
    segments: Sequence[tuple[Cited, SegmentEn]],
    says: Callable[[SegmentEn], bool],
    opposes: Callable[[SegmentEn], bool],
) -> list[Support]:
    best = max(((len(context & s.words), one.clause.address) for one, s in segments if says(s)), default=(-1, ""))
    rival = max((len(context & s.words) for _, s in segments if opposes(s)), default=-1)
    unlike = bool(context) and best[0] == 0
    if best[0] < 0 or rival > best[0] or unlike or (rival == best[0] and best[0] < len(context)):
        return [fault(Kind.DIRECTION, shown, "the rendering of the cited clause does not say so")]
    return [Support(Kind.DIRECTION, shown, True, best[1])]
