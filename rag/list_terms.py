"""Lists by words: figures by unit, value and subject; clauses by a term."""

from __future__ import annotations

import re

from corpus.clause import Notice
from corpus.glossary import Glossary
from corpus.numbering import chinese_number
from corpus.spoken import without
from corpus.text import fold
from rag import list_words as words
from rag.list_bodies import mentions, roles_asked
from rag.list_query import Kind, ListQuery
from rag.matter import matter
from rag.parts import Parts
from rag.register import find

_TENTHS = re.compile("([一二三四五六七八九])成(?!立|果|为|员|本|交|功|了|效|长|熟|品|都|分)")


def terms_asked(text: str, named: Parts, notice: Notice) -> tuple[ListQuery, ...]:
    """The clauses that hold a term ("哪些条款提到消费券"), or the notice's own words for it."""
    quoted = re.search('[“"‘「『]([^”"’」』]{2,30})[”"’」』]', named.rest)
    if quoted and mentions(named.rest) and not mentions(quoted.group(1)):
        return ()  # the tasks of a body that hold the term
    found = words.MENTION.search(named.rest)
    if not words.CLAUSES.search(text) or not (found or quoted):
        return ()
    repeated = quoted and quoted.group(1) not in notice.folded and _repeated(quoted.group(1), named, notice)
    if repeated:
        return (repeated,)
    said = quoted.group(1) if quoted else next(group for group in found.groups() if group).strip() if found else ""
    terms = (said,) if quoted or said in notice.folded else _known(said, notice)
    level = "task" if words.OF_TASKS.search(text) and not re.search("条款|地方|处|clause|place|where", text) else ""
    return (ListQuery(Kind.OCCURRENCES, parts=named.addresses, terms=terms, level=level),) if terms else ()


def figure_repeated(named: Parts, notice: Notice) -> tuple[ListQuery, ...]:
    """A figure wherever it stands: "旅游收入涨一成以上的说法,全文所有出处", "“新认定高企10家”应有几处命中"."""
    text = named.rest
    if text.isascii() or not words.REPEATED.search(text) or mentions(text):
        return ()
    query = _repeated(text, named, notice)
    return (query,) if query else ()


def _repeated(text: str, named: Parts, notice: Notice) -> ListQuery | None:
    """The figures of one value and one subject, None where the notice has no such figure of what is named beside it."""
    said = _TENTHS.sub(lambda match: f"{chinese_number(match.group(1))}0%", text)
    value = words.VALUE.search(said)
    if not value:
        return None
    bare = words.VALUE.sub(" ", said)
    subjects = [term.strip("+“”") for term in Glossary.load().official_for(bare)]
    subjects += re.findall(r"[\u3400-\u9fff]{2,}", re.sub("增长|涨|以上|达到?|要|的|新增?|认定", " ", bare))
    for subject in subjects:
        query = ListQuery(Kind.FIGURES, parts=named.addresses, terms=(fold(subject),), value=value.group(1))
        if find(query, notice).rows:
            return query
    return None


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
    noted = words.OF_FIGURES.search(text) and not re.search(
        "[?？]|多少|几|谁|怎|什么|\\b(?:what|how|is|are|does)\\b", text
    )
    one = re.search("多少|几|how (?:much|many)|what(?:'s| is)", text)
    if not words.SEVERAL.search(text) and not noted and (one or not words.CLAUSES.search(text)):
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
            r"[写定列]?了?(?:多少|几)(?:百|千|万)?[家个名项场亩吨元%][\u3400-\u9fff]{0,3}(?=的)|以?[“\"]?[家个名项场亩吨元%]{1,2}[”\"]?为?(?:计量)?单位|亿元|万元|百分[比数之点]?|作?计量单位|作计量|分布|增长|多少|具体|量化|硬|考核|写明|数(?=[的是])",
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
