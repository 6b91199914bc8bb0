"""A draft → what of it is proven; where nothing is left that answers, the clauses themselves."""

from __future__ import annotations

from dataclasses import replace

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from rag import statements
from rag.answer import Status
from rag.draft import Draft, Span
from rag.question import Question
from rag.verify import keep_proven


def proven(draft: Draft, question: Question, notice: Notice, knowledge: Knowledge) -> tuple[Draft, list[str]]:
    """The draft without the lines that are not proven, and what was wrong with them."""
    kept, wrong = keep_proven(
        draft.lines, notice, knowledge, generated=draft.mode == "generated", question=question.text
    )
    if not wrong:
        return draft, []
    if any(line.evidence for line in kept):
        return replace(draft, lines=kept, status=Status.PARTIAL), wrong
    spans = dict.fromkeys(Span.whole(s.clause) for line in draft.lines for s in line.evidence)
    return replace(draft, lines=tuple(statements.excerpt(question, notice, span) for span in spans)), wrong
