"""The words that a notice is spoken of in: its bodies and its terms, instead of the lexicon's.

The lexicon (corpus/lexicon) holds one county's bodies and the terms of its notice. A notice of another county has the
same bodies under that county's name; one of no county has those alone that it names itself. Lay words count for the
official terms that stand in the notice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from corpus import departments, glossary
from corpus.clause import Notice
from corpus.departments import LEXICON, Body, Gazetteer
from corpus.glossary import Glossary
from corpus.text import fold

T = TypeVar("T")
_LEVEL = ("自治县", "县", "市", "区", "旗")


@dataclass(frozen=True)
class Vocabulary:
    """What a notice is spoken of in."""

    gazetteer: Gazetteer
    glossary: Glossary

    @classmethod
    def of(cls, notice: Notice) -> Vocabulary:
        """The lexicon for a notice of its county; else the notice's own."""
        whole = Glossary.read()
        if notice.county == lexicon_county():
            return cls(Gazetteer.read(), whole)
        held = {term for term in {*whole.terms.values(), *whole.english} if fold(term) in notice.folded}
        terms = {word: term for word, term in whole.terms.items() if term in held}
        english = {term: said for term, said in whole.english.items() if term in held}
        named = (name for clause in notice.clauses for name in clause.responsible)
        return cls(gazetteer_of(notice.county, named), Glossary(terms, english))


@contextmanager
def speaking(vocabulary: Vocabulary) -> Iterator[None]:
    """Within, Gazetteer.load and Glossary.load give these words, in this thread or task alone."""
    bodies = departments.OF_NOTICE.set(vocabulary.gazetteer)
    terms = glossary.OF_NOTICE.set(vocabulary.glossary)
    try:
        yield
    finally:
        glossary.OF_NOTICE.reset(terms)
        departments.OF_NOTICE.reset(bodies)


def spoken_in(vocabulary: Vocabulary, made: Generator[T]) -> Generator[T]:
    """What a generator yields, each step of it made in these words: steps may run in different threads."""
    with closing(made):
        while True:
            with speaking(vocabulary):
                try:
                    step = next(made)
                except StopIteration:
                    return
            yield step


def gazetteer_of(county: str, named: Iterable[str] = ()) -> Gazetteer:
    """The bodies of a county, "" for none, and those that are `named` beside them."""
    known = _bodies_of(county)
    forms = {form for body in known for form in (body.name, *body.printed)}
    own = (Body(name, name, (), (), ()) for name in dict.fromkeys(named) if name not in forms)
    added = tuple(own)
    return Gazetteer.of((*known, *added)) if added else _gazetteer_of(county)


@lru_cache(maxsize=16)
def _gazetteer_of(county: str) -> Gazetteer:
    return Gazetteer.read() if county == lexicon_county() else Gazetteer.of(_bodies_of(county))


@lru_cache(maxsize=16)
def _bodies_of(county: str) -> tuple[Body, ...]:
    if not county:
        return ()
    return Gazetteer.read().bodies if county == lexicon_county() else tuple(_of(county))


def _of(county: str) -> Iterator[Body]:
    """The lexicon's bodies under another county's name; what names a city or province that the lexicon's county lies in,
    or its county in English, is left out."""
    home, english, wider = _lexicon()
    ours = {home: county, stem(home): stem(county)}

    def put(form: str) -> str:
        for old, new in ours.items():
            form = form.replace(old, new)
        return form

    for body in Gazetteer.read().bodies:
        kept = {
            name: tuple(put(form) for form in getattr(body, name) if not any(place in form for place in wider))
            for name in ("aliases", "printed")
        }
        foreign = any(place in body.official for place in wider)
        yield replace(
            body,
            name=put(body.name),
            official=put(body.name if foreign else body.official),
            english=tuple(form for form in body.english if english not in form),
            **kept,
        )


def stem(county: str) -> str:
    """A county's name as it is called for short: 新田 of 新田县."""
    return next((county.removesuffix(level) for level in _LEVEL if county.endswith(level)), county)


def lexicon_county() -> str:
    """The county whose bodies the lexicon holds."""
    return _lexicon()[0]


@lru_cache(maxsize=1)
def _lexicon() -> tuple[str, str, tuple[str, ...]]:
    """The lexicon's county, its name in English, and the wider places that its bodies are named after."""
    held = tomllib.loads((LEXICON / "departments.toml").read_text("utf-8"))
    return held["county"], held["english"], tuple(held["wider"])
