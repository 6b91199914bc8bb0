"""A PDF → its text: lines joined into the paragraphs that the page broke, without page numbers and running heads.

A line goes on in the next one where it reaches the right margin and the next begins where a continued line begins (the
left margin, or the indent of the paragraph's other lines), not where a paragraph begins.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from corpus.clause import NoticeError
from corpus.numbering import read_marker
from corpus.readers.reading import Reading, made, without_radicals

_PAGE_NUMBER = re.compile(r"第?\s?\d{1,4}\s?页?(?:\s?[/,，共]\s?共?\s?\d{1,4}\s?页?)?|[ivxlc]{1,6}")
_AROUND = " \t\u3000·•.—–―_-"  # of a page number: "— 3 —"
_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_MOST_PAGES = 300
_MARGIN = 0.12  # of a page's height, where running heads and page numbers stand


@dataclass(frozen=True, slots=True)
class _Line:
    """In points; y from the top of the page. size: of its characters."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    height: float  # of the page


def read_pdf(data: bytes, name: str) -> Reading:
    """A PDF with a text layer. Raises NoticeError where it is locked, damaged or scanned."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every oddity of a font
    try:
        with pdfplumber.open(BytesIO(data)) as document:
            pages = len(document.pages)
            lines, bare = _pages(document) if pages <= _MOST_PAGES else ([], [])
    except (PDFPasswordIncorrect, PdfminerException) as error:
        locked = "Password" in repr(error)
        sentence = "有密码。请去掉密码" if locked else "已损坏，打不开。请重新下载"
        raise NoticeError(f"{name} {sentence}后重试。 / The PDF is locked or damaged.") from error
    except Exception as error:  # a damaged PDF fails in as many ways as there are parts of one
        raise NoticeError(f"{name} 已损坏，读不出文字。请重新下载后重试。 / The PDF is damaged.") from error
    if pages > _MOST_PAGES:
        raise NoticeError(f"{name} 有 {pages} 页，不会是一份公告。请只留公告正文。 / Too many pages.")
    if not lines or sum(len(line.text) for line in lines) < 10 * pages:
        raise NoticeError(
            f"{name} 是扫描件，没有文字层。请先用文字识别（OCR）软件转成文字或带文字层的 PDF，核对后再添加。"
            " / A scan without a text layer: recognise its text first, and check it."
        )
    kept = _without_furniture(lines, pages)
    told = [
        f"PDF 共 {pages} 页，页码和页眉页脚 {len(lines) - len(kept)} 行没有收入。 / {pages} pages, without running heads."
    ]
    if bare:
        told.append(
            f"第 {'、'.join(map(str, bare))} 页没有文字，可能是图片，请核对。 / Pages without text: check them."
        )
    return made("pdf", _paragraphs(kept), told)


def _pages(document: Any) -> tuple[list[_Line], list[int]]:
    """The lines of all pages, and the numbers of the pages that have none."""
    lines, bare = [], []
    for page in document.pages:
        found = _lines(page)
        lines += found
        if not found:
            bare.append(page.page_number)
        page.close()
    return lines, bare


def _lines(page: Any) -> list[_Line]:
    found = []
    for line in page.dedupe_chars().extract_text_lines(return_chars=True, strip=False, keep_blank_chars=True):
        chars = [char for char in line["chars"] if char.get("upright", True)]
        text = without_radicals(_spaced(chars)).strip()
        if text:
            visible = [char for char in chars if char["text"].strip()]
            size = sorted(char["size"] for char in visible)[len(visible) // 2]
            left, right = visible[0]["x0"], visible[-1]["x1"]
            found.append(
                _Line(text, page.page_number, left, right, line["top"], line["bottom"], size, float(page.height))
            )
    return found


def _spaced(chars: list[dict[str, Any]]) -> str:
    """The characters of a line from left to right, with a space where there is room for one: a quarter of the size
    beside Latin letters, a whole character between Chinese ones, which are spread out to fill a line."""
    words = ""
    last: dict[str, Any] | None = None
    for char in sorted(chars, key=lambda char: char["x0"]):
        if not char["text"].strip():
            last = last if last is None else {**last, "gap": True}
            continue
        if last is not None:
            both = bool(_WIDE.match(last["text"]) and _WIDE.match(char["text"]))
            gap = char["x0"] - last["x1"]
            room = 0.15 if last.get("gap") else 0.8 if both else 0.22  # less where the PDF has a space itself
            if gap > room * char["size"]:
                words += " "
        words += char["text"]
        last = char
    return words


def _without_furniture(lines: list[_Line], pages: int) -> list[_Line]:
    """Lines without page numbers, and without what stands at one place of the margin on most pages."""

    def place(line: _Line) -> tuple[str, int]:
        return re.sub(r"\d+", "0", line.text), round(line.top / 4)

    def in_margin(line: _Line) -> bool:
        return line.bottom < _MARGIN * line.height or line.top > (1 - _MARGIN) * line.height

    repeated = Counter(place(line) for line in lines if in_margin(line))
    often = max(3, (pages + 1) // 2)
    return [
        line
        for line in lines
        if not (
            in_margin(line) and (_PAGE_NUMBER.fullmatch(line.text.strip(_AROUND)) or repeated[place(line)] >= often)
        )
    ]


def _paragraphs(lines: list[_Line]) -> Iterable[tuple[str, str]]:
    if not lines:
        return
    size = Counter(round(line.size * 2) / 2 for line in lines).most_common(1)[0][0]
    rights = sorted(line.right for line in lines)
    right = rights[int(0.9 * (len(rights) - 1))]  # most lines of a text are full
    paragraph = [lines[0]]
    for line in lines[1:]:
        if _goes_on(paragraph, line, right, size):
            paragraph.append(line)
        else:
            yield _joined(paragraph), f"第 {paragraph[0].page} 页"
            paragraph = [line]
    yield _joined(paragraph), f"第 {paragraph[0].page} 页"


def _goes_on(paragraph: list[_Line], line: _Line, right: float, size: float) -> bool:
    last, first = paragraph[-1], paragraph[0]
    if last.right < right - 1.6 * size or abs(last.size - line.size) > 0.15 * size:
        return False
    if last.page == line.page and line.top - last.bottom > 1.6 * size:
        return False
    if len(paragraph) > 1:
        return abs(line.left - last.left) < 0.5 * size
    if line.left < first.left - 0.5 * size:
        return True  # the first line was indented
    marked = read_marker(line.text) is not None
    if line.left > first.left + 0.5 * size:
        return read_marker(first.text) is not None and not marked  # hanging: the number stands out
    return not marked and not first.text.endswith(("。", "；", "："))


def _joined(paragraph: list[_Line]) -> str:
    text = ""
    for line in paragraph:
        latin = text[-1:].isascii() and line.text[:1].isascii() and text[-1:].isalnum() and line.text[:1].isalpha()
        text += f" {line.text}" if latin else line.text
    return text
