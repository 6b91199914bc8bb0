"""The clause beside the conversation, as HTML: where it stands, its words, who is responsible, its figures."""

from __future__ import annotations

from html import escape

from corpus.clause import Clause, Notice
from corpus.knowledge import Rendering
from web.clause_view import ClauseView, Flaw, Part, Place, Quantity, Row, places, view
from web.workbench.render import clause_button

_TOP = (
    '<div class="top"><p class="eyebrow">原文条款</p>'
    '<button type="button" class="close" data-close aria-label="关闭条款">关闭</button></div>'
)


def contents_panel(notice: Notice) -> str:
    """What the panel shows before a clause is opened: the notice's parts, each a button that opens it."""
    attachments = places(notice, (c for c in notice.clauses if c.kind == "attachment"))
    return (
        f'<div class="clause contents" data-open="">{_TOP}<h2 tabindex="-1">目录</h2>'
        f'<ul class="links">{_items(attachments, "打开原文")}</ul>'
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
    span = None if start is None or end is None else (start, end)
    shown = view(notice, clause, span, rendering)
    parts = (
        _TOP,
        _trail(shown.trail),
        f'<h2 tabindex="-1">{escape(shown.label)}</h2>',
        f'<div class="words" lang="zh-CN">{"".join(_part(part) for part in shown.words)}</div>',
        _rendering(rendering),
        _notes(shown),
        *(_flaw(flaw) for flaw in shown.flaws),
        _bodies(shown.rows),
        _figures(shown.quantities),
        _children(shown.children),
        _steps(shown),
    )
    where = "" if span is None else f' data-start="{start}" data-end="{end}"'
    return f'<div class="clause" data-open="{escape(clause.address)}"{where}>{"".join(parts)}</div>'


def _part(part: Part) -> str:
    return f"<mark>{escape(part.text)}</mark>" if part.marked else escape(part.text)


def _rendering(rendering: Rendering | None) -> str:
    if rendering is None:
        return ""
    return (
        '<section class="rendering"><h3>白话释义<span class="unofficial">非官方，仅供理解，以原文为准</span></h3>'
        f"<p>{escape(rendering.zh)}</p>"
        '<details><summary lang="en">English translation<span class="unofficial">unofficial</span></summary>'
        f'<p lang="en">{escape(rendering.en)}</p></details></section>'
    )


def _trail(trail: tuple[Place, ...]) -> str:
    if not trail:
        return ""
    return f'<nav class="trail" aria-label="所在位置"><ol>{_items(trail, "打开上级")}</ol></nav>'


def _items(found: tuple[Place, ...], action: str) -> str:
    return "".join(f"<li>{clause_button(p.address, escape(p.heading), f'{action}：{p.label}')}</li>" for p in found)


def _notes(shown: ClauseView) -> str:
    if not shown.notes:
        return ""
    items = "".join(f"<li>{escape(note)}</li>" for note in shown.notes)
    return f'<section class="note"><h3>{shown.notes_heading}</h3><ul>{items}</ul></section>'


def _flaw(flaw: Flaw) -> str:
    links = "".join(
        f"<li>{clause_button(p.address, escape(p.label), f'打开原文：{p.label}')}</li>" for p in flaw.places
    )
    also = f'<ul class="links" aria-label="另见">{links}</ul>' if links else ""
    return f'<section class="note"><h3>{flaw.heading}</h3><p>{escape(flaw.note)}</p>{also}</section>'


def _bodies(rows: tuple[Row, ...]) -> str:
    if not rows:
        return ""
    out = "".join(f"<dt>{row.name}</dt><dd>{_chips(row.bodies)}</dd>" for row in rows)
    return f'<dl class="bodies">{out}</dl>'


def _figures(quantities: tuple[Quantity, ...]) -> str:
    if not quantities:
        return ""
    chips = "".join(
        f'<li><span class="subject">{escape(q.subject)}</span><strong>{escape(q.words)}</strong>'
        + (f'<span class="year">{q.year}年</span>' if q.year else "")
        + "</li>"
        for q in quantities
    )
    return f'<section class="figures"><h3>本条数字</h3><ul class="chips">{chips}</ul></section>'


def _children(children: tuple[Place, ...]) -> str:
    if not children:
        return ""
    return f'<section class="children"><h3>下级条目</h3><ul class="links">{_items(children, "打开下级")}</ul></section>'


def _steps(shown: ClauseView) -> str:
    out = ""
    for name, other in (("上一条", shown.previous), ("下一条", shown.next)):
        if other is None:
            out += f'<span class="step none">{name}</span>'
            continue
        content = f'<span class="dir">{name}</span><span class="where">{escape(other.label)}</span>'
        out += clause_button(other.address, content, f"{name}：{other.label}", style="step")
    return f'<nav class="steps" aria-label="相邻条款">{out}</nav>'


def _chips(words: tuple[str, ...]) -> str:
    return '<ul class="chips">' + "".join(f"<li>{escape(word)}</li>" for word in words) + "</ul>"
