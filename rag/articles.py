"""第N条 of a law → its address: articles are numbered through, and so need no chapter before them.

第八条 · 第二十五条第一项 · 第25条(三) · article 12
"""

from __future__ import annotations

import re

from corpus.clause import MAIN_TEXT, Notice
from corpus.numbering import chinese_number
from rag.address import AddressQuery, find_address
from rag.address_levels import Levels

_NUMBER = r"[零〇一二三四五六七八九十百]{1,5}|\d{1,3}"
_ARTICLE = re.compile(
    rf"(?:正文\s*)?第\s*(?P<article>{_NUMBER})\s*条(?!例)(?:\s*第\s*(?:{_NUMBER})\s*款)?"
    rf"(?:\s*(?:第\s*[(（]?\s*(?P<section>{_NUMBER})\s*[)）]?\s*项|[(（](?P<bare>{_NUMBER})[)）]))?"
    rf"(?:\s*(?:第\s*(?P<item>{_NUMBER})\s*目))?"
    r"|(?<![a-z])art(?:icle|\.)\s*(?P<english>\d{1,3})(?!\d)"
)

_LEVEL = re.compile(
    r"[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十\d]{1,3}(?:部分|[章节条项点款])|[一二三四五六七八九十]{1,3}、"
)


def article_in(folded: str, notice: Notice) -> AddressQuery | None:
    """The article that a folded question names; None where it names none, several, or the notice has no articles."""
    found = list(_ARTICLE.finditer(folded)) if notice.has_articles else []
    if len({match.group() for match in found}) != 1:
        return None
    match = found[0]
    levels: Levels = (("article", _number(match["article"] or match["english"])),)
    for kind, said in (("section", match["section"] or match["bare"]), ("item", match["item"])):
        if said:
            levels += ((kind, _number(said)),)
    rest = f"{folded[: match.start()]} {folded[match.end() :]}"
    return AddressQuery(None, levels, match.group().strip(), rest)


def address_in(folded: str, notice: Notice) -> AddressQuery | None:
    """The address that a folded question names, be it an article, or None. In a notice of one document nothing has to be
    said before "(十二)": it can only be of that."""
    found = article_in(folded, notice) or find_address(folded)
    if found is not None or len(notice.documents) != 1:
        return found
    level = _LEVEL.search(folded)
    return find_address(f"{folded[: level.start()]} {MAIN_TEXT} {folded[level.start() :]}") if level else None


def _number(said: str) -> int:
    return int(said) if said.isdigit() else chinese_number(said)
