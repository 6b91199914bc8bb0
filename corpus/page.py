"""A saved web page or text file → the lines of the document in it, and the lines that are not.

Government sites put an index table, share buttons and a footer around a notice. What they say is general to such
sites; nothing here knows a particular notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numbering import read_marker

_FULL = "\uff1a"  # full-width colon
_LABELS = (
    "索引号|索引|分类|主题分类|发文机关|发布机构|发布机关|成文日期|发文日期|发布日期|生成日期|公开日期|标题|名称|文号|发文字号|"
    "主题词|来源|有效性|时效性|统一登记号|信息来源|作者|字体|分享到|浏览次数|公开方式|公开范围"
)
_SPACED_LABELS = "|".join(r"\s*".join(label) for label in _LABELS.split("|"))  # pages space them: "索 引 号"
_META = re.compile(rf"[•·\s]*【?(?:{_SPACED_LABELS})\s*[:{_FULL}]")
_DATE = re.compile(r"[•·\s]*\d{4}\s*[-年/]\s*\d{1,2}\s*[-月/]\s*\d{1,2}\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$")
_FOOT = re.compile(
    r"(?:相关(?:阅读|链接|文章|新闻|稿件|政策|附件)|扫一扫|分享到|打印|关闭|上一篇|下一篇|主办|承办|版权所有|网站地图|网站标识码"
    r"|责任编辑|技术支持|政策解读|返回顶部|.{0,8}ICP备|.{0,8}公网安备)"
)
_LIST_HEAD = re.compile(rf"附\s*件\s*[:{_FULL}]\s*\S")
_LIST_ITEM = re.compile(r"\s*[0-9\uff10-\uff19]{1,2}\s*[..、\uff0e]\s*\S")
_SIGNED_DATE = re.compile(
    r"(?:\d{4}|[一二三四五六七八九〇○零]{4})年\s*[\d一二三四五六七八九十]{1,3}月\s*[\d一二三四五六七八九十]{1,3}日$"
)
_BRACKETED = re.compile(r"[(\uff08][^()\uff08\uff09]{2,20}[)\uff09]$")
_TITLE_LABEL = re.compile(rf"[•·\s]*(?:标\s*题|名\s*称)\s*[:{_FULL}]\s*(?P<value>.*)$")
# What an official document calls itself in the last words of its title (GB/T 9704 and the usual others).
KINDS = (
    "通知|意见|方案|规定|办法|细则|条例|规则|决定|决议|公告|公报|通告|通报|议案|报告|请示|批复|函|纪要|规划|计划|要点|措施|举措|清单|"
    "目录|标准|规范|指南|制度|章程|准则|答复|复函|令|工作安排|任务分工|管理法|实施法"
)
_ENDS_AS_TITLE = re.compile(rf"(?:{KINDS})(?:[(\uff08][^()\uff08\uff09]{{1,12}}[)\uff09])?$")
NUMBER = re.compile(  # 国发〔2018〕39号; of a decree, 第706号
    r"(?:[\u4e00-\u9fff]{1,14}[〔\[(\uff08【]\s*(?:19|20)\d{2}\s*[〕\])\uff09】]\s*第?\d{1,5}号|(?:[\u4e00-\u9fff]{0,10}令\s?)?第\d{1,5}号)$"
)
_MOST_ISSUERS = 20  # lines above the date of a signature
_SENTENCE_END = tuple("。;:!?,\uff1b\uff1a\uff01\uff1f\uff0c…")


@dataclass(frozen=True, slots=True)
class Line:
    """text == source[start:end], without the white space around it; never empty."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """Indices into lines: [0, title_start) is furniture, [title_start, body_start) the title, [body_start, foot_start)
    the body, the rest furniture again. lists and signatures: index ranges inside the body."""

    lines: tuple[Line, ...]
    title_start: int
    body_start: int
    foot_start: int
    lists: tuple[tuple[int, int], ...]
    signatures: tuple[tuple[int, int], ...]


def split_lines(source: str) -> tuple[Line, ...]:
    """The lines of source that hold anything, stripped, with their offsets."""
    lines, position = [], 0
    for raw in source.splitlines(keepends=True):
        text = raw.strip()
        if text:
            start = position + raw.index(text[0])
            lines.append(Line(text, start, start + len(text)))
        position += len(raw)
    return tuple(lines)


def heading_like(text: str, longest: int = 40) -> bool:
    """Whether a line could be a title: short, one phrase, not ended like a sentence."""
    return 2 <= len(text) <= longest and not text.endswith(_SENTENCE_END) and "。" not in text


def titled(text: str) -> bool:
    """Whether a line ends as the title of an official document does: in 通知, 方案, 条例 and the like."""
    return heading_like(text, 60) and _ENDS_AS_TITLE.search(text) is not None


def joined_title(lines: Sequence[str], *, first: bool = False) -> str:
    """The title of which `lines` are the lines in print, without what stands below it: its number, "(送审稿)", the head
    of a table. A title that ends as none does is its first line. first: it ends where it first could.

    >>> joined_title(["国务院关于印发国家职业教育改革", "实施方案的通知", "国发〔2019〕4号"])
    '国务院关于印发国家职业教育改革实施方案的通知'
    """
    words = [line for line in lines if not _BRACKETED.fullmatch(line) and not NUMBER.match(line)]
    ends = [n for n, line in enumerate(words, start=1) if _ENDS_AS_TITLE.search(line)]
    return "".join(words[: ends[0 if first else -1]]) if ends else words[0] if words else ""


def stated_title(lines: Sequence[Line]) -> str | None:
    """The title that the index table of a page states ("标 题：…", on its line or the next); None where none does."""
    for i, line in enumerate(lines):
        match = _TITLE_LABEL.match(line.text)
        if match:
            below = lines[i + 1].text if i + 1 < len(lines) and not _META.match(lines[i + 1].text) else ""
            value = match["value"].strip() or below
            return value if heading_like(value, 120) else None
        if _is_paragraph(line.text):
            return None
    return None


def read_page(source: str, title: str | None = None) -> Page:
    """Find the document in a page. `title`, where it is known, is what the document begins with, on one line or on
    several; else the one that the page's index table states."""
    lines = split_lines(source)
    foot = _foot_start(lines)
    title_start, body_start = _title(lines, foot, title or stated_title(lines))
    lists = _lists(lines, body_start, foot)
    return Page(lines, title_start, body_start, foot, lists, _signatures(lines, body_start, foot))


def _foot_start(lines: tuple[Line, ...]) -> int:
    """The first footer line after the last numbered line; a page with no footer ends with its last line."""
    last_marker = max((i for i, line in enumerate(lines) if read_marker(line.text)), default=-1)
    for i in range(last_marker + 1, len(lines)):
        if i > 0 and _FOOT.match(lines[i].text):
            return i
    return len(lines)


def _title(lines: tuple[Line, ...], foot: int, title: str | None) -> tuple[int, int]:
    # A page repeats the title in its head; the document's own is the last one before the first sentence.
    first = next((i for i in range(foot) if _is_paragraph(lines[i].text)), foot)
    if first > 1 and _is_addressee(lines[first - 1].text):
        first -= 1
    squeezed = _squeezed(title or "")
    before = [
        (i, end)
        for i in range(first)
        if squeezed
        and (end := _spelt(lines, i, first, squeezed)) is not None
        and not (i and _TITLE_LABEL.match(lines[i - 1].text))
    ]
    if before:
        start, end = before[-1]
        # Dates and sources below a page's title are the page's; what stands below them is the document's own title.
        below = next((i + 1 for i in range(first - 1, end, -1) if is_meta(lines[i].text)), first)
        if below < first and all(_of_a_title(line.text) for line in lines[below:first]):
            start = end = below
    else:
        start = end = max(first - 1, 0)
        if foot and (_META.match(lines[start].text) or not heading_like(lines[start].text)):
            return first, first
        while start > max(0, first - 6) and _of_a_title(lines[start - 1].text) and _title_lines(lines[start:first]) < 3:
            start -= 1
    while end + 1 < first and _of_a_title(lines[end + 1].text):
        end += 1
    return start, min(end + 1, foot)


def _title_lines(lines: Sequence[Line]) -> int:
    return sum(not (NUMBER.fullmatch(line.text) or _BRACKETED.fullmatch(line.text)) for line in lines)


def _of_a_title(text: str) -> bool:
    return heading_like(text) and not is_meta(text)


def _spelt(lines: tuple[Line, ...], start: int, stop: int, squeezed: str) -> int | None:
    """The last of the lines from `start` on that together are the title; None where they are not."""
    words = ""
    for i in range(start, min(start + 6, stop)):
        words += _squeezed(lines[i].text)
        if not squeezed.startswith(words):
            return None
        if words == squeezed:
            return i
    return None


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def is_meta(text: str) -> bool:
    """Whether a line is of a page's index table or its line of dates: "发文字号：…", "2025-06-12 13:59"."""
    return bool(_META.match(text) or _DATE.match(text))


def _is_addressee(text: str) -> bool:
    """ "各县人民政府：", with which the document begins, too short for a sentence."""
    return text.endswith((":", _FULL)) and 4 <= len(text) <= 60 and not is_meta(text)


def _is_paragraph(text: str) -> bool:
    return read_marker(text) is not None or (
        not is_meta(text) and len(text) > 12 and text.endswith(tuple(f"。:;{_FULL}\uff1b"))
    )


def _lists(lines: tuple[Line, ...], start: int, stop: int) -> tuple[tuple[int, int], ...]:
    """Lists of attachments ("附件:1.… 2.…"), which look like items and are none."""
    found = []
    i = start
    while i < stop:
        end = i
        if _LIST_HEAD.match(lines[i].text) and read_marker(lines[i].text) is None:
            end = i + 1
            while end < stop and _LIST_ITEM.match(lines[end].text) and heading_like(lines[end].text, 60):
                end += 1
            found.append((i, end))
        i = max(end, i + 1)
    return tuple(found)


def _signatures(lines: tuple[Line, ...], start: int, stop: int) -> tuple[tuple[int, int], ...]:
    """A line with nothing but a date, the issuers' short lines above it and a note such as (此件公开发布) below."""
    found: list[tuple[int, int]] = []
    for i in range(start + 1, stop):
        floor = max(start, i - _MOST_ISSUERS - 1, found[-1][1] - 1 if found else 0)
        if _SIGNED_DATE.match(lines[i].text):
            first = i
            while (
                first - 1 > floor and heading_like(lines[first - 1].text, 16) and not read_marker(lines[first - 1].text)
            ):
                first -= 1
            end = i + 1
            while end < stop and _BRACKETED.match(lines[end].text):
                end += 1
            found.append((first, end))
    return tuple(found)
