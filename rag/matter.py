"""The matter of a question beside its words of listing: what it is about, read off the notice itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from corpus.clause import Notice
from corpus.glossary import Glossary
from rag import list_words as words

_STOPS = re.compile(r"[,，。;；:：?？!！…]|——|(?<=[a-z])\. ")
_ASKING = (words.SEVERAL, words.COUNT, words.LEVEL_COUNT, words.NO_LEAD, words.LEAD, words.PARTY)


def matter(text: str, notice: Notice, parts: Sequence[str] = ()) -> tuple[str, ...]:
    """The words of a text that are its matter: runs of two characters and more that stand in the notice and are no words
    of listing, and none of the titles of `parts`; of English what the glossary knows, or two unknown words and more."""
    held, titles = notice.folded, _titles(parts, notice)
    plain = _unlisted(text)
    if not re.search("[\u3400-\u9fff]", text):
        official = Glossary.load().official_for(text)
        unknown = re.findall(r"[a-z]{4,}", re.sub(r"'s\b", "", plain))
        own = tuple(term for term in official if term.removesuffix("攻坚") not in titles)
        return own[:1] or (tuple(unknown) if len(unknown) > 1 else ())
    runs = (_longest(run, held) for run in re.findall(r"[\u3400-\u9fff]{2,}", plain))
    return tuple(run for run in runs if len(run) > 1 and run not in titles)


def asking(text: str) -> str:
    """The parts of a text between stops that ask or list; around them people tell why they ask. All of it where no part
    does."""
    parts = [part for part in _STOPS.split(text) if part.strip()]
    kept = [part for part in parts if any(word.search(part) for word in _ASKING)]
    return " ".join(kept) if kept else text


def leftover(text: str) -> int:
    """How much of a text is no word of listing: Chinese characters, or English words of four letters and more."""
    plain = _unlisted(text)
    if text.isascii():
        return len(re.findall(r"[a-z]{4,}", plain))
    return sum(c not in words.FILLER_ENDS for c in re.findall(r"[\u3400-\u9fff]", plain))


def _unlisted(text: str) -> str:
    for listing in (
        words.NO_LEAD,
        words.NOT_LEAD,
        words.LEAD,
        words.PARTY,
        words.SEVERAL,
        words.LEVEL_COUNT,
        words.FILLER,
    ):
        text = listing.sub(" ", text)
    return text


def _longest(run: str, held: str) -> str:
    """The longest piece of a run that stands in the notice, without characters of listing at its ends."""
    kept, pairs = [""], _pairs(held)
    for start in range(len(run) - 1):
        if run[start : start + 2] not in pairs:  # most are not, and a whole notice would be searched for each
            continue
        end = start + 2
        while end <= len(run) and run[start:end] in held:
            end += 1
        kept.append(run[start : end - 1].strip(words.FILLER_ENDS) if end > start + 2 else "")
    return max(kept, key=len)


@lru_cache(maxsize=16)
def _pairs(held: str) -> frozenset[str]:
    """Every two characters that stand side by side in a notice."""
    return frozenset(map("".join, pairwise(held)))


def _titles(parts: Sequence[str], notice: Notice) -> str:
    clauses = [clause for address in parts if (clause := notice.get(address))]
    return " ".join(notice.folded_titles[c.address] for clause in clauses for c in (*notice.trail(clause), clause))
