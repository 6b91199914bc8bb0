"""Clauses, enquiries and renderings → passages."""

from __future__ import annotations

import re

import pytest

from corpus.clause import Notice
from corpus.knowledge import Enquiry, Knowledge, Rendering, Unstated
from corpus.parse import DEFAULT_NOTICE, notice_folder, read_notice
from index.passages import KINDS, Passage, named_by, passages, trail_text
from index.tokens import count_tokens

LIMITS = [64, 120, 320, 4096]
KNOWN = Knowledge(
    (
        Enquiry("1/2/1/3", "zh", "colloquial", "东升农场搞什么?"),
        Enquiry("0/1", "zh", "colloquial", "今年定了哪些目标?"),
        Enquiry("1/2/1/3", "en", "en", "What about Dongsheng farm?"),
    ),
    (
        Rendering("1/2/1/3", "县里要办新消费的场景。" * 40, "New places to spend money are built. " * 40),
        Rendering("0/1", "今年从七个方面定了目标。", "Goals in seven fields."),
    ),
    (Unstated("1/2/1/3", "zh", "东升农场门票多少钱?"), Unstated("1/2/1/3", "en", "Where is the farm?")),
)
MARK = {"text": "#", "enquiry": "?", "plain": "~zh", "english": "~en", "unstated": "!"}


def made(notice: Notice, limit: int) -> list[Passage]:
    return list(passages(notice, KNOWN, limit))


@pytest.mark.parametrize("limit", LIMITS)
def test_no_passage_is_longer_than_the_limit(notice: Notice, limit: int) -> None:
    """The heading trail counts too; where it alone leaves under 32 tokens, 32 are left for the text."""
    for passage in made(notice, limit):
        if passage.kind == "text":
            trail = trail_text(notice, notice.by_address[passage.clause])
            assert count_tokens(passage.text) <= max(limit, count_tokens(f"{trail}\n") + 32), passage.id
        elif passage.kind not in ("enquiry", "unstated"):
            assert count_tokens(passage.text) <= limit, passage.id


@pytest.mark.parametrize("limit", LIMITS)
def test_the_pieces_of_a_clause_are_its_text(notice: Notice, limit: int) -> None:
    pieces: dict[str, list[str]] = {}
    for passage in made(notice, limit):
        if passage.kind == "text":
            trail, _, text = passage.text.partition("\n")
            assert trail == trail_text(notice, notice.by_address[passage.clause])
            pieces.setdefault(passage.clause, []).append(text)
    for clause in notice.clauses:
        if notice.substantial(clause):
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
        assert re.fullmatch(re.escape(f"{passage.clause}{MARK[passage.kind]}") + "[0-9]+", passage.id)
        assert passage.text.strip()
    assert {passage.kind for passage in found} == set(KINDS)


def test_questions_stand_behind_their_clause_and_renderings_behind_them(notice: Notice) -> None:
    found = [passage for passage in made(notice, 4096) if passage.clause == "1/2/1/3"]
    assert [passage.id for passage in found] == [
        f"1/2/1/3{mark}" for mark in ("#0", "?0", "?1", "!0", "!1", "~zh0", "~en0")
    ]
    assert [p.text for p in found if p.kind == "enquiry"] == ["东升农场搞什么?", "What about Dongsheng farm?"]
    assert [p.text for p in found if p.kind == "unstated"] == ["东升农场门票多少钱?", "Where is the farm?"]
    assert [p.kind for p in made(notice, 4096) if p.clause == "0/1"] == ["text", "enquiry", "plain", "english"]


@pytest.mark.parametrize("limit", LIMITS)
def test_the_pieces_of_a_rendering_are_its_text(notice: Notice, limit: int) -> None:
    found = [passage for passage in made(notice, limit) if passage.clause == "1/2/1/3"]
    for kind, text in (("plain", KNOWN.renderings[0].zh), ("english", KNOWN.renderings[0].en)):
        pieces = [passage.text for passage in found if passage.kind == kind]
        assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", text)
        assert (len(pieces) > 1) == (limit < count_tokens(text))
        assert all(piece.rstrip().endswith(("。", ".")) for piece in pieces)  # cut between sentences


def test_pure_headings_are_left_out(notice: Notice) -> None:
    held = {passage.clause for passage in made(notice, 320)}
    for address in ("0", "1", "1/2", "1/2/1", "7/2/1/1", "4/2/3"):
        assert address not in held
    for address in ("0/0", "0/1", "0/2/1", "1/3", "1/2/1/1", "7/2/1/12/28", "7/2/5", "7/2/1/1/1"):
        assert address in held


def test_a_heading_with_nothing_below_is_kept() -> None:
    """ "(二)乙方面" with no text and no children is all that there is of it."""
    notice = read_notice("某县方案\n一、任务\n(一)甲方面\n1.一件。\n(二)乙方面\n")
    assert {passage.clause for passage in passages(notice, Knowledge(), 320)} == {"0/1/1/1", "0/1/2"}


def test_trail(notice: Notice) -> None:
    assert (
        trail_text(notice, notice.by_address["1/2/1/3"]) == "附件1 内需扩量提效攻坚实施方案 › 攻坚任务 › 大力提振消费"
    )
    assert trail_text(notice, notice.by_address["0"]) == ""


def test_the_notices_passages(notice: Notice) -> None:
    known = Knowledge.read(notice_folder(notice.id), notice)
    found = list(passages(notice, known, 320))
    by_kind = {kind: [p for p in found if p.kind == kind] for kind in KINDS}
    assert len({p.id for p in found}) == len(found)
    assert len(by_kind["enquiry"]) == len(known.enquiries) > 5_000
    assert len(by_kind["unstated"]) == len(known.unstated) > 2_000
    held = {p.clause for p in by_kind["text"]}
    assert all({p.clause for p in by_kind[kind]} == held for kind in KINDS)


def test_the_id_of_a_passage_tells_its_kind_and_its_clause(notice: Notice) -> None:
    knowledge = Knowledge.read(notice_folder(DEFAULT_NOTICE), notice)
    found = list(passages(notice, knowledge, 320))
    assert {passage.kind for passage in found} == set(KINDS)
    assert all(named_by(passage.id) == (passage.kind, passage.clause) for passage in found)


@pytest.mark.parametrize("name", ["", "1/2", "#0", "1/2#", "1/2~fr0", "1/2#x"])
def test_what_is_no_passage_has_no_kind(name: str) -> None:
    with pytest.raises(ValueError, match="no passage"):
        named_by(name)
