"""Responsibility brackets → lead and parties, by gazetteer.

"(县科商工信局牵头,县发改局、县财政局等按职能分工负责)" names a lead and parties; without 牵头 the responsibility is
joint and no lead is invented. Pages lose separators and characters ("发改牵头,县科商工信局教育局"), so a run of names
is segmented by the fewest known names that cover it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from corpus.spoken import Speech, english_forms, unique

LEXICON = Path(__file__).parent / "lexicon"

_OPENERS = "(\uff08。\n"
_DUTY = re.compile(r"牵头|负责|配合|责任单位")
_LEAD_LABEL = re.compile("牵头单位[:\uff1a]?")
_TOKEN = re.compile("[^、,\uff0c;\uff1b:\uff1a。\\s)\uff09等]+")
_ROLE_TAIL = re.compile("(?:按照?)?(?:各自)?(?:职能|职责|职)?(?:分工)?(?:负责|牵头|配合|落实|承担)+$")
_GENERIC = re.compile(r"(?:部门|单位|机构|企业|乡镇)$")
_BODY_SUFFIX = re.compile(r"(?:局|委|办|部|厅|院|署|总会|协会|联合会|监会|银行|支行|中心|公司|集团|大队|政府|开发区)$")
_OTHER_LEVEL = re.compile(r"(?:.{0,3}[省市]|国家|中央|全国)")
# "列第一位者为牵头单位，下同": said once, of this bracket and of those after it.
FIRST_LEADS = re.compile(
    r"[。，,；;]?\s*[列排]在?第一位(?:者|的(?:部门|单位))为牵头(?:部门|单位)(?P<on>[，,]下同)?(?=[)）。\s]*$)",
    re.MULTILINE,
)
_UNKNOWN_COST, _NAME_COST = 3, 1


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the gazetteer: its full name as the notices write it, and every other form of it."""

    name: str
    official: str
    aliases: tuple[str, ...]
    english: tuple[str, ...]
    printed: tuple[str, ...]
    short: tuple[str, ...] = ()  # ordinary words that stand for it where the words beside them say so


@dataclass(frozen=True, slots=True)
class Duty:
    """completed: (as printed, full name, offset in the text) of names that the page damaged."""

    lead: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    completed: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True)
class Gazetteer:
    """The bodies that are known, and which of them a form in print or in speech names."""

    bodies: tuple[Body, ...]
    forms: dict[str, str] = field(repr=False)  # every form seen in print → name
    spoken: dict[str, str] = field(repr=False)  # every form that people use, English in lower case → name
    short: dict[str, str] = field(repr=False, default_factory=dict)  # ordinary words that may stand for a body → name

    @classmethod
    def load(cls) -> Gazetteer:
        """The gazetteer of the notice that is spoken of (corpus/vocabulary.py); the lexicon's where none is."""
        return OF_NOTICE.get() or cls.read()

    @classmethod
    @lru_cache(maxsize=4)
    def read(cls, path: Path = LEXICON / "departments.toml") -> Gazetteer:
        """The gazetteer in a TOML file of [[body]] tables."""
        return cls.of(
            Body(
                b["name"],
                b["official"],
                tuple(b["aliases"]),
                tuple(b["english"]),
                tuple(b.get("printed", ())),
                tuple(b.get("short", ())),
            )
            for b in tomllib.loads(path.read_text("utf-8"))["body"]
        )

    @classmethod
    def of(cls, known: Iterable[Body]) -> Gazetteer:
        """The gazetteer of these bodies, with the forms that are made of their names."""
        bodies = tuple(known)
        forms: dict[str, str] = {}
        spoken: dict[str, str] = {}
        for body in bodies:
            for form in _printed_forms(body):
                forms.setdefault(form, body.name)
            for form in (body.name, body.official, *body.aliases, *(e.lower() for e in body.english)):
                spoken.setdefault(form, body.name)
            for word in body.short:
                spoken.setdefault(f"{word}部门", body.name)
        spoken |= unique(((f, b.name) for b in bodies for e in b.english for f in english_forms(e)), spoken)
        return cls(bodies, forms, spoken, {word: body.name for body in bodies for word in body.short})

    def segment(self, run: str) -> list[tuple[int, int, str | None]]:
        """Cover `run` with the fewest names: (start, end, name), name None for characters that no name covers."""
        longest = max(map(len, self.forms), default=0)
        best: list[tuple[int, int]] = [(0, 0)]  # best[end] = (cost, start of the last piece)
        for end in range(1, len(run) + 1):
            options = [(best[end - 1][0] + _UNKNOWN_COST, end - 1)]
            starts = range(max(0, end - longest), end)
            options += [(best[start][0] + _NAME_COST, start) for start in starts if run[start:end] in self.forms]
            best.append(min(options))
        pieces: list[tuple[int, int, str | None]] = []
        end = len(run)
        while end:
            start = best[end][1]
            pieces.append((start, end, self.forms.get(run[start:end])))
            end = start
        return pieces[::-1]

    def mentions(self, text: str) -> list[tuple[int, int, str]]:
        """The bodies that a person's text speaks of, by any form, longest first at each place: (start, end, name).
        Offsets are those of `text.lower()`; 新田县 in front of a name belongs to it."""
        return list(self._mentions(text))

    @cached_property
    def _mentions(self) -> Callable[[str], tuple[tuple[int, int, str], ...]]:
        """A question is looked through by several who answer it."""
        return lru_cache(maxsize=256)(lambda text: tuple(self._speech.find(text)))

    def for_text(self, text: str, county: str) -> Gazetteer:
        """The gazetteer to read a document's brackets with: none for one that is of no county and names no body of one,
        in which 医保局 is not the county's and has lost no character."""
        local = county or any(body.name in text for body in self.bodies if body.name.startswith("县"))
        return self if local else Gazetteer((), {}, {})

    @cached_property
    def english(self) -> dict[str, str]:
        """name → its English name, for the bodies that have one. Descriptive, not official."""
        return {body.name: body.english[0] for body in self.bodies if body.english}

    @cached_property
    def _speech(self) -> Speech:
        return Speech(self.spoken, self.short)


OF_NOTICE: ContextVar[Gazetteer | None] = ContextVar("gazetteer", default=None)


def _printed_forms(body: Body) -> tuple[str, ...]:
    """The name, and what is left of it where the page lost 县, 局 or both."""
    forms = [body.name, *body.printed]
    if body.name.startswith("县"):
        bare = body.name.removeprefix("县")
        forms.append(bare)
        if bare.endswith("局"):
            forms += [bare.removesuffix("局"), body.name.removesuffix("局")]
    return tuple(form for form in forms if len(form) >= 2)


def read_responsibility(text: str, gazetteer: Gazetteer) -> Duty:
    """Lead and parties of the responsibility bracket that ends a clause's text; an empty Duty where there is none.

    >>> read_responsibility("推进建设。发改牵头,县科商工信局教育局等按职能分工负责)", Gazetteer.load()).parties
    ('县科商工信局', '县教育局')
    """
    start = duty_start(text)
    if start is None:
        return Duty()
    segment = FIRST_LEADS.sub("", text[start:])
    label = _LEAD_LABEL.search(segment)
    split = segment.find("牵头")
    lead_span = (label.end(), len(segment)) if label else (0, split) if split >= 0 else (0, 0)
    rest_span = (
        (len(segment), len(segment)) if label else (split + 2, len(segment)) if split >= 0 else (0, len(segment))
    )
    lead, rest = _Names(gazetteer), _Names(gazetteer)
    lead.read(segment, *lead_span)
    rest.read(segment, *rest_span)
    if not (lead.names or rest.names or rest.generic) or lead.unknown + rest.unknown > 4:
        return Duty()
    parties = tuple(dict.fromkeys(name for name in rest.names if name not in lead.names))
    return Duty(
        tuple(dict.fromkeys(lead.names)),
        parties,
        tuple(dict.fromkeys(lead.generic + rest.generic)),
        tuple((printed, name, start + at) for printed, name, at in lead.completed + rest.completed),
    )


def duty_start(text: str) -> int | None:
    """Where the bracket begins: after the last "(" or "。" that has a word of duty behind it (the "(" may be lost).
    None where the text ends in no such words; that they name bodies is for read_responsibility to find."""
    stripped = FIRST_LEADS.sub("", text).rstrip("。)\uff09 \n")
    cut = max(stripped.rfind(opener) for opener in _OPENERS)
    return cut + 1 if _DUTY.search(stripped[cut + 1 :]) else None


def _another_body(token: str, pieces: list[tuple[int, int, str | None]]) -> bool:
    """Whether a token is a body of another level that only begins or ends like one of ours: "财政部", "省财政厅"."""
    unknown = [name is None for _, _, name in pieces]
    return (
        any(unknown)
        and not all(unknown)
        and len(token) <= 16
        and _BODY_SUFFIX.search(token) is not None
        and (unknown[-1] or _OTHER_LEVEL.match(token) is not None)
    )


class _Names:
    """Collects the bodies of one part of a bracket."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.names: list[str] = []
        self.generic: list[str] = []
        self.completed: list[tuple[str, str, int]] = []
        self.unknown = 0

    def read(self, segment: str, start: int, end: int) -> None:
        for match in _TOKEN.finditer(segment, start, end):
            token = _ROLE_TAIL.sub("", match.group())
            if token and token not in ("部门", "单位", "按职能", "按"):
                self._token(token, match.start())

    def _token(self, token: str, offset: int) -> None:
        pieces = self.gazetteer.segment(token)
        if _another_body(token, pieces):
            self.names.append(token)
            return
        if all(name is None for _, _, name in pieces) or (_GENERIC.search(token) and pieces[-1][2] is None):
            self._unnamed(token)
            return
        for start, end, name in pieces:
            if name is None:
                self.unknown += end - start
                continue
            self.names.append(name)
            printed = token[start:end]
            if printed != name and not printed.startswith(name):
                self.completed.append((printed, name, offset + start))

    def _unnamed(self, token: str) -> None:
        if _GENERIC.search(token):
            self.generic.append(token)
        elif _BODY_SUFFIX.search(token) and len(token) <= 16:
            self.names.append(token)  # a body that the gazetteer does not know, as printed
        else:
            self.unknown += len(token)
