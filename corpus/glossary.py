"""Lay and English words → the official terms of the notices (lexicon/glossary.toml)."""

from __future__ import annotations

import re
import tomllib
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from corpus.departments import LEXICON
from corpus.text import fold


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
    def _by_first(self) -> dict[str, re.Pattern[str]]:
        """First character → the words that begin with it, longest first, so that a word inside a longer one does not
        count. One alternation of all words would be tried from end to end at every character."""
        groups: dict[str, list[str]] = {}
        for word in sorted(self.terms, key=lambda word: (-len(word), word)):
            bounded = rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
            groups.setdefault(word[0], []).append(bounded)
        return {first: re.compile("|".join(words)) for first, words in groups.items()}

    def official_for(self, folded: str) -> tuple[str, ...]:
        """The official terms for the words in a folded text, in order.

        >>> Glossary({"retail sales": "社会消费品零售总额"}, {}).official_for("how much should retail sales grow?")
        ('社会消费品零售总额',)
        """
        found: dict[str, None] = {}
        at = 0
        while at < len(folded):
            words = self._by_first.get(folded[at])
            match = words.match(folded, at) if words else None
            if match:
                found.setdefault(self.terms[match[0]])
            at = match.end() if match else at + 1
        return tuple(found)

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
