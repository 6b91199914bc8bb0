"""The overall plan against its attachments: every target that both state, and where they say it differently.

    0/1 园区规模工业占比达到75%以上 · 2/2/3/3 力争园区规模工业占比达到75%      BOUND
    0/2/4 改革开放重点攻坚 · 4 改革开放深化攻坚                               TITLE

Pairs are found by rule (align.py, judge.py); contradictions stated by hand in repairs.toml add those that no rule sees. A
notice without attachments has none, nor has one whose attachments repeat nothing of it (a letter and the plan it sends).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from corpus.clause import Notice, Repair
from rag.align import Match, Measure, align, comparable, measure, same_value
from rag.judge import LABELS, MAIN, Pair, Place, Verdict, judge, place_of, reach_start
from rag.names import COUNTED, counted, titles

__all__ = ["HEADERS", "Pair", "Place", "Verdict", "comparison", "rows"]

HEADERS = ("序号", "指标", "总体方案", "总体方案原文", "附件", "附件原文", "是否一致", "说明")
_ABSENT = "—"


@lru_cache(maxsize=16)
def comparison(notice: Notice) -> tuple[Pair, ...]:
    """Every pair, in the overall plan's reading order; what only attachments state comes last. Never raises."""
    if all(c.attachment == MAIN for c in notice.clauses):
        return ()
    ours = [measure(c, f) for c in notice.clauses if c.attachment == MAIN for f in c.figures]
    theirs = [measure(c, f) for c in notice.clauses if c.attachment != MAIN for f in c.figures]
    pairs = [*(judge(notice, match) for match in align(ours, theirs)), *titles(notice), *counted(notice)]
    pairs += _stated(notice, pairs)
    pairs += _alone(notice, pairs, ours, theirs)
    return tuple(sorted(pairs, key=_order))


def _order(pair: Pair) -> tuple[bool, int, int]:
    """By the figure and not by its words: those that 分别 deals out begin at one place."""
    ours, theirs = ((p.figure or p).start if p else 0 for p in (pair.overall, pair.attachment))
    return pair.overall is None, ours, theirs


def rows(pairs: Iterable[Pair], notice: Notice) -> tuple[tuple[str, ...], ...]:
    """The pairs as a table, a row each under HEADERS; a side that does not state it is "—"."""
    return tuple(
        (
            str(n),
            _indicator(pair, notice),
            *_cells(pair.overall, notice),
            *_cells(pair.attachment, notice),
            LABELS[pair.verdict],
            pair.note,
        )
        for n, pair in enumerate(pairs, 1)
    )


def _indicator(pair: Pair, notice: Notice) -> str:
    places = [p for p in (pair.overall, pair.attachment) if p]
    figure = next((p.figure for p in places if p.figure), None)
    if figure:
        return figure.subject
    if pair.verdict is Verdict.TITLE or places[-1].clause.kind == "attachment":
        return "附件名称"
    words = notice.source[places[0].start : places[0].end]
    return words if COUNTED.fullmatch(words) else "文字表述"


def _cells(place: Place | None, notice: Notice) -> tuple[str, str]:
    if place is None:
        return _ABSENT, _ABSENT
    return notice.short(place.clause), notice.source[place.start : place.end]


def _alone(notice: Notice, pairs: Sequence[Pair], ours: Sequence[Measure], theirs: Sequence[Measure]) -> list[Pair]:
    """Figures of the overall plan that no attachment states, and those of an attachment's own target chapter that the
    overall plan does not; none where nothing is shared and the main document sets no targets."""
    paired = {p.figure.start for pair in pairs for p in (pair.overall, pair.attachment) if p and p.figure}
    targets = [f"{c.address}/" for c in notice.clauses if c.kind == "chapter" and "目标" in c.title]
    if not paired and not any(address.startswith(f"{MAIN}/") for address in targets):
        return []
    return [
        Pair(place_of(one), None, Verdict.OVERALL_ONLY, "附件没有写这一数值。")
        for one in ours
        if one.figure.start not in paired
    ] + [
        Pair(None, place_of(one), Verdict.ATTACHMENT_ONLY, "总体方案没有写这一数值。")
        for one in theirs
        if one.figure.start not in paired and f"{one.clause.address}/".startswith(tuple(targets))
    ]


# -- contradictions stated by hand ------------------------------------------------------------------------------------


def _stated(notice: Notice, pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs of places that repairs.toml sets against each other and that no rule has found."""
    found: list[Pair] = []
    for repair in notice.repairs:
        places = list(_quoted(notice, repair)) if repair.kind == "contradiction" else []
        for ours in (p for p in places if p.clause.attachment == MAIN):
            for theirs in (p for p in places if p.clause.attachment != MAIN):
                if any(_shows(notice, pair, ours, theirs) for pair in (*pairs, *found)):
                    continue
                found.append(_by_hand(notice, repair, ours, theirs))
    return found


def _quoted(notice: Notice, repair: Repair) -> Iterator[Place]:
    """The places of a contradiction, each with its quotation as span."""
    for address, quote in ((repair.address, repair.quote), *zip(repair.also, repair.also_quotes, strict=False)):
        clause = notice.get(address)
        at = clause.text.find(quote) if clause else -1
        if clause and at >= 0:
            yield Place(clause, clause.start + at, clause.start + at + len(quote), None)


def _shows(notice: Notice, pair: Pair, ours: Place, theirs: Place) -> bool:
    """Whether a pair already shows two quotations: each touches its place or the words that may qualify it."""
    if pair.overall is None or pair.attachment is None:
        return False
    if pair.verdict is Verdict.TITLE:  # the attachment's preamble and task force repeat its title
        near = pair.attachment.clause.attachment == theirs.clause.attachment
        return near and pair.overall.start < ours.end and ours.start < pair.overall.end
    return all(
        place.clause.address == quote.clause.address
        and reach_start(notice, place) < quote.end
        and quote.start < place.end
        for place, quote in ((pair.overall, ours), (pair.attachment, theirs))
    )


def _by_hand(notice: Notice, repair: Repair, ours: Place, theirs: Place) -> Pair:
    """The figures within two quotations, judged; the quotations themselves where they hold none of one kind."""
    left, right = (
        [measure(p.clause, f) for f in p.clause.figures if p.start <= f.start < p.end] for p in (ours, theirs)
    )
    match = next((Match(a, b, same_value(a, b)) for a in left for b in right if comparable(a, b)), None)
    if match is None:
        return Pair(ours, theirs, Verdict.NAME, repair.note)
    pair = judge(notice, match, by_hand=True)
    return Pair(pair.overall, pair.attachment, pair.verdict, pair.note + repair.note)
