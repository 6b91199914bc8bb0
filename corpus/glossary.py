"""Lay and English words → the official terms of the notices (lexicon/glossary.toml)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.departments import LEXICON
from corpus.text import fold


@dataclass(frozen=True)
class Glossary:
    """words: (folded lay or English words, official term), longest words first."""

    words: tuple[tuple[str, str], ...]

    @classmethod
    @lru_cache(maxsize=4)
    def load(cls, path: Path = LEXICON / "glossary.toml") -> Glossary:
        """The glossary in a TOML file of [[term]] tables: official, lay, english."""
        pairs = [
            (fold(word), str(entry["official"]))
            for entry in tomllib.loads(path.read_text("utf-8")).get("term", [])
            for word in (*entry.get("lay", ()), *entry.get("english", ()))
        ]
        return cls(tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair))))

    def official_for(self, folded: str) -> tuple[str, ...]:
        """The official terms for the words in a folded text; a word inside a longer one that was found does not count.

        >>> Glossary((("retail sales", "社会消费品零售总额"),)).official_for("how much should retail sales grow?")
        ('社会消费品零售总额',)
        """
        found: dict[str, None] = {}
        for word, official in self.words:
            pattern = rf"(?<![a-z]){re.escape(word)}(?![a-z])" if word.isascii() else re.escape(word)
            if re.search(pattern, folded):
                found[official] = None
                folded = re.sub(pattern, " ", folded)
        return tuple(found)
