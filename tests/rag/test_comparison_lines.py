"""The overall plan against the attachments, as an answer."""

from __future__ import annotations

import re

import pytest

from corpus.clause import Notice
from rag.compare import comparison
from rag.judge import Verdict
from rag.list_query import Kind
from tests.rag.queries import of
from tests.rag.test_lists import first, shown


@pytest.mark.parametrize("part", ["", "2", "3", "4", "7"])
def test_a_comparison_shows_every_pair_once_what_differs_first(part: str, notice: Notice) -> None:
    answer = shown(of(Kind.COMPARISON, part), notice)
    pairs = [p for p in comparison(notice)
             if not part or (p.attachment is not None and p.attachment.clause.attachment == part)]  # fmt: skip
    rows = [line for line in answer.answer.splitlines() if line.startswith("· ")]
    assert len(rows) == len(pairs)
    marked = ["〔" in row for row in rows]
    same = [not mark for mark in marked]
    assert same.count(True) == sum(p.verdict is Verdict.SAME for p in pairs)
    groups = [int(n) for n in re.findall(r"【.*】(\d+) 处", answer.answer)]
    assert sum(groups) == len(rows)
    assert "一致" not in first(answer)[:2] or all(p.verdict is Verdict.SAME for p in pairs)
    quotes = {c.n: c.quote for c in answer.citations}
    for row in rows:
        for n in re.findall(r"\[(\d+)\]", row):
            assert f"“{quotes[int(n)]}”" in row


def test_a_comparison_says_one_total_and_what_it_is_made_of(notice: Notice) -> None:
    """The kinds in brackets are those of the pairs that the total counts."""
    total, split = re.search(r"共 (\d+) 处（(.*)）", first(shown(of(Kind.COMPARISON), notice))).groups()  # type: ignore[union-attr]
    assert int(total) == sum(int(n) for n in re.findall(r"(\d+) 处", split))


def test_pairs_called_different_look_different(notice: Notice) -> None:
    """〔限定词不同〕 under two quotations of the same words tells a reader nothing."""
    rows = [line for line in shown(of(Kind.COMPARISON), notice).answer.splitlines() if line.startswith("· ")]
    alike = []
    for row in rows:
        quotes = re.findall("“([^”]*)”", row)
        if len(quotes) == 2 and quotes[0] == quotes[1] and "限定词不同" in row:
            alike.append(row)
    assert alike == []
