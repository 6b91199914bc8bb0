"""A cited clause as claims are checked against it: its words, titles and renderings, cut into segments once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from corpus.clause import Clause, Figure, Notice
from corpus.departments import Gazetteer
from corpus.figures import figures
from corpus.glossary import Glossary
from corpus.knowledge import Knowledge, Rendering
from corpus.quantities import fold
from corpus.text import simplified
from rag.words_english import english_of, words_of

_MARKS = re.compile(r"[\s“”‘’\"「」『』]+")
_PARTS = re.compile(r"[^,;:。!?\n]+")
_SENTENCES = re.compile(r"[^;。!?\n]+")
_PARTS_EN = re.compile(r".+?(?:[,.;:](?=\s|$)|\n|$)")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def plain(text: str) -> str:
    """A text as it is compared: half width, simplified, lower case. As long as `text`, but for rare letters."""
    return fold(simplified(text)).lower()


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring Han characters of a text."""
    return frozenset(run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1))


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of cited words between commas. start: its offset in the clause's text, -1 for a title or a rendering."""

    text: str
    pairs: frozenset[str]
    start: int = -1

    @classmethod
    def of(cls, text: str, start: int = -1) -> Segment:
        return cls(text, pairs(text), start)


@dataclass(frozen=True, slots=True)
class SegmentEn:
    """A stretch of an English rendering between commas."""

    text: str
    words: frozenset[str]


@dataclass(frozen=True, eq=False)
class Cited:
    """What a clause and what is known of it hold. text: the clause's, plain, offsets kept where `exact`.

    solid: text and titles without white space and quotation marks, and what the plain Chinese rendering adds. figures_zh: the figures of
    that rendering, which say how else a figure's subject is called. bodies: full names, in the bracket or the text.
    lay: what people call its terms, and the terms.
    """

    clause: Clause
    text: str
    exact: bool
    titles: tuple[str, ...]
    zh: str
    en: str
    solid: str
    own: str
    segments: tuple[Segment, ...]
    segments_en: tuple[SegmentEn, ...]
    pairs: frozenset[str]
    words: frozenset[str]
    figures_zh: tuple[Figure, ...]
    bodies: frozenset[str]
    lay: tuple[tuple[str, str], ...]

    def place(self, words: str) -> tuple[str, int, int]:
        """The address and the source offsets of words that stand in the text; offsets -1 where they do not."""
        at = self.text.find(words) if self.exact and words else -1
        if at < 0:
            return self.clause.address, -1, -1
        return self.clause.address, self.clause.start + at, self.clause.start + at + len(words)

    def around(self, start: int, end: int) -> str:
        """The words between commas around text[start:end]."""
        first = 1 + max(self.text.rfind(mark, 0, start) for mark in ",;:。!?\n")
        stops = [at for mark in ",;:。!?\n" if (at := self.text.find(mark, end)) >= 0]
        return self.text[first : min(stops, default=len(self.text))]


def cited(clause: Clause, notice: Notice, knowledge: Knowledge | None) -> Cited:
    """What a clause holds, derived once."""
    titles = tuple(c.title for c in (*notice.trail(clause), clause) if c.title)
    return _cited(clause, titles, knowledge.rendering(clause.address) if knowledge else None, notice.year)


@lru_cache(maxsize=1024)
def _cited(clause: Clause, titles: tuple[str, ...], rendering: Rendering | None, year: int | None) -> Cited:
    text = plain(clause.text)
    zh, en = (plain(rendering.zh), plain(rendering.en)) if rendering else ("", "")
    heads = tuple(plain(title) for title in titles)
    own = _MARKS.sub("", "\n".join((text, *heads)).replace("\n", "。"))
    segments = [Segment.of(m[0], m.start()) for m in _PARTS.finditer(text)]
    segments += [Segment.of(part) for words in (*heads, zh) for part in _PARTS.findall(words)]
    gazetteer = Gazetteer.load()
    named = {name for _, _, name in gazetteer.segment(clause.text) if name}
    named |= {name for _, _, name in gazetteer.mentions(clause.text)} | set(clause.responsible)
    return Cited(
        clause=clause, text=text, exact=len(text) == len(clause.text), titles=heads, zh=zh, en=en,
        solid=own + "。" + _MARKS.sub("", zh), own=own, segments=tuple(segments),
        segments_en=tuple(SegmentEn(m[0], frozenset(words_of(m[0]))) for m in _PARTS_EN.finditer(en)),
        pairs=frozenset().union(*(segment.pairs for segment in segments)),
        words=frozenset(words_of(en)) | frozenset(words_of(text)) | english_of(clause, heads, named),
        figures_zh=figures(rendering.zh, year=year) if rendering else (),
        bodies=frozenset(named), lay=Glossary.load().lay_for(own + _MARKS.sub("", zh)),
    )  # fmt: skip


def union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """All members of some sets."""
    return frozenset().union(*sets)
