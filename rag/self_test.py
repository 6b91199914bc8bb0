"""Whether an assistant answers questions about its own notice: what a new process proves before it takes the place of one
that answers.

The questions are made from the notice, whatever it is: addresses of clauses, titles of clauses, the tasks of a body. Of each
kind one that is right is enough: this finds what is broken, and does not judge what is hard.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from copy import copy

from corpus.clause import Clause, Notice, WenceError
from corpus.text import fold
from rag.answer import Answer
from rag.pipeline import Assistant
from rag.question import read

log = logging.getLogger("wence")

MOST_TITLES = 3
SHORTEST_TITLE = 4  # characters
NEAR = 5  # a clause that is found is among so many


class SelfTestError(WenceError):
    """An assistant does not find what stands in its own notice."""


def self_test(assistant: Assistant) -> str | None:
    """A sentence on what is wrong; None where nothing is. At most five questions; no language model is asked."""
    quiet = copy(assistant)
    quiet.writer = None
    notice = assistant.notice
    for part in (_address, _titles, _tasks):
        try:
            wrong = part(quiet, notice)
        except Exception:  # an index that does not fit its notice fails in many ways
            log.exception("the self-test failed")
            wrong = "检索出错，原因见日志。"
        if wrong:
            return f"自检没有通过：{wrong}请用 python -m index build 重建索引后再试。 The self-test failed; rebuild the index."
    return None


def proven(assistant: Assistant) -> Assistant:
    """The assistant. Raises SelfTestError where it does not pass."""
    wrong = self_test(assistant)
    if wrong:
        raise SelfTestError(wrong)
    return assistant


def _address(assistant: Assistant, notice: Notice) -> str:
    """What is wrong where no address that is asked for leads to its clause. What is numbered as laws are (第一章, 第二条) is
    not asked by number."""
    numbered = [
        clause
        for clause in notice.clauses
        if clause.kind in ("chapter", "section", "item", "subitem")
        and notice.substantial(clause)
        and not any(one.marker.startswith("第") for one in (*notice.trail(clause), clause))
    ]
    tried = ""
    for clause in numbered[:: max(len(numbered) - 1, 1)]:  # the first and the last
        question = f"{notice.short(clause)}写了什么？"
        if _cites(assistant.answer(question), clause, notice):
            return ""
        tried = tried or f"“{question}”没有答出这一条。"
    return tried


def _titles(assistant: Assistant, notice: Notice) -> str:
    """What is wrong where no title is found in its own clause. Whether that answers a question is judged by words that a
    short notice may lack; that it is found is not."""
    tried = ""
    for clause in _with_own_titles(notice):
        hits = assistant.retriever.rank(read(clause.title))[:NEAR]
        if any(hit.clause.address in _under(clause, notice) for hit in hits):
            return ""
        tried = tried or f"“{clause.title}”等条目检索不到。"
    return tried


def _with_own_titles(notice: Notice) -> Iterator[Clause]:
    """A few clauses, spread over the notice, whose titles are no part of another one's."""
    titles = [fold(clause.title) for clause in notice.clauses if clause.title]
    own = [
        clause
        for clause in notice.clauses
        if clause.kind not in ("attachment", "preamble")
        and len(clause.title) >= SHORTEST_TITLE
        and notice.substantial(clause)
        and sum(fold(clause.title) in title for title in titles) == 1
    ]
    step = max(len(own) // MOST_TITLES, 1)
    yield from own[::step][:MOST_TITLES]


def _tasks(assistant: Assistant, notice: Notice) -> str:
    """What is wrong with the list of the tasks that the busiest body leads."""
    leads = Counter(body for clause in notice.clauses for body in clause.lead)
    if not leads:
        return ""
    body = leads.most_common(1)[0][0]
    question = f"{body}牵头的任务有哪些？"
    answer = assistant.answer(question)
    led = {clause.address for clause in notice.clauses if body in clause.lead}
    found = answer.status.answers and bool(led & {citation.address for citation in answer.citations})
    return "" if found else f"“{question}”没有答出它牵头的任务。"


def _cites(answer: Answer, clause: Clause, notice: Notice) -> bool:
    """Whether an answer cites the clause, or what is under it."""
    return answer.status.answers and any(c.address in _under(clause, notice) for c in answer.citations)


def _under(clause: Clause, notice: Notice) -> set[str]:
    """The addresses of the clause and of what is under it."""
    return {clause.address, *(c.address for c in notice.clauses if c.address.startswith(f"{clause.address}/"))}
