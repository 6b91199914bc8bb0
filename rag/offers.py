"""Short questions that go on from an answer, each of which has an answer itself.

Most name their clause by its address, which is read exactly; those that narrow a list lean on the list before, as its
reader would ("只看附件3的"). What the answer says already is not asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from corpus.clause import MAIN_TEXT, Clause, Notice
from rag.answer import Answer
from rag.list_links import query_from
from rag.list_names import ListError
from rag.list_query import ANY, Kind, ListQuery

MOST = 3
_TASK = ("item", "subitem")
# Chinese, English
_NARROW = ("只看附件{n}的", "Only those in attachment {n}")
_LEADS = ("其中牵头的有哪些？", "Which of those does it lead?")
_WHO = ("{place}由谁负责？", "Who is responsible for {place}?")
_FIGURES = ("{place}有哪些指标？", "What are the figures in {place}?")
_TASKS = ("{place}有哪些任务？", "What are the tasks in {place}?")
_WORDS = ("{place}写了什么？", "What does {place} say?")


def offers(answer: Answer, notice: Notice) -> tuple[str, ...]:
    """Up to MOST questions, the likeliest first, in the answer's language; () where there is nothing to go on from."""
    english = answer.language == "en"
    query = _query(answer, notice)
    found = _of_list(answer, query, notice) if query else _of_clauses(answer, notice)
    said = (template[english].format(**values) for template, values in found)
    return tuple(dict.fromkeys(said))[:MOST]


_Offer = tuple[tuple[str, str], dict[str, str]]


def _query(answer: Answer, notice: Notice) -> ListQuery | None:
    """The list that an answer is."""
    address = urlsplit(answer.exports.get("xlsx", ""))
    kind = {"targets": Kind.FIGURES, "comparison": Kind.COMPARISON}.get(address.path.rpartition("/")[2], Kind.TASKS)
    try:
        pairs = [(name, value) for name, value in parse_qsl(address.query) if name != "format"]
        return query_from(pairs, notice, kind) if address.path else None
    except ListError:
        return None


def _of_list(answer: Answer, query: ListQuery, notice: Notice) -> Iterator[_Offer]:
    cited = [clause for c in answer.citations if (clause := notice.get(c.address))]
    of_each = Counter(c.attachment for c in cited if c.attachment != "0")
    if query.kind is Kind.TASKS and len(query.bodies) == 1 and query.bodies[0].roles == ANY:
        leads = sum(query.bodies[0].name in c.lead for c in cited)
        if 0 < leads < len(cited):
            yield _LEADS, {}
    if query.kind in (Kind.TASKS, Kind.LEADERLESS, Kind.FIGURES) and len(of_each) > 1 and not query.parts:
        for n, _ in of_each.most_common(2):
            yield _NARROW, {"n": n}
    for clause in cited[:1]:
        yield _WORDS, {"place": _place(clause, notice, answer)}


def _of_clauses(answer: Answer, notice: Notice) -> Iterator[_Offer]:
    if not answer.citations:
        for related in answer.related[:2]:
            clause = notice.get(related.address)
            if clause is not None and notice.substantial(clause):
                yield _WORDS, {"place": _place(clause, notice, answer)}
        return
    clause = notice.get(answer.citations[0].address)
    if clause is None:
        return
    place = {"place": _place(clause, notice, answer)}
    if clause.kind in _TASK and clause.responsible and not any(body in answer.answer for body in clause.responsible):
        yield _WHO, place
    if clause.figures and not all(figure.text in answer.answer for figure in clause.figures):
        yield _FIGURES, place
    above = notice.trail(clause)[-1:]
    if clause.kind in _TASK and above and sum(c.kind in _TASK for c in notice.children(above[0])) > 1:
        yield _TASKS, {"place": _place(above[0], notice, answer)}
    if len(answer.citations) == 1 and notice.substantial(clause):
        yield _WORDS, place


def _place(clause: Clause, notice: Notice, answer: Answer) -> str:
    """The clause as people write its address: "附件1 二(一)3", "attachment 1, 2.1.3"."""
    first, *rest = clause.address.split("/")
    if answer.language != "en" or clause.kind == "preamble" or notice.called:
        short = notice.short(clause)
        return f"《{notice.called}》{short.removeprefix(MAIN_TEXT).lstrip()}" if notice.called else short
    levels = f", {'part ' if len(rest) == 1 else ''}{'.'.join(rest)}" if rest else ""
    return ("the overall plan" if first == "0" else f"attachment {first}") + levels
