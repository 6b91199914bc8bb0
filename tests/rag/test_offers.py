"""What is offered after an answer has an answer itself: over many development questions and the real assistant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.clause import Notice
from rag.answer import Answer, Status, Turn
from rag.offers import MOST, offers
from rag.pipeline import Assistant

QUESTIONS = Path(__file__).parents[2] / "eval" / "questions" / "dev.jsonl"
ONE_IN = 24  # questions; one in 3 gives the same, and takes minutes
LIST, CLAUSE = "县科商工信局牵头哪些任务？", "创新消费场景"


def asked() -> list[str]:
    rows = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    return [row["question"] for row in rows if "question" in row][::ONE_IN]


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> list[tuple[str, Answer]]:
    return [(question, assistant.answer(question)) for question in asked()]


@pytest.fixture(scope="module")
def offered(assistant: Assistant, answers: list[tuple[str, Answer]]) -> list[tuple[Answer, str, Answer]]:
    """An answer, what it offers, and the answer to that."""

    def all_of() -> Iterator[tuple[Answer, str, Answer]]:
        for question, answer in answers:
            for offer in offers(answer, assistant.notice):
                yield answer, offer, assistant.answer(offer, [Turn.of(question, answer)])

    return list(all_of())


def test_what_is_offered_is_answered(offered: list[tuple[Answer, str, Answer]]) -> None:
    assert len(offered) > 100
    assert not [offer for _, offer, then in offered if not then.answer.strip()]
    left = [(offer, then.status.value) for _, offer, then in offered if not then.status.answers]
    assert len(left) <= 0.05 * len(offered), left


def test_what_names_a_clause_is_answered_from_it(offered: list[tuple[Answer, str, Answer]], notice: Notice) -> None:
    wrong = []
    for answer, offer, then in offered:
        if not offer.endswith("写了什么？"):
            continue
        meant = next(c for c in notice.clauses if offer.startswith(f"{notice.short(c)}写"))
        if not any((c.address + "/").startswith(meant.address + "/") for c in then.citations):
            wrong.append((answer.standalone_question, offer))
    assert wrong == []


def test_there_is_something_to_go_on_with(answers: list[tuple[str, Answer]], notice: Notice) -> None:
    for question, answer in answers:
        found = offers(answer, notice)
        assert len(found) == len(set(found)) <= MOST
        if answer.status is Status.ANSWERED and answer.citations and answer.citations[0].address != "page":
            assert found or len(answer.citations) > 1, question


def test_the_language_is_the_answer_s(assistant: Assistant) -> None:
    english = assistant.answer("Who leads the consumption scenarios?")
    assert english.language == "en"
    assert all(offer.isascii() for offer in offers(english, assistant.notice))
    assert all("？" in offer or offer.endswith("的") for offer in offers(assistant.answer(LIST), assistant.notice))


def test_what_is_said_is_not_asked(assistant: Assistant) -> None:
    said = assistant.answer(f"{CLAUSE}由哪个单位牵头？")
    assert not [offer for offer in offers(said, assistant.notice) if "由谁负责" in offer]


def test_nothing_to_go_on_from(assistant: Assistant) -> None:
    answer = assistant.answer("你好")
    assert offers(answer, assistant.notice) == ()
    # An answer from elsewhere: a list or a clause that this notice does not have.
    cited = assistant.answer(CLAUSE).citations[0]
    strange = replace(answer, citations=(replace(cited, address="99/9"),))
    assert offers(strange, assistant.notice) == ()
    assert offers(replace(strange, exports={"xlsx": "/api/tasks?department=?"}), assistant.notice) == ()
