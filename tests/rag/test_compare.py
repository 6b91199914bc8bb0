"""The overall plan against its attachments, on the notice itself, on a table written by hand and on other documents."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from corpus.clause import Notice
from corpus.parse import read_notice
from rag.compare import HEADERS, Pair, Place, Verdict, comparison, rows

DOCUMENTS = Path(__file__).parents[1] / "corpus" / "documents"


def test_table(notice: Notice) -> None:
    pairs = comparison(notice)
    table = rows(pairs, notice)
    assert [row[0] for row in table] == [str(n) for n in range(1, len(pairs) + 1)]
    assert {len(row) for row in table} == {len(HEADERS)}
    assert table[0][1:7] == (
        "社会消费品零售总额增长",
        "总体方案 一",
        "社会消费品零售总额增长6.5%以上",
        "附件1 一",
        "社会消费品零售总额增长6.5%以上",
        "一致",
    )
    assert all(cell and "\n" not in cell for row in table for cell in row)
    assert [row[2:4] for row, pair in zip(table, pairs, strict=True) if pair.overall is None] == [("—", "—")] * sum(
        p.overall is None for p in pairs
    )


def test_reading_order_and_quotations(notice: Notice) -> None:
    pairs = comparison(notice)
    starts = [(p.overall.figure or p.overall).start for p in pairs if p.overall]
    assert starts == sorted(starts)
    assert [p.overall is None for p in pairs] == sorted(p.overall is None for p in pairs)
    for place in (p for pair in pairs for p in (pair.overall, pair.attachment) if p):
        assert place.clause.start <= place.start < place.end <= place.clause.end
        assert place.figure is None or place.figure.text in notice.source[place.start : place.end]


def test_rules_find_all_but_a_few_pairs(notice: Notice) -> None:
    """Without what is stated by hand, the same pairs but those that share no figure or no name."""

    def start(place: Place | None) -> int:
        return place.start if place else -1

    def keys(pairs: tuple[Pair, ...]) -> set[tuple[int, int, Verdict]]:
        return {(start(p.overall), start(p.attachment), p.verdict) for p in pairs}

    whole, bare = keys(comparison(notice)), keys(comparison(read_notice(notice.source, {"year": notice.year})))
    assert bare < whole
    assert len(whole - bare) <= 3


# -- the table that was written by hand -------------------------------------------------------------------------------

GOLDEN = Path(__file__).parent / "golden" / "comparison.tsv"
# What the rules or the repairs find beyond it: (overall, attachment, verdict) → words of the overall plan, and the reason.
BEYOND = {
    ("0/1", "3/2/2/3", "kin"): "技术合同成交额增长15%以上",  # repairs.toml sets it against 高校…增长30%以上
    (
        "0/1",
        "5/1",
        "name",
    ): "扫码入企、联码督查",  # repairs.toml; neither a figure nor a title, so not in the golden table
    ("0/1", "5/2/3/3", "name"): "扫码入企、联码督查",  # the same
    ("0/1", "4/2/8/1", "same"): "五大国际贸易通道",  # a counted name like 五大标志性战役, which the golden table has
}


def golden() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def stands_in(place: Place | None, address: str, quote: str) -> bool:
    """Whether a place is in that clause and touches that quotation of it."""
    if place is None or not address:
        return place is None and not address
    text, start = place.clause.text, place.start - place.clause.start
    found = (m.start() for m in re.finditer(re.escape(quote), text))
    return place.clause.address == address and any(
        at < start + place.end - place.start and start < at + len(quote) for at in found
    )


def is_row(pair: Pair, row: dict[str, str]) -> bool:
    return stands_in(pair.overall, row["overall"], row["overall_quote"]) and stands_in(
        pair.attachment, row["attachment"], row["attachment_quote"]
    )


@pytest.mark.parametrize("row", golden(), ids=lambda r: f"{r['overall']}-{r['attachment']}-{r['attachment_quote']}")
def test_every_pair_of_the_golden_table(row: dict[str, str], notice: Notice) -> None:
    assert [p.verdict.value for p in comparison(notice) if is_row(p, row)] == [row["verdict"]]


def test_no_pair_beyond_the_golden_table(notice: Notice) -> None:
    table = golden()
    more = {
        (p.overall.clause.address, p.attachment.clause.address, p.verdict.value): notice.source[
            p.overall.start : p.overall.end
        ]
        for p in comparison(notice)
        if not any(is_row(p, row) for row in table) and p.overall and p.attachment
    }
    assert more.keys() == BEYOND.keys()
    assert all(BEYOND[key] in words for key, words in more.items())
    assert len(comparison(notice)) == len(table) + len(BEYOND)


@pytest.mark.parametrize("path", sorted(DOCUMENTS.glob("*.txt")), ids=lambda p: p.stem)
def test_documents_without_attachments_have_no_pairs(path: Path) -> None:
    notice = read_notice(path.read_text("utf-8"))
    assert notice.attachments or comparison(notice) == ()


@pytest.mark.parametrize("text", ["", "附件1\n\n方案\n", "某通知\n\n一、目标\n\n增长8%。\n\n附件\n\n表\n"], ids=repr)
def test_any_text_is_compared_without_error(text: str) -> None:
    assert isinstance(comparison(read_notice(text)), tuple)
