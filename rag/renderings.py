"""The unofficial translation beside the notice's own words, for a reader of English.

A translation proves nothing and is never a quotation: it is added to an answer that stands without it, and says what it
is. Its figures and bodies are checked against the clause when the corpus is (corpus/fidelity.py).
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice

import numpy as np

from corpus.clause import Clause
from rag.draft import Draft, Line, Span
from rag.question import Question
from rag.retrieve import Retriever

MARK = "Unofficial translation: "
_SHORT, _CLAUSES = 360, 2  # characters of a translation that is given whole; clauses that are translated
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z0-9“\"'\[(])")


def translated(draft: Draft, question: Question, retriever: Retriever) -> Draft:
    """The draft with the part of the translation that answers behind the clauses that it quotes; as it is where the
    question is Chinese, nothing is quoted or there is no translation."""
    if not question.english or not draft.status.answers:
        return draft
    spans: dict[str, Span] = {}  # the first of each clause, in the answer's order
    for line in draft.lines:
        quoted = next((span for span in line.evidence if span.text in line.text), None)
        if quoted is not None:
            spans.setdefault(quoted.clause.id, quoted)
    words = ((span, translation(question, span.clause, retriever)) for span in spans.values())
    lines = islice((Line(f"{MARK}{text}", (span,)) for span, text in words if text), _CLAUSES)
    return replace(draft, lines=(*draft.lines, *lines))


def translation(question: Question, clause: Clause, retriever: Retriever) -> str:
    """The sentences of a clause's translation that are nearest to the question, in a row; "" where there is none."""
    rendering = retriever.index.knowledge.rendering(clause.address)
    if rendering is None:
        return ""
    if len(rendering.en) <= _SHORT:
        return rendering.en
    parts = _SENTENCE.split(rendering.en)
    vectors = retriever.embedded(tuple(parts))
    scores = (vectors @ retriever.vector(question)).tolist()
    first = last = int(np.argmax(scores))
    while last - first + 1 < len(parts):
        grows = [i for i in (first - 1, last + 1) if 0 <= i < len(parts)]
        best = max(grows, key=lambda i: scores[i])
        if sum(map(len, parts[min(first, best) : max(last, best) + 1])) > _SHORT:
            break
        first, last = min(first, best), max(last, best)
    words = " ".join(parts[first : last + 1])
    return f"{'… ' if first else ''}{words}{' …' if last + 1 < len(parts) else ''}"
