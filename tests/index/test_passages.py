"""Clauses and enquiries → passages."""

from __future__ import annotations

import re

import pytest

from corpus.clause import Notice
from corpus.parse import read_notice
from index.passages import Enquiry, Passage, passages, substantial, trail_text
from index.tokens import count_tokens

LIMITS = [64, 120, 320, 4096]
ENQUIRIES = [
    Enquiry("1/2/1/3", "zh", "lay", "东升农场搞什么?"),
    Enquiry("1/2/1/3", "en", "lay", "What about Dongsheng farm?"),
]


def made(notice: Notice, limit: int) -> list[Passage]:
    return list(passages(notice, ENQUIRIES, limit))


@pytest.mark.parametrize("limit", LIMITS)
def test_no_passage_is_longer_than_the_limit(notice: Notice, limit: int) -> None:
    """The heading trail counts too; where it alone leaves under 32 tokens, 32 are left for the text."""
    for passage in made(notice, limit):
        if passage.kind == "text":
            trail = trail_text(notice, notice.by_address[passage.clause])
            assert count_tokens(passage.text) <= max(limit, count_tokens(f"{trail}\n") + 32), passage.id


@pytest.mark.parametrize("limit", LIMITS)
def test_the_pieces_of_a_clause_are_its_text(notice: Notice, limit: int) -> None:
    pieces: dict[str, list[str]] = {}
    for passage in made(notice, limit):
        if passage.kind == "text":
            trail, _, text = passage.text.partition("\n")
            assert trail == trail_text(notice, notice.by_address[passage.clause])
            pieces.setdefault(passage.clause, []).append(text)
    for clause in notice.clauses:
        if substantial(notice, clause):
            # only white space at the cuts may go
            assert re.sub(r"\s", "", "".join(pieces[clause.address])) == re.sub(r"\s", "", clause.text), clause.address
        else:
            assert clause.address not in pieces


@pytest.mark.parametrize("limit", LIMITS)
def test_ids_are_unique_and_cite_a_clause(notice: Notice, limit: int) -> None:
    found = made(notice, limit)
    assert len({passage.id for passage in found}) == len(found)
    for passage in found:
        assert notice.get(passage.clause) is not None
        assert passage.id.startswith((f"{passage.clause}#", f"{passage.clause}?"))
        assert passage.text.strip()


def test_enquiries_stand_behind_their_clause(notice: Notice) -> None:
    found = made(notice, 320)
    at = [i for i, passage in enumerate(found) if passage.kind == "enquiry"]
    assert [found[i].id for i in at] == ["1/2/1/3?0", "1/2/1/3?1"]
    assert [found[i].text for i in at] == [e.text for e in ENQUIRIES]
    assert found[at[0] - 1].clause == "1/2/1/3"


def test_pure_headings_are_left_out(notice: Notice) -> None:
    held = {passage.clause for passage in made(notice, 320)}
    for address in ("0", "1", "1/2", "1/2/1", "7/2/1/1", "4/2/3"):
        assert address not in held
    for address in ("0/0", "0/1", "0/2/1", "1/3", "1/2/1/1", "7/2/1/12/28", "7/2/5", "7/2/1/1/1"):
        assert address in held


def test_a_heading_with_nothing_below_is_kept() -> None:
    """ "(二)乙方面" with no text and no children is all that there is of it."""
    notice = read_notice("某县方案\n一、任务\n(一)甲方面\n1.一件。\n(二)乙方面\n")
    assert {passage.clause for passage in passages(notice, (), 320)} == {"0/1/1/1", "0/1/2"}


def test_trail(notice: Notice) -> None:
    assert (
        trail_text(notice, notice.by_address["1/2/1/3"]) == "附件1 内需扩量提效攻坚实施方案 › 攻坚任务 › 大力提振消费"
    )
    assert trail_text(notice, notice.by_address["0"]) == ""


def test_the_notices_enquiries_ask_of_clauses(notice: Notice) -> None:
    from corpus.parse import DEFAULT_NOTICE, NOTICES
    from index.passages import read_enquiries

    enquiries = read_enquiries(NOTICES / DEFAULT_NOTICE / "enquiries.jsonl", notice)
    assert len(enquiries) > 2_000
    held = {passage.clause for passage in made(notice, 320)}
    assert held <= {enquiry.clause for enquiry in enquiries}
    assert {enquiry.lang for enquiry in enquiries} <= {"zh", "en"}
