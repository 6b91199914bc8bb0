"""A person's words as they are understood: cleaned, in which language, what they ask for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clause import Clause, Notice
from corpus.glossary import Glossary
from corpus.text import fold
from rag.holds import holds, in_charge
from rag.places import foreign_place
from rag.question import Want, clean, content_free, language, read
from rag.years import other_year
from tests.rag.contract import ids

WANTS = [
    ("农村低保最低多少钱", {Want.AMOUNT}),
    ("高新技术企业要认定几家", {Want.AMOUNT}),
    ("占比达到百分之几", {Want.AMOUNT}),
    ("谁牵头社会信用体系", {Want.LEAD}),
    ("这项工作归哪个局管", {Want.LEAD}),
    ("还有哪些单位配合", {Want.PARTIES}),
    ("专班办公室设在哪里", {Want.OFFICE}),
    ("专班召集人是谁", {Want.CONVENER}),
    ("专班成员单位有哪些", {Want.MEMBERS}),
    ("什么时候完成", {Want.DEADLINE}),
    ("局长叫什么名字", {Want.PERSON}),
    ("联系电话是多少", {Want.PHONE}),
    ("建在哪个乡镇", {Want.PLACE}),
    ("补贴怎么申请", {Want.PROCEDURE}),
    ("为什么要搞七大攻坚", {Want.REASON}),
    ("公告怎么说科技创新", {Want.TEXT}),
    ("誰牽頭社會信用體系", {Want.LEAD}),
    ("How much should retail sales grow?", {Want.AMOUNT}),
    ("Who leads the social credit system?", {Want.LEAD}),
    ("Which other agencies are involved?", {Want.PARTIES}),
    ("Where is the office of the task force?", {Want.OFFICE}),
    ("Who is the convener?", {Want.CONVENER}),
    ("When will it be done?", {Want.DEADLINE}),
    ("What is the name of the director?", {Want.PERSON}),
    ("What is the phone number?", {Want.PHONE}),
    ("How do I apply?", {Want.PROCEDURE}),
    ("Why is this done?", {Want.REASON}),
]


@pytest.mark.parametrize(("text", "wants"), WANTS, ids=ids("-".join(wants) for _, wants in WANTS))
def test_wants(text: str, wants: set[Want]) -> None:
    assert wants <= set(read(text).wants)


@pytest.mark.parametrize(
    "text",
    ["社会信用体系建设", "介绍科技创新", "the social credit system", ""],
    ids=["matter", "request", "English", "empty"],
)
def test_a_question_that_asks_for_no_kind_of_thing_asks_for_the_text(text: str) -> None:
    assert read(text).wants == (Want.TEXT,)


LANGUAGES = [
    ("zh", "农村低保最低多少钱"),
    ("zh", "PM2.5 目标"),
    ("zh", "附件3"),
    ("zh", "县里GDP增长target是多少"),
    ("zh-Hant", "農村低保最低多少錢"),
    ("zh-Hant", "哪個部門牽頭"),
    ("en", "How much should retail sales grow?"),
    ("en", "retail sales"),
    ("other", "Quel est le montant minimum de l'aide sociale ?"),
    ("other", "¿Cuánto cuesta?"),
    ("other", "農村の最低生活保障はいくらですか"),
    ("other", "한국어 질문"),
    ("other", "Сколько"),
]


@pytest.mark.parametrize(("expected", "text"), LANGUAGES, ids=ids(expected for expected, _ in LANGUAGES))
def test_language(expected: str, text: str) -> None:
    assert language(text) == expected


CLEANED = {
    "zero width": ("县\u200b发\ufeff改局", "县发改局"),
    "control": ("县发改局\x07牵头\x00", "县发改局牵头"),
    "surrogate": ("\ud800县发改局\udfff", "县发改局"),
    "white space": ("  县发改局 \n\t 牵头\u3000", "县发改局 牵头"),
    "right to left": ("\u202e县发改局", "县发改局"),
    "private use": ("\ue000县发改局\ue001", "县发改局"),
    "untouched": ("县发改局（牵头）？", "县发改局（牵头）？"),
}


@pytest.mark.parametrize(("raw", "expected"), CLEANED.values(), ids=CLEANED.keys())
def test_clean(raw: str, expected: str) -> None:
    assert clean(raw) == expected


@given(st.text())
def test_reading_accepts_any_text(raw: str) -> None:
    question = read(raw)
    assert clean(question.text) == question.text  # cleaning is done once
    question.text.encode("utf-8")  # can be shown and written
    assert "\x00" not in question.text
    assert question.wants


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", True), ("？？", True), ("😀", True), ("123", True), ("a", True), ("低保", False), ("gdp", False), ("1/2/1/3", False)],
)  # fmt: skip
def test_content_free(text: str, expected: bool) -> None:
    assert content_free(read(text)) is expected


UNITS = [
    ("农村低保多少钱", "money"),
    ("投资增长百分之几", "percent"),
    ("要多少天办完", "time"),
    ("粮食种多少万亩", "area"),
    ("粮食产量多少吨", "weight"),
    ("高企要认定几家", "count"),
    ("how many new companies", "count"),
    ("低保怎么申请", ""),
]


@pytest.mark.parametrize(("text", "unit"), UNITS, ids=ids(unit for _, unit in UNITS))
def test_unit(text: str, unit: str) -> None:
    assert read(text).unit == unit


GLOSSARY = [
    ("今年社零要涨多少", "社会消费品零售总额"),
    ("how much should retail sales grow?", "社会消费品零售总额"),
    ("fixed-asset investment target", "固定资产投资"),
    ("老板投资的比重", "民间投资"),
]


@pytest.mark.parametrize(("text", "official"), GLOSSARY, ids=ids("term" for _ in GLOSSARY))
def test_glossary(text: str, official: str) -> None:
    assert official in Glossary.load().official_for(fold(text))


def test_glossary_matches_whole_english_words(tmp_path: Path) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(
        '[[term]]\nofficial = "租金"\nenglish = ["rent"]\n\n[[term]]\nofficial = "家长"\nenglish = ["parent"]\n',
        "utf-8",
    )
    glossary = Glossary.load(path)
    assert glossary.official_for("parents and rent") == ("租金",)
    assert glossary.official_for("a current parent") == ("家长",)


def test_every_official_term_stands_in_the_notice(notice: Notice) -> None:
    source = fold(notice.source)
    missing = {term for term in Glossary.load().terms.values() if fold(term) not in source}
    assert missing == set()


YEARS = [
    ("2027年低保标准", True),
    ("明年的目标", True),
    ("去年增长多少", True),
    ("last year's growth", True),
    ("2025年低保标准", False),
    ("今年的目标", False),
    ("低保标准", False),
    ("编号20271", False),
]


@pytest.mark.parametrize(("text", "expected"), YEARS, ids=ids("other" if other else "same" for _, other in YEARS))
def test_other_year(text: str, expected: bool, notice: Notice) -> None:
    assert other_year(read(text), notice, notice.by_address["7/2/1/5/15"]) is expected


PLACES = [
    ("北京的房价", True),
    ("深圳市的低保", True),
    ("新田县的低保", False),
    ("永州市的措施", False),
    ("粤港澳大湾区建设", False),
    ("县里的低保", False),
]


@pytest.mark.parametrize(
    ("text", "expected"), PLACES, ids=ids("foreign" if foreign else "here" for _, foreign in PLACES)
)
def test_foreign_place(text: str, expected: bool, notice: Notice) -> None:
    assert foreign_place(read(text), notice) is expected


def clause(text: str, **fields: tuple[str, ...]) -> Clause:
    return Clause("9/9", "9/9", "item", "1.", "", text, 0, len(text), **fields)  # type: ignore[arg-type]


HOLDS = [
    (Want.PHONE, "咨询电话0746-4712345。", True),
    (Want.PHONE, "热线 13812345678", True),
    (Want.PHONE, "公布咨询电话。", False),
    (Want.PERSON, "由县长任组长。", False),
    (Want.DEADLINE, "2025年12月底前完成。", True),
    (Want.DEADLINE, "加快建设。", False),
    (Want.AMOUNT, "增长很快。", False),
    (Want.LEAD, "加快建设。", False),
    (Want.LEAD, "由县长总牵头。", True),
]


@pytest.mark.parametrize(
    ("want", "text", "expected"), HOLDS, ids=ids(f"{want}-{expected}" for want, _, expected in HOLDS)
)
def test_holds(want: Want, text: str, expected: bool) -> None:
    assert holds(want, [clause(text)]) is expected


def test_a_clause_with_bodies_holds_a_lead() -> None:
    assert holds(Want.LEAD, [clause("加快建设。", parties=("县水利局",))])
    assert in_charge(clause("由县长总牵头。"))
    assert not in_charge(clause("由县长总牵头。", lead=("县政府办",)))
