"""Numbers with units in an official text, and the words that bound them: 不少于100项, 35-110千伏及以下, 百分之三十.

What is a quantity: an Arabic number with a unit, or with a bounding word where the page lost the unit ("20以上"); 百分之N
and N分之N; a Chinese numeral of ten or more with a unit; one below ten with a unit of time, money or measure, or with a
bounding word ("五年", "两个以上", "不少于三人"): a bare "三个优先" or "一张许可证" counts nothing that is a target.
What is not: names (whatever stands in short quotation marks or 《》, "十大项目", "1+N", "3×2", PM2.5, 5G, S71), ordinals
(第四届, 前十名), dates and years, numbers of documents and telephones, indefinite words (一批, 一系列).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def _list(words: str) -> list[str]:
    return words.split()


# ---- numbers and units ----
_RATIO = _list("% ‰ 个百分点 百分点 倍")
_TIME = _list("年 个月 个工作日 工作日 周岁 岁 周 天 日 小时 分钟 秒 学时 课时")
_MEASURE = _list(
    "元 美元 欧元 港元 亩 公顷 平方公里 平方千米 平方米 立方米 公里 千米 厘米 毫米 米 吨 公斤 千克 毫克 微克 克 担 升 毫升 吨标准煤 "
    "千伏安 兆伏安 千伏 伏 千瓦时 千瓦 兆瓦 摄氏度 ℃ 分贝 ㎡ kWh kW kV MW km km² m² mm cm m kg mg t GB"
)
_COUNT = _list(
    "个 家 项 名 人 户 条 件 场 次 座 所 处 台 套 辆 头 只 羽 尾 株 棵 份 篇 部 册 本 张 枚 支 队 组 批 轮 类 种 门 班 间 栋 幢 床 "
    "人次 批次 架次 车次 户次 班次 例 宗 起 笔 单 款 片 块 根 艘 列 道 口 眼 孔 盏 位 员 对 度 分 张床位 标箱 标准箱"
)
SCALES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "千": 10**3,
}
_DIGITS = {digit: n for n, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_COUNTED_BARE = {"名", "家", "户", "座", "辆", "台"}  # "三名" counts; "三个", "三项" is as often a name


def _any(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_UNITS = _RATIO + _TIME + _MEASURE + _COUNT
_BASE = f"(?:{_any([u for u in _UNITS if not u[0].isalpha() or not u[0].isascii()])}" + (
    f"|(?:{_any([u for u in _UNITS if u[0].isalpha() and u[0].isascii()])})(?![A-Za-z0-9]))"
)
_SCALE = "(?:万亿|千亿|百亿|千万|百万|亿|万|千(?![伏瓦克米]))"
_UNIT = rf"(?:{_SCALE}?{_BASE}(?:/(?:{_BASE}|月|季度?))*(?:\({_BASE}\))?|{_SCALE})"
_CN_DIGIT = "零〇一二三四五六七八九两"
_CN = rf"[一二三四五六七八九两十][{_CN_DIGIT}十百千]*(?:[万亿][{_CN_DIGIT}][{_CN_DIGIT}十百千]*)*"
_AR = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15}(?:\.[0-9]{1,8})?)(?![0-9])"
_NUM = rf"(?:[0-9]{{1,8}}亿[0-9]{{1,4}}万|{_AR}|{_CN})"
_FREE = rf"(?<![0-9.A-Za-z×+第{_CN_DIGIT}十百千万亿])(?<![数几](?=十))(?<!(?<![目年日月以之])前)(?<![0-9][-—–~至到])"
_POINT = rf"(?:{_AR}|{_CN}(?:点[{_CN_DIGIT}]+)?)"
_BEGIN = re.compile(rf"(?:{_FREE}|(?=[百千]分之))(?:[百千]分之|{_NUM})")
_FRACTION = re.compile(
    rf"(?:(?P<of>[百千])|(?P<whole>{_CN}))分之(?P<n>{_POINT})(?:[至—-](?:[百千]分之)?(?P<n2>{_POINT}))?"
)
_RANGE = re.compile(rf"(?P<n>{_NUM})(?P<own>{_UNIT})?[-—–~至到]{{1,2}}(?P<n2>{_NUM})(?P<unit>{_UNIT})")
_SINGLE = re.compile(rf"(?P<n>{_NUM})(?P<more>[多余])?(?P<unit>{_UNIT})?")
_NO_UNIT_HERE = re.compile("(?<=年)[级代]|(?<=周)[年边期]|(?<=日)[前起]|(?<=分)之|(?<=[一二三四五六七八九十]人)口")
# ---- what is no quantity, masked character for character before numbers are looked for ----
_NO_QUANTITY = re.compile(
    r"[“\"‘「][^“”‘’\"」。;,\n]{1,16}[”\"’」]|《[^《》\n]{1,80}》|[0-9A-Za-z_.+-]{1,64}@[0-9A-Za-z_.-]+|https?://[0-9A-Za-z_./%?=&-]+"
    r"|(?:19|20)[0-9]{2}(?:[-—–~至](?:19|20)?[0-9]{2})?年|[一二][〇○零一二三四五六七八九]{3}年|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}(?:[-—–~至][0-9]{1,2})?日(?:[-—–~至到][0-9]{1,2}日)?)?|[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?"
    r"|[0-9]{1,2}:[0-9]{2}|[0-9]{1,2}时[0-9]{1,2}分|[0-9]{3,4}-[0-9]{7,8}|[0-9一二三四五六七八九十两]{1,3}年(?:行动|规划|计划)"
    r"|十分(?![钟之])|[二多]元(?!/)|(?m:^[^\S\n]*[0-9]{1,2}[.、](?=[^0-9\n]|(?:19|20)[0-9]{2}年))|[0-9]{1,6}[×+xX][0-9A-Za-z]{1,6}"
)
# ---- words ----
SENTENCE = (
    1000  # characters before a figure that are looked at; so that a text without a stop costs no more than others
)
COMMA, ITEM = ",。;:!?\n()", ",。;:!?\n()、"  # what ends a clause; what ends an item of a list
_WORDS_BEFORE = (
    "不得低于|不得少于|不得超过|不得高于|不低于|不少于|不高于|不超过|不大于|不小于|不多于|不足|低于|高于|少于|多于|大于|小于|超过|突破|"
    "达到|(?<![发到表传抵])达|至少|最少|最多|至多|最高|最低|稳定在|保持在|控制在|维持在|大约|(?<![节制条预签合])约|将近|接近|"
    "(?<![最附邻靠接将])近|(?<!高)超|逾|未满|不满|(?<!圆)满"
)
_LEVEL = "(?:提升|提高|增加|增长|扩大|下降|降低|减少|压减|上升|恢复|缩短)(?:到|至)|增至|降至|升至|减至"
_FILLER = f"一般|原则上|最长|最短|(?<!公)共|各(?=有)|分别|均|都|力争|力求|努力|总计|合计|累计|预计|各为|为|是|{_LEVEL}"
_BEFORE = re.compile(f"(?:{_WORDS_BEFORE}|{_FILLER})+$")
_BEFORE_ENDS = frozenset(
    "于过足到达少多高低在约近超逾满破般上长短共各别均都争求力计为是至"
)  # the last characters of those words
_WORD = re.compile(f"(?P<word>{_WORDS_BEFORE})|{_FILLER}")
_OF = re.compile(  # "不少于本单位执法人员总数的5%": the bound stands before the whole that the share is of
    f"(?P<word>不得低于|不得少于|不得超过|不得高于|不低于|不少于|不高于|不超过|低于|高于|超过|达到)[^{ITEM}\ufffc]{{1,24}}的$"
)
_AFTER = re.compile(r"(?:\(含\))?(?P<word>及?以上|及?以下|以内|之内|左右|上下|内(?![容部涵外需]))")


@dataclass(frozen=True, slots=True)
class Spot:
    """A quantity found: text[start:end] is number and unit; its bounding words reach from `cut` to `stop`."""

    start: int
    end: int
    cut: int
    stop: int
    value: Decimal
    high: Decimal | None
    unit: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def ratio(self) -> bool:
        return self.unit in ("%", "‰", "百分之", "千分之", "分之") or self.unit.endswith("百分点")

    @property
    def counts(self) -> bool:
        return not self.unit or split_unit(self.unit)[1].split("(")[0] in _COUNT


def fold(text: str) -> str:
    """Full-width letters, digits and punctuation as half-width ones, one character for one, so that offsets hold."""
    return text.translate(_HALF_WIDTH)


def mask(folded: str) -> str:
    """The text with names, dates and addresses overwritten, character for character: no quantity is found in them."""
    return _NO_QUANTITY.sub(lambda match: "\ufffc" * len(match[0]), folded)


def find(masked: str) -> list[Spot]:
    """Every quantity of a folded and masked text, in order and without overlap."""
    spots: list[Spot] = []
    at = 0
    while begin := _BEGIN.search(masked, at):
        spot = _fraction(masked, begin.start()) or _range(masked, begin.start()) or _single(masked, begin.start())
        at = spot.end if spot else begin.end()
        if spot:
            spots.append(spot)
    return spots


def _fraction(masked: str, at: int) -> Spot | None:
    if not (match := _FRACTION.match(masked, at)):
        return None
    high = number(match["n2"]) if match["n2"] else None
    if match["of"]:
        return _made(masked, match, number(match["n"]), high, match["of"] + "分之")
    whole = number(match["whole"])
    return _made(masked, match, round(number(match["n"]) / whole, 4), None, "分之") if whole else None


def _range(masked: str, at: int) -> Spot | None:
    if not (match := _RANGE.match(masked, at)) or match["n"][0].isascii() != match["n2"][0].isascii():
        return None
    low, high, own, unit = number(match["n"]), number(match["n2"]), match["own"], match["unit"]
    scale, base = split_unit(unit)
    if own and own not in (unit, unit.removesuffix(base)):
        return None
    if low > high and not own:  # "5000至1万元"
        low /= scale
    return _made(masked, match, low, high, unit) if low <= high else None


def _single(masked: str, at: int) -> Spot | None:
    match = _SINGLE.match(masked, at)
    if match is None or _NO_UNIT_HERE.match(masked, match.end()):
        return None
    unit, printed = match["unit"] or "", match["n"]
    if not (unit or match["more"] or _AFTER.match(masked, match.end())) and (
        not at or masked[at - 1] not in _BEFORE_ENDS
    ):
        return None  # a bare number that nothing bounds
    value = number(printed)
    spot = _made(masked, match, value, None, unit)
    ends = not re.match(r"[^\W_]|[.+×%]", masked[match.end() :])  # no letter, digit or Chinese character follows
    bound = bool(spot.after or match["more"] or (spot.before and (unit or ends)))
    if not unit:
        return spot if spot.after or (spot.before and ends) else None
    if printed[0].isascii():
        return spot if not re.match("0[0-9]", printed) else None
    if split_unit(unit)[1] == "":  # "十亿企业", "万企" are names; "不少于两万" is not
        return spot if bound or ends else None
    if value >= 10 or bound or (len(unit) > 1 and unit[0] in "万亿"):
        return spot
    return spot if printed != "一" and (not spot.counts or unit in _COUNTED_BARE) else None


def _made(masked: str, match: re.Match[str], value: Decimal, high: Decimal | None, unit: str) -> Spot:
    start, end = match.span()
    bound = start > 0 and masked[start - 1] in _BEFORE_ENDS
    before = _BEFORE.search(masked, max(0, start - 24), start) if bound else None
    words = [m["word"] for m in _WORD.finditer(before[0])] if before else []
    if before is None and unit in (*_RATIO, "百分之", "千分之", "分之"):
        before = _OF.search(masked, max(0, start - 36), start)
        words = [before["word"]] if before else []
    after = _AFTER.match(masked, end)
    if unit in _TIME:
        words = [word for word in words if word != "近"]  # "近五年" is a period, not a number approached
    elif after and after["word"] == "内":
        after = None
    return Spot(
        start=start,
        end=end,
        cut=before.start() if before else start,
        stop=after.end() if after else end,
        value=value,
        high=high,
        unit=unit,
        before=tuple(word for word in words if word),
        after=(*filter(None, [match.groupdict().get("more")]), *([after["word"]] if after else [])),
    )


def number(text: str) -> Decimal:
    """ "1,200" → 1200, "三十" → 30, "两千" → 2000, "三点五" → 3.5, "1亿2000万" → 120000000."""
    if text in _DIGITS:
        return Decimal(_DIGITS[text])
    total, section, current = Decimal(0), Decimal(0), Decimal(0)
    whole, _, decimals = text.partition("点")
    for token in re.findall(r"[0-9.,]+|.", whole):
        if token[0].isascii():
            current = Decimal(token.replace(",", ""))
        elif token in _DIGITS:
            current = current * 10 + _DIGITS[token] if current < 10**15 else current
        elif token in _TENS:
            section, current = section + (current or 1) * _TENS[token], Decimal(0)
        else:
            total, section, current = total + (section + current) * SCALES[token], Decimal(0), Decimal(0)
    return total + section + current + Decimal("0." + ("".join(str(_DIGITS[c]) for c in decimals[:9]) or "0"))


def split_unit(unit: str) -> tuple[int, str]:
    """万亩 → (10000, 亩); 千伏 → (1, 千伏); 万 → (10000, "")."""
    match = re.match(_SCALE, unit)
    return (SCALES[match[0]], unit[match.end() :]) if match else (1, unit)
