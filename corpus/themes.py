"""What people call the parts of a notice by their theme: "看病", "the real estate part" → the words of their titles."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.departments import LEXICON
from corpus.text import fold


@dataclass(frozen=True)
class Themes:
    """words: folded lay or English words → the words of which a title of that theme holds one."""

    words: dict[str, tuple[str, ...]]

    @classmethod
    @lru_cache(maxsize=4)
    def load(cls, path: Path = LEXICON / "themes.toml") -> Themes:
        """The themes in a TOML file of [[theme]] tables: title, lay, english."""
        words: dict[str, tuple[str, ...]] = {}
        for entry in tomllib.loads(path.read_text("utf-8")).get("theme", []):
            title = tuple(fold(word) for word in entry["title"])
            for word in (*entry.get("lay", ()), *entry.get("english", ())):
                words.setdefault(fold(word), title)
        return cls(words)
