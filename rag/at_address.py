"""A question that names an address: the clause there, what is asked of it, or that there is none."""

from __future__ import annotations

from dataclasses import replace

from corpus.clause import Notice
from rag import forces, routes
from rag.address import resolve
from rag.draft import Draft
from rag.ellipsis import bare
from rag.in_clause import in_clause
from rag.question import Want, read
from rag.retrieve import Retriever
from rag.trace import Trace


def at_address(trace: Trace, notice: Notice, retriever: Retriever) -> Draft | None:
    """What is said of the address in a question; None where it names none, or only an attachment to look in."""
    address = trace.address
    if address is None:
        return None
    if address.attachment is not None and notice.get(str(address.attachment)) is None:
        return routes.by_address(trace.question, address, notice)
    if trace.question.wants_any(Want.OFFICE, Want.CONVENER, Want.MEMBERS) and (
        not address.precise or forces.is_of_one(address, notice)
    ):
        return None  # of the attachment's task force
    by_name = routes.asks_its_name(address)
    if address.precise or address.half_read or by_name or bare(read(address.rest)):
        asked = replace(trace.question, wants=(Want.TEXT,)) if by_name else trace.question
        clauses = resolve(address, notice) if not (address.half_read or by_name) else ()
        if len(clauses) == 1 and not bare(read(address.rest)):
            return in_clause(asked, address, clauses[0], retriever)
        return routes.by_address(asked, address, notice)
    titled = routes.by_title(address, notice)
    return routes.of_clause(trace.question, titled, notice) if titled else None
