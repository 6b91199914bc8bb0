"""junit.xml: in the readers' schema, a case a judged turn, red only for what fell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from eval.record import Record
from eval.report.junit import text
from tests.eval.report.made import OUTCOMES, SECRETS, other_questions, same, view, worse_now

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))
MADE = pytest.mark.parametrize(
    "made", [None, same, worse_now, other_questions], ids=["no baseline", "same", "worse", "other questions"]
)


def cases(made: Callable[[Record], None] | None) -> dict[str, tuple[str, str]]:
    """ "class name" → (tag of the result or "", its message)."""
    found = {}
    for case in ET.fromstring(text(view(made))).iter("testcase"):
        result = next(iter(case), None)
        place = f"{case.get('classname')} {case.get('name')}"
        found[place] = ("", "") if result is None else (result.tag, result.get("message", ""))
    return found


@MADE
def test_the_file_is_in_the_schema(made: Callable[[Record], None] | None) -> None:
    SCHEMA.assertValid(etree.fromstring(text(view(made)).encode()))


def test_the_schema_sees_what_is_wrong() -> None:
    assert not SCHEMA.validate(etree.fromstring(text(view()).replace(' time="0.010"', "").encode()))


@MADE
def test_the_counts_are_those_of_the_cases(made: Callable[[Record], None] | None) -> None:
    root = ET.fromstring(text(view(made)))
    for part in (root, *root):
        held = list(part.iter("testcase"))
        assert part.get("tests") == str(len(held))
        assert part.get("failures") == str(sum(case.find("failure") is not None for case in held))
    assert [suite.get("skipped") for suite in root] == [str(len(list(suite.iter("skipped")))) for suite in root]


def test_every_turn_is_a_case() -> None:
    assert {f"eval.{o.split}.{o.type} {o.id}" for o in OUTCOMES} <= cases(same).keys()
    (first,) = [c for c in ET.fromstring(text(view())).iter("testcase") if c.get("name") == "d1"]
    assert first.get("time") == "0.010"


def test_what_fell_is_red_and_what_failed_before_is_not() -> None:
    found = cases(worse_now)
    assert found["eval.dev.numeric d1"] == ("", "")
    assert found["eval.dev.numeric d2"] == (
        "failure",
        "passed before, fails now: retrieve (parted at retrieve), answered",
    )
    assert found["eval.dev.near_miss d3"] == ("skipped", "answerable: fails in the baseline too")
    assert found["eval.dev.pronoun f1.2"] == ("skipped", "verify: waived: 等待人工复核 <待定>")
    assert found["eval.test.lead t2"][0] == "failure"


def test_the_gate_has_cases_of_its_own() -> None:
    red = {place: message for place, (tag, message) in cases(worse_now).items() if tag == "failure"}
    assert red["eval.stage.retrieve success@1"] == "retrieve/success@1: 0.9 → 0.8"
    assert red["eval.slice.dev dev"] == "dev passed: 0.95 → 0.4 (n = 5)"
    assert "商局" in red["eval.gate forms of bodies"]
    assert cases(worse_now)["eval.stage.retrieve MRR"] == ("", "")
    assert cases(same).keys() == cases(worse_now).keys()  # the same on every run, so that a trend can be shown
    assert [message for tag, message in cases(same).values() if tag == "failure"] == []


def test_questions_that_came_or_went_are_red() -> None:
    found = cases(other_questions)
    assert found["eval.gate questions as in the baseline"][0] == "failure"
    assert found["eval.dev.numeric d2"] == ("skipped", "retrieve: fails; the baseline does not know it")


def test_without_a_baseline_nothing_is_red() -> None:
    found = cases(None)
    assert found["eval.dev.numeric d2"] == ("skipped", "retrieve: fails; there is no baseline to compare with")
    assert {tag for tag, _ in found.values()} == {"", "skipped"}


@MADE
def test_blind_questions_stay_unseen(made: Callable[[Record], None] | None) -> None:
    assert [secret for secret in SECRETS if secret in text(view(made))] == []


def test_a_failure_says_what_every_stage_made_of_it() -> None:
    found = ET.fromstring(text(view(worse_now))).iter("testcase")
    failure, blind = (case.find("failure") for case in found if case.get("name") in ("d2", "t2"))
    assert failure is not None
    assert failure.text is not None
    for words in ("<script>alert(1)</script>", "1/2, 1/3", "gold at 7", "6.5%|6.5个百分点", "增长7%。"):
        assert words in failure.text
    assert blind is not None
    assert blind.text == "t2 [lead] stage verify, route answer, status answered, rank 2, verdict answered"
