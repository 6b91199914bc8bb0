"""A saved web page → the text of the document in it.

Scripts, navigation and forms are left out. What else stands around the document is told apart by what it is: the
document is the smallest part of the page that holds nearly all its sentences and numbered lines outside links; of the
rest only the index table is kept (索引号, 发文字号 …), which corpus.page then marks as page furniture.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from corpus.clause import NoticeError
from corpus.numbering import read_marker, to_chinese
from corpus.page import is_meta
from corpus.readers.reading import Reading, made
from corpus.readers.table import row_lines
from corpus.readers.text import decode

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "button",
        "select",
        "option",
        "textarea",
        "input",
        "form",
        "nav",
        "footer",
        "head",
        "map",
        "audio",
        "video",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I)
_NEARLY_ALL = 0.95
_DEEPEST = 400  # elements within each other; a real page has a few dozen


@dataclass
class _Line:
    """weight: characters of it that are the document's for sure (0 for links and fragments)."""

    text: str
    path: tuple[html.HtmlElement, ...]
    weight: int


@dataclass
class _Walk:
    lines: list[_Line] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    linked: int = 0
    counters: list[int] = field(default_factory=list)

    def text(self, words: str | None, *, linked: bool, kept: bool) -> None:
        if words:
            words = words if kept else re.sub(r"[ \t\r\n\f]+", " ", words)
            self.words.append(words)
            self.linked += len(words.strip()) if linked else 0

    def end(self, path: tuple[html.HtmlElement, ...]) -> None:
        for part in "".join(self.words).split("\n"):
            line = part.strip()
            if line:
                sentence = (len(line) >= 15 and line.endswith(("。", "；", "：", ";", ":"))) or read_marker(
                    line
                ) is not None
                self.lines.append(_Line(line, path, len(line) if sentence and 2 * self.linked < len(line) else 0))
        self.words.clear()
        self.linked = 0


def read_html(data: bytes, name: str) -> Reading:
    """A saved page. Raises NoticeError where it holds no text."""
    declared = _CHARSET.search(data[:4096])
    codec = declared[1].decode("ascii").lower() if declared else ""
    text, called = decode(data, name, {"gb2312": "gb18030", "gbk": "gb18030"}.get(codec, codec))
    try:
        parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NoticeError(f"{name} 不是完整的网页。请在浏览器中重新保存。 / Not a web page: save it again.") from error
    walk = _Walk()
    _element(root, (), walk, linked=False, kept=False)
    walk.end((root,))
    main = _main(walk.lines)
    first = next((i for i, line in enumerate(walk.lines) if main in line.path), 0)
    head = [line for line in walk.lines[:first] if is_meta(line.text)]
    body = [line for line in walk.lines if main in line.path]
    if not body:
        raise NoticeError(
            f"{name} 中没有文字，网页可能是由脚本生成的。请在浏览器中复制正文另存为文本。 / No text in it."
        )
    left = len(walk.lines) - len(head) - len(body)
    told = [
        f"网页按 {called} 解码；正文以外 {left} 行（导航、页脚等）没有收入。 / {left} lines around the document left out."
    ]
    return made("html", [(line.text, "") for line in [*head, *body]], told)


def _element(
    node: html.HtmlElement, path: tuple[html.HtmlElement, ...], walk: _Walk, *, linked: bool, kept: bool
) -> None:
    tag = node.tag if isinstance(node.tag, str) else ""
    hidden = node.get("hidden") is not None or _HIDDEN.search(node.get("style") or "")
    if not tag or tag in _SKIPPED or hidden:
        return
    if len(path) > _DEEPEST:
        raise NoticeError(
            "网页的层次过深，不会是一份公告。请在浏览器中复制正文另存为文本。 / Nested too deeply: copy the text."
        )
    if tag == "br":
        walk.words.append("\n")
        return
    within = (*path, node)
    block = tag in _BLOCKS
    if block:
        walk.end(path)
    if tag == "tr":
        _row(node, within, walk)
        return
    if tag == "li":
        walk.words.append(_number(node))
    linked, kept = linked or tag == "a", kept or tag == "pre"
    walk.text(node.text, linked=linked, kept=kept)
    for child in node:
        _element(child, within, walk, linked=linked, kept=kept)
        walk.text(child.tail, linked=linked, kept=kept)
    if block:
        walk.end(within)


def _row(row: html.HtmlElement, path: tuple[html.HtmlElement, ...], walk: _Walk) -> None:
    """A table's row is one line, its cells apart by tabs, unless the table only arranges the page."""
    cells = []
    for cell in row:
        inner = _Walk()
        _element(cell, path, inner, linked=False, kept=False)
        inner.end(path)
        cells.append(inner.lines)
    if any(cell.find(".//table") is not None for cell in row):
        walk.lines += [line for lines in cells for line in lines]
        return
    weight = sum(line.weight for lines in cells for line in lines)
    rows = row_lines([[line.text for line in lines] for lines in cells])
    if rows is None:
        walk.lines += [line for lines in cells for line in lines]
    else:
        walk.lines += [_Line(text, path, weight) for text in rows]


def _number(item: html.HtmlElement) -> str:
    """What the browser prints before an item of a numbered list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    number = int(parent.get("start", "1")) if re.fullmatch(r"\d{1,3}", parent.get("start", "1")) else 1
    for sibling in parent:
        if sibling.tag == "li":
            if re.fullmatch(r"\d{1,3}", sibling.get("value", "")):
                number = int(sibling.get("value"))
            if sibling is item:
                break
            number += 1
    style = f"{parent.get('style', '')}"
    chinese = re.search("cjk-ideographic|simp-chinese|trad-chinese|cjk-decimal", style)
    return f"{to_chinese(number)}、" if chinese and 0 < number < 1000 else f"{number}."


def _main(lines: list[_Line]) -> html.HtmlElement | None:
    """The deepest element that holds nearly all the weight; the first of equal depth."""
    total = sum(line.weight for line in lines)
    weights: dict[html.HtmlElement, int] = {}
    depth: dict[html.HtmlElement, int] = {}
    for line in lines:
        for at, element in enumerate(line.path):
            weights[element] = weights.get(element, 0) + line.weight
            depth[element] = at
    enough = [element for element, weight in weights.items() if weight >= _NEARLY_ALL * total]
    return max(enough, key=lambda element: depth[element], default=None)
