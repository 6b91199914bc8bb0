"""How people name one notice among several: by its title or the telling part of it, its document number, an id.

《专利代理条例》第八条 · 国发〔2018〕39号里 · 综合保税区的意见 · zhuanli:2/12
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.clause import UNKNOWN, Notice
from corpus.reference import bare_title
from corpus.text import fold
from rag.ellipsis import bare
from rag.question import read

_ISSUER = re.compile(r"^.{0,24}?(?:国务院办公厅|国务院|人民政府办公室|人民政府|办公厅|办公室|委员会|[部局委厅办])关于")
_PRINTED = re.compile(r"印发[《〈]?(?P<title>.+?)[》〉]?的通知$")
_PASSED_ON = re.compile(r"^.{0,24}?转发(?P<title>.+?)的通知$")
_DOCUMENT = "实施条例|指导意见|若干意见|实施意见|实施方案|总体方案|工作规则|意见|条例|方案|办法|规定|通知|文件|规则|决定|答复|法规|公告|规划"
_ANY = ("文件", "法规", "公告", "通知", "规定")  # what any notice may be called
_PHRASE = re.compile(
    rf"(?P<about>[\u3400-\u9fff“”·、0-9+]{{2,30}}?)(?:的|那个|这个|那份|这份|那部|这部|那|这)*(?P<document>{_DOCUMENT})"
    r"(?![定例])"
)
_MARKED = re.compile("[《〈<](?P<title>[^《》<>]{2,60})[》〉>]")
_NUMBER = re.compile(
    r"(?P<body>[\u3400-\u9fff]{1,8}?)\s*[〔\[(（【]?\s*(?P<year>(?:19|20)\d{2})\s*年?[〕\])）】]?\s*第?\s*(?P<n>\d{1,4})\s*号"
    r"|(?P<order>国?务?院?令)\s*第?\s*(?P<m>\d{1,4})\s*号"
)
# What says nothing of which notice a title is: it stands in many.
_COMMON = re.compile(
    "关于|促进|加快|推进|推动|进一步|全面|实施|国家|全国|国务院|办公厅|人民政府|中华人民共和国|若干|指导|高质量|高水平|发展|工作|改革|行动|三年|做好"
)
_AROUND = re.compile(r"(?:(?:请问|按照?|根据|依照|依据|查一?下?|看一?下?|在|那么?|么)\s*)+$")
_BEHIND = re.compile(r"^(?:(?:里面?|中|上|当中|内|规定|要求|写|说)?的?(?:话)?)?[里中]?[,，:：、\s]*")
_PASSED_OVER = re.compile(r"[\s“”\"《》〈〉<>]")
_LEAST_TITLE = 5  # characters of a title that name it without a word for a document behind them
_SHORTEST = 2  # characters of a title before such a word

IDENTITY = r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]"


@dataclass(frozen=True, slots=True)
class Named:
    """ids: of the notices that a question names, in its order. rest: the question without the names where they stand only
    as an address; the whole of it where nothing else would be left. address: of the one clause that is named by its id;
    said: what is asked of that."""

    ids: tuple[str, ...]
    rest: str
    address: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    titles: tuple[str, ...]  # plain: the whole title, what it is called
    numbers: frozenset[str]


def short_title(notice: Notice) -> str:
    """What a notice is called beside others: `short` of notice.toml, else its title without who issued it.

    国务院关于印发国家职业教育改革实施方案的通知 → 国家职业教育改革实施方案
    """
    given = notice.meta.get("short", "")
    title = bare_title(notice.title)
    found = _PRINTED.search(title) or _PASSED_ON.search(title)
    made = bare_title(found["title"]) if found else _ISSUER.sub("", title)
    return given or made.replace("《", "〈").replace("》", "〉") or title


class Names:
    """The names of a library's notices."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        """notices: the first one first; parts of it that are called by a title of their own are no other notice."""
        first = notices[0]
        self._known = [_known(notice) for notice in notices]
        self._own = [_plain(c.title) for c in first.clauses if c.kind in ("attachment", "chapter", "section")]
        ids = "|".join(sorted((re.escape(notice.id) for notice in notices), key=len, reverse=True))
        self._id = re.compile(
            rf"(?<![a-z0-9-])(?P<id>{ids})(?:\s*[:：]\s*(?P<address>page|\d+(?:/\d+)*))?(?![a-z0-9/-])"
        )

    def read(self, text: str) -> Named:
        """What a question names, () for none."""
        spans = sorted(self._found(text))
        ids = tuple(dict.fromkeys(name for _, _, name, _ in spans))
        if not ids:
            return Named((), text)
        address = next((a for _, _, _, a in spans if a), "") if len(ids) == 1 else ""
        rest = _without(text, [(start, end) for start, end, _, _ in spans])
        return Named(ids, rest if _asks(rest) else text, address, rest)

    def _found(self, text: str) -> Iterable[tuple[int, int, str, str]]:
        """(start, end, notice id, address) of each name."""
        folded = fold(text)
        if len(folded) != len(text):
            folded = text.lower()
        taken: list[tuple[int, int]] = []
        for start, end, name, address in (*self._by_id(folded), *self._by_number(folded), *self._by_title(folded)):
            if all(end <= a or b <= start for a, b in taken):
                taken.append((start, end))
                yield start, end, name, address

    def _by_id(self, folded: str) -> Iterable[tuple[int, int, str, str]]:
        for match in self._id.finditer(folded):
            if match["address"] or "-" in match["id"] or len(match["id"]) > 3:
                yield match.start(), match.end(), match["id"], match["address"] or ""

    def _by_number(self, folded: str) -> Iterable[tuple[int, int, str, str]]:
        for match in _NUMBER.finditer(folded):
            for known in self._known:
                for number in known.numbers:
                    at = _ends_with(match, number)
                    if at is not None:
                        yield at, match.end(), known.id, ""

    def _by_title(self, folded: str) -> Iterable[tuple[int, int, str, str]]:
        for match in _MARKED.finditer(folded):
            name = self._of(_plain(match["title"]), whole=True)
            if name:
                yield match.start(), match.end(), name, ""
        kept = [i for i, character in enumerate(folded) if not _PASSED_OVER.match(character)]
        plain = "".join(folded[i] for i in kept)
        for known in self._known:
            for title in known.titles:
                at = plain.find(title)
                if at >= 0 and len(title) >= _LEAST_TITLE:
                    yield kept[at], kept[at + len(title) - 1] + 1, known.id, ""
        for match in _PHRASE.finditer(folded):
            about = _plain(match["about"])
            for start in range(len(about) - _SHORTEST + 1):
                name = self._of(about[start:], document=match["document"])
                if name:
                    yield match.end("about") - len(about) + start, match.end(), name, ""
                    break

    def _of(self, words: str, *, whole: bool = False, document: str = "") -> str:
        """The one notice whose title has these words; "" for none or several, or where they say nothing of it."""
        if len(_COMMON.sub("", words)) < _SHORTEST:
            return ""
        holding = [
            known.id
            for known in self._known
            if any(words in title or (whole and title in words) for title in known.titles)
            and (not document or document in _ANY or any(document in title for title in known.titles))
        ]
        if document and any(words in title for title in self._own):
            return ""  # a part of the first notice is called so: "民生那个方案"
        return holding[0] if len(holding) == 1 else ""


def _known(notice: Notice) -> _Known:
    titles = dict.fromkeys(_plain(t) for t in (bare_title(notice.title), short_title(notice), notice.called) if t)
    said = notice.meta.get("number", "")
    return _Known(notice.id, tuple(titles), frozenset({_digits(said)} - {""}) if said != UNKNOWN else frozenset())


def _plain(words: str) -> str:
    return _PASSED_OVER.sub("", fold(words))


def _digits(number: str) -> str:
    """A document number as it is compared: 国发2018-39."""
    match = _NUMBER.search(fold(number))
    if match is None:
        return ""
    return f"令-{match['m']}" if match["order"] else f"{match['body']}{match['year']}-{match['n']}"


def _ends_with(match: re.Match[str], number: str) -> int | None:
    """Where in its text a number begins that is the known one, None where it is another."""
    if match["order"]:
        return match.start() if number == f"令-{match['m']}" else None
    tail = f"{match['year']}-{match['n']}"
    if not number.endswith(tail):
        return None
    body = number.removesuffix(tail)
    return match.end("body") - len(body) if match["body"].endswith(body) else None


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text without its names and the words that only join them to the question."""
    rest = text
    for start, end in reversed(spans):
        before = _AROUND.sub("", rest[:start].rstrip("《〈"))
        behind = rest[end:].lstrip("》〉")
        rest = before + _BEHIND.sub("", behind, count=1)
    return rest.strip(" ,，:：、")


def _asks(rest: str) -> bool:
    """Whether a question is left: an address, or a matter."""
    numbered = re.search(r"第.{1,5}[条项章节款部]|[(（][一二三四五六七八九十\d]+[)）]|附件", rest)
    return bool(numbered) or (bool(rest) and not bare(read(rest)))
