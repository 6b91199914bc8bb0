"""What a question takes for granted: read out of it, asked openly, and set right or confirmed by the answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clause import Notice
from rag.answer import Status
from rag.draft import Draft, Line, Span
from rag.pipeline import Assistant
from rag.premise import Claim, claim, settled
from rag.question import read
from tests.rag.contract import check, cited, ids

# -- what is claimed

CLAIMS = [
    ("农村低保是不是涨到600元了?", "农村低保涨到多少钱了?", [600], (), False),
    ("农村低保是不是涨到600了", "农村低保涨到多少了", [600], (), False),
    ("農村低保是不是漲到６００元了？", "农村低保涨到多少钱了?", [600], (), False),
    ("城市低保是485元,农村低保是740元,对不对", "城市低保是多少钱,农村低保是多少钱", [485, 740], (), False),
    ("农村低保不超过400元吗", "农村低保多少钱吗", [400], (), False),
    ("农村低保是不是485元以下", "农村低保多少钱", [485], (), False),
    ("烟叶4.3万亩对吗", "烟叶多少万亩", [4.3], (), False),
    ("固投要增长10%,对吧", "固投要增长多少", [10], (), False),
    ("为什么农村低保要涨到600元", "农村低保要涨到多少钱", [600], (), True),
    ("凭什么低保只有485元", "低保只有多少钱", [485], (), True),
    ("Is the rural allowance 600 yuan a month?", "is the rural allowance how much ?", [600], (), False),
    ("Is the rural allowance 1,200 RMB?", "is the rural allowance how much ?", [1200], (), False),
    ("Is retail sales growth 8 percent?", "is retail sales growth how much ?", [8], (), False),
    ("Is the grain output 170000 tons, right?", "is the grain output how much , right?", [170000], (), False),
    ("Why is the rural allowance 600 yuan?", "is the rural allowance how much ?", [600], (), True),
    ("招商不是县教育局牵头的吗", "招商不是哪个单位牵头的吗", [], ("县教育局",), False),
    ("社会信用体系由县财政局牵头,对吧", "社会信用体系由哪个单位牵头,对吧", [], ("县财政局",), False),
    ("为什么是县教育局牵头", "是哪个单位牵头", [], ("县教育局",), True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "asked", "figures", "bodies", "why"), CLAIMS, ids=ids("bodies" if row[3] else "figures" for row in CLAIMS)
)
def test_claim(text: str, asked: str, figures: list[float], bodies: tuple[str, ...], why: bool) -> None:
    made = claim(read(text))
    assert made is not None
    assert made.asked.text.strip() == asked
    assert made.asked.language == read(text).language
    assert [figure.value for figure in made.figures] == figures
    assert made.bodies == bodies
    assert made.why is why


NONE = {
    "an open question": "农村低保多少钱",
    "open beside a figure": "低保740元的是哪些人",
    "which of": "为什么低保涨了,涨到多少钱",
    "nothing to look up": "低保涨了吗",
    "a thing": "是不是要修路",
    "an address": "附件3说的低保对吗",
    "a year": "2025年要完成吗",
    "a statement": "农村低保485元",
    "a body with no role": "县教育局在哪儿吗",
    "three bodies": "县教育局、县财政局、县民政局一起牵头吗",
    "English": "How much is the allowance?",
    "nothing": "",
}


@pytest.mark.parametrize("text", NONE.values(), ids=NONE.keys())
def test_no_claim(text: str) -> None:
    assert claim(read(text)) is None


@given(st.text("农村低保是不是涨到600.5元%亩、，附件3吗吧为什么 yuan is", max_size=40))
def test_any_words(text: str) -> None:
    made = claim(read(text))
    assert made is None or bool(made.figures) != bool(made.bodies)


# -- whether the answer agrees


def answering(notice: Notice, *texts: str) -> Draft:
    evidence = (Span.whole(notice.by_address["7/2/1/5/15"]),)
    return Draft(Status.ANSWERED, tuple(Line(text, evidence) for text in texts))


def head(text: str, draft: Draft | None) -> str | None:
    """What is said of the claim of a question whose open form is answered so: "yes", "no", "" for nothing of it, None
    where the question goes on as any other."""
    question = read(text)
    made = claim(question)
    assert isinstance(made, Claim)
    found = settled(question, made, lambda _: draft)
    if found is None:
        return None
    first = found.lines[0].text
    return {"与公告一致：": "yes", "The notice says so:": "yes"}.get(first) or (
        "no" if first in ("公告的写法与此不同：", "The notice says otherwise:") else ""
    )


VERDICTS = [
    ("农村低保是485元吗", ["农村低保标准：不低于485元/月"], "yes"),
    ("农村低保是600元吗", ["农村低保标准：不低于485元/月"], "no"),
    ("农村低保是600吗", ["农村低保标准：不低于485元/月"], "no"),
    ("农村低保是485吗", ["农村低保标准：不低于485元/月"], "yes"),
    ("农村低保是485块吗", ["农村低保标准：不低于485元/月"], "yes"),
    ("农村低保不低于485元吗", ["农村低保标准：不低于485元/月"], "yes"),
    ("农村低保不超过485元吗", ["农村低保标准：不低于485元/月"], "no"),
    ("增长6%以下吗", ["增长：6%以上"], "no"),
    ("增长6%以上吗", ["增长：6%以上"], "yes"),
    ("投资是10000元吗", ["投资：1万元"], "yes"),
    ("城市低保是740元,农村低保是485元,对吗", ["城市低保标准：不低于740元/月", "农村低保标准：不低于485元/月"], "yes"),
    ("城市低保是485元,农村低保是740元,对吗", ["城市低保标准：不低于740元/月", "农村低保标准：不低于485元/月"], "no"),
    ("农村低保是485元吗", ["面积：4.3万亩"], ""),
    ("为什么农村低保是485元", ["农村低保标准：不低于485元/月"], None),
    ("为什么农村低保是600元", ["农村低保标准：不低于485元/月"], "no"),
    ("为什么农村低保是600元", ["面积：4.3万亩"], None),
    ("Is the allowance 485 yuan a month?", ["Rural living allowance (农村低保标准): at least 485元/月"], "yes"),
    ("这件事是县民政局牵头吗", ["牵头单位：县民政局；责任单位：县财政局"], "yes"),
    ("这件事是县财政局牵头吗", ["牵头单位：县民政局；责任单位：县财政局"], "no"),
    ("这件事是县民政局和县财政局牵头吗", ["牵头单位：县民政局；责任单位：县财政局"], ""),
    ("这件事是县民政局牵头吗", ["这件事没有单位"], ""),
    ("为什么这件事是县民政局牵头", ["牵头单位：县民政局"], None),
    ("为什么这件事是县财政局牵头", ["牵头单位：县民政局"], "no"),
]


@pytest.mark.parametrize(("text", "lines", "expected"), VERDICTS, ids=ids(row[2] or "unsettled" for row in VERDICTS))
def test_verdicts(text: str, lines: list[str], expected: str | None, notice: Notice) -> None:
    assert head(text, answering(notice, *lines)) == expected


def test_a_line_without_evidence_settles_nothing() -> None:
    draft = Draft(Status.ANSWERED, (Line("农村低保标准：不低于485元/月"),))
    assert head("农村低保是600元吗", draft) == ""


@pytest.mark.parametrize("draft", [None, Draft(Status.NOT_STATED, (Line("没有写明"),))], ids=["none", "declined"])
def test_what_has_no_answer_is_not_confirmed(draft: Draft | None) -> None:
    """A claimed figure is not searched for by itself, and a body or a reason goes on as any question."""
    question = read("农村低保是600元吗")
    made = claim(question)
    assert made is not None
    assert settled(question, made, lambda _: draft) is draft
    for text in ("为什么农村低保是600元", "这件事是县民政局牵头吗"):
        assert head(text, draft) is None


# -- in an answer

ANSWERS = [
    ("农村低保是不是涨到600元了？", "公告的写法与此不同：", "485元"),
    ("农村低保是不是每月485元？", "与公告一致：", "485元"),
    ("農村低保是不是漲到600元了？", "公告的寫法與此不同：", "485元"),
    ("城市低保是485元,农村低保是740元,对不对", "公告的写法与此不同：", "740元"),
    ("为什么农村低保要涨到600元？", "公告的写法与此不同：", "485元"),
    ("Is the rural subsistence allowance 600 yuan a month?", "The notice says otherwise:", "485"),
]


@pytest.mark.parametrize(("text", "first", "said"), ANSWERS, ids=ids(row[2] for row in ANSWERS))
def test_a_claim_is_set_right(text: str, first: str, said: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(text)
    check(answer, notice)
    assert answer.status is Status.ANSWERED
    assert answer.answer.startswith(first)
    assert said in answer.answer
    assert cited(answer)[0] == "7/2/1/5/15"
    assert "600" not in answer.answer


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("社会信用体系是不是县教育局牵头？", "公告的写法与此不同："),
        ("社会信用体系是不是县数据局牵头？", "与公告一致："),
    ],
    ids=["wrong body", "right body"],
)
def test_a_body_is_set_right(text: str, first: str, assistant: Assistant, notice: Notice) -> None:
    answer = assistant.answer(text)
    check(answer, notice)
    assert answer.answer.startswith(first)
    assert "县数据局" in answer.answer
    assert cited(answer)[0] == "4/2/2/3"
