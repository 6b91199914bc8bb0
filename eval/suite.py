"""One run of everything that is measured: the outcomes of the questions and each stage alone."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from eval import stages, verify
from eval.measures import Measures
from eval.questions import FOLDER, Item
from eval.results import Results, checksums
from eval.run import run
from rag.pipeline import Assistant

ALONE = ("parse", "retrieve", "answerable", "answer")


def everything(assistant: Assistant, items: Sequence[Item], *, planted: bool = True) -> Results:
    """Asks the questions, and measures every stage. planted: check planted falsehoods too, which takes longest."""
    notice = assistant.notice
    # Planted falsehoods need neither index nor model, so another process checks them meanwhile.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        checked = beside.submit(verify.measures, notice, assistant.knowledge) if planted else None
        outcomes = run(assistant, items)
        found = alone(assistant, items)
        in_order = {"parse": found.pop("parse"), "read": stages.understanding(outcomes), **found}
        if checked is not None:
            in_order["verify"] = checked.result()
    digests = stages.clause_digests(notice)
    return Results(tuple(outcomes), in_order, digests, stages.bodies(), made_with(assistant, items))


def alone(assistant: Assistant, items: Sequence[Item], only: Sequence[str] = ALONE) -> dict[str, Measures]:
    """The named stages of ALONE, measured by themselves."""
    found: dict[str, Measures] = {}
    if "parse" in only:
        found["parse"] = stages.parse(assistant.notice, items)
    if {*only} - {"parse"}:
        looked = stages.looked_up(assistant.retriever, items)
        if "retrieve" in only:
            found["retrieve"] = stages.retrieve(looked)
        if "answerable" in only:
            found["answerable"] = stages.answerable(looked, assistant.retriever)
        if "answer" in only:
            found["answer"] = stages.answer(looked, assistant.retriever)
    return found


def made_with(assistant: Assistant, items: Sequence[Item]) -> dict[str, str]:
    """What was measured: the notice, the index with its model, and the questions, by checksum."""
    index = assistant.retriever.index
    files = [FOLDER / f"{file}.jsonl" for file in dict.fromkeys(item.file for item in items)]
    return {
        "notice": assistant.notice.sha256[:16],
        "model": index.embeddings.name,
        "index": index.manifest.key,
        **checksums(files),
    }
