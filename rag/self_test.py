"""Whether an assistant answers questions about its own notice: what a new process proves before it takes the place of one
that answers.

The questions are made from the notice, whatever it is: a clause's address, titles of clauses, the tasks of a body. What
must hold for any notice is asked of each; of the titles, which other clauses may share in part, one is enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from copy import copy

from corpus.clause import Clause, Notice, WenceError
from corpus.text import fold
from rag.answer import Answer
from rag.pipeline import Assistant

MOST_TITLES = 3
SHORTEST_TITLE = 4  # characters


class SelfTestError(WenceError):
    """An assistant does not find what stands in its own notice."""


def self_test(assistant: Assistant) -> str | None:
    """A sentence on what is wrong; None where nothing is. At most five questions; no language model is asked."""
    quiet = copy(assistant)
    quiet.writer = None
    notice = assistant.notice
    if not notice.clauses:
        return "公告里没有一条条文。请检查 source.txt。 The notice has no clause; look at its source.txt."
    for wrong in (_address(quiet, notice), _titles(quiet, notice), _tasks(quiet, notice)):
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
    """What is wrong with the answer to a clause's address."""
    clause = next((c for c in reversed(notice.clauses) if c.kind != "preamble" and notice.substantial(c)), None)
    if clause is None:
        return ""
    question = f"{notice.short(clause)}写了什么？"
    return "" if _cites(assistant.answer(question), clause, notice) else f"“{question}”没有答出这一条。"


def _titles(assistant: Assistant, notice: Notice) -> str:
    """What is wrong where no title that is asked for leads to its clause."""
    tried = ""
    for clause in _with_own_titles(notice):
        question = f"{clause.title}有什么内容？"
        if _cites(assistant.answer(question), clause, notice):
            return ""
        tried = tried or f"“{question}”等问题都没有找到原文。"
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
    under = {
        clause.address,
        *(other.address for other in notice.clauses if other.address.startswith(f"{clause.address}/")),
    }
    return answer.status.answers and any(citation.address in under for citation in answer.citations)
