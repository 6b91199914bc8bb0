"""An official reference (corpus.reference) is read back as the clause that it is of."""

from __future__ import annotations

from corpus.clause import Notice
from corpus.reference import reference_to, where
from corpus.text import fold
from rag.address import find_address, resolve


def test_a_place_leads_back_to_its_clause(notice: Notice) -> None:
    wrong = []
    for clause in notice.clauses:
        # What is in the main document is told by the document's own name, with no attachment behind it.
        asked = f"总体方案{where(notice, clause)}" if clause.attachment == "0" else where(notice, clause)
        query = find_address(fold(asked))
        found = resolve(query, notice) if query else ()
        # A preamble has no number: what is found is the attachment, or the plan, that it opens.
        meant = notice.get(clause.attachment) if clause.kind == "preamble" else clause
        if found != (meant,):
            wrong.append((reference_to(notice, clause), [c.address for c in found]))
    assert wrong == []
