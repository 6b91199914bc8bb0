"""The gate: what is red and what is not, and which stage is pointed at, on records made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.blame import blame
from eval.compare import Comparison, GateError, compare, summary, waivers
from eval.outcome import Outcome
from eval.record import Record, RecordError
from eval.results import Results
from tests.eval.outcomes import DECLINED, LEAKED, RIGHT, SHY, WRONG

STAGES = {
    "parse": {"gold_known": 1.0, "clauses": 249.0},
    "retrieve": {"success@1": 0.9, "success@5": 0.99},
    "answerable": {"kept": 0.95, "declined": 0.9},
    "verify": {"falsehoods": 100.0, "falsehoods_proven": 0.0, "truths_proven": 0.99},
}
FORMS = {"县民政局": ["民政", "民政局"]}
KNOWN = {"1/1": "aa", "2/1": "bb"}
MANY = [replace(RIGHT, id=f"m{n}") for n in range(200)]  # in which one question is half a per cent


def record(
    *outcomes: Outcome,
    stages: dict[str, dict[str, float]] | None = None,
    clauses: dict[str, str] | None = None,
    forms: dict[str, list[str]] | None = None,
) -> Record:
    return Record.of(Results(outcomes, stages or STAGES, clauses or KNOWN, forms or FORMS, {"notice": "x"}))


BEFORE = record(RIGHT, DECLINED, WRONG)


def kinds(found: Comparison) -> set[tuple[str, str, str]]:
    return {(f.kind, f.name, f.stage) for f in found.findings}


def questions(found: Comparison) -> dict[str, str]:
    """Fallen question → stage."""
    return {f.name: f.stage for f in found.findings if f.kind == "question"}


def test_the_same_is_green() -> None:
    found = compare(BEFORE, BEFORE, {})
    assert found.green
    assert (found.fell, found.rose, found.stage) == ((), (), "")
    assert "GREEN" in summary(found)


def test_a_question_that_falls_is_named_with_its_stage() -> None:
    found = compare(record(replace(SHY, id="a"), DECLINED, WRONG), BEFORE, {})
    assert questions(found) == {"a": "answerable"}
    assert found.stage == "answerable"
    assert "RED" in summary(found)
    assert "question a [answerable]" in summary(found)
    assert found.paired["dev"].lost == 1


FALLEN = {
    "parse": (replace(WRONG, id="a"), {"1/1": "other", "2/1": "bb"}),
    "read": (replace(WRONG, id="a", understood="别的"), KNOWN),
    "retrieve": (replace(WRONG, id="a"), KNOWN),
    "answerable": (replace(SHY, id="a"), KNOWN),
    "answer": (replace(RIGHT, missing=("740元",), answer="少[1]"), KNOWN),
    "verify": (replace(RIGHT, missing=("740元",), answer="少[1]", dropped=("740元",)), KNOWN),
}


@pytest.mark.parametrize(("stage", "outcome", "clauses"), [(k, *v) for k, v in FALLEN.items()], ids=FALLEN.keys())
def test_where_a_question_parts_from_the_baseline(stage: str, outcome: Outcome, clauses: dict[str, str]) -> None:
    found = compare(record(outcome, DECLINED, WRONG, clauses=clauses), BEFORE, {})
    assert questions(found) == {"a": stage}
    assert found.stage == stage


def test_another_answer_that_passes_is_green() -> None:
    assert compare(record(replace(RIGHT, answer="换了说法[1]"), DECLINED, WRONG), BEFORE, {}).green


def test_a_question_that_rises_is_told_and_green() -> None:
    found = compare(record(RIGHT, DECLINED, replace(RIGHT, id="w")), BEFORE, {})
    assert found.green
    assert found.rose == ("w",)


def test_a_waiver_lets_a_question_fall() -> None:
    now = record(replace(SHY, id="a"), *MANY)
    before = record(RIGHT, *MANY)
    assert questions(compare(now, before, {})) == {"a": "answerable"}
    found = compare(now, before, {"a": "ambiguous"})
    assert found.green
    assert found.waived == {"a": "ambiguous"}
    assert "ambiguous" in summary(found)


def test_a_waiver_that_is_needed_no_longer_is_red() -> None:
    found = compare(BEFORE, BEFORE, {"a": "was ambiguous"})
    assert kinds(found) == {("waiver", "a", "")}


def test_slices_fall_beyond_tolerance_even_where_all_is_waived() -> None:
    fallen = [replace(SHY, id=o.id) for o in MANY[:5]]
    found = compare(record(*fallen, *MANY[5:]), record(*MANY), {o.id: "all waived" for o in fallen})
    assert {f.kind for f in found.findings} == {"slice"}
    assert any(f.name == "dev passed" for f in found.findings)


def test_a_measure_that_no_question_fails_by_is_watched() -> None:
    """A citation too many fails no question; the slice's precision falls."""
    more = [replace(o, citation_precision=0.5, cited=("1/1", "2/1")) for o in MANY[:20]]
    found = compare(record(*more, *MANY[20:]), record(*MANY), {})
    assert not found.fell
    assert ("slice", "dev citation_precision", "") in kinds(found)


def test_new_and_missing_questions_are_red() -> None:
    found = compare(record(RIGHT, DECLINED, replace(RIGHT, id="new")), BEFORE, {})
    details = [f.detail for f in found.findings if f.kind == "set"]
    assert len(details) == 2
    assert "new" in details[0]
    assert "w" in details[1]


def test_a_run_of_one_split_is_compared_with_that_split() -> None:
    hidden = replace(RIGHT, id="t", split="test", file="test")
    both = record(RIGHT, DECLINED, WRONG, hidden)
    lower = {"retrieve": {"success@1": 0.1, "success@5": 0.1}}  # over other questions than the baseline's
    assert compare(record(RIGHT, DECLINED, WRONG, stages=STAGES | lower), both, {}).green
    assert questions(compare(record(replace(SHY, id="a"), DECLINED, WRONG), both, {})) == {"a": "answerable"}
    assert not compare(record(RIGHT, DECLINED), both, {}).green


def test_a_question_that_was_reworded_is_no_longer_the_same() -> None:
    found = compare(record(replace(SHY, id="a", turns=("另问",)), DECLINED, WRONG), BEFORE, {})
    assert not questions(found)
    assert {f.kind for f in found.findings} == {"set"}


def test_a_form_of_a_body_that_is_lost_is_red() -> None:
    found = compare(record(RIGHT, DECLINED, WRONG, forms={"县民政局": ["民政局", "民政部门"]}), BEFORE, {})
    assert kinds(found) == {("body", "县民政局", "parse")}
    assert found.stage == "parse"
    assert "民政" in found.findings[0].detail


ALONE = {
    "retrieve": {"retrieve": {"success@1": 0.5, "success@5": 0.99}},
    "verify": {"verify": {"falsehoods": 100.0, "falsehoods_proven": 1.0, "truths_proven": 0.99}},
    "answerable": {"answerable": {"kept": 0.95}},  # a measure that is gone
}


@pytest.mark.parametrize(("stage", "measured"), ALONE.items(), ids=ALONE.keys())
def test_a_stage_that_falls_by_itself_is_pointed_at(stage: str, measured: dict[str, dict[str, float]]) -> None:
    found = compare(record(RIGHT, DECLINED, WRONG, stages=STAGES | measured), BEFORE, {})
    assert {f.stage for f in found.findings} == {stage}
    assert found.stage == stage


def test_the_earliest_stage_that_fell_is_pointed_at() -> None:
    worse = STAGES | {"answerable": {"kept": 0.5, "declined": 0.5}, "retrieve": {"success@1": 0.1, "success@5": 0.2}}
    assert compare(record(replace(SHY, id="a"), DECLINED, WRONG, stages=worse), BEFORE, {}).stage == "retrieve"


def test_a_clause_that_is_read_otherwise_is_red() -> None:
    found = compare(record(RIGHT, DECLINED, WRONG, clauses=KNOWN | {"3/1": "cc"}), BEFORE, {})
    assert ("stage", "parse/clauses", "parse") in kinds(found)


BLAMED = {
    "": RIGHT,
    "parse": replace(RIGHT, citation_recall=0.0, expected=replace(RIGHT.expected, gold=(frozenset({"9/9"}),))),
    "retrieve": replace(WRONG, ranked=("2/1",)),
    "answerable": SHY,
    "answer": replace(RIGHT, missing=("740元",)),
    "verify": replace(RIGHT, missing=("740元",), dropped=("740元",)),
    "read": replace(SHY, route="aside", verdict="", ranked=()),
}


@pytest.mark.parametrize(("stage", "outcome"), BLAMED.items(), ids=[name or "passed" for name in BLAMED])
def test_blame(stage: str, outcome: Outcome) -> None:
    assert blame(outcome, frozenset(KNOWN)) == stage
    assert blame(LEAKED, frozenset(KNOWN)) == "answerable"


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    BEFORE.write(tmp_path / "record.json")
    assert Record.read(tmp_path / "record.json") == BEFORE
    lines = (tmp_path / "record.json").read_text("utf-8").splitlines()
    assert sum('"a": {' in line for line in lines) == 1  # one line a question


def test_no_word_of_a_blind_question_is_written() -> None:
    hidden = replace(
        WRONG, split="test", file="test", turns=("秘密的问题",), answer="秘密的回答", understood="秘密的理解"
    )
    results = Results((hidden,), STAGES, KNOWN, FORMS, {})
    assert "秘密" not in str(results.rows()) + str(Record.of(results)) + str(results.summary())
    assert results.rows()[0]["stage"] == "answer"
    assert "秘密" in str(Results((replace(hidden, split="dev"),), STAGES, KNOWN, FORMS, {}).rows())


BAD = {"no file": None, "no JSON": "{", "other fields": '{"a": 1}'}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_a_record_that_cannot_be_read(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(RecordError, match="python -m eval baseline"):
        Record.read(path)


def test_ids_that_repeat_are_refused() -> None:
    with pytest.raises(RecordError, match="repeat"):
        record(RIGHT, RIGHT)


BAD_WAIVERS: Sequence[str] = (
    "[[waiver]]\nid = 'a'", "[[waiver]]\nid = 'a'\nreason = ' '", "x = [", "waiver = 3",
    "[[waiver]]\nid = 'a'\nreason = 'r'\n[[waiver]]\nid = 'a'\nreason = 's'",
)  # fmt: skip


@pytest.mark.parametrize("text", BAD_WAIVERS)
def test_waivers_that_cannot_be_read(text: str, tmp_path: Path) -> None:
    (tmp_path / "waivers.toml").write_text(text, "utf-8")
    with pytest.raises(GateError, match=r"waivers\.toml"):
        waivers(tmp_path / "waivers.toml")


def test_waivers(tmp_path: Path) -> None:
    (tmp_path / "waivers.toml").write_text("[[waiver]]\nid = 'a'\nreason = 'r'\n", "utf-8")
    assert waivers(tmp_path / "waivers.toml") == {"a": "r"}
    assert isinstance(waivers(), dict)
