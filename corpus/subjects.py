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

from corpus.quantities import Spot

DATED = "(?:到|至|截至)?(?:全年|今年|本年度?|年内|(?:19|20)[0-9]{2}年(?:底|末|前|度)*)"
_HEAD = re.compile(
    rf"^(?:[\s、,:;”’).•·—–-]+|{DATED}|力争|力求|实现|确保|推动|推进|促进|其中|用好|并(?![购网联])|且|以及|[和与](?![谐平])|"
    "及(?![时格])|也|同时|预计|努力|使(?![用命])|为(?![民农])|将(?!来)|共(?![同享建青产性]))"
)
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
    "推广|整合|盘活|纳入|吸纳|带动|处|给予|减除|具有|拥有|设|有|在|每|建|用)$"
)
_ENDS_AS_METRIC = re.compile("[额率值量数入资积度比准费重]$")
_ONE_FOR_BOTH = {"城乡": ("城市", "农村"), "男女": ("男性", "女性")}
_BRACKETS = re.compile(r"\([^()\n]{0,60}\)")
COMMA, ITEM = ",。;:!?\n()", ",。;:!?\n()、"



def flatten(masked: str, spots: list[Spot]) -> str:
    """The masked text with bracketed asides overwritten too, save those that hold a quantity: 车间 of "产线(车间)3条"."""
    def cover(match: re.Match[str]) -> str:
        inside = any(match.start() < spot.start < match.end() for spot in spots)
        return match[0] if inside else "\ufffc" * len(match[0])
    return _BRACKETS.sub(cover, masked)


def _start(flat: str, spots: list[Spot], i: int, separators: str) -> int:
    """Where the words about figure i begin: after the nearest separator, or after the figure before."""
    floor = spots[i - 1].stop if i and not qualifies(flat, spots, i - 1) else 0
    return max(floor, 1 + max(flat.rfind(mark, 0, spots[i].cut) for mark in separators))


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
    rest = re.match(rf"[^{re.escape(ITEM)}]*", plain[spot.stop : spots[i + 1].cut if i + 1 < len(spots) else None])
    rest_text = re.sub("^的|^(?:[和及与或至到].*)", "", rest[0].strip()[:30]) if rest else ""
    if rest_text and (not head or (not spot.ratio and _VERB_END.search(head))):
        return head + rest_text if spot.counts else rest_text
    if not head or _BARE.match(head):
        before = plain[_start(flat, spots, i, COMMA) : begin]
        segment = flat.rfind("\n", 0, clause)
        last = max(segment, *(flat.rfind(mark, 0, max(0, clause - 1)) for mark in COMMA))
        fresh = not before and clause and flat[clause - 1] in ",:" and not (i and spots[i - 1].stop > last)
        base = _strip(plain[last + 1 : clause - 1]) if fresh else previous
        return _BARE_TAIL.sub("", base) + head
    listed = plain[clause:begin]
    even = re.search("均|都", plain[spot.cut : spot.start])
    if listed.strip("、") and (spot.counts or even) and not _STRONG.search(head):
        whole = _strip(listed + head)
        return re.sub("^.*(?:一系列|一批|各类)|等$", "", whole)
    if spot.counts and (verbs := list(_STRONG.finditer(head))):
        return head if verbs[0].start() == 0 else head[verbs[-1].start() :]
    scope = re.search(r"([^,。;:!?\n、]{2,40}(?<![其程])中),$", plain[:begin]) if spot.ratio else None
    return (_strip(scope[1]) if scope else "") + head


def _strip(words: str) -> str:
    """Without the light words around a noun phrase: 实现, 推动, 全年, 力争, a clause's bullet, "在…基础上"."""
    words = re.sub("力争|力求|在[^,]{1,14}基础上", "", words.strip())
    while match := _HEAD.match(words):
        words = words[match.end() :]
    return words.rstrip("、, 等").strip()


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
            return [*(item + tail for item in items[:-1]), items[-1]] if len(tail) > 1 and tail[0] != "化" else [names] * count
    return [names] * count


