"""Every character belongs to exactly one clause or piece, whatever the text; reading never raises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.check import faults, report, uncovered
from corpus.clause import Notice
from corpus.numbering import Family, printed_form
from corpus.parse import read_notice

DOCUMENTS = Path(__file__).parent / "documents"


def assert_covered(notice: Notice) -> None:
    assert uncovered(notice) == []
    spans = sorted([(c.start, c.end) for c in notice.clauses] + [(p.start, p.end) for p in notice.pieces])
    assert "".join(notice.source[start:end] for start, end in spans) == notice.source
    assert all(notice.source[c.start : c.end] == c.text for c in notice.clauses)
    for piece in notice.pieces:
        assert piece.kind != "blank" or not notice.source[piece.start : piece.end].strip()
    for inference in notice.inferences:
        clause = notice.by_address[inference.address]
        assert clause.start <= inference.start < inference.end <= clause.end
    assert len(notice.by_address) == len(notice.clauses)


def test_the_notice(notice: Notice) -> None:
    assert_covered(notice)
    assert faults(notice) == []
    assert {p.kind for p in notice.pieces} == {"page", "list", "blank"}
    (listed,) = [p for p in notice.pieces if p.kind == "list"]
    words = notice.source[listed.start : listed.end]
    assert words.startswith("附件:1.内需扩量提效攻坚实施方案")
    assert words.endswith("7.民生补短提质攻坚实施方案")


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("bonded-zones-opinions", {"attachment": 1, "preamble": 1, "chapter": 5, "section": 9, "item": 21}),
        ("patent-agency-regulations", {"attachment": 1, "preamble": 1, "chapter": 5, "section": 14, "article": 32}),
        ("reply-on-government-websites", {"attachment": 1, "preamble": 1, "chapter": 5}),
    ],
)
def test_other_documents(name: str, kinds: dict[str, int]) -> None:
    notice = read_notice((DOCUMENTS / f"{name}.txt").read_bytes().decode("utf-8"))
    assert Counter(c.kind for c in notice.clauses) == kinds
    assert faults(notice) == []
    assert_covered(notice)
    assert [i.address for i in notice.inferences if i.lost] == []


def test_articles_run_on_and_items_run_on() -> None:
    law = read_notice((DOCUMENTS / "patent-agency-regulations.txt").read_text("utf-8"))
    assert [int(c.address.rpartition("/")[2]) for c in law.clauses if c.kind == "article"] == list(range(1, 33))
    assert not any(c.inferred for c in law.clauses if c.kind == "article")
    opinions = read_notice((DOCUMENTS / "bonded-zones-opinions.txt").read_text("utf-8"))
    assert [int(c.address.rpartition("/")[2]) for c in opinions.clauses if c.kind == "item"] == list(range(1, 22))


def test_signature_and_date_are_no_clause() -> None:
    notice = read_notice((DOCUMENTS / "bonded-zones-opinions.txt").read_text("utf-8"))
    (signed,) = [p for p in notice.pieces if p.kind == "signature"]
    assert "2019年1月12日" in notice.source[signed.start : signed.end]
    assert not any("2019年1月12日" in c.text for c in notice.clauses)


# -- generated documents

_WORDS = st.sampled_from(
    ["加强组织领导", "推动增收减负。突出就业导向,力争增长6.5%以上。", "(县发改局牵头,县财政局等按职能分工负责)", "实施重点改革",
     "2025年工作要点", "附件:1.甲方案", "附件", "3.5%以上", "发改牵头,教育局住建局负责)", "成立专班,由县长任召集人。",
     "某县人民政府", "2025年6月12日", "(此件公开发布)", "相关阅读", "发布日期:2025-06-12", "——一是", "", "\u3000", ")", "1", "。"]
)  # fmt: skip
_MARKED = st.builds(
    lambda family, ordinal, words: printed_form(family, ordinal) + words,
    st.sampled_from(Family),
    st.integers(1, 20),
    _WORDS,
)
_ANY_LINE = st.one_of(_WORDS, _MARKED, st.text(max_size=30))


@st.composite
def nested(draw: st.DrawFn) -> str:
    """A regular document: chapters of sections of items of sub-items, a paragraph under any of them."""
    levels = (Family.CHAPTER, Family.SECTION, Family.ITEM, Family.SUBITEM)

    def level(depth: int) -> list[str]:
        lines: list[str] = []
        for ordinal in range(1, draw(st.integers(0 if depth else 1, 3)) + 1):
            lines.append(printed_form(levels[depth], ordinal) + draw(st.sampled_from(["加强领导", "狠抓落实。要快。"])))
            if draw(st.booleans()):
                lines.append("做好各项工作,确保完成。")
            if depth + 1 < len(levels):
                lines += level(depth + 1)
        return lines

    return "\n".join(["某县实施方案", "为推进工作,特制定本方案。", *level(0)]) + "\n"


@given(nested())
def test_a_regular_document_is_read_whole(text: str) -> None:
    notice = read_notice(text)
    assert faults(notice) == []
    assert_covered(notice)
    assert not notice.inferences
    marked = [line for line in text.split("\n")[2:] if line and not line.startswith("做好")]
    assert [c.text.split("\n")[0] for c in notice.clauses[2:]] == marked
    assert all(c.text.startswith(c.marker) for c in notice.clauses[2:])


@given(nested(), st.data())
def test_random_damage_loses_nothing(text: str, data: st.DataObject) -> None:
    """Characters drop out, as they did from the published page."""
    for _ in range(data.draw(st.integers(1, 12), label="how many")):
        at = data.draw(st.integers(0, max(len(text) - 1, 0)), label="at")
        text = text[:at] + text[at + data.draw(st.integers(1, 4), label="length") :]
    assert_covered(read_notice(text))


@settings(max_examples=300)
@given(st.lists(_ANY_LINE, max_size=25), st.sampled_from(["\n", "\r\n", "\n\n", "\n \t\n", "\u2028"]))
def test_any_lines_are_covered(lines: list[str], newline: str) -> None:
    notice = read_notice(newline.join(lines))
    assert_covered(notice)
    assert list(report(notice))


@given(st.text(max_size=200))
def test_any_text_is_covered(text: str) -> None:
    assert_covered(read_notice(text))


def test_damage_to_the_notice_itself_loses_nothing(notice: Notice) -> None:
    """Every 97th character gone, at each of a few offsets."""
    for offset in (0, 31, 62):
        damaged = "".join(char for i, char in enumerate(notice.source) if i % 97 != offset)
        assert_covered(read_notice(damaged, {"title": notice.title}))
