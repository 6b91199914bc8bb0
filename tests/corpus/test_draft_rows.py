"""A language model's reply → rows, and what the checks find in a row."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.draft import DRAFTS
from corpus.draft_rows import Row, faults, read_reply
from corpus.knowledge import ENQUIRIES, RENDERINGS
from corpus.language_model import UnusableReplyError
from corpus.parse import read_notice
from tests.corpus.chat_server import ENGLISH, PLAIN, SOURCE


def test_a_reply_with_small_faults() -> None:
    """A comma too many, a line end in a string, an item that is only a text, an unknown voice, what cannot be written."""
    reply = (
        '{"enquiries": ["低保涨没涨", {"text": "dibao amount", "voice": ["x"]}, {"lang": "zh", "voice": "lay", "text": '
        '"哪个\\u2028管\\u001b[31m"}, {"text": ""}, 7, null,], "zh": "一行\n两行\\ud800", "en": "One", }'
    )
    assert read_reply(reply, "0/1", list(DRAFTS)) == {
        ENQUIRIES: [
            {"clause": "0/1", "lang": "zh", "voice": "colloquial", "text": "低保涨没涨"},
            {"clause": "0/1", "lang": "en", "voice": "en", "text": "dibao amount"},
            {"clause": "0/1", "lang": "zh", "voice": "colloquial", "text": "哪个 管 [31m"},
        ],
        RENDERINGS: [{"clause": "0/1", "zh": "一行 两行", "en": "One"}],
    }


@given(st.text(alphabet='{}[]",:\\ \na零1enquiriszh'))
@settings(max_examples=150)
def test_any_reply_is_read_or_refused(reply: str) -> None:
    with pytest.raises(UnusableReplyError):
        read_reply(reply, "0/1", list(DRAFTS))


@pytest.mark.parametrize("again", ["{", "[", '{"zh":', '{"enquiries":[', '{"a"', '{"zh":"'])
def test_a_model_that_repeats_itself_is_refused_at_once(again: str) -> None:
    before = time.perf_counter()
    with pytest.raises(UnusableReplyError):
        read_reply(again * 20_000, "0/1", list(DRAFTS))
    assert time.perf_counter() - before < 5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({}, "", id="good"),
        pytest.param({"text": "低保有740元/月吗"}, "泄露答案", id="figure"),
        pytest.param({"text": "低保有七百四十元/月吗"}, "泄露答案", id="figure in words"),
        pytest.param({"text": "Is it 740 yuan?", "lang": "en", "voice": "en"}, "泄露答案", id="figure in English"),
        pytest.param({"text": "爷爷60岁了,能拿好多"}, "", id="another figure"),
        pytest.param({"text": "低保!涨没涨?"}, "已有相同的问句", id="twice"),
        pytest.param({"text": "低保"}, "长度 2 不在 4 到 80", id="short"),
        pytest.param({"text": "低保" * 41}, "长度 82 不在 4 到 80", id="long"),
        pytest.param({"text": "How much is it?"}, "lang 是 zh，文字却不是", id="language"),
        pytest.param({"voice": "en"}, "lang 与 voice 不合", id="voice"),
        pytest.param({"lang": "fr"}, "lang 与 voice 不合", id="another language"),
        pytest.param({"text": " \u3000"}, "text 应是文字，且不为空", id="empty"),
        pytest.param({"text": None}, "text 应是文字，且不为空", id="no text"),
        pytest.param({"clause": "9"}, "条款 9 不存在", id="clause"),
        pytest.param({"clause": ["0/1"]}, "不存在", id="no address"),
    ],
)
def test_what_is_found_in_an_enquiry(changes: Row, sentence: str) -> None:
    row = {"clause": "0/1", "lang": "zh", "voice": "colloquial", "text": "低保给好多钱"}
    found = " ".join(faults(ENQUIRIES, {**row, **changes}, read_notice(SOURCE), {"低保涨没涨"}))
    assert sentence in found
    assert bool(sentence) == bool(found)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({}, "", id="good"),
        pytest.param({"zh": f"每月800元。{PLAIN}"}, "白话：“800元”不在条款中", id="figure"),
        pytest.param({"en": ENGLISH["0/1"].replace("740", "some")}, "英文：缺数字 740", id="figure left out"),
        pytest.param({"en": ENGLISH["0/1"].replace("Finance", "Other")}, "英文：缺单位", id="body left out"),
        pytest.param({"zh": f"由县教育局负责。{PLAIN}"}, "白话：县教育局 不在条款中", id="body"),
        pytest.param({"zh": "太短。"}, "白话：长度 3 不在", id="short"),
        pytest.param({"zh": "This is English and no Chinese."}, "白话：不是中文", id="language"),
        pytest.param({"en": "740"}, "英文：过短", id="short English"),
        pytest.param({"en": ""}, "en 应是文字", id="empty"),
    ],
)
def test_what_is_found_in_a_rendering(changes: Row, sentence: str) -> None:
    row = {"clause": "0/1", "zh": PLAIN, "en": ENGLISH["0/1"]}
    found = " ".join(faults(RENDERINGS, {**row, **changes}, read_notice(SOURCE), set()))
    assert sentence in found
    assert bool(sentence) == bool(found)


@given(st.text(alphabet="一二三十百千万亿点分之0123456789.,%元年月第至—-~一岁hundredmillion 不低于以上（）《》“”"))
@settings(max_examples=150)
def test_the_checks_take_any_text(text: str) -> None:
    notice = read_notice(SOURCE)
    for kind, row in (
        (ENQUIRIES, {"clause": "0/1", "lang": "zh", "voice": "angle", "text": text}),
        (RENDERINGS, {"clause": "0/1", "zh": text, "en": text}),
    ):
        assert all(isinstance(sentence, str) for sentence in faults(kind, row, notice, set()))
