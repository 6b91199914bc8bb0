"""The last look before an answer is shown: every marker resolves, every quotation is the source's, every figure and body
in a statement stands in what the statement cites. What fails is dropped."""

from __future__ import annotations

import re

from corpus.clause import Notice
from corpus.departments import Gazetteer
from corpus.figures import english
from rag.draft import Line, Span

_QUOTED = re.compile("\ue000(.*?)\ue001", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def faults(line: Line, notice: Notice) -> list[str]:
    """Why a statement cannot be shown; empty where all of it is proven by its evidence."""
    if not line.evidence:
        return []
    found = [f"quote not at {s.start}" for s in line.evidence if notice.source[s.start : s.end] != s.text]
    cited = " ".join(f"{notice.label(s.clause)} {s.clause.text}" for s in line.evidence)
    for words in _QUOTED.findall(line.text):
        if words not in cited and not any(
            words == f.subject or _bounded_in(words, s) for s in line.evidence for f in s.clause.figures
        ):
            found += [f"quotation not in the source: {words[:20]}"]
    own = _QUOTED.sub(" ", line.text).replace(",", "")  # "463,000 mu"
    allowed = set(_NUMBER.findall(cited)) | {str(f.year) for s in line.evidence for f in s.clause.figures if f.year}
    allowed |= {
        n for s in line.evidence for f in s.clause.figures for n in _NUMBER.findall(english(f).replace(",", ""))
    }
    found += [f"figure {n} is not in the cited clause" for n in _NUMBER.findall(own) if n not in allowed]
    held = {name for s in line.evidence for name in s.clause.responsible}
    held |= {name for s in line.evidence for _, _, name in Gazetteer.load().segment(s.clause.text) if name}
    found += [f"{name} is not in the cited clause" for name in _bodies(own) if name not in held and name not in cited]
    return found


def _bounded_in(words: str, span: Span) -> bool:
    """Whether a figure with its bounding words ("力争达90%以上") is made only of the clause's characters, in order."""
    rest = iter(span.clause.text)
    return all(char in rest for char in words)


def _bodies(text: str) -> list[str]:
    names = {body.name for body in Gazetteer.load().bodies}
    return [name for name in names if name in text]


def keep_proven(lines: tuple[Line, ...], notice: Notice) -> tuple[tuple[Line, ...], list[str]]:
    """The lines that are proven, and what was wrong with the others."""
    kept, wrong = [], []
    for line in lines:
        found = faults(line, notice)
        wrong += found
        if not found:
            kept.append(line)
    return tuple(kept), wrong
