"""The checker of claims against every falsehood that can be planted by rule into the whole notice, and every truth."""

from __future__ import annotations

from collections import defaultdict

import pytest

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.parse import notice_folder
from eval.planted import falsehoods, in_chinese, truths
from eval.planted_sentences import Case
from rag.draft import Line, Span
from rag.verify import check, keep_proven

_MOST = 260  # cases a kind, evenly over the notice

GROUPS = {
    "a figure's value": ("value",),
    "a figure's unit": ("unit",),
    "a figure's bound": ("bound", "bound in English", "bound dropped in a sentence"),
    "an aim": ("an aim made a promise", "a promise made an aim"),
    "a figure's subject": ("subject", "two figures exchanged"),
    "a value, in Chinese numerals": ("value in Chinese numerals",),
    "a value, in a sentence": ("value in a sentence",),
    "a value, in English": ("value in English", "two figures exchanged in English"),
    "a count": ("count",),
    "another body": ("another body", "another body as lead", "another body as lead in English", "unknown body"),
    "a party as lead": ("a party as lead", "a party as lead, labelled", "a party as lead in English"),
    "the lead as a party": ("the lead as a party",),
    "another level": ("another level",),
    "a quotation": ("quotation, a character replaced", "quotation, a character dropped", "quotation, a word added"),
    "a title": ("title", "title added"),
    "a date": ("date", "date, by the year's end", "each year", "by June"),
    "a place": ("place", "place, a town", "place added in a sentence"),
    "a Latin name": ("Latin name added",),
    "a negation": ("negation", "negation put first", "negation dropped", "negation in English"),
    "a direction": ("direction", "direction in English"),
    "a must": ("a must",),
    "done already": ("done already",),
    "an added half": ("an added half",),
    "another clause cited": ("another clause cited",),
    "a word exchanged": ("a word exchanged", "a word exchanged in English"),
    "garbage": ("garbage",),
}


@pytest.fixture(scope="module")
def knowledge(notice: Notice) -> Knowledge:
    return Knowledge.read(notice_folder(notice.id), notice)


@pytest.fixture(scope="module")
def false(notice: Notice, knowledge: Knowledge) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = defaultdict(list)
    for case in falsehoods(notice, knowledge):
        found[case.kind].append(case)
    return found


def proven(case: Case, notice: Notice, knowledge: Knowledge) -> bool:
    return all(s.holds for s in check(case.text, [notice.by_address[case.address]], notice, knowledge))


@pytest.mark.parametrize("group", GROUPS)
def test_no_falsehood_passes(group: str, false: dict[str, list[Case]], notice: Notice, knowledge: Knowledge) -> None:
    planted = [case for kind in GROUPS[group] for case in false[kind][:: max(1, len(false[kind]) // _MOST)]]
    assert len(planted) >= 50
    assert [case for case in planted if proven(case, notice, knowledge)] == []


def test_every_kind_of_falsehood_is_tried(false: dict[str, list[Case]]) -> None:
    assert set(false) == {kind for kinds in GROUPS.values() for kind in kinds}


def test_nothing_false_is_kept_of_a_models_answer(
    false: dict[str, list[Case]], notice: Notice, knowledge: Knowledge
) -> None:
    cases = [case for kind in ("value", "a party as lead", "direction") for case in false[kind][::4]]
    lines = tuple(Line(c.text, (Span.whole(notice.by_address[c.address]),)) for c in cases)
    kept, wrong = keep_proven(lines, notice, knowledge, generated=True)
    assert kept == ()
    assert len(wrong) >= len(lines)


def test_what_is_true_passes(notice: Notice, knowledge: Knowledge) -> None:
    """At least 95 % of each kind; `python -m eval verify` gives the shares."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    for case in truths(notice, knowledge):
        kinds[case.kind].append(proven(case, notice, knowledge))
    assert len(kinds) >= 10
    shares = {kind: sum(held) / len(held) for kind, held in kinds.items()}
    assert {kind: share for kind, share in shares.items() if share < 0.95} == {}


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("6.5", "六点五"),
        ("10", "十"),
        ("46.3", "四十六点三"),
        ("105", "一百零五"),
        ("463000", "四十六万三千"),
        ("1200", "一千二百"),
    ],
)
def test_numbers_in_chinese(number: str, words: str) -> None:
    assert in_chinese(number) == words
