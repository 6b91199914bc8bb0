"""What a reader must be told about the words that an answer gives: damage in print, and places that say otherwise."""

from __future__ import annotations

from corpus.clause import Notice
from corpus.figures import figures
from rag import statements
from rag.draft import Line, Span
from rag.question import Question

DAMAGED = {False: "注：", True: "Note: the published text is damaged here. "}
ELSEWHERE = {False: "注意，公告别处的写法不同：", True: "Elsewhere the notice says otherwise:"}
_PLACES = 4  # other places shown of one contradiction


def _differ(one: str, other: str) -> bool:
    """Whether two wordings say different things: "25%" and "同比增长25%" do not."""
    said, besides = ([(f.value, f.unit, f.comparator) for f in figures(words)] for words in (one, other))
    return said != besides if said and besides else one != other


def _overlaps(span: Span, words: str) -> bool:
    """Whether a span touches the place of these words in its clause."""
    start = span.clause.start + span.clause.text.find(words)
    return start < span.end and span.start < start + len(words)


def warnings_on(question: Question, span: Span, notice: Notice) -> tuple[Line, ...]:
    """Damage and contradictions that touch the words quoted; both places of a contradiction are cited."""
    lines = []
    for repair in notice.repairs:
        if repair.kind in {"misprint", "title"}:
            continue
        own = repair.address == span.clause.address and repair.start < span.end and span.start < repair.end
        if own and repair.kind == "gap":
            lines.append(Line(DAMAGED[question.english] + repair.note))
        if repair.kind != "contradiction":
            continue
        also = list(zip(repair.also, repair.also_quotes, strict=False))
        places = [(repair.address, repair.quote), *also]
        here = next((w for a, w in places if a == span.clause.address and _overlaps(span, w)), None)
        # The repair's own place is one side of the contradiction, the others are the other side; all but like words.
        others = [(a, w) for a, w in places if here is not None and _differ(w, here)]
        if not others:
            continue
        lines.append(Line(ELSEWHERE[question.english]))
        for address, words in others[:_PLACES]:
            clause = notice.by_address[address]
            start = clause.start + clause.text.index(words)
            lines.append(statements.excerpt(question, notice, Span(clause, start, start + len(words))))
    return tuple(lines)


def fixed_notes(notice: Notice) -> frozenset[str]:
    """Every remark of ours on the notice: these need no citation."""
    return frozenset(ELSEWHERE.values()) | {
        head + r.note for head in DAMAGED.values() for r in notice.repairs if r.kind == "gap"
    }
