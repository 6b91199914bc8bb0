"""Lists by words: figures by unit, value and subject; clauses by a term."""

from __future__ import annotations

import re

from corpus.clause import Notice
from corpus.glossary import Glossary
from corpus.spoken import without
from corpus.text import fold
from rag import list_words as words
from rag.list_bodies import mentions, roles_asked
from rag.list_query import Kind, ListQuery
from rag.matter import matter
from rag.parts import Parts
from rag.register import find


def terms_asked(text: str, named: Parts, notice: Notice) -> tuple[ListQuery, ...]:
    """The clauses that hold a term ("哪些条款提到消费券"), or the notice's own words for it."""
    quoted = re.search('[“"‘「『]([^”"’」』]{2,30})[”"’」』]', named.rest)
    found = words.MENTION.search(named.rest)
    if not words.CLAUSES.search(text) or not (found or quoted):
        return ()
    said = quoted.group(1) if quoted else next(group for group in found.groups() if group).strip() if found else ""
    terms = (said,) if quoted or said in notice.folded else _known(said, notice)
    level = "task" if words.OF_TASKS.search(text) and not re.search("条款|地方|处|clause|place|where", text) else ""
    return (ListQuery(Kind.OCCURRENCES, parts=named.addresses, terms=terms, level=level),) if terms else ()


def _known(said: str, notice: Notice) -> tuple[str, ...]:
    """The notice's own terms for a lay or English word."""
    official = (term.strip("+“”") for term in Glossary.load().official_for(said))
    return (*_english_term(said), *(term for term in official if fold(term) in notice.folded))


def _english_term(said: str) -> tuple[str, ...]:
    """An English word that the glossary does not know, to be looked for in the translations."""
    words_said = re.sub(r"^(?:the|a|an|any|some) ", "", said.strip(" ?.!"))
    return (
        (words_said,)
        if words_said not in ("where", "it", "them", "this")
        and said.isascii()
        and 3 <= len(words_said) <= 30
        and len(words_said.split()) <= 3
        else ()
    )


def figures_asked(text: str, named: Parts, notice: Notice) -> ListQuery | None:
    """ "带百分比的目标都有哪些", "附件2里以亩为单位的", "exactly 100%"."""
    one = re.search("多少|几|how (?:much|many)|what(?:'s| is)", text)
    if not words.SEVERAL.search(text) and (one or not words.CLAUSES.search(text)):
        return None
    if not words.FIGURES.search(text) and not re.search("涉及.{0,4}(?:钱|金额)", text):
        return None
    spans = mentions(named.rest)
    bodies = roles_asked(named.rest, spans) if spans else ()
    own = without(named.rest, spans)
    value = words.VALUE.search(own)
    unit = "" if value else next((unit for pattern, unit in words.FIGURE_UNITS if pattern.search(own)), "")
    rest = words.VALUE.sub(" ", own)
    rest = words.FIGURES.sub(
        " ",
        re.sub(
            r"以?[“\"]?[家个名项场亩吨元%]{1,2}[”\"]?为?(?:计量)?单位|亿元|万元|百分[比数之点]?|作?计量单位|作计量|分布|增长|多少|具体|量化|硬|考核|写明|数(?=[的是])",
            " ",
            rest,
        ),
    )
    for pattern, key in words.FIGURE_UNITS:
        if key == unit:
            rest = pattern.sub(" ", rest)
    runs = matter(rest, notice, named.addresses)
    about = tuple(run for run in runs if not run.isascii())
    if text.isascii() and len(runs) > 1 and not (unit or value or about):
        return None
    if len(about) > 1 or not (
        unit
        or value
        or about
        or bodies
        or named.addresses
        or named.outside
        or re.search("量化|数字|figures|numbers|quantif", text)
    ):
        return None
    terms = about[:1]
    level = "task" if words.OF_TASKS.search(text) and "目标" not in text else ""
    query = ListQuery(
        Kind.FIGURES,
        bodies,
        named.addresses,
        terms=terms,
        unit=unit,
        level=level,
        value=value.group(1) if value else "",
    )
    if about and not find(query, notice).rows:
        return None
    plain = not (unit or value or about) and not re.search(
        "量化|数字|数值|指标|百分|钱数|figures|numbers|quantif|metric|indicator", text
    )
    return None if plain else query
