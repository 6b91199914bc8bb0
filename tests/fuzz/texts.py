"""Texts of every kind that may come in: mutated notices, all families of numbers mixed, what no keyboard types."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from corpus.numbering import Family, printed_form

DOCUMENTS = Path(__file__).resolve().parents[1] / "corpus" / "documents"
ODD = ["\ud800", "\udfff", "\0", "\u202e", "\u2066", "\u200b", "\ufeff", "\u2028", "\x0b", "\x1c", "\x85", "県", "縣", "⼀", "㈠", "⑴", "㊀",
       "ﬁ", "İ", "ß", "𠀀", "😀", "e\u0301", "\u1100\u1161", "１", "．", "（", "）", "(", ")", "《", "》", "〔", "“", "”", "—", "…"]  # fmt: skip
WORDS = ["加强组织领导", "特制定本方案。", "县发改局牵头", "（县科商工信局牵头,县发改局、县财政局等按职能分工负责)", "力争增长6.5%以上", "不少于100项",
         "46.3万亩", "百分之三十", "2025年底前", "附件", "附件1", "附件:1.甲", "第一条", "第二章", "一、", "二、", "(一)", "（二）", "1.", "2、", "(1)", "1)", ")",
         "①", "《条例》", "某县实施方案", "关于印发《甲》的通知", "国发〔2018〕39号", "某县人民政府", "2025年6月12日", "扫一扫", "索引号：", "标题：甲方案",
         "成文日期：", "。", "；", "、", "，", "：", "\n", "\n\n", "\r\n", "\t", "\u3000", " "]  # fmt: skip
ASKED = ["农村低保多少钱", "县发改局牵头哪些任务", "附件1第二部分", "第3项", "1/2/1/3", "那第二个呢", "还有呢", "七大攻坚", "the lead body of", "which tasks",
         "section (一)", "item 15", "attachment 7", "和", "的", "？", "谁负责", "多少", "比", "吗", "不是", "上一条", "所有", "哪些", "2026年", "全县"]  # fmt: skip

_MARKED = st.builds(
    lambda family, ordinal, words: printed_form(family, ordinal) + words,
    st.sampled_from(Family),
    st.integers(1, 12),
    st.sampled_from(WORDS),
)
_PIECE = st.one_of(st.sampled_from(WORDS), st.sampled_from(ODD), _MARKED, st.text(max_size=12))

any_text = st.one_of(
    st.lists(_PIECE, max_size=40).map("".join),
    st.lists(st.one_of(_MARKED, _PIECE), max_size=40).map("\n".join),
    st.text(st.characters(exclude_categories=()), max_size=120),  # surrogates too
)
any_question = st.one_of(
    st.lists(st.one_of(st.sampled_from(ASKED), st.sampled_from(ODD), st.text(max_size=6)), max_size=10).map("".join),
    any_text.map(lambda text: text[:400]),
)


@st.composite
def mutated_notice(draw: st.DrawFn) -> str:
    """A part of an official document with pieces dropped, doubled, moved or put in."""
    path = draw(st.sampled_from(sorted([*DOCUMENTS.glob("*.txt"), *DOCUMENTS.glob("*/source.txt")])))
    text = path.read_text("utf-8")
    start = draw(st.integers(0, max(0, len(text) - 1500)))
    text = text[start : start + 1500]
    for _ in range(draw(st.integers(1, 8))):
        at, length = draw(st.integers(0, len(text))), draw(st.integers(0, 30))
        piece = draw(st.one_of(st.just(""), _PIECE, st.just(text[at : at + length] * 2)))
        text = text[:at] + piece + text[at + length :]
    return text


@st.composite
def deep(draw: st.DrawFn) -> str:
    """Families within families, in any order, many deep."""
    families = draw(st.permutations(list(Family)))
    repeats = draw(st.integers(1, 6))
    lines = [
        f"{printed_form(f, draw(st.integers(1, 3)))}{draw(st.sampled_from(WORDS))}"
        for f in families
        for _ in range(repeats)
    ]
    return "\n".join(["某县实施方案", *lines])
