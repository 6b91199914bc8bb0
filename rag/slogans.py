"""Names that stand for a number of things ("三卡", "两个70%", "十大科技创新项目") or for something not explained: does a
clause that uses one say what it stands for?"""

from __future__ import annotations

import re

from corpus.text import fold

_ASKED = re.compile(
    r"指|哪[几两三四五六七八九十些样\d]|分别|各(?:是|叫|有)|逐(?:项|个|条)|是什么|是啥|是么子|啥意思|什么意思|么子意思|怎么(?:讲|解|理解|叫|回事)|含义|解释|定义|说的是|"
    r"都有(?:什么|啥|谁)|包括|包含|名单|清单|名录|名称|目录|列一下|列出|口径|构成|成员|"
    r"what (?:are|is|does)|which|stands? for|meaning|mean by|named?\b|list\b|defin"
)
_COUNTING = re.compile(r"[一二三四五六七八九十两双多百千]|\d")
_NAMED = re.compile(r"[“\"‘「『]([^”\"’」』]{2,14})[”\"’」』]")
_OPENS = re.compile(r"[”\"’」』]?(?:等?[(（:：]|[,，]?(?:即|指|是指|包括|分别为|就是))")
_BETWEEN = re.compile("[、;；]")
_HAN = re.compile(r"[\u3400-\u9fff\d%×+]{2,}")
_PLAIN = re.compile(r"\d+(?:年|月|日)?")  # a number, a year
_LONGEST = 10


def slogans(folded_question: str, folded_text: str) -> tuple[str, ...]:
    """The names of a clause's text that a question asks to be spelt out; () where it asks no such thing. A name is what
    the text has in quotation marks, or words with a number in them that the question shares with it."""
    if not _ASKED.search(folded_question):
        return ()
    quoted = [name for name in _NAMED.findall(folded_text) if name in folded_question]
    shared = []
    for run in _HAN.findall(folded_question):
        start = 0
        while start < len(run) - 1:
            end = start
            while end < len(run) and end - start < _LONGEST and run[start : end + 1] in folded_text:
                end += 1
            name = run[start:end]
            if end - start >= 2 and _COUNTING.search(name) and not _PLAIN.fullmatch(name):
                if not run[:start].endswith("哪"):
                    shared.append(name)
                start = end
            else:
                start += 1
    return tuple(dict.fromkeys((*quoted, *shared)))


def spelt_out(name: str, folded_text: str) -> bool:
    """Whether a text says what a name of it stands for: a bracket, a colon or "即" behind it, or things listed just before
    it that it sums up ("防溺水、防火、防欺凌的“三防”")."""
    for found in re.finditer(re.escape(name), folded_text):
        if _OPENS.match(folded_text, found.end()):
            return True
        before = re.split("[。;；,，:：\n]", folded_text[max(0, found.start() - 40) : found.start()])[-1]
        if len(_BETWEEN.findall(before)) >= 2 and before.endswith(("“", '"', "‘", "等")):
            return True
    return False


def only_named(folded_question: str, text: str) -> float:
    """1 where a question asks what a name stands for and the text only uses it, -1 where the text spells it out, 0 where no
    such thing is asked."""
    plain = fold(text)
    names = slogans(folded_question, plain)
    if not names:
        return 0.0
    return -1.0 if any(spelt_out(name, plain) for name in names) else 1.0
