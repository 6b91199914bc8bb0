"""python -m eval [run | retrieval | rank | fit | lists | dialogues] [--split dev|test] …: measure the answers (run) or retrieval by itself, with the
textbook chain beside it (retrieval); ask the conversations (dialogues); fit the ranking (rank --folds DIR) and the judgements of answerability (fit)
and of lists (lists).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from corpus.clause import WenceError
from eval import dialogues, fit, lists, rank, retrieval
from eval.questions import read_items
from eval.run import run, table, write
from index.settings import Settings
from rag.pipeline import Assistant


def main(arguments: list[str] | None = None) -> int:
    """0 when the measures were taken, 2 where the system cannot be opened."""
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    parser.add_argument(
        "command", nargs="?", choices=("run", "retrieval", "rank", "fit", "lists", "dialogues"), default="run"
    )
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--folds", type=Path, help="models of cross-validation, from `python -m index.train --folds`")
    parser.add_argument("--failures", action="store_true", help="list each failed question (dev only)")
    options = parser.parse_args(arguments)
    try:
        assistant = Assistant.open(Settings.read())
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2
    if options.command == "lists":
        print(lists.fit(assistant.notice, assistant.knowledge))
        return 0
    if options.command == "dialogues":
        asked = dialogues.run(assistant, dialogues.read_dialogues())
        print(dialogues.table(asked))
        if options.failures:
            print(f"\n{dialogues.failures(asked)}")
        return 0
    if options.command in ("rank", "fit"):
        if options.folds is None:
            parser.error(f"{options.command} needs --folds DIR; see index/model/MODEL_CARD.md")
        if options.command == "rank":
            print(rank.fit(options.folds, assistant.retriever))
        else:
            print(fit.fit(assistant, options.folds))
        return 0
    if options.command == "retrieval":
        items = retrieval.asked(read_items(options.split))
        print(f"{options.split}: {len(items)} questions\n")
        print(retrieval.report(retrieval.rows(assistant.retriever, items), items))
        print(f"\n{retrieval.timing(assistant.retriever, items)}")
        return 0
    outcomes = run(assistant, read_items(options.split))
    print(f"{options.split}: {len(outcomes)} questions → {write(outcomes, options.split).name}\n")
    print(table(outcomes))
    if options.failures and options.split == "dev":
        for o in outcomes:
            if not o.passed:
                print(f"\n{o.id} [{o.type}] {o.question}\n  expected {o.expected} {[sorted(g) for g in o.gold]}; "
                      f"got {o.status} {o.cited} via {o.route} {o.reason} p={o.probability:.2f}; ranked {o.ranked[:3]}\n"
                      f"  missing {o.missing} forbidden {o.forbidden}\n  {o.answer[:240]}")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
