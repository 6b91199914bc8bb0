"""Every number of a claim that is no figure (十大, 1+N, 3×2, 第四届, 12345, 两个) and every date stands so in the cited text.

A number counts with the character behind it: 十大 is not supported by 十项. 12 and 十二 are one number. A date is
compared as written: 12月底 is not 年底.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from corpus.fidelity import in_english, stated
from corpus.quantities import number
from rag.cited import Cited
from rag.support import Kind, Support, fault
from rag.words_english import content_words


def _list(words: str) -> list[str]:
    return words.split()


_CN = "零〇一二三四五六七八九十百千万亿两"
# Words in which a numeral counts nothing.
_WORDS = re.compile(
    "一般|一定(?!数)|一些|一起|一样|一直|统一|[进更]一步|一方面|之一|一旦|一并|一律|一切|一同|一致|唯一|同一|一系列|一批|一种|"
    "第一时间|百姓|十分(?!之)|万一|千方百计|百分之百|[一二]者|一经|逐一|任一|每一|哪一|这一|那一|一是|二是|三是|四是|五是|六是|七是"
)
_TOKEN = re.compile(
    rf"(?P<sum>[0-9a-z]+(?:[+×][0-9a-z]+)+)|(?P<mixed>[a-z]+[0-9][0-9.]*[0-9a-z]*|[0-9]+[a-z][0-9a-z]*)|"
    rf"(?P<ordinal>第)?(?P<number>(?:[0-9]+(?:,[0-9]{{3}})*(?:\.[0-9]+)?|[{_CN}]+)(?:[万亿千百](?=[^{_CN}0-9]))?)(?P<behind>[^\W\d_]|%)?"
)
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}(?:年?[-—–~至到](?:19|20)?[0-9]{2})?年(?:年?[底末初](?:之?前|以前)?|上半年|下半年|度)?"
    r"|[0-9]{1,2}月(?:[0-9]{1,2}[日号](?:之前|以前|前|起)?|[上中下]旬|[底末初](?:之?前|以前)?|份?(?:之前|以前|前|起))?(?![0-9])"
    r"|年[底末初](?:之?前|以前)?|[上下]半年(?:之?前)?|第?[一二三四1-4]季度(?:末|底|前)*|月[底末初](?:之?前)?|[每逐]年|每月|每季度?|每周|每天|每日"
    r"|明年|去年|后年|前年|次年|当年|上年|来年|今年|本年度?|全年|年内|近期|远期|中长期|长期|十[二三四五]五"
)
_RANGE = re.compile(r"[0-9.]+[-—–~至到][0-9.]+")
_POINT = re.compile(rf"[{_CN}]+点[零〇一二三四五六七八九]+")
_CN_YEAR = re.compile("([一二][零〇一二三四五六七八九]{3})年")
_CN_MONTH = re.compile("(?<![一二三四五六七八九十百每])(十[一二]?|[一二三四五六七八九])月(?!均)")
_GRADE = re.compile(
    "(?P<grade>(?:(?P<rank>[一二三四五六七八九甲乙丙省市县乡]|国家)|[\u3400-\u9fff])级)(?P<bound>及?以[上下])?"
)
_PER = {"每月": "月", "每年": "年", "每天": "天", "每日": "日"}
_THIS = {"今年", "本年", "本年度", "全年", "年内"}
_MONTHS = _list("january february march april may june july august september october november december")
_DATE_EN = re.compile(
    rf"\b(?:{'|'.join(m for m in _MONTHS if m != 'may')}|(?<=in )may|(?<=by )may|(?<=of )may)\b|\b(?:first|second|third|fourth) quarter\b|"
    r"\b(?:first|second) half\b|\b(?:next|last|this|previous|following|each|every) (?:year|month|week|quarter)\b|"
    r"\bend of (?:the )?(?:year|month|quarter|\d{4}|[a-z]+)\b|\b(?:year|month)-end\b|\b(?:annually|monthly|weekly|daily|quarterly|yearly)\b|"
    r"\b(?:19|20)[0-9]{2}\b"
)
_TOKEN_EN = re.compile(r"[0-9a-z]+(?:[+×][0-9a-z]+)+|[a-z]+-?[0-9][0-9.]*[0-9a-z]*|[0-9]+[a-z]+(?![a-z])")
_WORD_EN = re.compile(
    r"(?<![0-9a-z.,-])[0-9][0-9,]*(?:\.[0-9]+)?(?: (?:thousand|million|billion|trillion))?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-(?:one|two|three|four|five|six|seven|eight|nine))?|"
    r"hundred|dozen)\b"
)


def arabic(text: str) -> str:
    """四十六点三 as 46.3, 二〇二五年 as 2025年, 十二月 as 12月; all else as it is."""
    text = _POINT.sub(lambda match: f"{number(match[0])}", text)
    text = _CN_YEAR.sub(
        lambda match: "".join(str("〇一二三四五六七八九".find(c.replace("零", "〇"))) for c in match[1]) + "年", text
    )
    return _CN_MONTH.sub(lambda match: f"{number(match[1])}月", text)


def check_dates(text: str, cited: Sequence[Cited], year: int | None) -> tuple[list[Support], str]:
    """The support of each date of a plain Chinese claim, and the text with dates blanked."""
    found, rest = [], text
    for match in _DATE.finditer(text):
        words = _canonical(match[0])
        rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        found.append(_date(match[0], words, cited, year))
    return found, rest


def _date(shown: str, words: str, cited: Sequence[Cited], year: int | None) -> Support:
    for one in cited:
        if words in dates_of(one.own):
            return Support(Kind.DATE, shown, True, *one.place(shown))
        named = f"{year}年"
        other = {d for d in dates_of(one.own) if re.fullmatch("(?:19|20)[0-9]{2}年", d)} - {named}
        if year and words in {named, *_THIS} and not other:  # the notice's own year, where the clause is of no other
            return Support(Kind.DATE, shown, True, one.clause.address)
        if words in _PER and any(_PER[words] in f.unit.split("/")[1:] for f in one.clause.figures):
            return Support(Kind.DATE, shown, True, one.clause.address)
        if words in _THIS and any(d in _THIS or d.startswith(named) for d in dates_of(one.solid)):
            return Support(Kind.DATE, shown, True, one.clause.address)
    return fault(Kind.DATE, shown, "no such date in the cited clause")


def _canonical(date: str) -> str:
    return re.sub("之前|以前", "前", date.replace("年年", "年").replace("号", "日").replace("第", ""))


@lru_cache(maxsize=2048)
def dates_of(text: str) -> frozenset[str]:
    """The dates of a plain text, as written, and the year of each."""
    found = {_canonical(match[0]) for match in _DATE.finditer(arabic(text))}
    return frozenset(found | {match for date in found for match in re.findall(r"(?:19|20)[0-9]{2}年", date)})


def check_numbers(text: str, cited: Sequence[Cited]) -> list[Support]:
    """The support of each other number of a plain Chinese claim whose figures and dates are blanked."""
    found = []
    for match in _GRADE.finditer(text):
        grade, bound = match[0], match["bound"] or ""
        one = next((c for c in cited if _graded(match, c.solid)), None)
        if one:
            found.append(Support(Kind.FIGURE, grade, True, *one.place(grade)))
        elif bound or match["rank"] or any(grade in c.solid for c in cited):
            found.append(fault(Kind.FIGURE, grade, "no such grade in the cited clause"))
    found += [  # a range that the reader of figures takes for none: 5-4家
        fault(Kind.FIGURE, match[0], "no such range in the cited clause")
        for match in _RANGE.finditer(text)
        if not any(match[0] in c.solid for c in cited)
    ]
    for shown, key in _tokens(text):
        for one in cited:
            held = _held(one.solid)
            if key in held or (key[1] == "" and key[0] in {value for value, _ in held}):
                found.append(Support(Kind.FIGURE, shown, True, *one.place(shown)))
                break
        else:
            found.append(fault(Kind.FIGURE, shown, "no such number in the cited clause"))
    return found


def _graded(claim: re.Match[str], text: str) -> bool:
    """Whether a text has a claim's grade, and none of another bound that goes on more like the claim: 二级及以上医院 is not
    二级医院, though 二级 may stand elsewhere."""
    best = {True: -1, False: -1}
    for match in _GRADE.finditer(text):
        if match["grade"] == claim["grade"]:
            alike = (match["bound"] or "").replace("及", "") == (claim["bound"] or "").replace("及", "")
            behind = zip(claim.string[claim.end() :], text[match.end() :], strict=False)
            on = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], behind))
            best[alike] = max(best[alike], on)
    return best[True] >= max(best[False], 0)


@lru_cache(maxsize=1024)
def _held(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(key for _, key in _tokens(text))


def _tokens(text: str) -> list[tuple[str, tuple[str, str]]]:
    """The numbers of a text: as shown, and (value, the character behind)."""
    masked = _WORDS.sub(lambda match: " " * len(match[0]), text)
    found = []
    for match in _TOKEN.finditer(masked):
        if whole := match["sum"] or match["mixed"]:
            found.append((whole, (whole, "")))
            continue
        digits = match["number"]
        value = digits if re.fullmatch("[百千万亿]+", digits) else f"{number(digits).normalize():f}"
        found.append((match[0], ((match["ordinal"] or "") + value, match["behind"] or "")))
    return found


def check_english_numbers(text: str, cited: Sequence[Cited]) -> list[Support]:
    """The support of each date and other number of an English claim in lower case whose figures are blanked."""
    found, rest = [], text
    for pattern, kind, holds in (
        (_DATE_EN, Kind.DATE, _date_in),
        (_TOKEN_EN, Kind.FIGURE, _literal_in),
        (_WORD_EN, Kind.FIGURE, _number_in),
    ):
        for match in pattern.finditer(rest):
            one = next((c for c in cited if holds(match[0], text[match.end() : match.end() + 48], c)), None)
            found.append(
                Support(kind, match[0], True, one.clause.address)
                if one
                else fault(kind, match[0], "not in the cited clause or its rendering")
            )
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    return found


def _date_in(date: str, _: str, one: Cited) -> bool:
    if re.search(rf"\b{re.escape(date)}\b", one.en):
        return True
    if date.isdigit():
        return date in one.own
    if date in _MONTHS:
        return f"{_MONTHS.index(date) + 1}月" in one.own
    return False


def _literal_in(token: str, _: str, one: Cited) -> bool:
    return token in one.en or token in one.solid


def _number_in(shown: str, behind: str, one: Cited) -> bool:
    """Whether the rendering has the number with one of the words behind it; without a rendering, the clause."""
    values = set().union(*in_english(shown))
    if shown == "dozen":
        return "dozen" in one.en
    if not one.en:
        return values <= stated(one.clause.text)
    wanted = set(content_words(behind)[:4])
    for match in _WORD_EN.finditer(one.en):
        if set().union(*in_english(match[0])) == values:
            words = set(content_words(one.en[match.end() : match.end() + 48])[:4])
            if not wanted or not words or wanted & words:
                return True
    return False
