"""Is every figure of an English claim one of the cited clauses', with its value, unit and bound, and said of the same?

What a figure measures is compared with the words around the same number in the clause's English rendering: a claim's
words that stand around another number there say the figure of another thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.clause import Figure
from corpus.figures import ENGLISH_UNITS
from corpus.glossary import Glossary
from rag.bounds import meanings
from rag.check_figures import Value, value_of
from rag.cited import Cited
from rag.support import Kind, Support, fault
from rag.words_english import content_words


def _list(words: str) -> list[str]:
    return words.split()


_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SMALL = _list(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = _list("twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS = (
    {w: n for n, w in enumerate(_SMALL)}
    | {w: 10 * n for n, w in enumerate(_TENS, 2)}
    | {f"{t}-{s}": 10 * n + m for n, t in enumerate(_TENS, 2) for m, s in enumerate(_SMALL[1:10], 1)}
    | {"hundred": 100, "a hundred": 100, "one hundred": 100}
)
_NUM = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_WORD = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_ALONE = {"one", "zero"}  # too often no number: "one of", "one-stop"
_UNITS = {form: zh for zh, forms in reversed(ENGLISH_UNITS.items()) for form in forms if form and zh != "百分点"} | {
    "%": "%", "percent": "%", "per cent": "%", "rmb": "元", "persons": "名", "people": "名", "person": "名", "students": "", "tons": "吨",
    "ton": "吨", "metric tons": "吨", "pct": "%", "kilometres": "公里", "kilometers": "公里",
}  # fmt: skip
_UNIT = "|".join(sorted((re.escape(form.lower()) for form in _UNITS), key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?<![0-9a-z.,+×–-])(?:(?P<low>{_NUM})(?:\s*(?P<s1>thousand|million|billion|trillion))?\s*(?:%\s*)?(?:–|-|to|and)\s*"
    rf"(?=[0-9]))?(?P<n>{_NUM}|\b(?:{_WORD})\b)(?![0-9a-z]*[+×]|[0-9]|st\b|nd\b|rd\b|th\b|-?(?:minute|stop)\b)"
    rf"(?:[\s-]*(?P<scale>thousand|million|billion|trillion)\b)?(?P<plus>\+)?"
    rf"(?:[\s-]*(?P<unit>{_UNIT})(?![a-z]))?(?P<pers>(?:\s*(?:per|a|each|every|/)\s*(?:month|year|day|person|household|week|quarter|mu)\b)*)"
)
_PER = {
    "month": "月",
    "year": "年",
    "day": "天",
    "person": "人",
    "household": "户",
    "week": "周",
    "quarter": "季",
    "mu": "亩",
}
_BEFORE = (
    (r"at least|no(?:t)? (?:less|fewer|lower) than|(?:a )?minimum(?: of)?|not below|no lower than", "≥"),
    (r"at most|no(?:t)? (?:more|higher|greater) than|up to|within|not exceeding|(?:a )?maximum(?: of)?|not above", "≤"),
    (r"more than|higher than|greater than|over|above|exceed(?:s|ing)?|beyond|surpass(?:es|ing)?", ">"),
    (r"less than|fewer than|lower than|below|under", "<"),
    (r"about|around|roughly|approximately|some|nearly|almost|close to", "≈"),
)
_LEADS = [(re.compile(rf"\b(?:{words})\s*(?:the |a |of )?$"), kind) for words, kind in _BEFORE]
_TRAILS = (
    (re.compile(r"^\s*(?:or|and) (?:more|above|higher|over|better|upwards?)\b"), "≥"),
    (re.compile(r"^\s*(?:or|and) (?:less|below|lower|fewer|under)\b"), "≤"),
)
_BOUND = re.compile(
    rf"\b(?:{'|'.join(words for words, _ in _BEFORE)})\s+(?=(?:the |a |of )?[0-9])|\b(?:or|and) (?:more|above|higher|less|below|lower)\b(?! (?:the|its|their|his|an?) )"
)
_AIM = re.compile(r"\b(?:aim\w*|striv\w+|striving|endeavou?r\w*|seek\w*|hop\w+|target(?:ing|s)?|work towards?)\b")
_MANY = set(_list("个 家 项 户 条 件 场 次 座 所 处 台 套 辆 支 批 种 类 名 条(个)")) | {""}


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity of an English text. unit: the Chinese base unit with its denominators, "" where it is a count."""

    text: str
    value: Value
    bound: frozenset[str]
    near: frozenset[str]  # stems of the words around it
    start: int
    end: int


def unbounded(text: str) -> str:
    """A text in lower case without the words that bound its figures: "no less than 5%" says nothing of less."""
    return _BOUND.sub(" ", text)


def amounts(text: str) -> tuple[Amount, ...]:
    """The quantities of an English text in lower case, in order."""
    matches = [m for m in _QUANTITY.finditer(text) if not _no_amount(m)]
    found = []
    for i, match in enumerate(matches):
        before, after = text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 16]
        lead = next(({kind} for pattern, kind in _LEADS if pattern.search(before)), set())  # "no less than" goes first
        trail = {"≥"} if match["plus"] else {kind for pattern, kind in _TRAILS if pattern.match(after)}
        bound = lead | trail
        first = max(matches[i - 1].end() if i else 0, 1 + max(text.rfind(mark, 0, match.start()) for mark in ";.:"))
        comma = text.rfind(", ", first, match.start())
        if comma >= 0 and len(content_words(text[comma : match.start()])) >= 2:
            first = comma
        stop = min((at for mark in (";", ". ", ", ") if (at := text.find(mark, match.end())) >= 0), default=len(text))
        stop = min(stop, matches[i + 1].start() if i + 1 < len(matches) else stop)
        near = frozenset(content_words(text[first : match.start()]) + content_words(text[match.end() : stop]))
        found.append(Amount(match[0].strip(), _value(match), frozenset(bound), near, match.start(), match.end()))
    return tuple(found)


def _no_amount(match: re.Match[str]) -> bool:
    """A year, an item's number in an address, "one" as a word."""
    number, unit = match["n"], match["unit"]
    if number in _ALONE and not unit:
        return True
    return not unit and not match["scale"] and bool(re.fullmatch("(?:19|20)[0-9]{2}", number))


def _value(match: re.Match[str]) -> Value:
    def real(number: str, scale: str | None) -> float:
        base = Decimal(_WORDS[number]) if number in _WORDS else Decimal(number.replace(",", ""))
        return round(float(base * _SCALES.get(scale or "", 1)), 6)

    unit = _UNITS.get(match["unit"] or "", "")
    if not unit and match["unit"]:
        unit = next((zh for form, zh in _UNITS.items() if form.lower() == match["unit"]), "")
    pers = re.findall(r"(month|year|day|person|household|week|quarter|mu)\b", match["pers"] or "")
    high = real(match["n"], match["scale"])
    unit = "/".join(["名" if unit == "人" else unit, *sorted(_PER[per] for per in pers)])
    return (real(match["low"], match["s1"] or match["scale"]), high, unit) if match["low"] else (high, None, unit)


def check_figures_english(text: str, cited: Sequence[Cited]) -> tuple[list[Support], str]:
    """The support of each figure of a claim in lower case, and the text with the figures blanked."""
    found, rest = [], text
    for amount in _respectively(amounts(text), text):
        support = _support(amount, text, cited)
        if support is None:
            continue
        found.append(support)
        rest = rest[: amount.start] + " " * (amount.end - amount.start) + rest[amount.end :]
    return found, rest


def _support(amount: Amount, text: str, cited: Sequence[Cited]) -> Support | None:
    """None where a bare number is no figure of the clause and may be another number of it."""
    held = [(c, f) for c in cited for f in c.clause.figures if _same(amount.value, value_of(f))]
    if not held:
        if amount.value[2] in _MANY and not amount.bound and amount.value[1] is None:
            return None
        return fault(Kind.FIGURE, amount.text, "no such figure in the cited clause")
    why = ""
    for clause, own in held:
        reason = _difference(amount, own, text, clause) or _of_another(amount, own, cited)
        if not reason:
            return Support(Kind.FIGURE, amount.text, True, clause.clause.address, own.start, own.end)
        why = why or reason
    return fault(Kind.FIGURE, amount.text, why)


def _same(value: Value, own: Value) -> bool:
    if value[:2] != own[:2]:
        return False
    return value[2] == own[2] or (value[2] == "" and own[2] in _MANY)


def _difference(amount: Amount, own: Figure, text: str, clause: Cited) -> str:
    theirs = meanings(own.comparator)
    if amount.bound != theirs - {"aim", "ensured"}:
        return f"bound {' '.join(sorted(amount.bound)) or 'none'} where the clause has {own.comparator or 'none'}"
    aims = bool(_AIM.search(text))
    if "aim" in theirs and not aims:
        return "an aim in the clause, a promise in the claim"
    if aims and "aim" not in theirs and "力争" not in clause.text and not _AIM.search(clause.en):
        return "an aim in the claim and not in the clause"
    return ""


def _of_another(amount: Amount, own: Figure, cited: Sequence[Cited]) -> str:
    if not amount.near:
        return ""
    value = value_of(own)
    told = [named for c in cited for named in _told(c)]
    mine = [_share(amount.near, near) for v, near in told if _same(v, value)]
    others = [_share(amount.near, near) for v, near in told if not _same(v, value)]
    if not mine:
        return "" if not others else "the rendering does not give this figure"
    if max(others, default=0.0) > max(mine):
        return "said of what another figure measures"
    return "" if max(mine) >= 0.3 else "not said of the same matter"


def _share(words: frozenset[str], near: frozenset[str]) -> float:
    common = len(words & near)
    return common / len(words) + 0.01 * common / (len(near) or 1)


_AMOUNTS: dict[int, tuple[Cited, tuple[tuple[Value, frozenset[str]], ...]]] = {}


def _told(clause: Cited) -> tuple[tuple[Value, frozenset[str]], ...]:
    """The figures of a clause with the English words for what they measure: those around them in the rendering, and the
    glossary's for their subjects."""
    held = _AMOUNTS.get(id(clause))
    if held is None or held[0] is not clause:
        if len(_AMOUNTS) > 1024:
            _AMOUNTS.clear()
        rendered = ((a.value, a.near) for a in _respectively(amounts(clause.en), clause.en))
        glossary = Glossary.load()
        words = ((f, content_words(glossary.in_english(f.subject))) for f in clause.clause.figures)
        known = ((value_of(f), frozenset(w) | _sides(f.subject)) for f, w in words if w)
        held = _AMOUNTS[id(clause)] = (clause, (*rendered, *known))
    return held[1]


_ALTERNATIVES = re.compile(r"\b([a-z-]+) and (?:for )?([a-z-]+)\b")
_SIDE_WORDS = {"城市": "urban", "农村": "rural", "男": "men", "女": "women"}


def _sides(subject: str) -> frozenset[str]:
    return frozenset(w for zh, en in _SIDE_WORDS.items() if zh in subject for w in content_words(en))


def _respectively(found: Sequence[Amount], text: str) -> list[Amount]:
    """Of two amounts that "respectively" deals out to "urban and rural", the first is not of rural, nor the other of urban."""
    made = list(found)
    for match in re.finditer(r"\brespectively\b", text):
        start = 1 + max(text.rfind(mark, 0, match.start()) for mark in ".;")
        listed = [i for i, a in enumerate(made) if start <= a.start < match.end()]
        names = _ALTERNATIVES.search(text, start, made[listed[0]].start if listed else match.start())
        if len(listed) != 2 or names is None:
            continue
        whole = frozenset(content_words(text[start : made[listed[0]].start]))
        for i, other in zip(listed, (names[2], names[1]), strict=True):
            made[i] = replace(made[i], near=(whole | made[i].near) - frozenset(content_words(other)))
    return made
