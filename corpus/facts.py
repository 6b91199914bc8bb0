"""What a document states of itself: title, number, issuer, date, status, county. 原文未载 where it does not.

The index table of a page goes first (发文字号：国发〔2018〕39号), then the document's own head and signature.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from corpus.clause import UNKNOWN
from corpus.page import NUMBER, Line, Page, is_meta, joined_title, read_page, stated_title

_COLON = "[:\uff1a]"
_NUMERALS = {digit: n for n, digit in enumerate("〇一二三四五六七八九")} | {
    "○": 0,
    "零": 0,
    "\u25ef": 0,
    "Ｏ": 0,
    "0": 0,
}
_DATE = re.compile(
    r"(?P<year>\d{4}|[〇○零\u25efＯ一二三四五六七八九]{4})\s*[年./-]\s*(?P<month>\d{1,2}|[一二三四五六七八九十]{1,2})\s*[月./-]"
    r"\s*(?P<day>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日?"
)
_DAY = r"\d{4}.{0,20}"
_BODY = "[^:\uff1a]{2,60}"
_PUT_IN_FORCE = re.compile("《([^《》]{2,60})》.{0,200}(?:公布|施行)")
_STATUS = re.compile(r"[(\uff08](送审稿|征求意见稿|公开征求意见稿|草案|讨论稿|试行|暂行|修订|修正|代拟稿)[)\uff09]$")
_NO_NAME = "各|关于|全县|本县|该县|我县|推进|加强|促进|深化|支持|贯彻|落实|做好|完善|全面|进一步|(?:贫困|试点|示范|重点|[市区强大])县"
_COUNTY = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,8}?(?:省|自治区))?(?:[\u4e00-\u9fff]{2,8}?(?:市|自治州|地区|盟))?"
    rf"(?P<county>(?:(?!{_NO_NAME})[\u4e00-\u9fff]){{1,8}}?(?:自治县|县|自治旗|旗))(?=[\u4e00-\u9fff])"
)
_BODY_END = re.compile(
    "(?:政府|办公厅|办公室|委员会|厅|局|部|院|署|委|会|法院|检察院|银行|总理\\s*\\S{2,4}|主席\\s*\\S{2,4}|中心|公司|集团)$"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Each as printed, date as YYYY-MM-DD; 原文未载 where the document does not say; county and year may be empty."""

    title: str
    number: str
    issuer: str
    date: str
    status: str
    index_number: str
    county: str
    year: int | None


def facts_of(text: str) -> Facts:
    """What the text of a document states of itself. Never raises."""
    page = read_page(text)
    head = page.lines[: page.body_start]
    titles = [line.text for line in page.lines[page.title_start : page.body_start]]
    title = stated_title(page.lines) or joined_title(titles) or UNKNOWN
    number = _label(head, "发文字号|文号", r".{0,30}\d{1,5}\s*号") or _own_number(titles) or _decree(titles)
    issuer, dated = _signature(page) or ("", "")
    if title.endswith("令"):  # a decree puts a regulation into force, which is the document
        issuer = title.removesuffix("令").removeprefix("中华人民共和国")
        title = next(
            (m[1] for line in page.lines[page.body_start :][:3] if (m := _PUT_IN_FORCE.search(line.text))), title
        )
    issuer = _label(head, "发文机关|发布机构|发布机关|制定机关", _BODY) or issuer or _issuer_of(title)
    dated = _iso(_label(head, "成文日期|发文日期|生成日期", _DAY)) or dated or _iso(_label(head, "发布日期", _DAY))
    dated = dated or next((found for line in head if is_meta(line.text) and (found := _iso(line.text))), "")
    status = next((m[1] for line in (*titles, title) if (m := _STATUS.search(line))), UNKNOWN)
    named = next((m["county"] for words in (issuer, title) if (m := _COUNTY.match(words))), "")
    year = re.search(r"[〔\[(\uff08【](\d{4})", number) if number else None
    about = re.search(r"(?<!\d)(20\d{2})年", title)
    stated = about[1] if about else dated[:4] if dated else year[1] if year else ""
    return Facts(
        title, number or UNKNOWN, issuer or UNKNOWN, dated or UNKNOWN, status, _label(head, "索引号", "[0-9A-Za-z/_.-]{4,40}") or UNKNOWN, named,
        int(stated) if stated else None,
    )  # fmt: skip


def _label(lines: Sequence[Line], names: str, pattern: str) -> str:
    """What the index table says under one of the labels, on its line or the next; "" where that is nothing of the
    pattern."""
    spaced = "|".join(r"\s*".join(name) for name in names.split("|"))
    wanted = re.compile(
        rf"(?:^|[•·\s]){{1,4}}(?:{spaced})\s*{_COLON}[^\S\n]*(?P<value>[^\t]*?)(?:\s+[^\s:\uff1a]{{1,5}}(?:\s[^\s:\uff1a])?{_COLON}.*)?$"
    )
    for i, line in enumerate(lines):
        for cell in _cells(line.text):
            match = wanted.search(cell)
            if match is None:
                continue
            below = lines[i + 1].text if i + 1 < len(lines) else ""
            value = match["value"].strip() or ("" if is_meta(below) else below)
            if re.fullmatch(pattern, value):
                return value
    return ""


def _cells(text: str) -> list[str]:
    """A row of an index table as "label：value" pairs: its cells two by two where each label has a cell of its own."""
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) == 1:
        return cells
    paired, i = [], 0
    while i < len(cells):
        alone = cells[i].endswith((":", "\uff1a")) and i + 1 < len(cells) and not is_meta(cells[i + 1])
        paired.append(cells[i] + cells[i + 1] if alone else cells[i])
        i += 2 if alone else 1
    return paired


def _own_number(titles: Sequence[str]) -> str:
    return next((line for line in titles if NUMBER.fullmatch(line) and not line.startswith("第")), "")


def _decree(titles: Sequence[str]) -> str:
    """中华人民共和国国务院令 + 第706号."""
    pairs = pairwise(titles)
    return next((a + b for a, b in pairs if a.endswith("令") and NUMBER.fullmatch(b) and b.startswith("第")), "")


def _signature(page: Page) -> tuple[str, str] | None:
    """Issuer and date of the first signature: the bodies' lines above a line that is a date."""
    for first, end in page.signatures:
        lines = [line.text for line in page.lines[first:end]]
        at = next((i for i, line in enumerate(lines) if _iso(line)), None)
        if at is not None:
            bodies = [re.sub(r"\s+", "", line) for line in lines[:at] if _BODY_END.search(line)]
            return "、".join(bodies), _iso(lines[at])
    return None


def _issuer_of(title: str) -> str:
    """国务院办公厅 of "国务院办公厅关于印发…的通知"; "" where the title begins with no body."""
    before = re.split("关于|转发|批转|印发|对", title, maxsplit=1)[0]
    return before if 3 <= len(before) <= 30 and before != title and _BODY_END.search(before) else ""


def _iso(text: str) -> str:
    """The date in a text as YYYY-MM-DD: "二〇〇四年八月十二日" → "2004-08-12"; "" where there is none."""
    match = _DATE.search(text)
    if match is None:
        return ""
    try:
        return date(_year(match["year"]), _small(match["month"]), _small(match["day"])).isoformat()
    except ValueError:
        return ""


def _year(text: str) -> int:
    return int(text) if text.isascii() else int("".join(str(_NUMERALS[digit]) for digit in text))


def _small(text: str) -> int:
    if text.isascii():
        return int(text)
    tens, ten, ones = text.partition("十")
    return (_NUMERALS[tens] if tens else 1) * 10 + (_NUMERALS[ones] if ones else 0) if ten else _NUMERALS.get(tens, 0)
