"""python -m eval [COMMAND] …

all        every question and every stage; writes eval/out/: results, record, report (the default)
compare    the last run against eval/baseline.json: exit 1, and what fell, where anything did
baseline   take the last run as the baseline; refused where a question fell without a waiver
show       one question, with what every stage made of it: show ID
peers      what each part contributes, beside the textbook chain, up to the whole system
judged     faithfulness and completeness of answers, as a language model judges them; no gate reads it
verify     the checker of claims, with true and with planted false statements
faults     what is shown when a language model misbehaves; exit 1 where anything wrong is
triage     what people said of answers, and what of it becomes a question: see triage --help
others     questions of other official documents, asked of several notices at once: see eval/others.py
rank, fit, lists, asides, bare   fit the ranking and the judgements, and say how well they do
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from corpus.clause import NoticeError, WenceError
from corpus.knowledge import Knowledge
from corpus.parse import load_notice, notice_folder
from eval import asides, bare, faults, fit, judged, lists, others, peers, rank, triage, verify
from eval.compare import compare
from eval.compare import summary as compared
from eval.questions import SPLITS, read_items, read_split
from eval.record import BASELINE, LAST, Record, RecordError
from eval.report import job
from eval.results import write
from eval.show import show
from eval.suite import ALONE, alone, everything
from eval.tables import stages_table, table
from index.settings import Settings
from rag.pipeline import Assistant

UNREAD = "红 RED：公告或其知识读不出来，在 parse 阶段 the notice or what is known of it cannot be read, in stage parse"
# These read what a run has left, and open nothing.
ON_RECORDS = ("compare", "baseline")
# These open what they need themselves: (settings, split, number of questions) → exit status.
ON_SETTINGS: dict[str, Callable[[Settings, str, int | None], int]] = {
    "others": others.command,
    "peers": peers.command,
    "judged": judged.command,
}


def main(arguments: list[str] | None = None) -> int:
    """0 when the measures were taken and nothing fell, 1 where something did, 2 where the system cannot be opened."""
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == ["triage"]:  # has commands of its own
        return triage.main(given[1:])
    parser = argparse.ArgumentParser(
        prog="python -m eval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=[*COMMANDS, *ON_SETTINGS, *ON_RECORDS], default="all")
    parser.add_argument("id", nargs="?", help="of a question, for show")
    parser.add_argument("--split", choices=list(SPLITS), help="only this split (all: both; the others: dev)")
    parser.add_argument("--stage", choices=ALONE, help="only this stage, by itself")
    parser.add_argument("--n", type=_count, help="peers, judged: only so many questions (judged: 50)")
    parser.add_argument("--folds", type=Path, help="models of cross-validation, from `python -m index.train --folds`")
    parser.add_argument("--failures", action="store_true", help="faults: list each failed case")
    parser.add_argument("--force", action="store_true", help="baseline: take it although questions fell")
    options = parser.parse_args(given)
    if options.command in ("rank", "bare") and options.folds is None:
        parser.error(f"{options.command} needs --folds DIR; see index/model/MODEL_CARD.md")
    if (options.command == "show") != (options.id is not None):
        parser.error("show needs the id of a question, the other commands none")
    try:
        if options.command in ON_RECORDS:
            return _compare(options) if options.command == "compare" else _baseline(options)
        if options.command in ON_SETTINGS:
            return ON_SETTINGS[options.command](Settings.read(), options.split or "dev", options.n)
        settings = Settings.read()
        if options.command == "all":
            LAST.unlink(missing_ok=True)  # what a run that fails leaves must not be taken for its result
            if not _readable(settings):
                return 1
        return COMMANDS[options.command](Assistant.open(settings), options)
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2


def _readable(settings: Settings) -> bool:
    """Whether the notice and what is known of it can be read at all; where not, that is said, with the stage."""
    try:
        Knowledge.read(notice_folder(settings.notice), load_notice(settings.notice))
    except NoticeError as error:
        print(error, file=sys.stderr)
        print(UNREAD)
        return False
    return True


def _all(assistant: Assistant, options: argparse.Namespace) -> int:
    splits = [options.split] if options.split else list(SPLITS)
    items = [item for split in splits for item in read_split(split)]
    if options.stage:
        print(stages_table(alone(assistant, items, (options.stage,))))
        return 0
    results = everything(assistant, items)
    folder = write(results)
    record = Record.of(results)
    record.write(LAST)
    from eval.report.write import PAGE, write_report  # draws with matplotlib, which no other command needs

    notice = assistant.notice
    verdict = write_report(results, record, {c.address: notice.label(c) for c in notice.clauses}).verdict
    print(f"{stages_table(results.stages)}\n\n{table(results)}\n\n{verdict.headline} {verdict.headline_en}")
    print(f"→ eval/{folder.name}/{PAGE}")
    return 0


def _compare(_: argparse.Namespace) -> int:
    job.append(LAST.parent)
    found = compare(Record.read(LAST), Record.read(BASELINE))
    print(compared(found))
    return 0 if found.green else 1


def _baseline(options: argparse.Namespace) -> int:
    last = Record.read(LAST)
    if {row["split"] for row in last.questions.values()} != set(SPLITS):
        raise RecordError(
            "上次只测了一部分题，请先运行 make eval。 The last run asked one split only; run make eval first."
        )
    if BASELINE.exists() and not options.force:
        found = compare(last, Record.read(BASELINE))
        fell = [name for name in found.fell if name not in found.waived]
        if fell:
            print(compared(found))
            print(
                f"\n有 {len(fell)} 题变差，基线未更新。修好它们，或在 eval/waivers.toml 写明理由，或用 --force。\n"
                "Questions fell; the baseline stays. Mend them, give a reason in eval/waivers.toml, or use --force."
            )
            return 1
    last.write(BASELINE)
    print(f"→ eval/{BASELINE.name}")
    return 0


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 is needed")
    return int(text)


def _printed(report: Callable[[Assistant, argparse.Namespace], str]) -> Callable[[Assistant, argparse.Namespace], int]:
    def command(assistant: Assistant, options: argparse.Namespace) -> int:
        print(report(assistant, options))
        return 0

    return command


COMMANDS: dict[str, Callable[[Assistant, argparse.Namespace], int]] = {
    "all": _all,
    "show": _printed(lambda assistant, options: show(assistant, options.id)),
    "verify": _printed(lambda assistant, options: verify.report(assistant, read_items(options.split or "dev"))),
    "faults": lambda assistant, options: faults.command(assistant, failures=options.failures),
    "rank": _printed(lambda assistant, options: rank.fit(options.folds, assistant.retriever)),
    "fit": _printed(lambda assistant, _: fit.fit(assistant)),
    "bare": _printed(lambda assistant, options: bare.fit(options.folds, assistant)),
    "lists": _printed(lambda assistant, _: lists.fit(assistant.notice, assistant.knowledge)),
    "asides": _printed(lambda assistant, _: asides.fit(assistant)),
}


if __name__ == "__main__":
    raise SystemExit(main())
