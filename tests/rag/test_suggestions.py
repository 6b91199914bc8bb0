"""Every question that the notice suggests is answered, from the clause that it is about."""

from __future__ import annotations

import pytest

from corpus.parse import DEFAULT_NOTICE, notice_folder
from corpus.suggestions import Suggestions
from rag.answer import Status
from rag.pipeline import Assistant
from tests.rag.contract import cited, ids

OFFERED = Suggestions.read(notice_folder(DEFAULT_NOTICE))
# The clause that each answer begins with, in the order of the lists.
CHINESE = ["7/2/1/5/15", "7/2/2/1", "1/2/1/1", "7/2/3/3", "7/2/1/9/21", "7/2/1/6/18"]
ENGLISH = ["7/2/1/5/15", "7/2/2/1", "1/2/1/1", "7/2/3/3", "7/2/1/4/14", "7/2/1/7/19"]
STAFF = ["7/2/1/5/15", "1/2/1/3", "2/2/2/3", "1/3", "2/2/4/5", "1/1"]
CASES = [
    (language, question, clause)
    for language, questions, clauses in (
        ("zh", OFFERED.zh, CHINESE),
        ("zh-Hant", OFFERED.zh_hant, CHINESE),
        ("en", OFFERED.en, ENGLISH),
        ("", OFFERED.staff, STAFF),
    )
    for question, clause in zip(questions, clauses, strict=True)
]


@pytest.mark.parametrize(("language", "question", "clause"), CASES, ids=ids(clause for _, _, clause in CASES))
def test_a_suggestion_is_answered(assistant: Assistant, language: str, question: str, clause: str) -> None:
    answer = assistant.answer(question)
    assert answer.status is Status.ANSWERED
    assert cited(answer)[0] == clause
    assert language in ("", answer.language)
    assert bool(answer.plain) == (language in ("zh", "zh-Hant")) or not language


def test_they_are_the_assistants(assistant: Assistant) -> None:
    assert assistant.knowledge.suggestions == OFFERED
