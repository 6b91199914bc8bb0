"""A question → the complete lists that it asks for, as register queries; () where it asks for none.

A question asks for a list of tasks by naming bodies (or a part, a term, a unit) and no further matter: "县发改局牵头社会
信用体系吗" is about a matter and goes to retrieval. Which words are a matter is read off the notice itself: they stand
in its text, and are none of the words of listing (rag/list_words.py).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from corpus.clause import Clause, Notice
from corpus.glossary import Glossary
from corpus.numbering import chinese_number
from corpus.reference import campaigns
from corpus.text import fold
from rag import list_words as words
from rag.list_bodies import mentions, role_words, spelled_out, tasks_asked
from rag.list_judge import Judge
from rag.list_occurrences import occurrences_asked
from rag.list_query import ANY, LEADING, Asked, Kind, ListQuery
from rag.list_terms import figure_repeated, figures_asked, terms_asked
from rag.matter import asking, leftover, matter
from rag.parts import Parts, parts_named
from rag.question import Question, Want
from rag.register import find, is_task, tasks_in

_ITS_TASKS = re.compile("的.{0,3}(?:任务|条目|事项|工作|实事)")


def read_lists(question: Question, notice: Notice) -> tuple[ListQuery, ...]:
    """The complete lists that a question asks for; a part that does not exist is no list's (see rag.parts)."""
    named, found = candidates(question, notice)
    judge = Judge.load()
    return next((lists for lists in found if judge.asks(question, lists[0], named, notice)), ())


def candidates(question: Question, notice: Notice) -> tuple[Parts, Iterator[tuple[ListQuery, ...]]]:
    """What a question could be read as by its words, the likeliest reading first, and the parts that it names."""
    folded = fold(spelled_out(question.text)) if question.language == "en" else words.plain(question.folded)
    folded = words.CITE.sub(" ", folded)
    export = bool(words.EXPORT.search(folded))
    text = words.EXPORT.sub(" 清单 ", folded) if export else folded
    named = parts_named(text, notice)
    if words.FORCE.search(text) or (named.missing and not named.addresses):
        return named, iter(())
    readings = (lists for lists in _readings(question, text, named, notice) if lists)
    return named, (
        tuple(replace(query, export=export, missing=named.missing, outside=named.outside) for query in lists)
        for lists in readings
    )


def _readings(question: Question, text: str, named: Parts, notice: Notice) -> Iterator[tuple[ListQuery, ...]]:
    yield _compared(question, text, named, notice)
    yield _of_parts(text, named, notice)
    of_figures = figures_asked(text, named, notice)
    if of_figures and words.OF_FIGURES.search(text):
        yield (of_figures,)
    yield tasks_asked(question, named, notice)
    if of_figures:
        yield (of_figures,)
    if named.addresses:
        yield _held(named, notice)
    yield figure_repeated(named, notice)
    yield terms_asked(text, named, notice)
    yield occurrences_asked(named, notice)


# -- the overall plan against the attachments


def _compared(question: Question, text: str, named: Parts, notice: Notice) -> tuple[ListQuery, ...]:
    """ "总体方案和附件的数一致吗", "园区规模工业占比在总体方案和附件2里写得一样吗"."""
    sides = words.OVERALL.search(text) and (words.ATTACHED.search(text) or named.addresses)
    itself = words.ITSELF.search(text) and (words.FIGURES.search(text) or words.ATTACHED.search(text))
    if not words.COMPARE.search(text) or not (sides or itself):
        return ()
    if not sides and Want.AMOUNT in question.wants:
        return ()  # "到底定的是多少,各处一样吗": the amount is asked for first, and where it differs is added to it
    parts = tuple(part for part in named.addresses if part != "0")
    rest = words.OVERALL.sub(" ", words.COMPARE.sub(" ", named.rest))
    rest = re.sub(
        r"附件|方案|说法|写法|提法|目标|指标|数字|数据|数值|数|名称|名字|叫法|标题|题目|口径|打架|哪些|地方|前后|之间|写|figures?|targets?|numbers?|titles?|names?|attachments?|annex(?:es)?|overall|internal",
        " ",
        rest,
    )
    about = matter(rest, notice, parts)
    official = Glossary.load().official_for(rest)
    if text.isascii() and about and not official:
        return ()  # of a matter that English words do not lead to; the nearest clauses are a better answer
    level = "title" if re.search("名称|名字|叫法|标题|题目|叫什么|titles?\\b|names?\\b|call(?:s|ed)?\\b", text) else ""
    terms = tuple(dict.fromkeys((*about[:1], *official)))
    return (ListQuery(Kind.COMPARISON, parts=parts, terms=() if level else terms, level=level),)


# -- the whole notice and its parts: attachments, counts, what has no lead


def _of_parts(text: str, named: Parts, notice: Notice) -> tuple[ListQuery, ...]:
    bodies = mentions(text)
    most = words.MOST.search(text) or words.LEAST.search(text)
    least = bool(words.LEAST.search(text))
    if (
        words.WHICH_PART.search(text)
        and (most or words.TOTAL.search(text) or words.EACH_PART.search(text))
        and words.TASKS.search(text)
    ) and not bodies:
        return (ListQuery(Kind.COUNTS, level="extreme" if most else "", least=least),)
    if not bodies and most and words.WHICH_TASK.search(text) and re.search("单位|部门|家|bod|bureau|department", text):
        return (ListQuery(Kind.RANKING, (), named.addresses, level="task", least=least),)
    ranks = most and words.WHICH_BODY.search(text) and words.TASKS.search(text)
    if not bodies and ranks and not any(len(run) > 2 for run in matter(named.rest, notice, named.addresses)):
        roles = role_words(text) or ANY
        return (ListQuery(Kind.RANKING, (Asked("", roles),), named.addresses, least=least),)
    if not bodies and words.NO_LEAD.search(text):
        about = matter(named.rest, notice, named.addresses)
        said = words.HOLDING.search(named.rest)
        query = ListQuery(Kind.LEADERLESS, parts=named.addresses, terms=(said.group(1),) if said else about[:1])
        return (query,) if said or (len(about) < 2 and (not about or find(query, notice).rows)) else ()
    if (words.ATTACHMENTS.search(text) or _of_campaign(text, notice)) and not named.addresses and not bodies:
        return (ListQuery(Kind.ATTACHMENTS),)
    if bodies or matter(named.rest, notice, named.addresses):
        return ()
    whole = not named.addresses and re.search(
        "|".join(["文件|公告|通知|方案|全文|一共|总共|notice|plan|document|all", *map(re.escape, campaigns(notice))]),
        text,
    )
    holds = any(clause and notice.children(clause) for clause in map(notice.get, named.addresses))
    if (whole or holds) and words.BODIES.search(text) and _of_duties(text):
        return (ListQuery(Kind.BODIES, (Asked("", LEADING),) if words.LEAD.search(text) else (), named.addresses),)
    if not named.addresses and words.TOTAL.search(text) and words.OF_TASKS.search(text):
        return (ListQuery(Kind.COUNTS),)
    return ()


def _of_campaign(text: str, notice: Notice) -> bool:
    """Whether what a notice's campaign comprises is asked for: "五大行动包括哪些"."""
    return any(re.search(re.escape(name) + words.COMPRISES, text) for name in campaigns(notice))


def _of_duties(text: str) -> bool:
    return any(pattern.search(text) for pattern in (words.INVOLVES, words.LEAD, words.PARTY))


# -- what a part holds


def _held(named: Parts, notice: Notice) -> tuple[ListQuery, ...]:
    text = named.rest
    if not named.addresses or mentions(text):
        return ()
    if any(word.search(text) for word in (words.LEAD, words.PARTY, words.NO_LEAD)):
        return ()  # narrower than all that the part holds
    asked = (words.MANY, words.HOLDS, words.SEVERAL)
    if not (any(word.search(text) for word in asked) or (_ITS_TASKS.search(text) and not leftover(text))):
        return ()  # "附件6二(二)的任务" says nothing else
    parts = [clause for address in named.addresses if (clause := notice.get(address))]
    if not any(notice.children(part) for part in parts) or matter(asking(text), notice, named.addresses):
        return ()
    kinds = {c.kind for c in notice.clauses for p in parts if c.address.startswith(p.address + "/")}
    level = _level(text, kinds | {"task"})
    if not level and not (words.SEVERAL.search(text) or re.search("多少|几|下面|底下|什么|啥|what|how many", text)):
        return ()
    if level == "task" and all(part.kind in ("section", "item") for part in parts):
        level = ""
    if level == "chapter" and (words.OF_TASKS.search(text) or _so_many_sections(text, parts, notice)):
        level = "section"  # "任务分几大块", "八个部分": the parts of the chapter of tasks
        held = [c for p in parts for c in notice.children(p) if any(t.kind == "section" for t in notice.children(c))]
        tasks = [c for c in held if any(is_task(t, notice) for t in tasks_in(c, notice))]
        if len(tasks) >= len(parts):
            return (ListQuery(Kind.PARTS, parts=tuple(c.address for c in tasks), level=level),)
    return (ListQuery(Kind.PARTS, parts=named.addresses, level=level),)


def _so_many_sections(text: str, parts: Sequence[Clause], notice: Notice) -> bool:
    """Whether as many parts are spoken of as one chapter has sections, and not as there are chapters: "八个部分"."""
    said = re.search("([一二三四五六七八九十]|[1-9])(?:个|大)*(?:部分|大?块|方面)", text)
    if said is None:
        return False
    chapters = [c for part in parts for c in notice.children(part) if c.kind == "chapter"]
    n = chinese_number(said.group(1))
    return n != len(chapters) and any(len(notice.children(c)) == n for c in chapters)


def _level(text: str, kinds: Collection[str]) -> str:
    """The level of the notice that is asked for: the word behind 几 or "which", else the first that is spoken of."""
    behind = words.COUNTED.search(text)
    for said in (behind.group() if behind else "", text):
        found = [
            (m.start(), level) for pattern, level in words.LEVELS if level in kinds and (m := pattern.search(said))
        ]
        if found:
            return max(found)[1] if said.isascii() and behind else min(found)[1]
    return ""
