"""The words that a notice is spoken of in: its bodies and its terms, instead of the lexicon's.

The lexicon (corpus/lexicon) holds one county's bodies and the terms of its notice. A notice of another county has the
same bodies under that county's name; one of no county has those alone that it names itself. Lay words count for the
official terms that stand in the notice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeVar

from corpus import departments, examples, glossary
from corpus.clause import Notice
from corpus.departments import LEXICON, Body, Gazetteer
from corpus.examples import Examples
from corpus.glossary import Glossary
from corpus.text import fold

T = TypeVar("T")
_LEVEL = ("自治县", "县", "市", "区", "旗")


@dataclass(frozen=True)
class Vocabulary:
    """What a notice is spoken of in."""

    gazetteer: Gazetteer
    glossary: Glossary
    examples: Examples
    home: re.Pattern[str] | None = None  # the county's name, where it is none of the lexicon's

    @classmethod
    def of(cls, notice: Notice) -> Vocabulary:
        """The lexicon for a notice of its county; else the notice's own."""
        whole = Glossary.read()
        if notice.county == lexicon_county():
            return cls(Gazetteer.read(), whole, Examples.of(notice))
        held = {term for term in {*whole.terms.values(), *whole.english} if fold(term) in notice.folded}
        terms = {word: term for word, term in whole.terms.items() if term in held}
        english = {term: said for term, said in whole.english.items() if term in held}
        named = (name for clause in notice.clauses for name in clause.responsible)
        own = gazetteer_of(notice.county, named)
        return cls(own, Glossary(terms, english), Examples.of(notice), home_of(notice.county))

    def at_home(self, question: str) -> str:
        """A question with the county's name as 我县: what is said of a county in general then holds for it, and it is
        taken for no other place. Names that begin with it (清河分局) stay as they are.

        >>> Vocabulary(Gazetteer.of(()), Glossary({}), Examples("", "", "", "", ""), home_of("清河县")).at_home("清河县教育局")
        '我县教育局'
        """
        return self.home.sub("我县", question) if self.home else question


@contextmanager
def speaking(vocabulary: Vocabulary) -> Iterator[None]:
    """Within, Gazetteer.load and Glossary.load give these words, in this thread or task alone."""
    bodies = departments.OF_NOTICE.set(vocabulary.gazetteer)
    terms = glossary.OF_NOTICE.set(vocabulary.glossary)
    said = examples.OF_NOTICE.set(vocabulary.examples)
    try:
        yield
    finally:
        examples.OF_NOTICE.reset(said)
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


@lru_cache(maxsize=16)
def home_of(county: str) -> re.Pattern[str] | None:
    """What finds a county's name where it stands for the county; None for the lexicon's, whose words the rules know."""
    if county in ("", lexicon_county()):
        return None
    short = stem(county)
    named = (
        f"|{re.escape(short)}(?!分局|支局|支行|分公司|籍|工匠|监管|工作站|[县市区镇乡村路])" if len(short) > 1 else ""
    )
    # in a title it is part of the title
    return re.compile(f"(?<![《“〈])(?:{re.escape(county)}{named})(?![^《》]{{0,40}}》)")


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
