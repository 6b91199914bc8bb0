"""Personal numbers are overwritten wherever they stand; figures, addresses and years of a notice are not."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus.clause import Notice
from index.build import Index
from rag.pipeline import Assistant
from rag.privacy import MASKS, masked, without_masks
from rag.question import read

PERSONAL = {
    "identity number": ("身份证431128199001011234", "身份证[证件号]"),
    "identity number, spaced": ("我叫李四，431128 19900101 123X", "我叫李四，[证件号]"),
    "identity number with a small x": ("43112819900101123x的低保", "[证件号]的低保"),
    "identity number of 15 digits": ("431128900101123", "[证件号]"),
    "two numbers side by side": ("身份证431128199001011234电话13812345678", "身份证[证件号]电话[电话号码]"),
    "mobile": ("打13812345678没人接", "打[电话号码]没人接"),
    "mobile in pairs": ("138 12 34 56 78", "[电话号码]"),
    "mobile, digit by digit": ("1 3 8 1 2 3 4 5 6 7 8", "[电话号码]"),
    "mobile, hyphens": ("手机号138-1234-5678打不通", "手机号[电话号码]打不通"),
    "mobile, other groups": ("1381 234 5678", "[电话号码]"),
    "mobile with a country code": ("call +86-138-1234-5678.", "call [电话号码]."),
    "mobile, full width": ("１３８１２３４５６７８", "[电话号码]"),
    "mobile, spoken": ("我的号是幺三八零零幺二三四五六", "我的号是[电话号码]"),
    "landline": ("电话0746-4712345", "电话[电话号码]"),
    "landline, undivided": ("打07464712345没人接", "打[电话号码]没人接"),
    "landline, brackets": ("(0746)4712345", "[电话号码]"),
    "landline, extension": ("0746-4712345转801", "[电话号码]"),
    "landline without an area code": ("电话：4712345", "电话[电话号码]"),
    "bank card": ("卡6222 0212 3456 7890 123", "卡[银行卡号]"),
    "passport": ("护照E12345678", "护照[证件号]"),
    "plate": ("湘M·D12345是谁的车", "[车牌号]是谁的车"),
    "plate of an electric car": ("湘MD12345", "[车牌号]"),
    "mail": ("写到zhang.san@example.com.cn谢谢", "写到[邮箱]谢谢"),
    "a number of no kind": ("单号20251234567890123", "单号[号码]"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PERSONAL.values(), ids=PERSONAL.keys())
def test_personal_numbers(text: str, expected: str) -> None:
    assert masked(text) == expected
    assert masked(f"低保{expected}") == f"低保{expected}"  # what is masked stays so


KEPT = {
    "percent": "2025年GDP增长5.5%",
    "amount": "社零总额138.12亿元",
    "eleven digits of money": "产值18000000000元",
    "eleven digits of land": "共13812345678亩",
    "years": "2025-2027年，从2025年1月1日至2025年12月31日",
    "address": "7/2/1/5/15",
    "address in words": "附件1二(一)3第15条",
    "an attachment that there is not": "附件9999999999999999999第3项",
    "document number": "湘政发〔2025〕12345号",
    "plan": "十四五和一三五规划",
    "a year in characters": "一九三八一二三四五六七八九",
    "a province beside a letter": "苏A股上市5家，新A增长12345",
    "thousands": "1,234,567,890元",
    "asked for": "电话是多少",
}


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT.keys())
def test_kept(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize("mask", MASKS)
def test_a_mask_is_no_number(mask: str) -> None:
    assert re.fullmatch(r"\[[\u3400-\u9fff]+\]", mask)
    assert masked(mask) == mask


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["13812345678", "431128199001011234"]))
@example("", "", "13812345678")
def test_nothing_beside_a_number_hides_it(before: str, after: str, number: str) -> None:
    """Whatever stands on either side; digits would make another number of it."""
    before, after = (re.sub(r"\d", "", side) for side in (before, after))
    assert number not in masked(f"{before}码{number}码{after}")


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    once = masked(text)
    assert masked(once) == once


def test_a_question_is_masked_as_it_is_read() -> None:
    assert "13812345678" not in repr(read("我电话13812345678，低保怎么领"))
    assert "13812345678" not in repr(read("１３８ 1234 ５６７８"))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("我的身份证号是[证件号]，农村低保最低多少钱", "农村低保最低多少钱"),
        ("低保怎么领?我电话[电话号码]", "低保怎么领?"),
        ("My phone number is [电话号码], how much is the allowance?", "how much is the allowance?"),
        ("[车牌号]", ""),
        ("农村低保", "农村低保"),
    ],
    ids=["before", "behind", "English", "alone", "none"],
)
def test_what_is_asked_beside_a_number(text: str, rest: str) -> None:
    assert without_masks(text) == rest


def test_only_a_persons_own_number_is_left_out() -> None:
    assert without_masks("我的电话是[电话号码],低保", own=True) == "低保"
    assert without_masks("查邻居电话[电话号码]", own=True) == "查邻居电话[电话号码]"
    assert without_masks("[车牌号]是谁的", own=True) == "[车牌号]是谁的"


def test_a_number_given_does_not_change_the_answer(assistant: Assistant) -> None:
    plain = assistant.answer("农村低保最低多少钱一个月")
    given = assistant.answer("身份证431128199001011234,农村低保最低多少钱一个月")
    assert (given.status, given.answer, given.standalone_question) == (
        plain.status,
        plain.answer,
        plain.standalone_question,
    )


def test_nothing_of_the_notice_is_masked(notice: Notice, index: Index) -> None:
    known = index.knowledge
    texts = [
        *(clause.text for clause in notice.clauses),
        *(e.text for e in known.enquiries),
        *(u.text for u in known.unstated),
        *(text for r in known.renderings for text in (r.zh, r.en)),
    ]
    assert [text[:60] for text in texts if masked(text) != text] == []
