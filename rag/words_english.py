"""What English a clause may be told in beside its rendering: glossary terms, figures and bodies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from corpus.clause import Clause
from corpus.departments import Gazetteer
from corpus.figures import english
from corpus.glossary import Glossary

_WORD = re.compile(r"[a-z][a-z&'-]*[a-z]|[a-z]")


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """An English word without its ending, roughly: increases, increased, increasing → increas."""
    word = word.removesuffix("'s")
    for ending in ("ations", "ation", "ings", "ing", "ied", "ies", "ers", "ed", "es", "ly", "er", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word.removesuffix("e") if len(word) > 4 else word


def words_of(text: str) -> tuple[str, ...]:
    """The English words of a text in lower case, stemmed, hyphens as spaces."""
    return tuple(stem(word) for part in _WORD.findall(text.lower()) for word in part.split("-") if word)


def english_of(clause: Clause, titles: tuple[str, ...], bodies: Iterable[str]) -> frozenset[str]:
    """Stems of the words for a clause's official terms, of its figures and of the bodies that it names."""
    glossary = Glossary.load()
    official = "。".join((clause.text, *titles))
    known = [phrase for phrase, term in glossary.terms.items() if phrase.isascii() and term in official]
    names = {body.name: body.english for body in Gazetteer.load().bodies}
    known += [name for body in bodies for name in names.get(body, ())]
    known += [english(figure) for figure in clause.figures]
    return frozenset(stem for words in known for stem in words_of(words))


def _list(words: str) -> list[str]:
    return words.split()


_STOPS = frozenset(
    stem(word)
    for word in _list(
        "a an and are as at be been being by can could do does for from had has have having he her his how i if in "
        "into is it its itself may more most must no nor not of on or our over shall she should so some such than "
        "that the their them then there these they this those through to under up was we were what when where "
        "which while who whose will with would you your all also any both each other others per about above below "
        "between within without least less notice plan clause attachment county according states state says "
        "provides stipulates requires required require joint jointly unofficial translation reaching lead led leads task tasks "
        "responsible item section chapter including include includes namely well further furthermore addition "
        "specifically"
    )
)


def content_words(text: str) -> tuple[str, ...]:
    """The stems of a text's words that carry matter."""
    return tuple(word for word in words_of(text) if word not in _STOPS and len(word) > 1)
