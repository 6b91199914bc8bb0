"""Other words for Chinese text, by the dictionary: a word-for-word English of it, or Chinese synonyms.

Parallel text of the official register is what the public data lack. A static model does not see the order of words, so
a sentence whose words were looked up one by one teaches it nearly what a translation would; and one whose words were
exchanged for synonyms stands in for a question by somebody who does not know the official term.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator

_BRACKETS = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
_NOT_A_MEANING = re.compile(
    r"^(old |archaic |erhua |japanese |euphemistic )*"
    r"(variant|abbr|surname|classifier|see |cl:|used in|same as|place name)"
)
_RUN = re.compile(r"[a-z]+|[0-9.]*[0-9]")
LONGEST_WORD = 8  # characters
MOST_SYNONYMS = 12  # words; larger groups share only a vague meaning


def meanings(gloss: str) -> list[str]:
    """The plain English words of a dictionary line: "to promote (sth)" → ["promote"]; none for a cross-reference."""
    found = []
    for part in re.split(r"[;/]", _BRACKETS.sub(" ", gloss)):
        text = re.sub(r"\s+", " ", part).strip().removeprefix("to ").removeprefix("a ").strip(" ,.")
        if text and text.isascii() and not _NOT_A_MEANING.match(text):
            found.append(text)
    return found


class Glosser:
    """entries: folded (Chinese word, English gloss) lines, several for a word. groups: folded Chinese synonyms."""

    def __init__(self, entries: Iterable[tuple[str, str]], groups: Iterable[list[str]] = ()) -> None:
        self._words: dict[str, list[str]] = {}
        for word, gloss in entries:
            for meaning in meanings(gloss):
                known = self._words.setdefault(word, [])
                if meaning not in known:
                    known.append(meaning)
        short = {word: [m for m in found if m.count(" ") < 3][:3] for word, found in self._words.items()}
        self._short = {word: found for word, found in short.items() if found}
        by_meaning: dict[str, list[str]] = {}
        for word, meaning in ((word, meaning) for word, found in self._words.items() for meaning in found):
            by_meaning.setdefault(meaning, []).append(word)
        self._synonyms: dict[str, list[str]] = {}
        for group in (*by_meaning.values(), *groups):
            words = [word for word in group if len(word) > 1]
            if len(words) <= MOST_SYNONYMS:
                for word in words:
                    self._synonyms.setdefault(word, []).extend(other for other in words if other != word)

    def pairs(self) -> list[tuple[str, str]]:
        """(English meaning, Chinese word), all of them."""
        return [(meaning, word) for word, found in self._words.items() for meaning in found]

    def gloss(self, text: str, rng: random.Random) -> str:
        """English words for the longest dictionary words from left to right; a tenth of them left out, as people do.

        >>> Glosser([("城市", "city"), ("更新", "to renew")]).gloss("城市更新", random.Random(1))
        'city renew'
        """
        found = []
        for word in self._split(text):
            if choices := self._short.get(word):
                if rng.random() > 0.1:
                    found.append(rng.choice(choices))
            elif word.isascii() and word.isalnum():
                found.append(word)
        return " ".join(found)

    def rephrase(self, text: str, rng: random.Random) -> str:
        """The text with two in three of the words that have synonyms exchanged for one."""
        return "".join(
            rng.choice(others) if (others := self._synonyms.get(word)) and rng.random() < 0.67 else word
            for word in self._split(text)
        )

    def _split(self, text: str) -> Iterator[str]:
        """Dictionary words, the longest first; runs of digits or letters; single characters for the rest."""
        i = 0
        while i < len(text):
            for size in range(min(LONGEST_WORD, len(text) - i), 1, -1):
                if text[i : i + size] in self._words:
                    break
            else:
                run = _RUN.match(text, i)
                size = run.end() - i if run else 1
            yield text[i : i + size]
            i += size
