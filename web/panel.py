"""The clause beside the conversation, as HTML: where it stands, its words, who is responsible, its figures."""

from __future__ import annotations

from html import escape

from corpus.clause import Clause, Figure, Notice, Repair
from corpus.knowledge import Rendering
from rag.quote import bounded
from web.clauses import neighbours
from web.render import clause_button

_TOP = (
    '<div class="top"><p class="eyebrow">原文条款</p>'
    '<button type="button" class="close" data-close aria-label="关闭条款">关闭</button></div>'
)
_REPAIRS = {
    "gap": "原文缺字",
    "misprint": "原文疑有误印",
    "title": "原文标题与正文相连",
    "contradiction": "原文前后不一",
}


def contents_panel(notice: Notice) -> str:
    """What the panel shows before a clause is opened: the notice's parts, each a button that opens it."""
    parts = [c for c in notice.clauses if c.kind == "attachment"]
    items = "".join(f"<li>{clause_button(c.address, _part(c), f'打开原文：{notice.label(c)}')}</li>" for c in parts)
    return (
        f'<div class="clause contents" data-open="">{_TOP}<h2 tabindex="-1">目录</h2><ul class="links">{items}</ul>'
        '<p class="hint">点答案里的编号，如 <span class="cite sample">[1]</span>，条款原文会显示在这里，'
        "引用的字句以底色标出。</p></div>"
    )


def clause_panel(
    notice: Notice,
    clause: Clause,
    start: int | None = None,
    end: int | None = None,
    rendering: Rendering | None = None,
) -> str:
    """The clause as an HTML fragment. start, end: offsets into the source; those characters are marked. rendering: shown
    under the official words, marked as what it is."""
    parts = (
        _TOP,
        _trail(notice, clause),
        f'<h2 tabindex="-1">{escape(notice.label(clause))}</h2>',
        f'<div class="words" lang="zh-CN">{_marked(clause, start, end)}</div>',
        _rendering(rendering),
        _notes(notice, clause),
        _bodies(clause),
        _figures(clause.figures),
        _children(notice, clause),
        _steps(notice, clause),
    )
    span = "" if start is None or end is None else f' data-start="{start}" data-end="{end}"'
    return f'<div class="clause" data-open="{escape(clause.address)}"{span}>{"".join(parts)}</div>'


def _marked(clause: Clause, start: int | None, end: int | None) -> str:
    text = clause.text
    if start is None or end is None:
        return escape(text)
    low = min(max(start - clause.start, 0), len(text))
    high = min(max(end - clause.start, low), len(text))
    if low == high:
        return escape(text)
    return f"{escape(text[:low])}<mark>{escape(text[low:high])}</mark>{escape(text[high:])}"


def _rendering(rendering: Rendering | None) -> str:
    if rendering is None:
        return ""
    return (
        '<section class="rendering"><h3>白话释义<span class="unofficial">非官方，仅供理解，以原文为准</span></h3>'
        f"<p>{escape(rendering.zh)}</p>"
        '<details><summary lang="en">English translation<span class="unofficial">unofficial</span></summary>'
        f'<p lang="en">{escape(rendering.en)}</p></details></section>'
    )


def _trail(notice: Notice, clause: Clause) -> str:
    ancestors = notice.trail(clause)
    if not ancestors:
        return ""
    steps = "".join(f"<li>{clause_button(c.address, _part(c), f'打开上级：{notice.label(c)}')}</li>" for c in ancestors)
    return f'<nav class="trail" aria-label="所在位置"><ol>{steps}</ol></nav>'


def _notes(notice: Notice, clause: Clause) -> str:
    out = ""
    notes = notice.notes(clause)
    if notes:
        addresses = {c.address for c in (*notice.trail(clause), clause)}
        kinds = {i.kind for i in notice.inferences if i.address in addresses}
        what = "部门名称" if kinds == {"department"} else "编号和部门名称" if "department" in kinds else "编号"
        items = "".join(f"<li>{escape(note)}</li>" for note in notes)
        out += f'<section class="note"><h3>{what}据上下文推断</h3><ul>{items}</ul></section>'
    out += "".join(_repair(notice, clause, r) for r in notice.repairs if _concerns(r, clause.address))
    return out


def _concerns(repair: Repair, address: str) -> bool:
    # The other places of a gap or misprint are where the same words stand whole: nothing is wrong with them.
    return address == repair.address or (repair.kind == "contradiction" and address in repair.also)


def _repair(notice: Notice, clause: Clause, repair: Repair) -> str:
    places = (notice.get(address) for address in (repair.address, *repair.also) if address != clause.address)
    links = "".join(
        f"<li>{clause_button(c.address, escape(notice.label(c)), f'打开原文：{notice.label(c)}')}</li>"
        for c in places
        if c
    )
    also = f'<ul class="links" aria-label="另见">{links}</ul>' if links else ""
    return f'<section class="note"><h3>{_REPAIRS[repair.kind]}</h3><p>{escape(repair.note)}</p>{also}</section>'


def _bodies(clause: Clause) -> str:
    rows = [
        ("牵头单位", clause.lead),
        ("责任单位" if clause.lead else "责任单位（原文未列牵头单位）", clause.parties),
        ("其他", clause.generic),
    ]
    shown = [(name, bodies) for name, bodies in rows if bodies]
    if not shown:
        return ""
    out = "".join(f"<dt>{name}</dt><dd>{_chips(bodies)}</dd>" for name, bodies in shown)
    return f'<dl class="bodies">{out}</dl>'


def _figures(figures: tuple[Figure, ...]) -> str:
    if not figures:
        return ""
    chips = "".join(
        f'<li><span class="subject">{escape(f.subject)}</span><strong>{escape(bounded(f))}</strong>'
        + (f'<span class="year">{f.year}年</span>' if f.year else "")
        + "</li>"
        for f in figures
    )
    return f'<section class="figures"><h3>本条数字</h3><ul class="chips">{chips}</ul></section>'


def _children(notice: Notice, clause: Clause) -> str:
    children = notice.children(clause)
    if not children:
        return ""
    items = "".join(f"<li>{clause_button(c.address, _part(c), f'打开下级：{notice.label(c)}')}</li>" for c in children)
    return f'<section class="children"><h3>下级条目</h3><ul class="links">{items}</ul></section>'


def _steps(notice: Notice, clause: Clause) -> str:
    before, after = neighbours(notice, clause)
    out = ""
    for name, other in (("上一条", before), ("下一条", after)):
        if other is None:
            out += f'<span class="step none">{name}</span>'
            continue
        content = f'<span class="dir">{name}</span><span class="where">{escape(notice.label(other))}</span>'
        out += clause_button(other.address, content, f"{name}：{notice.label(other)}", style="step")
    return f'<nav class="steps" aria-label="相邻条款">{out}</nav>'


def _chips(words: tuple[str, ...]) -> str:
    return '<ul class="chips">' + "".join(f"<li>{escape(word)}</li>" for word in words) + "</ul>"


def _part(clause: Clause) -> str:
    """A heading as it is printed: "附件1 内需扩量提效攻坚实施方案", "二、攻坚任务"."""
    if clause.kind == "preamble":
        return "前言"
    joint = " " if clause.kind == "attachment" and clause.marker else ""
    return escape(f"{clause.marker}{joint}{clause.title}")
