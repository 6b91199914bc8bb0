"""Finding clauses while a person types: by words, by pinyin, by address; kept to a part, a body, a kind, to figures.

A search takes a few milliseconds; the first one by sound reads the notice aloud once (a quarter of a second).

    "提振消费", "tzxf", "tizhen xiaofei", "tizhenxf"    words, in characters or in pinyin (each as a whole or its initial)
    "消费 财政"                                        all of several words, anywhere in a clause
    "7/2/1/5/15", "附件7二(一)5(15)", "附件3"          an address in any notation (rag/part_names.py)
    "附件7 养老"                                       words in a part
    "社零", "retail sales"                             what the notice calls otherwise (corpus/glossary.py)
    "提震消费"                                         words of the same sound; the last two where nothing is written so
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from corpus.clause import Clause, Notice
from corpus.glossary import Glossary
from corpus.text import fold
from rag.address import resolve
from rag.clause_words import HAN, LETTERS, ClauseWords, Span, plain
from rag.part_names import addressed
from rag.register import inside

Way = Literal["words", "pinyin", "official", "sound", "address"]  # from the surest to what says least of the words
_WAYS: tuple[Way, ...] = get_args(Way)

_LONGEST = 200  # characters of what is typed that are read; a sentence from the notice is shorter
_LONGEST_ADDRESS = 60
_LONGEST_SOUND = 48  # letters or characters of a term that is looked for by sound
_FILLER = re.compile(r"[^\w%+]|^[的里中内之]+|[的里中内之]+$")  # around the words beside an address: "附件7里的 养老"
_HANGING = " /.-_、，,?？"  # an address as far as it is typed
_ADDRESS = re.compile("[0-9]+(?:/[0-9]+)*")
_PREAMBLE = ["前言"]  # is called so and not printed so


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


class ClauseSearch:
    """A notice, ready to be searched: what a search needs is read off it when it is first needed."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice
        self._words = ClauseWords(notice)

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
        found = found or self._official(typed)
        return found if found or not HAN.search(typed) else self._with(terms, aloud=True)

    def _official(self, typed: str) -> dict[str, Hit]:
        """The clauses that hold the official terms for what was typed in other words, or in English."""
        terms = [plain(term) for term in Glossary.load().official_for(fold(typed))]
        return {a: replace(hit, way="official") for a, hit in self._with(terms).items()}

    def _places(self, typed: str) -> tuple[tuple[Clause, ...], list[str]]:
        """The clauses at the address that was typed, and the words beside it."""
        whole = fold(typed)
        folded = whole.strip(_HANGING)
        exact = self._notice.get(folded) if "/" in whole and _ADDRESS.fullmatch(folded) else None
        if exact:
            return (exact,), []
        if folded in _PREAMBLE:
            return tuple(clause for clause in self._notice.clauses if clause.kind == "preamble"), []
        if len(folded) > _LONGEST_ADDRESS:
            return (), []
        query = addressed(folded, self._notice)
        if query is None:
            return (), []
        rest = [word for part in query.rest.split() if (word := _FILLER.sub("", plain(part)))]
        places = resolve(query, self._notice)
        if rest == _PREAMBLE:
            return tuple(c for place in places for c in self._notice.children(place) if c.kind == "preamble"), []
        return places, rest

    def _with(self, terms: Sequence[str], *, aloud: bool = False) -> dict[str, Hit]:
        """The clauses that hold all of the terms. Pinyin typed with spaces is one term before it is several. aloud: a
        term that stands nowhere is looked for by its sound."""
        if not terms:
            return {}
        if len(terms) > 1 and all(map(LETTERS.fullmatch, terms)):
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
        found: dict[str, tuple[list[Span], Way]] = {
            a: (spans, "words") for a, spans in self._words.written(term).items()
        }
        if len(term) > _LONGEST_SOUND:
            return found
        if LETTERS.fullmatch(term):
            for address, spans in self._words.spelt(term).items():
                written = found.get(address)
                found[address] = (spans + written[0], "words") if written else (spans, "pinyin")
        elif aloud and not found and len(HAN.findall(term)) > 1:
            return {a: (spans, "sound") for a, spans in self._words.sounding(term).items()}
        return found


def _terms(typed: str) -> list[str]:
    return [term for word in typed.split() if (term := plain(word))]


def _kept(clause: Clause, wanted: Wanted) -> bool:
    """Whether a clause passes the filters."""
    return (
        (not wanted.part or inside(clause.address, wanted.part))
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
