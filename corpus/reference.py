"""A clause → how an official document refers to it: 《新田县实施“七大攻坚”总体方案》（送审稿）附件7第二部分（一）第5项第（15）目.

Levels are called as official documents call them: 一、 is a 部分, (一) is given as it stands, 1. is a 项, (1) is a 目. In a
law, where 第N条 are numbered through, an article needs no chapter, and what is under it is a 项, then a 目; what is numbered
一、 under a 第N章 is called an article too.
"""

from __future__ import annotations

import re

from corpus.clause import UNKNOWN, Clause, Notice

_WIDE = str.maketrans("()", "（）")
_ALONE = "第"  # begins a marker that says its level itself: 第二章, 第五条
_QUOTED = re.compile('[“"]([\u3400-\u9fff]{2,12})[”"]')
_UNDER_ARTICLE = ("项", "目", "点")


def reference_to(notice: Notice, clause: Clause) -> str:
    """The official reference, distinct for every clause of a notice; `where` behind the document's name and standing."""
    return document(notice) + where(notice, clause)


def document(notice: Notice) -> str:
    """The document's name in title marks, with its standing where one is known: 《…总体方案》（送审稿）."""
    standing = "" if notice.status in ("", UNKNOWN) else f"（{notice.status}）"
    return f"《{bare(notice.title)}》{standing}"


def bare(title: str) -> str:
    """A title to be put between title marks: without marks around the whole of it, and with single ones inside.

    >>> bare("国务院关于印发《国务院工作规则》的通知"), bare("《国务院工作规则》")
    ('国务院关于印发〈国务院工作规则〉的通知', '国务院工作规则')
    """
    return bare_title(title).replace("《", "〈").replace("》", "〉")


def bare_title(title: str) -> str:
    """A title without title marks around the whole of it."""
    around = title.startswith("《") and title.endswith("》") and title.count("《") == 1
    return title[1:-1] if around else title


def campaigns(notice: Notice) -> tuple[str, ...]:
    """The names in quotation marks of a notice's title, by which people call it: 七大攻坚 of 《…实施“七大攻坚”总体方案》."""
    return tuple(_QUOTED.findall(notice.title))


def where(notice: Notice, clause: Clause) -> str:
    """The place in the document: "附件7第二部分（一）第5项第（15）目", "附件3前言", "第五条第（一）项"; "" for the main document as a
    whole."""
    if clause.kind == "page":
        return "网页页首信息"
    trail = (*notice.trail(clause), clause)
    article = next((n for n, c in enumerate(trail) if c.kind == "article"), None)
    head, rest = trail[0].marker, trail[1:]
    if article is None:
        return head + "".join(map(_level, rest, trail))
    under = trail[article + 1 :]
    over = trail[1:article] if _repeated(notice, trail[article]) else ()
    names = (*_UNDER_ARTICLE, *_UNDER_ARTICLE[-1:] * len(under))
    inside = "".join(f"第{_mark(c)}{name}" for c, name in zip(under, names, strict=False))
    return head + "".join(map(_level, over, trail)) + trail[article].marker + inside


def _level(clause: Clause, outer: Clause) -> str:
    if clause.kind == "preamble":
        return "前言"
    mark = _mark(clause)
    if mark.startswith(_ALONE):
        return mark
    match clause.kind:
        case "chapter":
            return f"第{mark}{'条' if outer.marker.startswith(_ALONE) else '部分'}"
        case "item":
            return f"第{mark}项"
        case "subitem":
            return f"第{mark}目"
    return mark


def _mark(clause: Clause) -> str:
    return clause.marker.rstrip("、.").translate(_WIDE)


def _repeated(notice: Notice, article: Clause) -> bool:
    """Whether articles begin anew in each chapter, so that a number alone does not tell them apart."""
    same = (c for c in notice.clauses if c.kind == "article" and c.attachment == article.attachment)
    return sum(c.marker == article.marker for c in same) > 1
