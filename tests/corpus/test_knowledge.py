"""enquiries.jsonl, renderings.jsonl and unstated.jsonl as they are read, and how enquiries are put into folds."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.check import knowledge_faults, knowledge_report
from corpus.clause import NoticeError
from corpus.knowledge import (
    ENQUIRIES,
    RENDERINGS,
    UNSTATED,
    Enquiry,
    Knowledge,
    Rendering,
    Unstated,
    fold_of,
    read_enquiries,
    read_renderings,
    read_unstated,
)
from corpus.parse import load_notice
from tests.corpus.widths import half

ENQUIRY = {"clause": "0/1", "lang": "zh", "voice": "colloquial", "text": "低保涨没涨"}
RENDERING = {"clause": "0/1", "zh": "低保要涨。", "en": "Allowances rise."}
LEFT_OPEN = {"clause": "0/1", "lang": "zh", "text": "低保找谁领"}
READERS = {ENQUIRIES: read_enquiries, RENDERINGS: read_renderings, UNSTATED: read_unstated}
ROWS: dict[str, dict[str, object]] = {ENQUIRIES: {**ENQUIRY}, RENDERINGS: {**RENDERING}, UNSTATED: {**LEFT_OPEN}}


def write(folder: Path, name: str, *rows: object) -> Path:
    path = folder / name
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return path


def test_the_files_are_read_in_their_order(folder: Path) -> None:
    write(folder, ENQUIRIES, ENQUIRY, ENQUIRY | {"lang": "en", "voice": "en", "text": "Do allowances rise?"})
    write(folder, RENDERINGS, RENDERING)
    write(
        folder, UNSTATED, LEFT_OPEN, LEFT_OPEN | {"clause": "0/2"}, LEFT_OPEN | {"lang": "en", "text": "Whom to ask?"}
    )
    knowledge = Knowledge.read(folder, load_notice(folder))
    assert knowledge.unstated == (
        Unstated("0/1", "zh", "低保找谁领"), Unstated("0/2", "zh", "低保找谁领"), Unstated("0/1", "en", "Whom to ask?"),
    )  # fmt: skip
    assert knowledge.left_open("0/1") == ("低保找谁领", "Whom to ask?")
    assert knowledge.left_open("0/3") == ()
    assert knowledge.questions("0/1") == ("低保涨没涨", "Do allowances rise?")  # what it answers, and no more
    assert knowledge.enquiries == (
        Enquiry("0/1", "zh", "colloquial", "低保涨没涨"),
        Enquiry("0/1", "en", "en", "Do allowances rise?"),
    )
    assert knowledge.renderings == (Rendering("0/1", "低保要涨。", "Allowances rise."),)
    assert knowledge.rendering("0/1") == knowledge.renderings[0]
    assert knowledge.rendering("0/2") is None


def test_files_that_are_not_there_or_empty_hold_nothing(folder: Path) -> None:
    notice = load_notice(folder)
    assert Knowledge.read(folder, notice) == Knowledge()
    for name in READERS:
        (folder / name).touch()
    assert Knowledge.read(folder, notice) == Knowledge()


def test_line_ends_of_another_system_and_a_line_separator_within_a_text(folder: Path) -> None:
    odd = ENQUIRY | {"text": "低保\u2028涨没涨\x85呢"}
    path = write(folder, ENQUIRIES, odd, ENQUIRY)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [e.text for e in read_enquiries(path, load_notice(folder))] == [odd["text"], ENQUIRY["text"]]


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param("{not json", "第 2 行", id="not JSON"),
        pytest.param("", "第 2 行", id="an empty line"),
        pytest.param("[]", "第 2 行", id="not an object"),
        pytest.param('"text"', "第 2 行", id="a string"),
        pytest.param({"clause": None}, "字段", id="not text"),
        pytest.param({"clause": "0/9"}, "0/9 不存在", id="no such clause"),
        pytest.param({"clause": " "}, "字段", id="empty"),
        pytest.param({"-": "clause"}, "'clause'", id="a field missing"),
    ],
)
def test_a_wrong_line_is_named(folder: Path, name: str, change: str | dict[str, object], said: str) -> None:
    good = ROWS[name] | {"clause": "0/2"}
    bad: str | dict[str, object] = change
    if isinstance(change, dict):
        bad = {key: value for key, value in (good | change).items() if key not in ("-", change.get("-"))}
    path = write(folder, name, good, bad)
    with pytest.raises(NoticeError, match=f"{name} 第 2 行") as caught:
        READERS[name](path, load_notice(folder))
    assert said in str(caught.value)
    assert "请改正" in str(caught.value)


def test_two_renderings_of_one_clause(folder: Path) -> None:
    path = write(folder, RENDERINGS, RENDERING, RENDERING | {"zh": "别的。"})
    with pytest.raises(NoticeError, match="0/1 有两行"):
        read_renderings(path, load_notice(folder))


@pytest.mark.parametrize("name", READERS)
def test_a_file_that_is_not_utf8(folder: Path, name: str) -> None:
    (folder / name).write_bytes("问".encode("gb18030"))
    with pytest.raises(NoticeError, match="UTF-8"):
        READERS[name](folder / name, load_notice(folder))


# -- what `python -m corpus check` says of them


def test_nothing_known_is_no_fault(folder: Path) -> None:
    notice = load_notice(folder)
    assert knowledge_faults(notice, Knowledge()) == []
    (line,) = knowledge_report(notice, Knowledge())
    assert "python -m corpus draft" in line


def test_enquiries_alone_are_counted_and_no_fault(folder: Path) -> None:
    notice = load_notice(folder)
    known = Knowledge((Enquiry("0/1", "zh", "colloquial", "问"), Enquiry("0/1", "en", "en", "ask")))
    assert knowledge_faults(notice, known) == []
    substantial = sum(map(notice.substantial, notice.clauses))
    lines = list(knowledge_report(notice, known))
    assert half(lines[1]) == f"  总体方案:条款 {substantial},问法 2(英文 1,每条至少 0),释义 0,未载之问 0(每条至少 0)"


def test_unstated_questions_are_counted_and_no_fault(folder: Path) -> None:
    notice = load_notice(folder)
    known = Knowledge(unstated=(Unstated("0/1", "zh", "找谁"), Unstated("0/1", "en", "Who?")))
    assert knowledge_faults(notice, known) == []
    assert half(list(knowledge_report(notice, known))[1]).endswith(",释义 0,未载之问 2(每条至少 0)")


def test_a_rendering_that_is_wrong_and_one_that_is_missing_are_faults(folder: Path) -> None:
    notice = load_notice(folder)
    known = Knowledge((), (Rendering("0/1", "每月800元。", "800 yuan."),))
    found = knowledge_faults(notice, known)
    missing = [c.address for c in notice.clauses if notice.substantial(c) and c.address != "0/1"]
    assert missing
    assert [fault for fault in found if fault.startswith("0/1 ")]
    assert [fault for fault in found if "没有释义" in fault] == [f"{address} 没有释义。" for address in missing]


# -- folds


@given(st.text(), st.integers(1, 20))
def test_a_fold_is_one_of_them_and_stays(text: str, folds: int) -> None:
    assert fold_of(text, folds) in range(folds)
    assert fold_of(text, folds) == fold_of(str(text), folds)
    assert fold_of(text, 1) == 0


@pytest.mark.parametrize(
    ("text", "fold"), [("低保涨没涨", 4), ("哪里可以学手艺?", 2), ("Is there any training for workers?", 0)]
)
def test_a_fold_is_the_same_on_every_machine(text: str, fold: int) -> None:
    """Models that were trained without a fold are asked that fold's enquiries: it may not move."""
    assert fold_of(text, 5) == fold


def test_folds_are_of_like_size() -> None:
    sizes = Counter(fold_of(f"第{n}个问题怎么办", 5) for n in range(5_000))
    assert set(sizes) == set(range(5))
    assert max(sizes.values()) < 1.2 * min(sizes.values())
