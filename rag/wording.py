"""A model's sentence → our line with the words that prove it, or why it cannot be shown.

What a sentence says is proven by rag.verify, claim by claim: each claim by one of the cited clauses alone, so that what
one of them says cannot be told of what another one says. A sentence with a claim that is not proven falls as a whole, since
the rest of it may mean something else without that. Here stands only what makes a text a sentence of an answer: its
length, its language, no addresses and no mark-up of the model's own, quotation marks that pair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.knowledge import Knowledge
from corpus.spoken import without
from corpus.text import fold
from index.lexical import terms
from rag.cited import cited, pairs, plain
from rag.claims import claims
from rag.draft import Line, Span, quoted
from rag.question import Question, clean
from rag.quote import duty, sentences
from rag.verify import faults
from rag.words_english import content_words

_LONGEST, _SHORTEST = 400, 4  # characters of one sentence
_EXCERPT = 280  # characters of evidence; a clause whose words lie farther apart is cited whole
_QUOTE = re.compile('“([^“”]*)”|「([^「」]*)」|『([^『』]*)』|"([^"]*)"|‘([^‘’]*)’|\uff02([^\uff02]*)\uff02')
_QUOTE_MARK = re.compile('[“”「」『』"\uff02‘]|’(?![a-z])')
# What a model must leave to the program, and what is no sentence: an address, a marker, a link, mark-up, a list's number.
_NOT_ITS_OWN = re.compile(
    r"^\s*(?:\d{1,2}[.、)）](?=\D)|[-*·•])|附件|附录|附表|第[\d一二三四五六七八九十百零]+[条款项章节篇部编]|[（(][\d一二三四五六七八九十]+[)）]"
    r"|\[[^\]]*\]|【|https?:|www\.|[<>{}|`#*]|\b(?:attachment|annex|appendix|clause|article|section|paragraph)s? ?(?:no\.? ?)?[\dIVX]",
    re.IGNORECASE,
)
_COMMA = re.compile("[，,](?![^\ue000]*\ue001)(?!\\d)")  # not within a quotation, not within a number
_ROLES = re.compile(  # what is said of bodies, which is of no matter
    "总?牵头|负责|配合|参与|责任|单位|部门|由|共同|没有|写明|明确|还有|(?:这|该|此)(?:项|件|个)?(?:工作|任务|事)?|是|为|和|与|及|、|"
    r"\b(?:led|leads?|leading|responsib\w+|joint\w*|body|bodies|others?|duties|duty|according|each|names?|notice)\b"
)
_LEADS = re.compile(r"牵头|\bled\b|\bleads?\b|\bleading\b", re.IGNORECASE)
_NO_LEAD = re.compile(
    r"(?:没有|未|无|不)[^，。；,;]{0,6}牵头|\b(?:no|not)\b[^.;,]{0,30}\blead|\bwithout a lead", re.IGNORECASE
)
_APART = 2  # pairs of characters, or words, more that another clause must hold for a claim to be of it
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


def sentence(
    text: str,
    clauses: Sequence[Clause],
    question: Question,
    notice: Notice,
    knowledge: Knowledge,
    given: Sequence[Clause] = (),
) -> tuple[Line | None, list[str]]:
    """The line of a model's sentence on `clauses`, or None and why it is not shown. given: all clauses that the model
    was shown, any of which it may have mistaken for another."""
    text = clean(text)
    if not _SHORTEST <= len(text) <= _LONGEST:
        return None, ["it is no sentence by its length"]
    own = _NOT_ITS_OWN.search(_QUOTE.sub(" ", text))
    if own:
        return None, [f"it writes {own.group()[:20]} by itself"]
    marked = _QUOTE.sub(lambda m: quoted(next(g for g in m.groups() if g is not None)), text)
    if _QUOTE_MARK.search(re.sub("\ue000.*?\ue001", "", marked)):
        return None, ["a quotation mark stands alone"]
    other = _other_language(marked, question)
    if other:
        return None, [other]
    said = [claim.text for claim in claims(marked)]
    if len(clauses) > 1 and any(_bare_roles(part) for claim in said for part in _COMMA.split(claim)):
        return None, ["it says of bodies what several clauses may be meant by"]
    proving: dict[Clause, None] = {}
    for claim in said:
        found, wrong = _proving(
            claim,
            clauses,
            lambda words, clause: (
                proven(words, clause, question, notice, knowledge)
                or _of_another(words, clause, (*clauses, *given), notice, knowledge)
            ),
        )
        if wrong:
            return None, wrong
        proving.update(dict.fromkeys(found))
    if not proving:
        return None, ["it says nothing"]
    return Line(marked, tuple(evidence(text, clause) for clause in clauses if clause in proving)), []


def _proving(
    claim: str, clauses: Sequence[Clause], faults_in: Callable[[str, Clause], list[str]]
) -> tuple[list[Clause], list[str]]:
    """The clauses each of which proves a claim, or those that prove its parts between commas; and why none does."""
    wrong: list[str] = []
    alone: list[Clause] = []
    for clause in clauses:
        found = faults_in(claim, clause)
        alone += [] if found else [clause]
        wrong = wrong or found
    if alone:
        return alone, []
    parts = [part for part in _COMMA.split(claim) if part.strip()]
    if len(clauses) == 1 or len(parts) == 1:
        return [], wrong
    for part in parts:
        found_in = [c for c in clauses if not faults_in(part, c)]
        if not found_in:
            return [], wrong
        alone += found_in
    return alone, []


def proven(claim: str, clause: Clause, question: Question, notice: Notice, knowledge: Knowledge) -> list[str]:
    """Why a clause does not prove a model's claim; empty where it does. The one place where rag.verify is asked about
    what a model wrote."""
    if _verbatim(claim, clause):
        return []
    if _nameless_lead(claim):
        return ["it speaks of a lead and names none"]
    line = Line(claim, (Span.whole(clause),))
    return faults(line, notice, knowledge, generated=True, question=question.text)


def _nameless_lead(claim: str) -> bool:
    """Whether a part of a claim gives the lead to nobody whom the notice knows: "由其他相关单位牵头". rag.verify finds
    such words in a bracket that says 牵头 of others; here no part may speak of a lead without a name."""
    gazetteer = Gazetteer.load()
    return any(
        _LEADS.search(part) and not _NO_LEAD.search(part) and not gazetteer.mentions(part)
        for part in re.split("[，。；,;]", re.sub("\ue000.*?\ue001", " ", claim))
    )


def bare_roles(line: Line) -> bool:
    """Whether a line says what bodies do and not of what: "由县数据局牵头。" It is read as of the line before."""
    return _bare_roles(line.text)


def _bare_roles(words: str) -> bool:
    mentioned = Gazetteer.load().mentions(words)
    matter = _ROLES.sub(" ", plain(without(words, mentioned)))
    return bool(mentioned) and not pairs(matter) and len(content_words(matter)) < _APART


def _of_another(
    claim: str, clause: Clause, others: Sequence[Clause], notice: Notice, knowledge: Knowledge
) -> list[str]:
    """A claim of bodies whose matter is rather that of another clause: two tasks are alike in their words, and the lead
    of one is told of the other. rag.verify sees only the clauses that are cited and finds each of the words there."""
    mentioned = Gazetteer.load().mentions(claim)
    if not mentioned:
        return []
    said = plain(without(claim, mentioned))
    matter, words = pairs(_ROLES.sub(" ", said)), frozenset(content_words(said))

    def shared(one: Clause) -> int:
        held = cited(one, notice, knowledge)
        return len(matter & held.pairs) + len(words & held.words)

    own = shared(clause)
    better = next((other for other in others if shared(other) >= own + _APART), None)
    return [] if better is None else [f"its matter is rather that of {better.address}"]


def evidence(text: str, clause: Clause) -> Span:
    """The contiguous words of a clause that share most with a sentence: its sentences that hold as much of it as half of
    the best one does, its responsibility bracket where a body is named; the whole clause where they lie far apart."""
    bracket = duty(clause)
    parts = [*sentences(clause), *([bracket] if bracket else [])]
    said = set(terms(fold(text))) | {f.text for f in clause.figures if f.text in text}
    scores = [
        len(said & (set(terms(fold(part.text))) | {f.text for f in clause.figures if part.start <= f.start < part.end}))
        for part in parts
    ]
    best = max(scores, default=0)
    chosen = [part for part, score in zip(parts, scores, strict=True) if best and score * 2 >= best]
    if bracket and any(name in text for name in clause.responsible):
        chosen.append(bracket)
    if not chosen:
        return Span.whole(clause)
    start, end = min(part.start for part in chosen), max(part.end for part in chosen)
    return Span(clause, start, end) if end - start <= _EXCERPT else Span.whole(clause)


def joined(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Lines with one citation for each clause, of all the words that prove them, unless these lie far apart: the reader
    is not shown one clause three times."""
    hulls: dict[Clause, Span] = {}
    for span in (span for line in lines for span in line.evidence):
        held = hulls.get(span.clause, span)
        hulls[span.clause] = Span(span.clause, min(held.start, span.start), max(held.end, span.end))
    near = {clause: hull for clause, hull in hulls.items() if hull.end - hull.start <= _EXCERPT}
    return tuple(
        replace(line, evidence=tuple(dict.fromkeys(near.get(span.clause, span) for span in line.evidence)))
        for line in lines
    )


def _verbatim(text: str, clause: Clause) -> bool:
    """Whether a sentence is one of the clause's own, or some in a row: whole ones, so that nothing is cut off that
    turns their sense."""
    words = text.rstrip("。;；.")
    at = clause.text.find(words)
    if at < 0:
        return False
    before, after = clause.text[:at].rstrip()[-1:], clause.text[at + len(words) :].lstrip()[:1]
    return before in ("", *"。;；\n.") and after in ("", *"。;；\n(（")


def _other_language(text: str, question: Question) -> str:
    """Whether a sentence is in another language than its question, which proves nothing false and helps nobody."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if question.english:
        return "it is not in English" if han > latin else ""
    return "it is not in Chinese" if latin > han else ""
