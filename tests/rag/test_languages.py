"""Languages other than Chinese and English: told apart, and never answered by a guess."""

from __future__ import annotations

import json

import pytest

from eval.questions import FOLDER, read_items
from rag.answer import Status
from rag.languages import in_chinese, tongue
from rag.pipeline import Assistant
from rag.question import language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Combien d'hectares de tabac le district veut-il planter ?", "fr"),
        ("Qui dirige le groupe de travail sur l'environnement ?", "fr"),
        ("Quel est l'objectif de croissance des ventes au détail", "fr"),
        ("¿Cuánto debe crecer la inversión fija este año?", "es"),
        ("Quien dirige la reforma de los hospitales publicos", "es"),
        ("Quantas escolas vão ser construídas este ano?", "pt"),
        ("Qual é a meta de exportação de legumes?", "pt"),
        ("Quanti chilometri di strade saranno costruiti?", "it"),
        ("Wie viele neue Arbeitsplätze soll es in diesem Jahr geben?", "de"),
        ("Welche Behörde ist für die Pflege zuständig", "de"),
        ("たばこの栽培面積はどのくらいですか", "ja"),
        ("농촌 최저생활보장 기준이 얼마예요?", "ko"),
        ("Кто отвечает за пожарную станцию?", "ru"),
        ("Mức trợ cấp cho trẻ mồ côi là bao nhiêu?", "vi"),
        ("كم عدد الوظائف الجديدة؟", "other"),
        ("เป้าหมายการส่งออกเท่าไร", "other"),
        ("Berapa target pertumbuhan investasi di kabupaten ini?", "other"),
        ("What's the county's part in the province's bond trial?", ""),
        ("pig output target", ""),
        ("area sown to cereals, please", ""),
        ("green factories no of", ""),
        ("café subsidies", ""),
        ("低保標準多少", ""),
        ("这の那是什么", ""),
        ("GDP", ""),
        ("", ""),
    ],
)
def test_tongue(text: str, expected: str) -> None:
    assert tongue(text) == expected


@pytest.mark.parametrize(
    "text",
    ["borrow against green power certificates", "fire brigade upgrade", "FDI growth target", "any help selling abroad"],
)
def test_short_english_is_english(text: str) -> None:
    assert language(text) == "en"


def test_questions_in_english_and_chinese_are_not_taken_for_others() -> None:
    rows = map(json.loads, (FOLDER / "calibration.jsonl").read_text("utf-8").splitlines())
    asked = [row["question"] for row in rows]
    asked += [
        item.turns[0]
        for item in read_items("dev", FOLDER)
        if item.lang in ("en", "zh", "zh-Hant") and item.type != "pinyin"
    ]
    assert [text for text in asked if tongue(text)] == []


def test_japanese_is_read_by_its_characters() -> None:
    assert in_chinese("研究開発費はどのくらい増やす目標ですか") == "研究开发费 增长多少目标"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Quelle est la surface plantée en soja ?", "le chinois et l’anglais"),
        ("돼지 출하 목표는 몇 마리입니까?", "중국어와 영어"),
        ("كم عدد الوظائف الجديدة؟", "Only Chinese and English"),
    ],
)
def test_the_question_is_asked_for_again_in_its_language_and_in_chinese(
    assistant: Assistant, asked: str, said: str
) -> None:
    answer = assistant.answer(asked)
    assert answer.status is Status.CLARIFY
    assert said in answer.answer
    assert "中文和英文" in answer.answer
    assert answer.citations == ()


def test_an_address_is_read_in_any_language(assistant: Assistant) -> None:
    answer = assistant.answer("附件7二(一)5(15)とは何ですか")
    assert (answer.status, answer.citations[0].address) == (Status.ANSWERED, "7/2/1/5/15")
