"""The proof of a line that our own code writes: its shapes are known, so a figure must be given in exactly the words that
`quote.bounded` or `figures.english` make of the clause's, with its subject before it; a quotation is the source's own."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.clause import Clause, Figure, Notice
from corpus.departments import Gazetteer
from corpus.figures import english
from rag.draft import Line, place
from rag.quote import bounded
from rag.register import tasks_in

_QUOTED = re.compile("\ue000(.*?)\ue001", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CHINESE_NUMBER = re.compile(
    r"(?:百分之)?[零一二三四五六七八九十百千万亿两]+(?:元|%|个百分点|亩|吨|家|项|名|户|场|头|担|人(?!民))"
)
_MEASURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|[万亿]?元|[万亿]?亩|[万亿]?吨|yuan|percent)")
_MENTIONED = re.compile("“[^”]*”")  # words that a note names as printed


def own_faults(line: Line, notice: Notice) -> list[str]:
    """Why a line cannot be shown; empty where all of it is proven by its evidence."""
    own = _QUOTED.sub(" ", line.text)
    if not line.evidence:
        return [f"figure {m.group()} without a citation" for m in _MEASURE.finditer(_MENTIONED.sub(" ", own))]
    clauses = list(dict.fromkeys(span.clause for span in line.evidence))
    found = [f"quote not at {s.start}" for s in line.evidence if notice.source[s.start : s.end] != s.text]
    found += [f"quotation not in the source: {w[:20]}" for w in _QUOTED.findall(line.text) if not _quotes(w, clauses)]
    for clause in clauses:  # how a clause is named is not a statement about it
        for label in (place(notice, clause), place(notice, clause, english=True), notice.label(clause)):
            own = own.replace(label, " ")
    own = _MENTIONED.sub(" ", own)
    if line.counted is not None:
        if [len(tasks_in(clause, notice)) for clause in clauses] != [line.counted]:
            found.append(f"{line.counted} is not the number of tasks there")
        own = re.sub(rf"(?<=[：:]) ?{line.counted} (?:项|tasks)$", " ", own)
    return found + _figures(own, clauses) + _bodies(own, clauses, notice)


def _quotes(words: str, clauses: list[Clause]) -> bool:
    """Whether quoted words stand in a clause, or are its title."""
    return any(words in clause.text or words == clause.title for clause in clauses)


def _figures(own: str, clauses: list[Clause]) -> list[str]:
    """Each number of a statement must be part of a figure of the cited clauses, given with its unit and bound, and with
    its subject before it."""
    rest = own
    for clause in clauses:
        for figure in sorted(clause.figures, key=lambda f: -len(bounded(f))):
            for shown in (bounded(figure), english(figure)):
                rest = _without(rest, shown, figure, clause)
    found = [f"figure {n} is not so in the cited clause" for n in _NUMBER.findall(rest)]
    text = "".join(clause.text for clause in clauses)
    return found + [f"figure {n} is not in the cited clause" for n in _CHINESE_NUMBER.findall(own) if n not in text]


def _without(text: str, shown: str, figure: Figure, clause: Clause) -> str:
    """The text without a figure that is given rightly; one that follows another subject stays, and so is a fault."""
    if shown not in text:
        return text
    pattern = rf"(?<![\d.]){re.escape(shown)}(?!\d)(?:（{figure.year}年）)?"
    for match in list(re.finditer(pattern, text))[::-1]:
        before = text[: match.start()]
        others = {f.subject for f in clause.figures if f.subject and f.subject != figure.subject}
        if before.endswith(tuple(f"{subject}：" for subject in others)) and not before.endswith(f"{figure.subject}："):
            continue
        text = before + " " + text[match.end() :]
    return text


@lru_cache(maxsize=512)
def _named_in(text: str) -> frozenset[str]:
    """The bodies that a clause's words name; one clause proves many lines, and segmenting it is slow."""
    return frozenset(name for _, _, name in Gazetteer.load().segment(text) if name)


_LED_BY = re.compile(r"(?:牵头单位：|led by )(.*?)(?=；责任单位：|; Other responsible bodies: |$)", re.DOTALL)


def _bodies(own: str, clauses: list[Clause], notice: Notice) -> list[str]:
    gazetteer = Gazetteer.load()
    held = {name for clause in clauses for name in clause.responsible}
    held = held.union(*(_named_in(clause.text) for clause in clauses))
    printed = {form for clause in clauses for form in notice.printed_names(clause).values()}
    leads = {name for clause in clauses for name in clause.lead}
    led = _LED_BY.search(own)
    wrong = (
        [f"{n} is no lead in the cited clause" for _, _, n in gazetteer.mentions(led.group(1)) if n not in leads]
        if led
        else []
    )
    return wrong + [
        f"{name} is not in the cited clause"
        for start, end, name in gazetteer.mentions(own)
        if name not in held and own[start:end] not in printed
    ]
