"""An answer's text as HTML: lines as paragraphs, long lists folded, markers as buttons; and the text as it is written out.

Everything is escaped, and nothing goes through Markdown: "1." , "(1)" and "*" stay as they were written. Only a marker [n]
that resolves to a citation becomes a button; the script in assets/bench.js opens the clause that the button names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape

from rag.answer import Citation
from web.workbench.words import Words

ROWS_SHOWN = 10  # of a list; the rest unfolds

_MARKER = re.compile(r"\[(\d{1,3})\]")
_ROW = re.compile(r"\s*(?:[-·•—]|\d{1,3}\s*[.、．)）]|[(（]\d{1,3}[)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、])")
_LAST = re.compile(r"(?:〔[^〔〕]{1,6}〕|.)[。，；：、！？）)》”’]*$", re.DOTALL)
_GROUP = "【"  # begins the heading of a group of rows
_GROUP_NAME = re.compile("【([^《】]+)")  # 附件1 of 【附件1《内需扩量提效攻坚实施方案》】5 项
_ROW_TAG = '<p class="row">'
_SENTENCE = re.compile(r".+?(?:[。！？；\n]+|[.!?](?=\s)|$)\s*(?:\[\d{1,3}\])*", re.DOTALL)


def pieces(text: str, most: int = 24) -> Iterator[str]:
    """Growing beginnings of `text`, cut after sentences, at most `most` of them; the last is the whole text."""
    ends = [m.end() for m in _SENTENCE.finditer(text)] or [len(text)]
    step = -(-len(ends) // most)
    for end in ends[step - 1 : -1 : step]:
        yield text[:end]
    yield text


def clause_button(
    address: str, content: str, label: str, span: tuple[int, int] | None = None, style: str = "ref"
) -> str:
    """A button that opens a clause; address "" opens the contents, "zhuanli:2/12" is of another notice.

    content: HTML; label: for screen readers; span: source offsets to highlight; style: its class.
    """
    where = f' data-start="{span[0]}" data-end="{span[1]}"' if span else ""
    return (
        f'<button type="button" class="{style}" data-address="{escape(address)}"{where}'
        f' aria-label="{escape(label)}">{content}</button>'
    )


def paragraphs(text: str, citations: tuple[Citation, ...], say: Words) -> str:
    """Lines as paragraphs; the rows of a long list after the tenth are folded away, with their groups' headings."""
    by_number = {c.n: c for c in citations}
    out: list[str] = []
    block: list[tuple[str, str]] = []  # the list being read: the name of each line's group, its HTML; "" for a heading
    group = ""

    def flush() -> None:
        rows = [i for i, (_, html) in enumerate(block) if html.startswith(_ROW_TAG)]
        cut = rows[ROWS_SHOWN - 1] + 1 if len(rows) >= ROWS_SHOWN else len(block)
        left = [i for i in rows if i >= cut and block[i][0] == block[cut - 1][0] != ""]
        if 0 < len(left) <= 2:  # a group whose last row or two would be folded away is shown whole
            cut = left[-1] + 1
        left_over = Counter(block[i][0] for i in rows if i >= cut)
        out.extend(folded([html for _, html in block], cut, _rest(left_over, say), say))
        block.clear()

    for line in text.strip("\n").split("\n"):
        heading = line.startswith(_GROUP)
        if heading or _ROW.match(line):
            if heading:
                found = _GROUP_NAME.match(line)
                group = found[1].strip() if found else ""
            tag = '<p class="group">' if heading else _ROW_TAG
            block.append((group, f"{tag}{_line(line, by_number, say)}</p>"))
            continue
        flush()
        group = ""
        out.append(f"<p>{_line(line, by_number, say)}</p>" if line.strip() else '<p class="gap"></p>')
    flush()
    return "".join(out)


def _rest(left_over: Counter[str], say: Words) -> str:
    """What a fold says that it holds, as HTML: "展开其余 31 条：附件3（13）、附件4（12）"."""
    said = say("answer.more_rows", count=left_over.total())
    if len(left_over) > 1:
        named = (say("answer.more_rows_of", name=name, count=count) for name, count in left_over.items() if name)
        said += say("answer.colon") + say("answer.comma").join(named)
    return escape(said)


def _line(line: str, by_number: dict[int, Citation], say: Words) -> str:
    out, at = [], 0
    for marker in _MARKER.finditer(line):
        citation = by_number.get(int(marker[1]))
        if citation is None:
            continue  # stays text
        before = line[at : marker.start()]
        held = _LAST.search(before)  # a marker does not begin a line alone
        kept = held.start() if held else len(before)
        out.append(escape(before[:kept]))
        label = say("answer.marker", n=citation.n, label=citation.label)
        button = clause_button(citation.id, f"[{citation.n}]", label, (citation.start, citation.end), "cite")
        out.append(f'<span class="nb">{escape(before[kept:])}{button}</span>')
        at = marker.end()
    out.append(escape(line[at:]))
    return "".join(out)


def folded(rows: list[str], shown: int, summary: str, say: Words, wrap: str = "") -> list[str]:
    """`rows`, those after `shown` inside <details>. wrap: the element around each part ("ul"), or ""."""
    before, after = (f"<{wrap}>", f"</{wrap}>") if wrap else ("", "")
    if not rows:
        return []
    if len(rows) <= shown + 2:  # folding one or two rows hides more than it saves
        return [before, *rows, after]
    said = f'<span class="more">{summary}</span><span class="less">{escape(say("answer.less"))}</span>'
    inside = f"<details><summary>{said}</summary>{before}{''.join(rows[shown:])}{after}</details>"
    return [before, *rows[:shown], after, inside] if shown else [inside]
