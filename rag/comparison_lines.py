"""The overall plan against the attachments, as an answer: what differs first, then what agrees, both places cited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from corpus.clause import Clause, Notice
from corpus.text import fold
from rag.answer import Status
from rag.compare import comparison
from rag.draft import Draft, Line, Span, place, quoted
from rag.judge import LABELS, Pair, Place, Verdict
from rag.question import Question
from rag.quote import sentences
from rag.register import Listing, in_order

_ENGLISH = {
    Verdict.SAME: "the same",
    Verdict.BOUND: "same number, bounded differently",
    Verdict.NAME: "same number, named differently",
    Verdict.BOTH: "same number, named and bounded differently",
    Verdict.FIGURE: "different numbers",
    Verdict.KIN: "a like indicator with another number",
    Verdict.TITLE: "different titles",
    Verdict.OVERALL_ONLY: "in the overall plan only",
    Verdict.ATTACHMENT_ONLY: "in the attachment only",
}
_SHORT_NOTE = 40  # characters
_ONE_SIDED = (Verdict.OVERALL_ONLY, Verdict.ATTACHMENT_ONLY)


def compared(question: Question, found: Listing, notice: Notice) -> Draft:
    """Every pair of places that a question asks to compare; of a matter that is no target in both, what each side says."""
    pairs = chosen(found, notice)
    if not any(pair.verdict not in _ONE_SIDED for pair in pairs):
        lines = _by_words(question, found, notice) if found.query.terms else []
        if lines:
            return Draft(Status.ANSWERED, tuple(lines))
    if not pairs:
        text = (
            "The overall plan and the attachments have no target of this kind in common."
            if question.english
            else "总体方案和附件没有这样可以对照的共同目标。"
        )
        return Draft(Status.NOT_STATED, (Line(text),))
    differ = [p for p in pairs if p.verdict is not Verdict.SAME and p.verdict not in _ONE_SIDED]
    same = [p for p in pairs if p.verdict is Verdict.SAME]
    alone = [p for p in pairs if p.verdict in _ONE_SIDED]
    lines = [Line(_heading(question, pairs))]
    for group in (differ, same, alone):
        if group and len(pairs) > 1:
            lines.append(Line(_group(question, group)))
        lines += [_pair(question, pair, notice) for pair in group]
    return Draft(Status.ANSWERED, tuple(lines), listing=found.query)


def chosen(found: Listing, notice: Notice) -> tuple[Pair, ...]:
    """The pairs of a comparison that fit its parts and terms."""
    query = found.query
    return tuple(
        pair
        for pair in comparison(notice)
        if (not query.parts or pair.attachment is None or pair.attachment.clause.attachment in query.parts)
        and (not query.parts or pair.verdict is not Verdict.OVERALL_ONLY)
        and (not query.level or _of_titles(pair))
        and (not query.terms or any(_speaks_of(pair, term, notice) for term in query.terms))
    )


def _of_titles(pair: Pair) -> bool:
    """Whether a pair sets the title of an attachment against its name in the overall plan."""
    return pair.attachment is not None and pair.attachment.clause.kind == "attachment"


def _speaks_of(pair: Pair, term: str, notice: Notice) -> bool:
    for side in (pair.overall, pair.attachment):
        if side is None:
            continue
        said = side.figure.subject if side.figure and side.figure.subject else notice.source[side.start : side.end]
        if in_order(term, fold(said)):
            return True
    return False


def _heading(question: Question, pairs: Sequence[Pair]) -> str:
    counts = Counter(pair.verdict for pair in pairs)
    shared = len(pairs) - sum(counts[v] for v in _ONE_SIDED)
    same = counts[Verdict.SAME]
    if question.english:
        split = "; ".join(f"{_ENGLISH[v]} {n}" for v, n in counts.items() if v not in _ONE_SIDED)
        verdict = "They agree." if same == shared else "They do not agree everywhere."
        return f"{verdict} {shared} pairs of places state the same target ({split})."
    split = "；".join(f"{LABELS[v]} {n} 处" for v, n in counts.items() if v not in _ONE_SIDED)
    if same == shared:
        verdict = "一致。"
    elif counts[Verdict.FIGURE]:
        verdict = "不完全一致，有数值不同之处。"
    else:
        verdict = "不完全一致：数值没有相互矛盾的，但写法不同。" if same else "写法不同。"
    return f"{verdict}总体方案与附件写同一内容的共 {shared} 处（{split}）："


def _group(question: Question, group: Sequence[Pair]) -> str:
    if question.english:
        name = (
            "In one place only"
            if group[0].verdict in _ONE_SIDED
            else "The same"
            if group[0].verdict is Verdict.SAME
            else "Worded differently"
        )
        return f"【{name}】{len(group)}"
    name = (
        "只在一处写的"
        if group[0].verdict in _ONE_SIDED
        else "一致的"
        if group[0].verdict is Verdict.SAME
        else "写法不同的"
    )
    return f"【{name}】{len(group)} 处"


def _pair(question: Question, pair: Pair, notice: Notice) -> Line:
    english = question.english
    sides = [side for side in (pair.overall, pair.attachment) if side is not None]
    said = (" | " if english else "；").join(
        f"{place(notice, side.clause, english=english)}{': ' if english else '：'}{quoted(notice.source[side.start : side.end])}"
        for side in sides
    )
    label = ""
    if pair.verdict is not Verdict.SAME:
        label = f" ({_ENGLISH[pair.verdict]})" if english else f"〔{LABELS[pair.verdict]}{_short(pair.note)}〕"
    return Line(f"· {said}{label}", tuple(_span(side) for side in sides))


def _short(note: str) -> str:
    """What differs, in the words of the rule that found it; longer notes, with figures and places, are for the table."""
    told = note.split("。", maxsplit=1)[0].removeprefix("数值相同；")
    return f"：{told}" if told and len(told) <= _SHORT_NOTE and not any(c.isdigit() for c in told) else ""


def _span(side: Place) -> Span:
    return Span(side.clause, side.start, side.end)


def _by_words(question: Question, found: Listing, notice: Notice) -> list[Line]:
    """What the overall plan and the attachments say of a matter that is no target in both: the sentences that name it."""
    term, parts = found.query.terms[0], found.query.parts
    ours = [s for c in notice.clauses if c.attachment == "0" for s in _naming(c, term)]
    theirs = [
        s
        for c in notice.clauses
        if c.attachment != "0" and (not parts or c.attachment in parts) and not notice.children(c)
        for s in _naming(c, term)
    ]
    targets = [s for s in theirs if "目标" in s.clause.title]
    theirs = targets or theirs
    if not ours or not theirs:
        return []
    head = (
        f"The overall plan and the attachments both speak of “{term}”, in these words:"
        if question.english
        else f"总体方案和附件都写到“{term}”，原文分别是："
    )
    lines = [Line(head)]
    for span in (*ours, *theirs[:3]):
        where = place(notice, span.clause, english=question.english)
        lines.append(Line(f"· {where}{': ' if question.english else '：'}{quoted(span.text)}", (span,)))
    return lines


def _naming(clause: Clause, term: str) -> list[Span]:
    return [span for span in sentences(clause) if term in fold(span.text)]
