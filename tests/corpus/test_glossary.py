"""Lay and English words → official terms; the places that are elsewhere."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from corpus.glossary import Glossary, places
from corpus.text import fold


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("retail sales and budget", ("社会消费品零售总额", "预算")),
        ("budgeting", ()),
        ("low-income housing, housing", ("公租房", "住房")),
        ("吃低保的人", ("最低生活保障",)),
        ("", ()),
    ],
)
def test_official_for(words: str, found: tuple[str, ...]) -> None:
    terms = {"retail sales": "社会消费品零售总额", "budget": "预算", "housing": "住房", "low-income housing": "公租房",
             "低保": "最低生活保障"}  # fmt: skip
    assert Glossary(terms).official_for(words) == found


def test_a_glossary_without_terms_finds_nothing() -> None:
    assert Glossary({}).official_for("retail sales 低保") == ()
    assert Glossary({}).in_english("社会消费品零售总额") == ""


def test_the_glossary_is_folded() -> None:
    terms = Glossary.load().terms
    assert len(terms) > 100
    assert [word for word in terms if word != fold(word) or not word.strip()] == []


def test_places_are_single_names(notice: Notice) -> None:
    found = places()
    assert len(found) == len(set(found)) > 100
    assert {"北京", "长沙", "祁阳"} <= set(found)
    assert [place for place in found if len(place) < 2 or "#" in place or place != fold(place)] == []
    assert not {"新田", "永州", notice.county} & set(found)


def test_lay_words_for_the_terms_of_a_text() -> None:
    glossary = Glossary({"社零": "社会消费品零售总额", "固投": "固定资产投资", "retail sales": "社会消费品零售总额"})
    assert glossary.lay_for("社会消费品零售总额增长") == (("社零", "社会消费品零售总额"),)
    assert glossary.lay_for("社会消费品零售总额（社零）增长") == ()
