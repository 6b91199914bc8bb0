"""The last look before an answer is shown, and the checker of any text with citations: what is not proven is dropped.

`check` takes a claim apart: every quotation, figure, body, date, place, name and word of direction of it must stand in the
clauses that it cites, in the relation that the clause gives it, and the claim as a whole must be about what they say. No
score outweighs a fault. `faults` applies it to the lines of an answer: lines that our own code writes have known shapes
and are held to them (own_lines.py); a language model's are checked as any text is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.knowledge import Knowledge
from corpus.quantities import fold
from corpus.spoken import without
from corpus.taskforce import task_forces
from corpus.text import simplified
from corpus.vocabulary import home_of
from rag.check_bodies import CONVENES, DEPUTY, OFFICE, check_bodies, unled
from rag.check_content import check_content, check_content_english
from rag.check_direction import check_direction, check_direction_english
from rag.check_exchanged import check_exchanged, check_exchanged_english
from rag.check_figures import check_figures
from rag.check_figures_english import check_figures_english, unbounded
from rag.check_names import check_addresses, check_capitals, check_latin, check_places, check_quotations
from rag.check_numbers import arabic, check_dates, check_english_numbers, check_numbers
from rag.cited import Cited, cited
from rag.claims import without_markers
from rag.draft import Line, place
from rag.own_lines import own_faults
from rag.register import tasks_in
from rag.support import Kind, Support, fault
from rag.warnings import fixed_notes

_NAMES_FIGURE = re.compile(  # "粮食播种面积：稳定在46.3万亩"
    r"(?<=[\u3400-\u9fff)）])[:：]\s*(?=(?:力争|达到?|不[低少高]于|不超过|超过|突破|[稳保维]\w在|约|至少|为)*[0-9])"
)
_ROW_MARK = re.compile(
    r"\s*(?:\((?:lead|party)\)|〔(?:牵头|参与|配合)〕)\s*$"
)  # of a row of a list: says nothing without its head
_COUNT = re.compile(r"[:：]\s*([0-9]+) (?:项|tasks)\s*$")
_HAN_ASIDE = re.compile("[(（][^()（）]*[\u3400-\u9fff][^()（）]*[)）]|[\u3400-\u9fff][\u3400-\u9fff0-9、×+]*")


def check(
    text: str, clauses: Sequence[Clause], notice: Notice, knowledge: Knowledge | None = None, question: str = ""
) -> tuple[Support, ...]:
    """Each element of one claim with its support. The claim is proven where all of them hold.

    clauses: those that it cites. knowledge: whose renderings say how else their matters are called; without it an English
    claim finds support in the glossary only. question: whose words count neither for nor against the claim's matter.
    """
    claim = without_markers(text)
    if not clauses:
        return (fault(Kind.CITATION, claim.strip(), "nothing is cited for it"),)
    against = tuple(cited(clause, notice, knowledge) for clause in dict.fromkeys(clauses))
    for label in _labels(clauses, notice):
        claim = claim.replace(label, " ")
    counted, claim = _counted(_ROW_MARK.sub("", claim), clauses, notice)
    found, bare = check_quotations(claim, against, notice)
    found += counted
    home = home_of(notice.county)
    bare = arabic(fold(simplified(home.sub("全县", bare) if home else bare)))
    latin, han = len(re.findall("[A-Za-z]", bare)), len(re.findall("[\u3400-\u9fff]", bare))
    if latin > han:
        asides = "。".join(aside.strip("()（）") for aside in _HAN_ASIDE.findall(bare))
        found += _english(_HAN_ASIDE.sub(" ", bare), against, notice, question)
        bare = asides
    if re.search("[\u3400-\u9fff0-9]", bare) or not found:
        found += _chinese(bare, against, notice, question)
    return tuple(found)


def _counted(claim: str, clauses: Sequence[Clause], notice: Notice) -> tuple[list[Support], str]:
    """The number of tasks that a row gives for a part of the notice ("：28 项"), counted again; and the row without it."""
    match = _COUNT.search(claim)
    if match is None or any(len(tasks_in(clause, notice)) != int(match[1]) for clause in clauses):
        return [], claim
    return [Support(Kind.FIGURE, match[1], True, clauses[0].address)], claim[: match.start()]


def _labels(clauses: Sequence[Clause], notice: Notice) -> list[str]:
    """How an answer names the cited clauses, longest first: not statements about them."""
    made = {
        label
        for clause in clauses
        for label in (place(notice, clause), place(notice, clause, english=True), notice.label(clause))
    }
    return sorted(made, key=len, reverse=True)


def _chinese(text: str, against: Sequence[Cited], notice: Notice, question: str) -> list[Support]:
    for one in against:
        for lay, term in one.lay:
            text = text.replace(lay, term)
    found, rest = check_addresses(text, against, notice)
    rest = _NAMES_FIGURE.sub("", rest)
    figures, blank = check_figures(rest, against, notice.year)
    low = rest.lower()
    dates, _ = check_dates(low, against, notice.year)
    _, undated = check_dates(blank.lower(), against, notice.year)
    found += figures + dates + check_numbers(undated, against)
    found += check_bodies(low, against, _roles_of(against, notice))
    found += check_places(low, against, notice) + check_latin(low, against) + check_direction(unled(low), against)
    found += check_exchanged(unled(low), against)
    found.append(check_content(unled(low), against, question))
    return found


def _english(text: str, against: Sequence[Cited], notice: Notice, question: str) -> list[Support]:
    low = text.lower()
    found, rest = check_addresses(low, against, notice)
    figures, blank = check_figures_english(rest, against)
    found += figures + check_english_numbers(blank, against)
    found += check_bodies(low, against, _roles_of(against, notice))
    found += check_capitals(without(text, Gazetteer.load().mentions(text)), against, notice)
    found += check_places(low, against, notice) + check_direction_english(unled(rest), against)
    found += check_exchanged_english(unbounded(unled(rest)), against)
    found.append(check_content_english(unled(rest), against, question))
    return found


def _roles_of(against: Sequence[Cited], notice: Notice) -> tuple[tuple[str, str, str], ...]:
    """(address, role, body) of the task forces that the cited clauses set up."""
    held = {one.clause.address for one in against}
    return tuple(row for row in _forces(notice.sha256, notice) if row[0] in held)


_FORCES: dict[str, tuple[tuple[str, str, str], ...]] = {}


def _forces(key: str, notice: Notice) -> tuple[tuple[str, str, str], ...]:
    if key not in _FORCES:
        _FORCES[key] = tuple(
            (force.clause.address, role, name)
            for force in task_forces(notice)
            for role, held in ((CONVENES, force.convener), (DEPUTY, force.deputies), (OFFICE, force.office))
            if held is not None
            for name in held.bodies
        )
    return _FORCES[key]


def faults(
    line: Line, notice: Notice, knowledge: Knowledge | None = None, *, generated: bool = False, question: str = ""
) -> list[str]:
    """Why a line cannot be shown; empty where all of it is proven by its evidence.

    generated: the line is a language model's, not our code's: it is checked as any text is, and says nothing without
    evidence. Our own remarks on damage and contradictions stand in either mode.
    """
    if not generated or line.text in fixed_notes(notice):
        return own_faults(line, notice)
    wrong = [f"quote not at {s.start}" for s in line.evidence if notice.source[s.start : s.end] != s.text]
    supports = check(line.text, [span.clause for span in line.evidence], notice, knowledge, question)
    return wrong + [f"{s.kind} {s.words}: {s.why}" for s in supports if not s.holds]


def keep_proven(
    lines: tuple[Line, ...],
    notice: Notice,
    knowledge: Knowledge | None = None,
    *,
    generated: bool = False,
    question: str = "",
) -> tuple[tuple[Line, ...], list[str]]:
    """The lines that are proven, and what was wrong with the others."""
    kept, wrong = [], []
    for line in lines:
        found = faults(line, notice, knowledge, generated=generated, question=question)
        wrong += found
        if not found:
            kept.append(line)
    return tuple(kept), wrong
