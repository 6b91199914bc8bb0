"""The clause before or behind another, and the n-th of a list or a section."""

from __future__ import annotations

from corpus.clause import Clause, Notice
from rag.dialogue import Focus

_TASKS = ("section", "item", "subitem", "article")  # what one calls 一条, where it holds no others


def neighbour(notice: Notice, clause: Clause | None, step: int) -> Clause | None:
    """The clause before or after in the same attachment: of the same kind, or another that holds no further ones."""
    if clause is None:
        return None
    inside = [c for c in notice.clauses if c.attachment == clause.attachment]
    if clause.kind in _TASKS and not notice.children(clause):
        same = [c for c in inside if c.kind in _TASKS and not notice.children(c)]
    else:
        same = [c for c in inside if c.kind == clause.kind]
    position = same.index(clause) + step if clause in same else -1
    return same[position] if 0 <= position < len(same) else None


def nth(notice: Notice, focus: Focus, n: int) -> Clause | None:
    """The n-th row of a list, else the n-th clause of the section that the focus stands in; -1 is the last."""
    if focus.several:
        cited = [notice.get(c.rpartition(":")[2]) for c in dict.fromkeys(focus.turn.cited)]
        rows = [clause for clause in cited if clause]
    else:
        whole = focus.clause is not None and focus.clause.kind == "attachment"
        parent = focus.clause if whole else notice.get(focus.clause.parent_address or "") if focus.clause else None
        rows = [c for c in notice.children(parent) if c.kind != "preamble"] if parent else []
    at = n - 1 if n > 0 else len(rows) + n
    return rows[at] if 0 <= at < len(rows) else None
