"""Lay and English words → the official terms of the notices (lexicon/glossary.toml)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from corpus.departments import LEXICON
from corpus.text import fold

_LETTER = re.compile("[a-z]")


@dataclass(frozen=True)
class Glossary:
    """terms: folded lay or English words → official term."""

    terms: dict[str, str]
    english: dict[str, str] = field(default_factory=dict)  # official term → its first English phrase

    @classmethod
    def load(cls, path: Path | None = None) -> Glossary:
        """The glossary of the notice that is spoken of (corpus/vocabulary.py); the lexicon's where none is, or that of a
        file."""
        return (OF_NOTICE.get() if path is None else None) or cls.read(path or LEXICON / "glossary.toml")

    @classmethod
    @lru_cache(maxsize=4)
    def read(cls, path: Path = LEXICON / "glossary.toml") -> Glossary:
        """The glossary in a TOML file of [[term]] tables: official, lay, english."""
        entries = tomllib.loads(path.read_text("utf-8")).get("term", [])
        terms = {fold(w): str(e["official"]) for e in entries for w in (*e.get("lay", ()), *e.get("english", ()))}
        return cls(terms, {str(e["official"]): str(e["english"][0]) for e in entries if e.get("english")})

    @cached_property
    def _lengths(self) -> dict[str, tuple[int, ...]]:
        """First character → the lengths of the words that begin with it, longest first, so that a word inside a longer
        one does not count."""
        groups: dict[str, set[int]] = {}
        for word in self.terms:
            groups.setdefault(word[0], set()).add(len(word))
        return {first: tuple(sorted(lengths, reverse=True)) for first, lengths in groups.items()}

    def official_for(self, folded: str) -> tuple[str, ...]:
        """The official terms for the words in a folded text, in order.

        >>> Glossary({"retail sales": "社会消费品零售总额"}, {}).official_for("how much should retail sales grow?")
        ('社会消费品零售总额',)
        """
        return self._official_for(folded)

    @cached_property
    def _official_for(self) -> Callable[[str], tuple[str, ...]]:
        """A question is looked through by several who answer it."""
        return lru_cache(maxsize=256)(self._terms_in)

    def _terms_in(self, folded: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        at = 0
        while at < len(folded):
            word = self._word_at(folded, at)
            if word:
                found.setdefault(self.terms[word])
            at += len(word) or 1
        return tuple(found)

    def _word_at(self, folded: str, at: int) -> str:
        """The longest word that begins there, "" where none does; one in Latin letters is never part of a longer one."""
        for length in self._lengths.get(folded[at], ()):
            word = folded[at : at + length]
            if word in self.terms and not (
                word.isascii() and (_LETTER.match(folded, at + length) or (at and _LETTER.match(folded, at - 1)))
            ):
                return word
        return ""

    @cached_property
    def folded(self) -> dict[str, str]:
        """The official terms that have an English phrase → the same, folded."""
        return {term: fold(term) for term in self.english}

    def lay_for(self, text: str) -> tuple[tuple[str, str], ...]:
        """The lay Chinese words for the official terms of a text that it does not use itself, longest first, each with
        its term.

        >>> Glossary({"社零": "社会消费品零售总额"}).lay_for("社会消费品零售总额增长6.5%以上")
        (('社零', '社会消费品零售总额'),)
        """
        found = [(w, t) for w, t in self.terms.items() if not w.isascii() and t in text and w not in text]
        return tuple(sorted(found, key=lambda pair: -len(pair[0])))

    @cached_property
    def _official(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self.english, key=lambda w: (-len(w), w)))) or r"(?!)")

    def in_english(self, words: str) -> str:
        """What official words are about, for a reader of English: the phrases of the terms in them, "" for none.

        >>> Glossary({}, {"社会消费品零售总额": "retail sales", "增长": "growth"}).in_english("社会消费品零售总额增长")
        'retail sales growth'
        """
        return " ".join(dict.fromkeys(self.english[match] for match in self._official.findall(words)))


OF_NOTICE: ContextVar[Glossary | None] = ContextVar("glossary", default=None)


@lru_cache(maxsize=1)
def places() -> tuple[str, ...]:
    """Names of provinces, cities and counties elsewhere, and of countries (lexicon/places.txt)."""
    lines = (LEXICON / "places.txt").read_text("utf-8").splitlines()
    return tuple(place for line in lines if not line.startswith("#") for place in line.split())
