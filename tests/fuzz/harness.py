"""What must hold for any text whatever: one function for each part that reads text from outside.

Hypothesis (test_any_text.py) and atheris (python -m tests.fuzz.atheris_parser) both call these. None of them may raise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from corpus.check import report, uncovered
from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer, read_responsibility
from corpus.facts import facts_of
from corpus.figures import english, figures, normalised
from corpus.parse import load_notice, read_notice
from corpus.quantities import find, mask
from corpus.quantities import fold as half_width
from corpus.text import fold, simplified, traditional
from corpus.unknown import unknown_body


def parser(text: str) -> Notice:
    """Every character is in exactly one clause or piece, and no two clauses have one address."""
    notice = read_notice(text)
    assert uncovered(notice) == []
    spans = sorted([(c.start, c.end) for c in notice.clauses] + [(p.start, p.end) for p in notice.pieces])
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(text[c.start : c.end] == c.text for c in notice.clauses)
    assert [a for a, n in Counter(c.address for c in notice.clauses).items() if n > 1] == []
    assert len(notice.problems) == len(notice.problem_starts)
    for clause in notice.clauses:
        parent = clause.parent_address
        assert parent in (None, "0") or parent in notice.by_address  # a main document without a title is no clause
        assert all(text[f.start : f.end] == f.text for f in clause.figures)
        assert notice.label(clause)
    assert list(report(notice))
    facts_of(text)
    return notice


def words(text: str) -> None:
    """Folding, figures, bodies: what they find stands where they say."""
    fold(text), simplified(text), traditional(text)
    assert len(half_width(text)) == len(mask(half_width(text))) == len(text)
    for spot in find(mask(half_width(text))):
        assert 0 <= spot.cut <= spot.start < spot.end <= spot.stop <= len(text)
    for figure in figures(text, 7, 2025):
        assert text[figure.start - 7 : figure.end - 7] == figure.text
        normalised(figure), english(figure)
    gazetteer = Gazetteer.load()
    duty = read_responsibility(text, gazetteer)
    for printed, _, at in duty.completed:
        assert text[at : at + len(printed)] == printed
    lowered = text.lower()
    end = 0
    for start, stop, name in gazetteer.mentions(text):
        assert end <= start < stop <= len(lowered)
        assert name
        end = stop
    unknown_body(text)


@lru_cache(maxsize=1)
def first_notice() -> Notice:
    """The notice that questions are read against."""
    return load_notice()


def addresses(text: str) -> None:
    """The address grammar: what it reads exists or is said not to."""
    from rag.address import find_address, resolve

    notice = first_notice()
    query = find_address(fold(text))
    if query is not None:
        assert all(clause in notice.clauses for clause in resolve(query, notice))


def questions(text: str) -> None:
    """A question, alone and after another one."""
    from rag.answer import Status, Turn
    from rag.followup import resolve
    from rag.list_question import read_lists
    from rag.question import read

    notice = first_notice()
    question = read(text)
    question.text.encode("utf-8")  # no lone surrogate is left
    read_lists(question, notice)
    before = Turn("农村低保多少钱", "农村低保多少钱", Status.ANSWERED, ("7/2/1/5/15", "0/2/7"))
    resolve(question, (before,), notice)


def verifier(text: str, clause: Clause | None = None) -> bool:
    """Whether a text is proven by a clause; the checker never raises."""
    from rag.verify import check

    notice = first_notice()
    return all(s.holds for s in check(text, [clause or notice.by_address["7/2/1/5/15"]], notice))


PARTS: dict[str, Callable[[str], object]] = {
    "parser": parser,
    "words": words,
    "addresses": addresses,
    "questions": questions,
    "verifier": verifier,
}
