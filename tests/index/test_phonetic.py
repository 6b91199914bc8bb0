"""Index terms by sound: homophones, pinyin, and what southern speakers do not tell apart."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT

from index.build import Index
from index.phonetic import merged, read_aloud, sounds, spelled, syllables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("低保", ["di bao"], id="characters"),
        pytest.param("底保", ["di bao"], id="a homophone"),
        pytest.param("dibao", ["di bao"], id="pinyin"),
        pytest.param("di bao", ["di bao"], id="pinyin, apart"),
        pytest.param("ＤｉＢａｏ", ["di bao"], id="pinyin, full width"),
        pytest.param("dibao怎么领", ["di bao", "bao zen", "zen me", "me lin"], id="pinyin and characters"),
        pytest.param("銀行", ["yin han"], id="traditional, by the word's own reading"),
        pytest.param("县 里", ["xian li"], id="a space ends nothing"),
        pytest.param("低保,住房", ["di bao", "zu fan"], id="a comma does"),
        pytest.param("低保policy住房", ["di bao", "zu fan"], id="an English word does"),
        pytest.param("10.5万元", ["10.5", "wan yuan"], id="a number stands by itself"),
        pytest.param("养老2025养老", ["yan lao", "2025", "yan lao"], id="and ends a run"),
        pytest.param("县", [], id="one syllable is no term"),
        pytest.param("what budget", [], id="English"),
        pytest.param("……!?", [], id="nothing"),
        pytest.param("", [], id="empty"),
    ],
)
def test_sounds(text: str, expected: list[str]) -> None:
    assert sounds(text) == expected


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("牛奶", "流来"),
        ("四十", "shishi"),
        ("资金", "zhijing"),
        ("南方", "lan fan"),
        ("住宅", "zuzai"),
        ("城乡", "chengxian"),
    ],
)
def test_what_is_not_told_apart_in_the_south_sounds_alike(left: str, right: str) -> None:
    assert sounds(left) == sounds(right) != []


@pytest.mark.parametrize(("left", "right"), [("低保", "医保"), ("养老", "养路"), ("入学", "入职"), ("飞机", "灰机")])
def test_what_is_told_apart_does_not(left: str, right: str) -> None:
    assert sounds(left) != sounds(right)


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("gongjijin", ("gong", "ji", "jin")),
        ("xian", ("xian",)),  # fewest syllables, not xi an
        ("fangan", ("fan", "gan")),
        ("zhuang", ("zhuang",)),
        ("budget", ()),
        ("dibaox", ()),
        ("x", ()),
        ("", ()),
    ],
)
def test_spelled(letters: str, expected: tuple[str, ...]) -> None:
    assert spelled(letters) == expected


def test_syllables_are_mandarins() -> None:
    found = syllables()
    assert 390 < len(found) < 430
    assert {"a", "er", "lv", "zhuang", "shi"} <= found
    assert all(syllable.isascii() and syllable.isalpha() and syllable.islower() for syllable in found)


def test_merging_again_changes_nothing() -> None:
    for syllable in syllables():
        assert merged(merged(syllable)) == merged(syllable)
        assert 0 < len(merged(syllable)) <= len(syllable)


@given(st.text())
def test_any_text_gives_terms(text: str) -> None:
    for term in sounds(text):
        assert term[0].isdigit() or len(term.split(" ")) == 2


@given(st.lists(st.sampled_from(sorted(syllables())), min_size=1, max_size=6))
def test_what_is_spelled_is_what_was_written(written: list[str]) -> None:
    letters = "".join(written)
    found = spelled(letters)
    assert "".join(found) == letters
    assert len(found) <= len(written)
    assert set(found) <= syllables()


@given(st.text(alphabet="低保养老住房县里", min_size=2))
def test_pinyin_of_a_word_finds_the_word(text: str) -> None:
    from pypinyin import lazy_pinyin

    assert sounds(" ".join(lazy_pinyin(text))) == sounds(text)


def test_a_long_word_takes_no_time() -> None:
    began = time.perf_counter()
    assert spelled("zhuang" * 300) == ("zhuang",) * 300
    assert spelled("q" * 2_000) == ()
    assert time.perf_counter() - began < 2


def test_runs_are_read_as_pypinyin_reads_them(index: Index) -> None:
    text = index.notice.source + "".join(enquiry.text for enquiry in index.knowledge.enquiries[::20])
    runs = set(re.findall("[\u3400-\u9fff]+", text)) | {"䷀卦", "㐀", "长长", "重庆银行行长"}
    assert len(runs) > 1_000
    for run in runs:
        assert read_aloud(run) == lazy_pinyin(run), run


def test_syllables_are_those_of_pypinyin() -> None:
    usual = {s for s in lazy_pinyin("".join(map(chr, PINYIN_DICT)), errors="ignore") if s.isascii()}
    assert syllables() == usual | {"shei"}
