"""python -m eval COMMAND [--split dev|test] …

run        the answers to the fixed questions (the default)
retrieval  retrieval by itself, with the textbook chain beside it
dialogues  follow-ups, turn by turn
verify     the checker of claims, with true and with planted false statements
faults     what is shown when a language model misbehaves; exit 1 where anything wrong is
rank, fit, lists, asides   fit the ranking and the judgements, and say how well they do
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from corpus.clause import WenceError
from eval import asides, dialogues, faults, fit, lists, rank, retrieval, verify
from eval.declining import report as declining
from eval.questions import read_items
from eval.run import failures, run, table, write
from index.settings import Settings
from rag.pipeline import Assistant


def main(arguments: list[str] | None = None) -> int:
    """0 when the measures were taken, 1 where a misbehaving model got something wrong shown, 2 where the system cannot be
    opened."""
    parser = argparse.ArgumentParser(
        prog="python -m eval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=list(COMMANDS), default="run")
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument("--folds", type=Path, help="models of cross-validation, from `python -m index.train --folds`")
    parser.add_argument("--failures", action="store_true", help="list each failed question (dev only) or case")
    options = parser.parse_args(arguments)
    if options.command == "rank" and options.folds is None:
        parser.error("rank needs --folds DIR; see index/model/MODEL_CARD.md")
    try:
        assistant = Assistant.open(Settings.read())
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2
    return COMMANDS[options.command](assistant, options)


def _run(assistant: Assistant, options: argparse.Namespace) -> int:
    outcomes = run(assistant, read_items(options.split))
    print(f"{options.split}: {len(outcomes)} questions → {write(outcomes, options.split).name}\n")
    print(table(outcomes))
    print(f"\n{declining(outcomes)}")
    if options.failures and options.split == "dev":
        print(failures(outcomes))
    return 0


def _retrieval(assistant: Assistant, options: argparse.Namespace) -> int:
    items = retrieval.asked(read_items(options.split))
    print(f"{options.split}: {len(items)} questions\n")
    print(retrieval.report(retrieval.rows(assistant.retriever, items), items))
    print(f"\n{retrieval.timing(assistant.retriever, items)}")
    return 0


def _printed(report: Callable[[Assistant, argparse.Namespace], str]) -> Callable[[Assistant, argparse.Namespace], int]:
    def command(assistant: Assistant, options: argparse.Namespace) -> int:
        print(report(assistant, options))
        return 0

    return command


COMMANDS: dict[str, Callable[[Assistant, argparse.Namespace], int]] = {
    "run": _run,
    "retrieval": _retrieval,
    "dialogues": _printed(lambda assistant, options: dialogues.report(assistant, options.split, each=options.failures)),
    "verify": _printed(lambda assistant, options: verify.report(assistant, read_items(options.split))),
    "faults": lambda assistant, options: faults.command(assistant, failures=options.failures),
    "rank": _printed(lambda assistant, options: rank.fit(options.folds, assistant.retriever)),
    "fit": _printed(lambda assistant, _: fit.fit(assistant)),
    "lists": _printed(lambda assistant, _: lists.fit(assistant.notice, assistant.knowledge)),
    "asides": _printed(lambda assistant, _: asides.fit(assistant)),
}


if __name__ == "__main__":
    raise SystemExit(main())
