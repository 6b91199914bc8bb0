"""What a quantity measures, in the notice's own words: "社会消费品零售总额增长", "新认定高新技术企业", "粮食产量".

    "粮食播种面积稳定在46.3万亩、产量17万吨以上"                → 粮食播种面积 · 粮食产量
    "城乡低保标准分别不低于740元/月和485元/月"                   → 城市低保标准 · 农村低保标准
    "推动240家企业上云、20家企业上平台"                          → 企业上云 · 企业上平台

The phrase runs from the nearest separator (or the figure before) to the number, less light words (实现, 推动, 全年); for
a verb that needs an object ("开通2家医院") the words after the number complete it; a bare 产量 or 增幅 takes its head from
the phrase before it; 分别 deals its figures out to a list.
"""

from __future__ import annotations

import re

from corpus.quantities import COMMA, ITEM, SENTENCE, Spot

DATED = "(?:到|至|截至)?(?:全年|今年|本年度?|年内|(?:19|20)[0-9]{2}年(?:底|末|前|度)*)"
_BULLET = (
    r"第[一二三四五六七八九十百]+条\s|[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十0-9]{1,3}\)|"
    r"[0-9]{1,2}[.、)](?=[^0-9]|(?:19|20)[0-9]{2}年)|[\s、,:;”’).•·—–-]+"
)
_LIGHT = (
    "力争|力求|实现|确保|推动|推进|促进|其中|用好|的|并(?![购网联])|且|以及|[和与](?![谐平])|及(?![时格])|也|同时|原则上|预计|努力|"
    "按照?(?![时期劳需月季])|使(?![用命])|为(?![民农])|将(?!来)|共(?![同享建青产性])|[比较](?:上年|去年|同期|(?:19|20)[0-9]{2}年)"
)
_HEAD = re.compile(f"^(?:{_BULLET}|{DATED}|{_LIGHT})")
_TAIL = re.compile("(?:(?<![高中初平同均])等|(?<!目)的|[、, ])+$")
_AND = re.compile("(?:(?<![共饱温])和|(?<![参给赋授])与|(?<![普涉顾波])及)$")
_GROWTH = "(?:同比|年均|大幅|平均)?(?:增长|增加|提高|提升|上升|下降|降低|减少|压减|缩减)"
_METRIC = "播种面积|种植面积|面积|总产量|产量|单产|总产值|产值|总投资|投资额|增幅|增速|降幅|占比|比重"
_BARE = re.compile(f"^(?:{_METRIC}|{_GROWTH})$")
_BARE_TAIL = re.compile(f"(?:{_METRIC}|(?:双|稳步|较快)?{_GROWTH})$")
_COUNT_VERBS = (
    "突破|入库|新增|新认定|认定|新培育|培育|新引进|引进|引入|创建|争创|新建|建成|种植|收购|出栏|打造|开通|谋划|举办|培训|改造|组建|设立|"
    "选树|遴选|招聘|招引|安装"
)
_STRONG = re.compile(f"(?:{_COUNT_VERBS})(?=.)")
_VERB_END = re.compile(
    f"(?:{_COUNT_VERBS}|接入|实施|建设|开工建设|建立|完成|开展|安排|设置|配备|配置|支持|扶持|提供|发放|办理|组织|培养|巩固提升|"
    "推广|整合|盘活|纳入|吸纳|带动|处|年产|派|须经|经|分|以|从|按|给予|减除|具有|拥有|设|有|在|每|建|用)$"
)
_ENDS_AS_METRIC = re.compile("[额率值量数入资积度比准费重]$")
_ONE_FOR_BOTH = {"城乡": ("城市", "农村"), "男女": ("男性", "女性")}
_BRACKETS = re.compile(r"\([^()\n]{0,60}\)")


def flatten(masked: str, spots: list[Spot]) -> str:
    """The masked text with bracketed asides overwritten too, save those that hold a quantity: 车间 of "产线(车间)3条"."""

    def cover(match: re.Match[str]) -> str:
        inside = any(match.start() < spot.start < match.end() for spot in spots)
        return match[0] if inside else "\ufffc" * len(match[0])

    return _BRACKETS.sub(cover, masked)


def _start(flat: str, spots: list[Spot], i: int, separators: str) -> int:
    """Where the words about figure i begin: after the nearest separator, or after the figure before."""
    floor = spots[i - 1].stop if i and not qualifies(flat, spots, i - 1) else 0
    floor = max(floor, spots[i].cut - SENTENCE)
    return max(floor, *(1 + flat.rfind(mark, floor, spots[i].cut) for mark in separators))


def qualifies(flat: str, spots: list[Spot], i: int) -> bool:
    """Does figure i only describe what the next one counts ("5000万以上" of "投资5000万以上产业项目20以上")?"""
    if i + 1 >= len(spots) or spots[i].ratio or spots[i].counts or not spots[i].after or not spots[i + 1].counts:
        return False
    between = flat[spots[i].stop : spots[i + 1].start]
    return bool(between) and not any(mark in between for mark in ITEM)


def subject_of(plain: str, flat: str, spots: list[Spot], i: int, previous: str) -> str:
    """The noun phrase that figure i measures; `previous` is the subject of the figure before it."""
    spot = spots[i]
    begin, clause = (_start(flat, spots, i, marks) for marks in (ITEM, COMMA))
    head = _strip(plain[begin : spot.cut])
    if _AND.search(head):  # "50所学校和150个专业": the noun follows
        head = ""
    if (whole := plain[spot.cut : spot.start]).endswith("的"):  # "人员不少于总数的5%"
        of = whole.removeprefix("".join(spot.before)).removesuffix("的")
        return f"{head}占{of}" if head and not _VERB_END.search(head) else of
    rest = _following(plain, spots, i)
    if rest and (not head or ((not spot.ratio or spot.unit == "分之") and _VERB_END.search(head))):
        return head + rest if spot.counts else rest
    listed = plain[clause:begin]
    if not head or _BARE.match(head):
        carried = "" if listed else _clause_before(plain, flat, spots, i, clause)
        same_sentence = i and not any(mark in flat[spots[i - 1].stop : spot.start] for mark in "。!?\n")
        return _BARE_TAIL.sub("", carried or (previous if same_sentence else "")) + head
    even = re.search("均|都", plain[spot.cut : spot.start])
    if listed.strip("、") and (spot.counts or even) and not _STRONG.search(head):
        whole = _strip(listed + head)
        return re.sub("^.*(?:一系列|一批|各类)|等$", "", whole)
    if spot.counts and (verbs := list(_STRONG.finditer(head))):
        return head if verbs[0].start() == 0 else head[verbs[-1].start() :]
    return (_scope(plain, flat, begin) if spot.ratio else "") + head


def _following(plain: str, spots: list[Spot], i: int) -> str:
    """The words after figure i, up to the next separator or figure: 企业上云 of "240家企业上云"."""
    end = spots[i + 1].cut if i + 1 < len(spots) else len(plain)
    words = re.match(rf"[^{re.escape(ITEM)}]*", plain[spots[i].stop : min(end, spots[i].stop + 30)])
    return _AND.sub("", re.sub("^的|^[和及与或至到].*", "", words[0].strip())) if words else ""


def _clause_before(plain: str, flat: str, spots: list[Spot], i: int, clause: int) -> str:
    """The clause that ends where figure i's begins, if it holds no figure: "游客数量双增长," of "…双增长,增幅达10%"."""
    if not clause or flat[clause - 1] not in ",:(":
        return ""
    begin = _after(flat, clause - 1, COMMA)
    return "" if i and spots[i - 1].stop > begin else _strip(plain[begin : clause - 1])


def _scope(plain: str, flat: str, begin: int) -> str:
    """The whole that a share is of, where a clause of its own names it: "公务用车中,新能源汽车占比"."""
    if not plain.endswith("中,", 0, begin) or plain.endswith(("其中,", "程中,"), 0, begin):
        return ""
    return _strip(plain[_after(flat, begin - 1, ITEM) : begin - 1])


def _after(flat: str, end: int, separators: str) -> int:
    """Where the words begin that end at `end`: behind the nearest separator."""
    far = max(0, end - SENTENCE)
    return max(far, *(1 + flat.rfind(mark, far, end) for mark in separators))


def _strip(words: str) -> str:
    """Without the light words around a noun phrase: 实现, 推动, 全年, 力争, a clause's bullet, "在…基础上"."""
    words = re.sub("力争|力求|在[^,]{1,14}基础上", "", words.strip())
    while match := _HEAD.match(words):
        words = words[match.end() :]
    return _TAIL.sub("", words).strip()


def distributed(plain: str, flat: str, spots: list[Spot]) -> dict[int, tuple[Spot, str]]:
    """Figures that 分别 deals out to a list of subjects: index → (the first of them, its subject)."""
    found: dict[int, tuple[Spot, str]] = {}
    for i, spot in enumerate(spots):
        clause = _start(flat, spots, i, COMMA)
        at = plain.find("分别", clause, spot.start)
        if i in found or at < 0:
            continue
        last = i
        while last + 1 < len(spots) and re.fullmatch(
            r"[\s、,和与及或]*", plain[spots[last].stop : spots[last + 1].cut]
        ):
            last += 1
        tail = plain[at + 2 : max(at + 2, spot.cut)]
        for k, name in enumerate(_divide(_strip(plain[clause:at]), last - i + 1)):
            found[i + k] = (spot, name + tail)
    return found


def _divide(names: str, count: int) -> list[str]:
    """ "社会散居和集中供养孤儿保障标准", 2 → ["社会散居孤儿保障标准", "集中供养孤儿保障标准"]."""
    for both, ones in _ONE_FOR_BOTH.items():
        if both in names and count == len(ones):
            return [names.replace(both, one, 1) for one in ones]
    for pattern in ("、|以及|[和与及]", "、"):
        items = [item for item in re.split(pattern, names) if item]
        if len(items) == count > 1:
            tail = items[-1][len(items[-2]) :]
            if any(_ENDS_AS_METRIC.search(item) for item in items[:-1]):
                return items
            # The last item alone carries the common noun; parallel modifiers are about equally long.
            return (
                [*(item + tail for item in items[:-1]), items[-1]]
                if len(tail) > 1 and tail[0] != "化"
                else [names] * count
            )
    return [names] * count
