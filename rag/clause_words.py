"""Where words stand in a notice: as they are written, as pinyin spells them, as they sound.

The notice is one string, of which every character knows where in the source it comes from, so that what was found can be
marked in the official words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from corpus.clause import Clause, Notice
from corpus.text import fold
from index.phonetic import spelled

Span = tuple[int, int]  # offsets into the source, the end excluded
Found = dict[str, list[Span]]  # address → spans, in order

_SURE = 3  # letters from which on pinyin is looked for in all words and not in titles alone
_PASSED_OVER = re.compile("[\\s\"'“”‘’「」『』《》〈〉]")  # typed or printed as it happens: never compared
LETTERS = re.compile("[a-z]+")
HAN = re.compile("[\u3400-\u9fff]")


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


class ClauseWords:
    """The words of a notice's clauses: what a search needs is read off them when it is first needed."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice

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

    def _at(self, places: Iterable[Span]) -> Found:
        """Places in the string as spans of the source, by clause; without those that cut a printed character in two."""
        _, offsets, starts = self._text
        found: Found = {}
        for first, end in places:
            cut = (first > 0 and offsets[first - 1] == offsets[first]) or offsets[end - 1] == offsets[end]
            if not cut:
                clause = self._notice.clauses[bisect_right(starts, first) - 1]
                found.setdefault(clause.address, []).append((offsets[first], offsets[end - 1] + 1))
        return found

    def written(self, term: str) -> Found:
        """Where a plain term (see plain) stands as it is."""
        text = self._text[0]
        return self._at((match.start(), match.end()) for match in re.finditer(re.escape(term), text))

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

    def spelt(self, letters: str) -> Found:
        """Where pinyin stands, each character as a whole or by its initial, the last as far as it is typed. Of letters
        that spell one character, or are too few to tell words apart, those in titles where there are any."""
        starts = self._initials.get(letters[0], ())
        places: list[Span] = []
        if len(letters) >= _SURE and spelled(letters):
            places = list(self._spelling(letters, starts, initials=False))
        places = places or list(self._spelling(letters, starts, initials=True))
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

    def _spelling(self, letters: str, starts: Iterable[int], *, initials: bool) -> Iterator[Span]:
        """The places that begin at one of `starts` and that the letters spell."""
        sounds = self._sounds
        steps: dict[tuple[tuple[str, ...], frozenset[int]], frozenset[int] | None] = {}
        none: frozenset[int] = frozenset()
        for start in starts:
            at, states = start, frozenset({0})  # letters that are spelt so far
            while states:
                key = (sounds[at], states)
                following = steps[key] if key in steps else steps.setdefault(key, _spelt_on(letters, *key, initials))
                at += 1
                if following is None:
                    yield (start, at)
                states = following or none

    def sounding(self, term: str) -> Found:
        """Where characters stand that are read like those of a term."""
        asked = [set(readings) or {character} for readings, character in zip(_read(term), term, strict=True)]
        text, length = self._text[0], len(asked)
        starts = {at for sound in asked[0] for at in self._initials.get(sound[0], ())}
        return self._at(
            (at, at + length)
            for at in sorted(starts)
            if at + length <= len(text) and all(s & {*self._sounds[at + n], text[at + n]} for n, s in enumerate(asked))
        )


def _spelt_on(letters: str, readings: tuple[str, ...], states: frozenset[int], initials: bool) -> frozenset[int] | None:
    """How many letters may be spelt after a character of these readings; None where all are."""
    following: set[int] = set()
    for reading in readings:
        for state in states:
            if reading.startswith(letters[state:]):
                return None
            if letters.startswith(reading, state):
                following.add(state + len(reading))
            if initials and letters[state] == reading[0]:
                following.add(state + 1)
                if reading[1:2] == "h" and letters.startswith(reading[:2], state):
                    following.add(state + 2)
    return frozenset(following)


def _read(text: str) -> Iterator[tuple[str, ...]]:
    """The toneless readings of each character of a text."""
    from pypinyin import lazy_pinyin  # its tables of phrases take a moment to load

    spoken = lazy_pinyin(text, errors=list)  # type: ignore[arg-type]  # a list stands for as many
    beside = spoken if len(spoken) == len(text) else [""] * len(text)
    for character, reading in zip(text, beside, strict=True):
        yield _readings(character, reading) if HAN.match(character) else ()


@lru_cache(maxsize=8192)
def _readings(character: str, beside: str) -> tuple[str, ...]:
    """A character's reading beside its neighbours and alone; lüe also as it is typed, lue."""
    from pypinyin import lazy_pinyin

    readings = dict.fromkeys(r for r in (beside, *lazy_pinyin(character)) if LETTERS.fullmatch(r))
    return tuple(dict.fromkeys((*readings, *(r.replace("ve", "ue") for r in readings))))
