"""suggestions.toml as it is read, and what is said of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.__main__ import main
from corpus.clause import NoticeError
from corpus.knowledge import Knowledge
from corpus.parse import DEFAULT_NOTICE, load_notice, notice_folder
from corpus.suggestions import FILE, LONGEST, Suggestions


def test_the_lists_are_read_in_their_order(folder: Path) -> None:
    (folder / FILE).write_text('staff = ["谁牵头？"]\nzh = ["乙", "甲"]\nzh-Hant = ["幾多"]\nen = ["How?"]\n', "utf-8")
    read = Suggestions.read(folder)
    assert read == Suggestions(("乙", "甲"), ("幾多",), ("How?",), ("谁牵头？",))
    assert read.public == {"zh": ("乙", "甲"), "zh-Hant": ("幾多",), "en": ("How?",)}
    assert Knowledge.read(folder, load_notice(folder)).suggestions == read


def test_a_notice_without_the_file_has_none(folder: Path) -> None:
    assert Suggestions.read(folder) == Suggestions()
    assert Knowledge.read(folder, load_notice(folder)) == Knowledge()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param("zh = [", "TOML", id="not TOML"),
        pytest.param('fr = ["Combien ?"]', "不认识的键 fr", id="unknown key"),
        pytest.param('zh = "多少钱？"', "列表", id="a string"),
        pytest.param('zh = ["多少钱？", 3]', "列表", id="a number in it"),
        pytest.param('zh = ["  "]', "zh 第 1 条", id="empty"),
        pytest.param('zh = ["一", "二\\n三"]', "zh 第 2 条", id="two lines"),
        pytest.param(f'en = ["{"x" * (LONGEST + 1)}"]', f"超过 {LONGEST} 字", id="too long"),
        pytest.param('staff = ["甲", "乙", "甲"]', "staff 第 3 条", id="a duplicate"),
    ],
)
def test_what_is_wrong_is_named(folder: Path, capsys: pytest.CaptureFixture[str], content: str, said: str) -> None:
    (folder / FILE).write_text(content, "utf-8")
    with pytest.raises(NoticeError, match=FILE) as caught:
        Suggestions.read(folder)
    assert said in str(caught.value)
    assert "请" in str(caught.value)
    assert main(["--notice", str(folder), "check"]) == 2
    assert FILE in capsys.readouterr().err


def test_another_encoding_is_named(folder: Path) -> None:
    (folder / FILE).write_bytes('zh = ["问"]'.encode("gb18030"))
    with pytest.raises(NoticeError, match=FILE):
        Suggestions.read(folder)


def test_a_question_of_just_that_length_is_right(folder: Path) -> None:
    (folder / FILE).write_text(f'en = ["{"x" * LONGEST}"]', "utf-8")
    assert Suggestions.read(folder).en == ("x" * LONGEST,)


def test_the_notice_offers_six_in_each_list() -> None:
    read = Suggestions.read(notice_folder(DEFAULT_NOTICE))
    assert [len(questions) for questions in (*read.public.values(), read.staff)] == [6, 6, 6, 6]
