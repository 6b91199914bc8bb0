"""Finding clauses while a person types: by words, by pinyin, by address; kept to a part, a body, a kind, to figures.

The notice is searched as one string, of which every character knows where in the source it comes from, so what was
found can be marked in the official words. A search takes a few milliseconds; the first one by sound reads the notice
aloud once (a quarter of a second).

    "提振消费", "tzxf", "tizhen xiaofei", "tizhenxf"    words, in characters or in pinyin (each as a whole or its initial)
    "消费 财政"                                        all of several words, anywhere in a clause
    "7/2/1/5/15", "附件7二(一)5(15)", "附件3"          an address in any notation (rag/part_names.py)
    "附件7 养老"                                       words in a part
    "社零", "retail sales"                             what the notice calls otherwise (corpus/glossary.py)
    "提震消费"                                         words of the same sound; the last two where nothing is written so
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Literal, get_args

from corpus.clause import Clause, Notice
from corpus.glossary import Glossary
from corpus.text import fold
from index.phonetic import spelled
from rag.address import resolve
from rag.part_names import addressed

Span = tuple[int, int]
Way = Literal["words", "pinyin", "official", "sound", "address"]  # from the surest to what says least of the words
_WAYS: tuple[Way, ...] = get_args(Way)
_Found = dict[str, list[Span]]  # address → spans of the source

_LONGEST = 200  # characters of what is typed that are read; a sentence from the notice is shorter
_LONGEST_ADDRESS = 60
_LONGEST_SOUND = 48  # letters or characters of a term that is looked for by sound
_SURE = 3  # letters from which on pinyin is looked for in all words and not in titles alone
_PASSED_OVER = re.compile("[\\s\"'“”‘’「」『』《》〈〉]")  # typed or printed as it happens: never compared
_LETTERS = re.compile("[a-z]+")
_HAN = re.compile("[\u3400-\u9fff]")
_FILLER = re.compile(r"[^\w%+]|^[的里中内之]+|[的里中内之]+$")  # around the words beside an address: "附件7里的 养老"
_HANGING = " /.-_、，,?？"  # an address as far as it is typed
_FIRST_LEVEL = re.compile(r"([0-9]{1,2})/")


@dataclass(frozen=True, slots=True)
class Wanted:
    """words: as typed. part: the address of the part to keep to. body: the full name of a body that has to be named.
    kind: of clause. figures: keep to clauses that hold figures. What is empty keeps to nothing."""

    words: str = ""
    part: str = ""
    body: str = ""
    kind: str = ""
    figures: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that was found. spans: of the words that were looked for, offsets into the source, in order and apart, all
    inside the clause; none where it was found by its address or by filters alone. way: how the words were found, None
    where none were looked for."""

    address: str
    spans: tuple[Span, ...] = ()
    way: Way | None = None


def plain(text: str) -> str:
    """Text as it is compared: folded character by character, without white space and quotation marks.

    >>> plain("“人工智能＋”賦能 行動")
    '人工智能+赋能行动'
    """
    return "".join(map(_plain, text))


@lru_cache(maxsize=8192)
def _plain(character: str) -> str:
    return _PASSED_OVER.sub("", fold(character))


def title_span(clause: Clause) -> Span | None:
    """Where in the source the clause's title stands; None for a title that is not printed (前言)."""
    at = clause.text.find(clause.title) if clause.title else -1
    return None if at < 0 else (clause.start + at, clause.start + at + len(clause.title))


class ClauseSearch:
    """A notice, ready to be searched: what a search needs is read off it when it is first needed."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice

    def find(self, wanted: Wanted) -> tuple[Hit, ...]:
        """The clauses that are wanted, in reading order; all where nothing is. Never raises."""
        kept = [clause for clause in self._notice.clauses if _kept(clause, wanted)]
        said = self._said(wanted.words)
        if said is None:
            return tuple(Hit(clause.address) for clause in kept)
        return tuple(said[clause.address] for clause in kept if clause.address in said)

    def _said(self, words: str) -> dict[str, Hit] | None:
        """The clauses that hold what was typed, or are at the address that it is; None where nothing was."""
        typed = words[:_LONGEST]
        terms = _terms(typed)
        if not terms:
            return None
        found = self._with(terms)
        places, rest = self._places(typed)
        if places and rest:
            inside = tuple(f"{place.address}/" for place in places)
            at = {place.address for place in places}
            found = {a: hit for a, hit in self._with(rest).items() if a in at or a.startswith(inside)} | found
        elif places:
            for place in places:
                hit = found.get(place.address)
                found[place.address] = Hit(place.address, hit.spans if hit else (), "address")
        return found or self._official(typed) or self._with(terms, aloud=True)

    def _official(self, typed: str) -> dict[str, Hit]:
        """The clauses that hold the official terms for what was typed in other words, or in English."""
        terms = [plain(term) for term in Glossary.load().official_for(fold(typed))]
        return {a: replace(hit, way="official") for a, hit in self._with(terms).items()}

    def _places(self, typed: str) -> tuple[tuple[Clause, ...], list[str]]:
        """The clauses at the address that was typed, and the words beside it."""
        first = _FIRST_LEVEL.fullmatch(typed.strip())
        if first:
            return tuple(filter(None, [self._notice.get(first[1])])), []
        folded = fold(typed).strip(_HANGING)
        if len(folded) > _LONGEST_ADDRESS:
            return (), []
        query = addressed(folded, self._notice)
        if query is None:
            return (), []
        words = (_FILLER.sub("", plain(word)) for word in query.rest.split())
        return resolve(query, self._notice), [word for word in words if word]

    def _with(self, terms: Sequence[str], *, aloud: bool = False) -> dict[str, Hit]:
        """The clauses that hold all of the terms. Pinyin typed with spaces is one term before it is several. aloud: a
        term that stands nowhere is looked for by its sound."""
        if not terms:
            return {}
        if len(terms) > 1 and all(map(_LETTERS.fullmatch, terms)):
            found = self._with(["".join(terms)])
            if found:
                return found
        each = [self._one(term, aloud=aloud) for term in dict.fromkeys(terms)]
        shared = set.intersection(*(set(found) for found in each))
        return {
            address: Hit(
                address,
                _apart(span for found in each for span in found[address][0]),
                max((found[address][1] for found in each), key=_WAYS.index),
            )
            for address in shared
        }

    def _one(self, term: str, *, aloud: bool) -> dict[str, tuple[list[Span], Way]]:
        """Where one term stands, and how it was found there."""
        found: dict[str, tuple[list[Span], Way]] = {a: (spans, "words") for a, spans in self._written(term).items()}
        if len(term) > _LONGEST_SOUND:
            return found
        if _LETTERS.fullmatch(term):
            for address, spans in self._spelt(term).items():
                written = found.get(address)
                found[address] = (spans + written[0], "words") if written else (spans, "pinyin")
        elif aloud and not found and len(_HAN.findall(term)) > 1:
            return {a: (spans, "sound") for a, spans in self._sounding(term).items()}
        return found

    # The notice as one string: characters, and where each comes from.

    @cached_property
    def _text(self) -> tuple[str, list[int], list[int]]:
        """The plain texts of all clauses, each ended by a line break; of each character its offset in the source; where
        each clause begins in the string."""
        characters: list[str] = []
        offsets: list[int] = []
        starts: list[int] = []
        for clause in self._notice.clauses:
            starts.append(len(characters))
            for n, printed in enumerate(clause.text):
                for character in _plain(printed):
                    characters.append(character)
                    offsets.append(clause.start + n)
            characters.append("\n")
            offsets.append(clause.end)
        return "".join(characters), offsets, starts

    def _at(self, places: Iterable[Span]) -> _Found:
        """Places in the string as spans of the source, by clause; without those that cut a printed character in two."""
        _, offsets, starts = self._text
        found: _Found = {}
        for first, end in places:
            cut = (first > 0 and offsets[first - 1] == offsets[first]) or offsets[end - 1] == offsets[end]
            if not cut:
                clause = self._notice.clauses[bisect_right(starts, first) - 1]
                found.setdefault(clause.address, []).append((offsets[first], offsets[end - 1] + 1))
        return found

    def _written(self, term: str) -> _Found:
        text = self._text[0]
        return self._at((match.start(), match.end()) for match in re.finditer(re.escape(term), text))

    # The notice as it is read aloud.

    @cached_property
    def _sounds(self) -> tuple[tuple[str, ...], ...]:
        """The toneless readings of each character of the string: as it is read beside its neighbours, and as it is read
        alone; () for what is no Chinese character."""
        return tuple(_read(self._text[0]))

    @cached_property
    def _initials(self) -> dict[str, list[int]]:
        """First letter → the characters of the string that are read so."""
        found: dict[str, list[int]] = {}
        for at, readings in enumerate(self._sounds):
            for letter in {reading[0] for reading in readings}:
                found.setdefault(letter, []).append(at)
        return found

    @cached_property
    def _titles(self) -> dict[str, Span]:
        return {c.address: span for c in self._notice.clauses if (span := title_span(c))}

    def _spelt(self, letters: str) -> _Found:
        """Where pinyin stands, each character as a whole or by its initial, the last as far as it is typed. Of letters
        that spell one character, or are too few to tell words apart, those in titles where there are any."""
        starts = self._initials.get(letters[0], ())
        places: list[Span] = []
        if len(letters) >= _SURE and spelled(letters):
            places = [(at, end) for at in starts if (end := self._end(at, letters, initials=False))]
        places = places or [(at, end) for at in starts if (end := self._end(at, letters, initials=True))]
        words = [(at, end) for at, end in places if end - at > 1]
        if words and len(letters) >= _SURE:
            return self._at(words)
        found = self._at(places)
        titled = {
            address: inside
            for address, spans in found.items()
            if (title := self._titles.get(address))
            and (inside := [(a, b) for a, b in spans if title[0] <= a and b <= title[1]])
        }
        return titled or found

    def _end(self, at: int, letters: str, *, initials: bool) -> int | None:
        """Where the characters from `at` on end that the letters spell; None where they do not spell them."""
        states = {0}  # letters that are spelt so far
        while states:
            following: set[int] = set()
            for reading in self._sounds[at]:
                for state in states:
                    if reading.startswith(letters[state:]):
                        return at + 1
                    if letters.startswith(reading, state):
                        following.add(state + len(reading))
                    if initials and letters[state] == reading[0]:
                        following.add(state + 1)
                        if reading[1:2] == "h" and letters.startswith(reading[:2], state):
                            following.add(state + 2)
            at, states = at + 1, following
        return None

    def _sounding(self, term: str) -> _Found:
        """Where characters stand that are read like those of a term."""
        asked = [set(readings) or {character} for readings, character in zip(_read(term), term, strict=True)]
        text, length = self._text[0], len(asked)
        starts = {at for sound in asked[0] for at in self._initials.get(sound[0], ())}
        return self._at(
            (at, at + length)
            for at in sorted(starts)
            if at + length <= len(text) and all(s & {*self._sounds[at + n], text[at + n]} for n, s in enumerate(asked))
        )


def _terms(typed: str) -> list[str]:
    return [term for word in typed.split() if (term := plain(word))]


def _kept(clause: Clause, wanted: Wanted) -> bool:
    """Whether a clause passes the filters."""
    return (
        (not wanted.part or f"{clause.address}/".startswith(f"{wanted.part}/"))
        and (not wanted.body or wanted.body in clause.responsible)
        and (not wanted.kind or clause.kind == wanted.kind)
        and (not wanted.figures or bool(clause.figures))
    )


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans in order; where two overlap, the first and of those that begin together the longest."""
    found: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return tuple(found)


def _read(text: str) -> Iterator[tuple[str, ...]]:
    """The toneless readings of each character of a text."""
    from pypinyin import lazy_pinyin  # its tables of phrases take a moment to load

    spoken = lazy_pinyin(text, errors=list)
    beside = spoken if len(spoken) == len(text) else [""] * len(text)
    for character, reading in zip(text, beside, strict=True):
        yield _readings(character, reading) if _HAN.match(character) else ()


@lru_cache(maxsize=8192)
def _readings(character: str, beside: str) -> tuple[str, ...]:
    """A character's reading beside its neighbours and alone; lüe also as it is typed, lue."""
    from pypinyin import lazy_pinyin

    readings = dict.fromkeys(r for r in (beside, *lazy_pinyin(character)) if _LETTERS.fullmatch(r))
    return tuple(dict.fromkeys((*readings, *(r.replace("ve", "ue") for r in readings))))
