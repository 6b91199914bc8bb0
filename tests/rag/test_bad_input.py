"""Whatever is typed, a person gets a sentence: never an exception, never a trace."""

from __future__ import annotations

import logging

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from corpus.clause import Notice
from rag.answer import Status
from rag.pipeline import Assistant
from rag.retrieve import Retriever
from tests.rag.contract import check

DECLINED = set(Status) - {Status.ANSWERED, Status.PARTIAL}

BAD = {
    "empty": ("", {Status.CLARIFY}),
    "spaces": (" \t\n\u3000 ", {Status.CLARIFY}),
    "five thousand characters": ("农村低保多少钱" * 715, {Status.CLARIFY}),
    "emoji only": ("😀🎉👍🏽", {Status.CLARIFY}),
    "control characters only": ("\x00\x07\x1b\x7f", {Status.CLARIFY}),
    "zero width only": ("\u200b\u200d\ufeff\u2060", {Status.CLARIFY}),
    "lone surrogate": ("\ud800", {Status.CLARIFY}),
    "punctuation": ("？！……——", {Status.CLARIFY}),
    "NUL inside": ("农村\x00低保最低多少钱", {Status.ANSWERED}),
    "zero width inside": ("农\u200b村低\ufeff保最低多少钱", {Status.ANSWERED}),
    "surrogate inside": ("\udfff农村低保\ud83d最低多少钱", {Status.ANSWERED}),
    "right-to-left mark": ("\u202e农村低保最低多少钱", {Status.ANSWERED}),
    "HTML around": ("<b>农村低保</b>最低多少钱", {Status.ANSWERED}),
    "markdown": ("# 问\n- **农村低保** `最低` 多少钱\n| a | b |", {Status.ANSWERED}),
    "script": ("<script>alert(document.cookie)</script>", DECLINED),
    "image with handler": ("<img src=x onerror=alert(1)>", DECLINED),
    "SQL": ("'; DROP TABLE clauses; --", DECLINED),
    "SQL select": ("SELECT * FROM clauses WHERE 1=1", DECLINED),
    "template": ("{{7*7}} ${jndi:ldap://x} %s%n", DECLINED),
    "path": ("../../etc/passwd", DECLINED),
    "long digits": ("9" * 999, DECLINED),
    "long number in an address": ("附件" + "9" * 400 + "第3项", {Status.NO_SUCH_CLAUSE, Status.CLARIFY}),
    "many slashes": ("1/" * 400, DECLINED),
    "French": ("Quelle est la recette de la ratatouille ?", DECLINED),
    "Japanese": ("東京の天気はどうですか", DECLINED),
    "Korean": ("서울 날씨 어때요", DECLINED),
    "address that does not exist": ("附件9第四部分第(二)节第99项", {Status.NO_SUCH_CLAUSE}),
    "address with zero": ("附件3二(零)", {Status.NO_SUCH_CLAUSE}),
}


@pytest.mark.parametrize(("text", "statuses"), BAD.values(), ids=BAD.keys())
def test_a_sentence_for_anything(
    text: str, statuses: set[Status], assistant: Assistant, notice: Notice, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = assistant.answer(text)
    check(answer, notice)
    assert answer.status in statuses
    assert not caplog.records  # a trace in the log would mean that the last resort was taken
    assert "<script" not in answer.answer


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
@example("附件")
@example("附件²第½项")
@example("第〇章第〇节")
def test_never_raises(assistant: Assistant, notice: Notice, caplog: pytest.LogCaptureFixture, text: str) -> None:
    caplog.clear()
    check(assistant.answer(text), notice)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


# fmt: off
WORDS = st.sampled_from([
    "附件", "第", "1", "3", "三", "十", "百", "零", "99", "节", "项", "部分", "(", ")", "/", "、", "谁", "牵头",
    "哪些任务", "县发改局", "县", "局", "多少", "低保", "专班", "办公室", "呢", "下一条", "只看", "这个", "attachment",
    "section", "list", "led", "by", "the", "Finance", "Bureau", "%", "2027年", "电话", "？", "\x00",
    "\u200b",
])
# fmt: on


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=9).map("".join))
def test_never_raises_on_our_own_words(
    assistant: Assistant, notice: Notice, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    """Random text seldom reaches the routes behind the first step; words that they look for do."""
    caplog.clear()
    check(assistant.answer(text), notice)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize(
    ("question", "han"), [("社会信用体系建设得怎样", True), ("How is social credit built?", False)], ids=["zh", "en"]
)
def test_a_fault_inside_becomes_a_sentence(
    question: str,
    han: bool,
    assistant: Assistant,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("disk on fire")

    monkeypatch.setattr(Retriever, "rank", broken)
    answer = assistant.answer(question)
    assert answer.status is Status.CLARIFY
    assert answer.citations == ()
    assert "disk on fire" not in answer.answer
    assert any("\u3400" <= c <= "\u9fff" for c in answer.answer) is han
    assert "disk on fire" in caplog.text  # whoever runs it finds the cause in the log
    check(answer, assistant.notice)
