"""A clause's address, in any of the ways that people write one → the clauses that it can mean.

附件3第二部分第(四)节第3项 · 附件五三(二) · attachment 6, section (三), item 2 · 附件7二(一)5(15) · 附件7第15目 · 1/2/1/3
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.clause import Clause, Notice
from corpus.numbering import chinese_number

_CN = "[零一二三四五六七八九十]+"
_NUM = rf"(?:{_CN}|\d{{1,3}})"
_WORDS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)}  # noqa: SIM905
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_ENGLISH_NUM = rf"\(?(?:{_NUM}|{'|'.join(_WORDS)}|viii|vii|vi|iv|v|iii|ii|i)\b\)?|\({_CN}\)|{_CN}"

SLASHED = re.compile(r"(?<![\d/.-])([0-9]{1,2}(?:(?:/[0-9]{1,3}){1,4}|(?:-[0-9]{1,3}){2,4}))(?![\d/%-])")
# "附件4 2.8.2": chapter, section and item in digits
_DOTTED = re.compile(r"\s*(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))?(?:\.(\d{1,3}))?(?![\d.%万亿])")
# One numeral only: in 附件五三(二) the 三 is the chapter.
_ONE = r"(?:零|十[一二三四五六七八九]?|[一二三四五六七八九]|\d{1,3})"
_ATTACHMENT = re.compile(
    rf"(?:附件|附录|附表)\s*[(]?第?({_ONE})[)]?|第({_ONE})(?:个|号|份)?附件|(?<!\d)({_ONE})号附件|(?:attachment|annex|appendix)\s*(?:no\.?\s*)?({_ENGLISH_NUM})"
)
_OVERALL = re.compile(
    r"总体方案|总方案|(?:本|该)?方案(?=第|[一二三]、)|主文件|overall plan|main plan|master plan|general plan"
)
_ORDER = ("chapter", "section", "item", "subitem")
# Read one after another from where the attachment ends; what stands between them is in _BETWEEN. A numeral in brackets
# is a section in Chinese digits and a sub-item in Arabic ones, as the notice writes it.
_LEVELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("section", rf"第\s*\(({_CN})\)\s*(?:小?节|款|部分|小点|点|项|条)?"),
        ("chapter", rf"第\s*({_NUM})\s*(?:大?部[分份]|章|大点|大项|大块|块)"),
        ("section", rf"第\s*\(?({_NUM})\)?\s*(?:[小大]?节|款|小点)"),
        ("subitem", rf"第\s*\(?({_NUM})\)?\s*(?:目|小项|子项|小条|(?:件|项)(?:民生)?实事)"),
        ("item", rf"第\s*\(?({_NUM})\)?\s*(?:项任务|个任务|项|条|点)"),
        ("chapter", rf"(?:chapter|part)\s*({_ENGLISH_NUM})"),
        ("section", rf"section\s*({_ENGLISH_NUM})"),
        ("subitem", rf"sub-?item\s*({_ENGLISH_NUM})"),
        ("item", rf"item\s*({_ENGLISH_NUM})"),
        ("section", rf"\(({_CN})\)"),
        ("subitem", r"\((\d{1,3})\)"),
        ("chapter", rf"({_CN})\s*(?:、|\.|,|，|(?=\s*\()|(?=\s*[-/《])|(?=\s*$))"),
        ("item", r"(\d{1,2})(?![\d%.]*\d*[%万亿元家个年月亩吨项条])\s*[.、]?"),
    )
)
# A level that is named and was not understood: the clause found without it would be the wrong one.
_LEFT_OVER = re.compile(
    rf"第\s*\(?(?:{_CN}|\d+)\)?\s*(?:小?点|小?项|条|小?节|款|目|部分)|\((?:{_CN}|\d{{1,3}})\)|\d+\.\d+\.\d+"
)
_BETWEEN = re.compile(r"(?:[\s的之里中面下,，·.、\-/:》]|里面|内|其中|of|the)*")


@dataclass(frozen=True, slots=True)
class AddressQuery:
    """attachment: number, or None where none is named. levels: ordinals by level ("chapter", "section", "item", "subitem")."""

    attachment: int | None
    levels: tuple[tuple[str, int], ...]
    printed: str
    rest: str  # the question without the address

    @property
    def half_read(self) -> bool:
        """Whether a level is left in the rest of the question."""
        return bool(_LEFT_OVER.search(self.rest))

    @property
    def precise(self) -> bool:
        return bool(self.levels)


def find_address(folded: str) -> AddressQuery | None:
    """The address that a folded question names, or None."""
    slashed = SLASHED.search(folded)
    if slashed and slashed.group(1).count("/") == 1 and slashed.group() != folded.strip(" ?？"):
        slashed = None  # "5/1假期", "24/7": two numbers alone are a date or a fraction as often as an address
    if slashed:
        first, *others = (int(part) for part in re.split("[/-]", slashed.group(1)))
        names = ("chapter", "section", "item", "subitem")
        return AddressQuery(first, tuple(zip(names, others, strict=False)), slashed.group(), SLASHED.sub(" ", folded))
    match = _ATTACHMENT.search(folded)
    if match and (_ATTACHMENT.search(folded, match.end()) or _OVERALL.search(folded)):
        return None  # a comparison of several parts; no one address is meant
    overall = None if match else _OVERALL.search(folded)
    start = match or overall
    attachment = _number(next(g for g in match.groups() if g)) if match else 0 if overall else None
    tail = folded[start.end() :] if start else folded
    dotted = _DOTTED.match(tail) if start else None
    if dotted:
        levels, printed = {n: int(g) for n, g in zip(_ORDER, dotted.groups(), strict=True) if g}, [dotted.group()]
    else:
        levels, printed = _levels(tail) if start else _levels_anywhere(folded)
        if match and not levels and folded.isascii() | bool(re.search("[a-z]", match.group())):
            levels, printed = _levels_before(folded[: match.start()])
    if attachment is None and not _standalone(levels):
        return None
    rest = folded.replace(start.group() if start else "", " ", 1)
    for part in printed:
        rest = rest.replace(part, " ", 1)
    return AddressQuery(
        attachment, tuple(levels.items()), " ".join([start.group() if start else "", *printed]).strip(), rest
    )


def _standalone(levels: dict[str, int]) -> bool:
    return len(levels) >= 2 or "subitem" in levels


def _levels(tail: str) -> tuple[dict[str, int], list[str]]:
    """The levels that `tail` begins with, outermost first, and how they are written."""
    levels: dict[str, int] = {}
    printed: list[str] = []
    position = _end(_BETWEEN.match(tail))
    while True:
        deepest = max((_ORDER.index(name) for name in levels), default=-1)
        for name, pattern in _LEVELS:
            found = pattern.match(tail, position)
            if found and _ORDER.index(name) > deepest:
                levels[name] = _number(found.group(1))
                printed.append(found.group())
                position = _end(_BETWEEN.match(tail, found.end()))
                break
        else:
            return levels, printed


def _levels_anywhere(folded: str) -> tuple[dict[str, int], list[str]]:
    """Levels in a question that names no attachment: the longest run of them."""
    runs = [
        _levels(folded[match.start() :]) for match in re.finditer(r"第|item|section|sub-?item|part |chapter", folded)
    ]
    return max(runs, key=lambda run: len(run[0]), default=({}, []))


def _levels_before(head: str) -> tuple[dict[str, int], list[str]]:
    """Levels in front of an English attachment, in any order: "section (三), part two of attachment 6"."""
    levels: dict[str, int] = {}
    printed: list[str] = []
    for name, pattern in _LEVELS:
        if "item" in pattern.pattern or "section" in pattern.pattern or "chapter" in pattern.pattern:
            for found in re.finditer(rf"\b{pattern.pattern}", head):
                if name not in levels:
                    levels[name] = _number(found.group(1))
                    printed.append(found.group())
    return {name: levels[name] for name in _ORDER if name in levels}, printed


def _end(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _number(text: str) -> int:
    bare = text.strip("() ")
    return _WORDS.get(bare) or _ROMAN.get(bare) or chinese_number(bare)


def resolve(query: AddressQuery, notice: Notice) -> tuple[Clause, ...]:
    """The clauses that an address means: one where it is exact, several where it is short of a level, none where there
    is no such clause. Levels that were left out match anything; "第15项" also finds sub-item (15)."""
    kinds = [kind for kind, _ in query.levels]
    deepest = kinds[-1] if kinds else "attachment"
    candidates = [c for c in notice.clauses if query.attachment is None or c.attachment == str(query.attachment)]
    if not kinds:
        return tuple(c for c in candidates if c.kind == "attachment")
    found = [c for c in candidates if c.kind == deepest and _fits(c, query.levels)]
    if not found and deepest == "item":
        as_subitem = tuple((("subitem" if kind == "item" else kind), n) for kind, n in query.levels)
        found = [c for c in candidates if c.kind == "subitem" and _fits(c, as_subitem)]
    if not found and deepest == "item" and "section" not in kinds:
        # "第二部分第六点" where the part has no items of its own
        as_section = tuple((("section" if kind == "item" else kind), n) for kind, n in query.levels)
        found = [c for c in candidates if c.kind == "section" and _fits(c, as_section)]
    if not found and deepest == "section" and "chapter" not in kinds:
        as_chapter = tuple((("chapter" if kind == "section" else kind), n) for kind, n in query.levels)
        found = [c for c in candidates if c.kind == "chapter" and _fits(c, as_chapter)]
    return tuple(found)


def _fits(clause: Clause, levels: tuple[tuple[str, int], ...]) -> bool:
    ordinals = dict(zip(_ORDER, (int(part) for part in clause.address.split("/")[1:]), strict=False))
    return all(ordinals.get(kind) == n for kind, n in levels)
