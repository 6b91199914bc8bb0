"""The levels of an address as people write and say them → tokens, and the readings that they allow.

第二部分 · (四) · 第3项 · 二大点 · 倒数第一条 · 头一条 · part II · the third item · II(1)5(15)

A word for a level is often used of several ("第2条" is an item or a sub-item, "第六点" a section where there are no items):
each token has the levels that it may be of, likeliest first, and of a row of tokens every reading that goes inwards is
given, likeliest first. Which of them there is in the notice, the resolver finds out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from corpus.numbering import chinese_number

ORDER = ("chapter", "section", "item", "subitem")
Levels = tuple[tuple[str, int], ...]

_WORDS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)}  # noqa: SIM905
_ORDINALS = {
    w: n
    for n, w in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth".split(),  # noqa: SIM905
        start=1,
    )
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}
_BACK = {"last": -1, "final": -1, "second to last": -2, "second-to-last": -2, "second last": -2, "penultimate": -2}

CN = "[零〇一二三四五六七八九十两]{1,3}"
# One numeral only: in 附件五三(二) the 三 is the chapter.
ONE = r"(?:零|十[一二三四五六七八九]?|[一二三四五六七八九]十?[一二三四五六七八九]?(?<=十.)|[一二三四五六七八九]十?|\d{1,3})"
NUM = rf"(?:{CN}|\d{{1,3}})"
_ROMANS = "viii|vii|vi|iv|ix|v|iii|ii|i|x"
ENGLISH_NUM = rf"(?:\(?(?:{NUM}|{'|'.join(_WORDS)}|{_ROMANS})(?![a-z])\)?)"

# Word for a level → the levels that it may be of, likeliest first. Longest words first.
_CLASSIFIERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("大章|[章篇编]", ("chapter",)),
    ("大部[分份]|大板块|大标题|大[点项条块类段节]|一级标题|板块|部[分份]|块", ("chapter", "section")),
    ("小部[分份]|小块|小标题|二级标题", ("section", "item")),
    ("小节", ("section", "item")),
    ("小点", ("section", "item", "subitem")),
    ("节", ("section", "chapter")),
    ("款", ("section", "item", "subitem")),
    ("(?:件|项)(?:民生)?实事|小项|子项|细项|分项|小条|小目|目(?!标)", ("subitem", "item", "section")),
    ("(?:项|个|条|件)任务|条(?!件|例)|项(?!目)|点(?!子|数)|个(?=[,，。的\\s?？]|$)", ("item", "subitem", "section")),
)
_CLASSIFIER = "|".join(f"(?P<c{i}>{words})" for i, (words, _) in enumerate(_CLASSIFIERS))
_COUNTED = "(?:部[分份]|[章节款目]|大[点项条块类段]|小[点节项条块]|板块)"  # said without 第, and no count of things
_ORDINAL = (
    rf"(?P<back>倒数?第?\s*(?P<nback>{NUM})(?:个|那)?)|(?P<last>最后(?:面)?(?:的?那?第?一)?个?|最末尾?(?:的?那?一)?|末尾?(?:的?那?一)?|尾(?:巴上)?(?:的?那?一)?)"
    rf"|(?P<first>(?:开头|打头|头|最前面?)(?:的?那?第?一)?|首(?:个)?)|第\s*(?P<bracket>[(])?\s*(?P<n>{NUM})\s*[)]?\s*个?"
    rf"|(?P<bare>{NUM})\s*(?={_COUNTED})"
)
_SPOKEN = re.compile(rf"(?:{_ORDINAL})\s*(?:{_CLASSIFIER})")
_NAMED_EN: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"sub-? ?(?:items?|paragraphs?|clauses?|points?)", ("subitem", "item")),
    (r"chapter|part|heading", ("chapter", "section")),
    (r"sections?|sect\.?|sec\.?|§", ("section", "chapter")),
    (r"items?|points?|paragraphs?|para\.?|clauses?|tasks?|entry", ("item", "subitem", "section")),
)
_ADJECTIVES = r"(?:(?:numbered|small|little|single|main|big|major|top-level)\s+)*"
_NAME_EN = "|".join(f"(?P<e{i}>{words})" for i, (words, _) in enumerate(_NAMED_EN))
_ENGLISH = re.compile(rf"(?<![a-z])(?:{_NAME_EN})\s*(?:no\.?|number|#)?\s*(?P<n>{ENGLISH_NUM})")
_ENGLISH_ORDINAL = re.compile(
    rf"(?<![a-z])(?P<n>{'|'.join(map(re.escape, sorted(_BACK, key=len, reverse=True)))}|{'|'.join(_ORDINALS)}|\d{{1,2}}(?:st|nd|rd|th))\s+{_ADJECTIVES}(?:{_NAME_EN})(?![a-z])"
)
# As the notice prints its numbers: (四) is a section, 二 a chapter, 3 an item, (15) a sub-item.
_PRINTED: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(rf"\((?P<n>{CN})\)"), ("section",)),
    (re.compile(r"\((?P<n>\d{1,3})\)"), ("subitem", "section", "item")),
    (re.compile(rf"(?P<n>{_ROMANS})(?![a-z])\s*[、.,]?"), ("chapter", "section")),
    (
        re.compile(
            r"(?P<n>十[一二三四五六七八九]?|[一二三四五六七八九])\s*(?:、|\.|,|，|(?=\s*(?:\(|第|\d(?!个|家|亩|万|亿)))|(?=[”\"之])|(?=\s*[-/《])|(?=\s+[一二三四五六七八九十\d(第])|(?=[一二三四五六七八九十]\s*(?:\d|\())|(?=(?:里|中|的|这|那)?\s*第)|(?=\s*[?？。]?$))"
        ),
        ("chapter", "section", "item"),
    ),
    (
        re.compile(
            r"(?P<n>\d{1,3})(?![\d%.]*\s?[%万亿元家个年月亩吨项人天岁公小名户件处次种批场所座台])\s*[.、)]?(?!\d)"
        ),
        ("item", "section", "chapter", "subitem"),
    ),
)
_BRACKETED = re.compile(rf"第\s*\((?P<n>{CN})\)")
# What stands between two levels, or between an attachment and its first one.
BETWEEN = re.compile(
    r"(?:《[^《》]{2,24}》?|(?:攻坚)?实施方案|方案|里[面头边]|当中|其中|底下|下[面头边]|那里|(?<=[里头的中边])那|[\s的之里中内面下,，·.、\-/:：;》>→—§“”\"]|(?:of|the|in|under|within|and|from|its)(?![a-z]))*"
)
_WORDED = re.compile("[部块点项条类段题]|part|chapter|heading")
# A few words that say of what a level is: "第二部分讲招商那一节的第3条", "数到第七条".
_SAID_OF_IT = re.compile(r"[\u3400-\u9fff]{1,8}?[,，]?(?=第|倒数|最后|头一[条节项点大小])")


@dataclass(frozen=True, slots=True)
class Token:
    """kinds: the levels that it may be of, likeliest first. n: its ordinal; from the end where negative. counts: it is
    written like a count ("三部分") and is one where nothing follows."""

    kinds: tuple[str, ...]
    n: int
    printed: str
    counts: bool = False


def tokens_from(text: str, start: int = 0) -> tuple[list[Token], int]:
    """The tokens that stand one after another from `start`, four at the most, and where the last of them ends."""
    found: list[Token] = []
    position, end = _after(text, start), start
    while len(found) < len(ORDER):
        step = _token(text, position)
        if step is None:
            gap = _SAID_OF_IT.match(text, position)
            step = _token(text, gap.end()) if gap else None
        if step is None:
            break
        token, end = step
        if not found and token.kinds[0] == "chapter" and "section" in token.kinds:
            # "第四部分" is none of the notice's where it has three; further in it may be a section
            token = (
                Token(("chapter",), token.n, token.printed, token.counts) if _WORDED.search(token.printed) else token
            )
        glued = not found and not re.search("[的里中有]", text[start:position])
        found.append(token if not (token.counts and glued) else Token(token.kinds, token.n, token.printed))
        position = _after(text, end)
    if found and found[-1].counts and len(found) == 1:
        return [], start
    return found, end


def tokens_in(text: str) -> list[Token]:
    """Every level that an English text names by a word, in its order."""
    spans: list[tuple[int, int, Token]] = []
    for pattern in (_ENGLISH, _ENGLISH_ORDINAL):
        spans += [(m.start(), m.end(), _english(m)) for m in pattern.finditer(text)]
    spans.sort(key=lambda span: span[:2])
    return [token for i, (start, _, token) in enumerate(spans) if i == 0 or start >= spans[i - 1][1]]


def readings(tokens: Sequence[Token]) -> tuple[Levels, ...]:
    """The ways to read tokens as levels that go inwards, likeliest first."""
    found: list[Levels] = []
    for kinds in product(*(token.kinds for token in tokens)):
        depths = [ORDER.index(kind) for kind in kinds]
        if all(a < b for a, b in pairwise(depths)):
            found.append(tuple((kind, token.n) for kind, token in zip(kinds, tokens, strict=True)))
    return tuple(sorted(found, key=lambda levels: cost(tokens, levels)))


def cost(tokens: Sequence[Token], levels: Levels) -> int:
    """How far a reading of tokens is from what each of them likeliest means."""
    return sum(token.kinds.index(kind) for token, (kind, _) in zip(tokens, levels, strict=True))


def number(text: str) -> int:
    """A numeral in Chinese or Arabic digits, an English word for one, or a Roman one."""
    bare = text.strip("() ").replace("两", "二").replace("〇", "零")
    for table in (_WORDS, _ORDINALS, _ROMAN, _BACK):
        if bare in table:
            return table[bare]
    return chinese_number(re.sub("(?:st|nd|rd|th)$", "", bare))


def _after(text: str, start: int) -> int:
    match = BETWEEN.match(text, start)
    return match.end() if match else start


def _token(text: str, position: int) -> tuple[Token, int] | None:
    for pattern in (_ENGLISH, _ENGLISH_ORDINAL):
        match = pattern.match(text, position)
        if match:
            return _english(match), match.end()
    spoken = _SPOKEN.match(text, position)
    if spoken:
        return _spoken(spoken), spoken.end()
    bracketed = _BRACKETED.match(text, position)
    if bracketed:
        return Token(("section", "item"), number(bracketed["n"]), bracketed.group()), bracketed.end()
    for pattern, kinds in _PRINTED:
        match = pattern.match(text, position)
        if match:
            return Token(kinds, number(match["n"]), match.group()), match.end()
    return None


def _spoken(match: re.Match[str]) -> Token:
    kinds = next(kinds for i, (_, kinds) in enumerate(_CLASSIFIERS) if match[f"c{i}"])
    if match["back"]:
        n = -number(match["nback"])
    elif match["last"]:
        n = -1
    elif match["first"]:
        n = 1
    else:
        n = number(match["n"] or match["bare"])
        if match["bracket"] and not match["n"].isdigit() and "section" in kinds:
            kinds = ("section", *(kind for kind in kinds if kind != "section"))
        elif match["bracket"] and match["n"].isdigit() and "subitem" in kinds:
            kinds = ("subitem", *(kind for kind in kinds if kind != "subitem"))
    return Token(kinds, n, match.group(), counts=bool(match["bare"]))


def _english(match: re.Match[str]) -> Token:
    kinds = next(kinds for i, (_, kinds) in enumerate(_NAMED_EN) if match[f"e{i}"])
    return Token(kinds, number(match["n"]), match.group())
