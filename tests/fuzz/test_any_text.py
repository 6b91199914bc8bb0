"""Whatever text comes in, nothing raises and nothing is lost."""

from __future__ import annotations

import random
import re
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from eval.planted import truths
from tests.fuzz import harness
from tests.fuzz.texts import any_question, any_text, deep, mutated_notice

fuzz = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))


@fuzz
@given(st.one_of(any_text, mutated_notice(), deep()))
@example("某县方案\n一、甲\n1.乙\n2.丙\n(一)丁\n(二)戊\n2.己\n")  # families in another order than the customary one
@example("某县方案\n" + "标题\n1.\n" * 1200)
@example("\ud800一、甲\n\udfff\n")
def test_the_parser(text: str) -> None:
    harness.parser(text)


@fuzz
@given(st.one_of(any_text, any_question))
@example("İ县发改局牵头，县財政局")
def test_words(text: str) -> None:
    harness.words(text)


@fuzz
@given(any_question)
@example("附件" + "9" * 400 + "第3项")
@example("第" + "一" * 500 + "条")
def test_addresses(text: str) -> None:
    harness.addresses(text)


@fuzz
@given(any_question)
def test_questions(text: str) -> None:
    harness.questions(text)


@fuzz
@given(
    st.one_of(
        any_question,
        st.lists(
            st.sampled_from(["县财政局", "牵头", "740元", "《", "”", "[1]", "不", "485元/月", "by 2025", "at least"]),
            max_size=8,
        ).map("".join),
    )
)
def test_the_verifier_never_raises(text: str) -> None:
    harness.verifier(text)


@pytest.fixture(scope="module")
def figures_stated() -> list[tuple[str, str]]:
    from corpus.knowledge import Knowledge

    return [(case.text, case.address) for case in truths(harness.first_notice(), Knowledge()) if case.kind == "figure"]


@fuzz
@given(st.integers(0, 10**6), st.decimals(0, 10**6, places=1), st.booleans())
def test_a_changed_figure_is_never_proven(
    figures_stated: list[tuple[str, str]], which: int, value: Decimal, whole: bool
) -> None:
    """One number of a true statement is changed to one that its clause does not hold."""
    text, address = figures_stated[which % len(figures_stated)]
    clause = harness.first_notice().by_address[address]
    numbers = list(re.finditer(r"[0-9]+(?:\.[0-9]+)?", text))
    assume(numbers)
    match = numbers[which % len(numbers)]
    changed = f"{value:f}".rstrip("0").rstrip(".") if not whole else str(int(value))
    assume(changed)
    stated = {Decimal(n) for n in re.findall(r"[0-9]+(?:\.[0-9]+)?", clause.text)}
    assume(Decimal(changed) not in stated)
    assert not harness.verifier(text[: match.start()] + changed + text[match.end() :], clause)


def test_every_document_with_every_line_shuffled() -> None:
    from tests.fuzz.texts import DOCUMENTS

    for path in sorted(DOCUMENTS.glob("*.txt")):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        random.Random(0).shuffle(lines)
        harness.parser("".join(lines))
