"""Quotations, places, titles, addresses and Latin names of a claim: each must stand in what it cites, letter for letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.clause import Notice
from corpus.glossary import places
from rag.cited import Cited, pairs, plain
from rag.support import Kind, Support, fault
from rag.words_english import stem

_QUOTED = re.compile(
    "\ue000(?P<own>[^\ue001]*)\ue001|“(?P<double>[^“”]*)”|‘(?P<single>[^‘’]*)’|「(?P<corner>[^「」]*)」|『(?P<white>[^『』]*)』|"
    r"《(?P<title>[^《》]*)》|(?<![0-9A-Za-z])\"(?P<straight>[^\"\n]+)\""
)
_PARTS, _SENTENCES = re.compile(r"[^,;:。!?\n]+"), re.compile(r"[^;。!?\n]+")
_MARKS = re.compile("[\\s“”‘’]")
_SAID = 3  # pairs of characters beside a place that say something of it
_LONG = 16  # characters of a quotation that is a statement of its own
_HAN = re.compile("[\u3400-\u9fff]")
_ADDRESS = re.compile(
    r"(?:附件|attachment )\s*(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?:[,，、\s]*(?:第?[一二三四五六七八九十]{1,2}(?:部分|章)?[、]?)?"
    r"(?:\([一二三四五六七八九十]{1,2}\))?(?:第?[0-9]{1,2}[项条.]?(?![0-9%家个亿万]))?(?:\([0-9]{1,2}\))?)"
)
_PLACE = re.compile(
    "(?P<name>[\u3400-\u9fff]{0,6}?)(?P<kind>街道|社区|(?<![城乡集市建])镇(?![区痛静])|(?<![下城山返回])乡(?![村镇土亲贤愁情])|(?<![乡农行全各本])村(?![庄民级务集镇晚])|"
    "园区|开发区|示范区|高速|铁路|高铁|国道|省道|大道|水库|灌区|机场|码头|车站|景区|公园|湿地|古城|古村|农场|广场|商圈|(?<![思道公铁线出套电管网一回大高之])路(?![径线子由网演口况面桥灯])|河段|流域)"
)
_LEVELS = re.compile("全省|全市|全国|全球|我省|我市|省级|市级|国家级|县级|乡级|村级|省内|市内|国内|国际")
_NO_PLACES = re.compile(
    "(?<=[国省街通乡])道县|(?<=[扩重])大连|海口(?=径)|(?<=[江湖])西安|东安(?=全)|山东(?=部)|中山市?(?=路)"
)
_LATIN = re.compile(r"[a-z][a-z0-9]*(?:[.&-][a-z0-9]+)*")
_CAPITALS = re.compile(
    r"(?<![.!?:;] )(?<!^)(?<![A-Za-z])[A-Z][\w'-]*(?:(?: (?:of|and|the|for|to|in|on|de))* [A-Z][\w'-]*)*"
)
_LIGHT = "由在和与及是为的至到向让请经被从设把将以等或各全本该"


def check_quotations(text: str, cited: Sequence[Cited], notice: Notice) -> tuple[list[Support], str]:
    """The support of each quotation, and the text with the marks of quotation taken off; titles in 《》 are blanked."""
    found = []
    for match in _QUOTED.finditer(text):
        words = next(group for group in match.groups() if group is not None)
        if words.strip():
            found.append(_quotation(match[0], words.strip(), match.lastgroup == "title", cited, notice))
    held = {support.words for support in found if support.holds}

    def unquoted(match: re.Match[str]) -> str:
        words = next(group for group in match.groups() if group is not None)
        long = len(words) >= _LONG and match[0] in held  # a whole sentence of the source, which says what it says
        return " " if match.lastgroup == "title" or long else words

    return found, _QUOTED.sub(unquoted, text)


def _quotation(shown: str, words: str, title: bool, cited: Sequence[Cited], notice: Notice) -> Support:
    for one in cited:
        clause = one.clause
        at = clause.text.find(words)
        if at < 0 and title:
            at = clause.text.find(f"《{words}》")
        if at >= 0:
            return Support(
                Kind.QUOTATION, shown, True, clause.address, clause.start + at, clause.start + at + len(words)
            )
        heads = [c.title for c in (*notice.trail(clause), clause) if c.title]
        if words in heads or (title and words in (notice.title, *notice.meta.values())):
            return Support(Kind.QUOTATION, shown, True, clause.address)
        if not _HAN.search(words) and plain(words.rstrip(".,")) in one.en:
            return Support(Kind.QUOTATION, shown, True, clause.address)
    return fault(Kind.QUOTATION, shown, "these characters do not stand so in the cited clause")


def check_addresses(text: str, cited: Sequence[Cited], notice: Notice) -> tuple[list[Support], str]:
    """The support of each address that a claim names (附件7 二(一)5), and the text without them."""
    known = set()
    for one in cited:
        for clause in (*notice.trail(one.clause), one.clause):
            known.add(plain(notice.short(clause)).replace(" ", ""))
    found = []
    for match in _ADDRESS.finditer(text):
        shown = re.sub(r"[\s,，、第项条章]|部分", "", match[0].replace("attachment ", "附件")).rstrip(".")
        number = _arabic(match["n"])
        shown = re.sub(r"^附件(?:[0-9]+|[一二三四五六七八九十]+)", f"附件{number}", shown)
        if shown in known:
            found.append(Support(Kind.NAME, match[0], True, cited[0].clause.address))
        else:
            found.append(fault(Kind.NAME, match[0], "not the address of the cited clause"))
    return found, _ADDRESS.sub(lambda m: " " * len(m[0]), text)


def _arabic(words: str) -> str:
    from corpus.numbering import chinese_number

    return words if words.isdigit() else str(chinese_number(words))


@lru_cache(maxsize=1)
def _elsewhere() -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"\b{p}\b" if p.isascii() else re.escape(p) for p in sorted(places(), key=len, reverse=True))
    )


def check_places(text: str, cited: Sequence[Cited], notice: Notice) -> list[Support]:
    """The support of each place of a plain claim. The county itself needs none."""
    county = plain(notice.county)
    own = [word for word in (county, county.removesuffix("县")) if word]
    masked = _NO_PLACES.sub(lambda m: " " * len(m[0]), text)
    for word in own:
        masked = masked.replace(word, " " * len(word))
    named = re.compile("|".join([_LEVELS.pattern, *map(re.escape, notice.meta.get("wider", "").split())]))
    found = [_stands(match[0], cited) for pattern in (_elsewhere(), named) for match in pattern.finditer(masked)]
    for match in _PLACE.finditer(masked):
        name, kind = match["name"], match["kind"]
        tail = name[-2:]
        if not name or name[-1] in _LIGHT:
            found.append(_stands(kind, cited))
        else:
            light = max(tail.rfind(char) for char in _LIGHT)
            found.append(_there(tail[light + 1 :] + kind, masked, match.start(), cited))
    return found


def _there(words: str, text: str, at: int, cited: Sequence[Cited]) -> Support:
    """The support of a place named inside the claim: what the claim's part says beside it must be said of it."""
    stands = _stands(words, cited)
    part = next((m[0] for m in _PARTS.finditer(text) if m.start() <= at < m.end()), text)
    beside = pairs(part.replace(words, " ")) - pairs(words)
    if not stands.holds or len(beside) < _SAID:
        return stands
    here = elsewhere = 0
    for one in cited:
        for sentence in _SENTENCES.findall("。".join((one.text, *one.titles, one.zh))):
            shared = len(beside & pairs(sentence))
            if words in _MARKS.sub("", sentence):
                here = max(here, shared)
            else:
                elsewhere = max(elsewhere, shared)
    return fault(Kind.PLACE, words, "the cited clause does not say this of it") if elsewhere > here else stands


def _stands(words: str, cited: Sequence[Cited]) -> Support:
    for one in cited:
        if words in one.solid or words in one.en:
            return Support(Kind.PLACE, words, True, *one.place(words))
    return fault(Kind.PLACE, words, "no such place in the cited clause")


def check_latin(text: str, cited: Sequence[Cited]) -> list[Support]:
    """The support of each Latin word of a plain Chinese claim: PPP, AI, R&D."""
    found = []
    for word in _LATIN.findall(text):
        one = next(
            (c for c in cited if word in c.solid or (len(word) > 1 and re.search(rf"\b{re.escape(word)}\b", c.en))),
            None,
        )
        found.append(
            Support(Kind.NAME, word, True, *one.place(word))
            if one
            else fault(Kind.NAME, word, "not in the cited clause")
        )
    return found


def check_capitals(text: str, cited: Sequence[Cited], notice: Notice) -> list[Support]:
    """The support of each capitalised name of an English claim whose bodies are blanked: in the rendering, or of words
    that the clause may be told in."""
    own = {
        stem(word) for word in ("county", "xintian", notice.county.lower(), "plan", "attachment", "notice", "overall")
    }
    found = []
    for match in _CAPITALS.finditer(text):
        words = match[0].lower()
        parts = [
            stem(w) for w in re.findall(r"[a-z]+", words) if w not in ("of", "and", "the", "for", "to", "in", "on", "i")
        ]
        parts = [part for part in parts if part not in own and len(part) > 1]
        if not parts:
            continue
        one = next((c for c in cited if words in c.en or all(part in c.words for part in parts)), None)
        found.append(
            Support(Kind.NAME, match[0], True, one.clause.address)
            if one
            else fault(Kind.NAME, match[0], "not in the cited clause or its rendering")
        )
    return found
