"""python -m eval peers: what each part contributes, beside the textbook chain, up to the whole system; in one run.

Every way is asked the same questions, one after the other in changing order, so that times compare. A way ranks clauses;
the whole system's ranking is what it shows: the clauses that it cites, in their order, then those that it retrieved, and
none where it declines. The whole system is asked every other single question too, for the measures of its answers.
"""

from __future__ import annotations

import logging
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from pydantic import SecretStr
from tqdm import tqdm

from corpus.clause import NoticeError, WenceError
from corpus.language_model import UnusableReplyError
from corpus.wire import Cancel
from eval.measures import interval, measures, ranking
from eval.notes import note
from eval.outcome import DEPTH, Outcome, judged
from eval.questions import ANSWERED, Item, read_split
from eval.results import BLIND
from eval.stages import TYPES
from eval.tables import cell, grid
from eval.ways import CHAIN, RERANKED, RETRIEVAL, Way, ways
from index.reranker import RerankerError
from index.settings import Settings
from rag.answer import Answer
from rag.generate import Writer
from rag.pipeline import Assistant
from rag.trace import Trace

WHOLE, WORDED = "whole system, no language model", "whole system, with a language model"
ROWS = (*RETRIEVAL, WHOLE, WORDED)
OF_ANSWERS = ("passed", "citation_recall", "fact_recall", "decline_recall")
# Row → why it is empty where its model is not set.
UNSET = {
    RERANKED: (
        "没有设置 WENCE_RERANKER：设为重排模型的文件夹或 hub 名（如 BAAI/bge-reranker-v2-m3）即可测这一行。"
        " / WENCE_RERANKER is not set: give a model's folder or hub id, such as BAAI/bge-reranker-v2-m3."
    ),
    WORDED: (
        "没有设置 WENCE_LLM_BASE_URL：设好 WENCE_LLM_BASE_URL（如 http://127.0.0.1:8000/v1）和 WENCE_LLM_MODEL 即可测量。"
        " / WENCE_LLM_BASE_URL is not set: give an OpenAI-compatible service and its WENCE_LLM_MODEL."
    ),
}


class ModelError(WenceError):
    """The language model that answers are to be worded or judged by is not set, or of no use."""


@dataclass
class Row:
    """One way. runs[i]: the addresses that it ranked for question i, best first; seconds[i]: what that took. outcomes: of
    the whole system's answers to every single question. missing: a sentence on why the row is empty, "" where it is not.
    notes: how many answers are "generated", and by the name of the note that they open with how many are not."""

    name: str
    runs: list[tuple[str, ...]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    missing: str = ""
    notes: Counter[str] = field(default_factory=Counter)


class Whole:
    """A whole system as a way of retrieving, whose last answer can be judged too."""

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._last: tuple[Answer, Trace] | None = None

    def __call__(self, question: str) -> tuple[str, ...]:
        self._last = answer, trace = self.assistant.trace(question)
        if answer.status.value not in ANSWERED:
            return ()
        shown = [*(c.address for c in answer.citations), *(hit.clause.address for hit in trace.hits)]
        return tuple(dict.fromkeys(shown))[:DEPTH]

    def keep(self, item: Item, row: Row) -> None:
        """Adds to the row what became of the question that was asked last, which is this item's."""
        assert self._last is not None
        answer, trace = self._last
        row.outcomes.append(judged(item, 0, answer, trace))
        row.notes["generated" if answer.mode == "generated" else note(answer.answer)] += 1


def asked(items: Sequence[Item]) -> list[Item]:
    """The questions of one turn, of the types that are looked up, that a clause answers."""
    return [item for item in items if item.type in TYPES and item.gold and len(item.turns) == 1]


def spread(items: Sequence[Item], n: int | None) -> list[Item]:
    """n of the items, as far apart as can be; all of them for None."""
    size = len(items)
    return [items[i * size // n] for i in range(n)] if n and n < size else list(items)


# ---- the run ----
def rows(
    assistant: Assistant, items: Sequence[Item], writer: Writer | None = None, missing: Mapping[str, str] = UNSET
) -> list[Row]:
    """Every row of ROWS over the single questions among the items. assistant: without a language model. writer: the
    language model's. missing: row → why it is empty, if it is."""
    retriever = assistant.retriever
    whole = {WHOLE: Whole(assistant)}
    if writer is not None:
        whole[WORDED] = Whole(Assistant(retriever.index, retriever.reranker, writer))
    every: dict[str, Way] = {**ways(retriever), **whole}
    found = {name: Row(name, missing="" if name in every else missing[name]) for name in ROWS}
    looked_up = {item.id for item in asked(items)}
    single = [item for item in items if len(item.turns) == 1]
    for n, item in enumerate(tqdm(single, disable=not sys.stderr.isatty(), unit="题", desc="peers")):
        names = list(every if item.id in looked_up else whole)
        for name in Random(n).sample(names, len(names)):  # none is always the first, or behind the same one
            for one in whole.values():
                one.assistant.retriever.forget()  # no vector of another way is reused
            started = time.perf_counter()
            addresses = every[name](item.turns[0])
            took = time.perf_counter() - started
            if item.id in looked_up:
                found[name].runs.append(addresses)
                found[name].seconds.append(took)
            if name in whole:
                whole[name].keep(item, found[name])
    return list(found.values())


def opened(settings: Settings) -> tuple[Assistant, Writer | None, dict[str, str]]:
    """The assistant without a language model, the language model's writer, and for `rows` what is missing of the models
    that are set, as one request to each tells. Raises WenceError for anything else."""
    plain, missing = without_model(settings), dict(UNSET)
    try:
        assistant = Assistant.open(plain)
        if assistant.retriever.reranker is not None:
            assistant.retriever.reranker.scores("问", ["答"])
    except RerankerError as error:
        missing[RERANKED] = str(error)
        assistant = Assistant.open(plain.model_copy(update={"reranker": ""}))
    try:
        return assistant, tried(settings), missing
    except ModelError as error:
        return assistant, None, missing | {WORDED: str(error)}


def without_model(settings: Settings) -> Settings:
    """The settings as if no language model were named."""
    return settings.model_copy(update={"llm_base_url": "", "llm_model": "", "llm_api_key": SecretStr("")})


def tried(settings: Settings) -> Writer:
    """The language model's writer, after one request, because a model that is not there would pass for one whose words
    are never shown. Raises ModelError where no model is set or none replies."""
    try:
        writer = Writer.of(settings)
        for _ in writer.pieces([("user", '只输出 {"sentences":[]}')], Cancel()) if writer else ():
            pass
    except NoticeError as error:
        raise ModelError(str(error)) from error
    except UnusableReplyError as error:
        raise ModelError(
            f"模型没有给出可用的回复：{error}。请检查 WENCE_LLM_MODEL。"
            " / The model gives no usable reply; check WENCE_LLM_MODEL."
        ) from error
    if writer is None:
        raise ModelError(UNSET[WORDED])
    return writer


# ---- the tables ----
def table(found: Sequence[Row], items: Sequence[Item]) -> str:
    """A row a way, as Markdown: ranking over the questions of `asked`, with success@1's 95 % interval; answers over every
    single question; and the median time as a share of the chain's."""
    questions = asked(items)
    names = ("success@1", "95 %", "success@5", "recall@10", "MRR", "nDCG@10", *OF_ANSWERS, "time ÷ chain")
    chain_s = next((statistics.median(row.seconds) for row in found if row.name == CHAIN and row.seconds), None)
    lines = []
    for row in found:
        if not row.runs:
            lines.append([row.name, _in_a_cell(row.missing), *["–"] * (len(names) - 1)])
            continue
        scores = measured(row.runs, questions)
        low, high = interval([float(_first_right(run, item)) for run, item in zip(row.runs, questions, strict=True)])
        answers = measures(row.outcomes) if row.outcomes else {}
        cells = {name: cell(name, (answers if name in OF_ANSWERS else scores).get(name)) for name in names}
        cells["95 %"] = f"{low:.3f}–{high:.3f}"
        if chain_s:
            cells["time ÷ chain"] = f"{statistics.median(row.seconds) / chain_s:.2f}"
        lines.append([row.name, *cells.values()])
    return grid([f"{len(questions)} questions", *names], lines)


def by_type(found: Sequence[Row], items: Sequence[Item]) -> str:
    """success@1 / success@5 of every row that is not empty, by type, as Markdown."""
    questions = asked(items)
    places = {t: held for t in TYPES if (held := [n for n, item in enumerate(questions) if item.type == t])}
    lines = []
    for row in (row for row in found if row.runs):
        cells = []
        for held in places.values():
            scores = measured([row.runs[n] for n in held], [questions[n] for n in held])
            cells.append(f"{scores['success@1']:.3f} / {scores['success@5']:.3f}")
        lines.append([row.name, *cells])
    return grid(["success@1 / success@5", *(f"{t} ({len(held)})" for t, held in places.items())], lines)


def measured(runs: Sequence[tuple[str, ...]], items: Sequence[Item]) -> dict[str, float]:
    """Means over the questions, by name. A question for which nothing was retrieved scores nothing."""
    return ranking((item.id, addresses, item.gold) for item, addresses in zip(items, runs, strict=True))


def _first_right(run: tuple[str, ...], item: Item) -> bool:
    return bool(run) and any(run[0] in group for group in item.gold)


def _in_a_cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def report(found: Sequence[Row], items: Sequence[Item], split: str) -> str:
    """All that is said of a run over items of a split: of the blind one the totals alone."""
    single = sum(len(item.turns) == 1 for item in items)
    parts = [f"{split}: {single} single questions, {len(asked(items))} of them looked up", table(found, items)]
    if split != BLIND:
        parts.append(by_type(found, items))
    return "\n\n".join((*parts, *_below(found)))


def _below(found: Sequence[Row]) -> Iterator[str]:
    """What the tables leave unsaid: the chain's own time, and what became of the language model's words."""
    for row in found:
        if row.name == CHAIN and row.seconds:
            yield f"{CHAIN}: {statistics.median(row.seconds) * 1000:.1f} ms a question (median)."
        if row.name == WORDED and row.outcomes:
            yield (
                f"Language model: {row.notes['generated']} of {len(row.outcomes)} answers in its words; where it was not "
                f"proven ({row.notes['unproven']}) or not to be had ({row.notes['unavailable']}), the notice's own words "
                "answered; it is not asked for the others."
            )


@contextmanager
def quiet() -> Iterator[None]:
    """Without the warnings on what was not generated: they are many, and of a blind split they would quote answers."""
    log = logging.getLogger("wence")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)


def command(settings: Settings, split: str, n: int | None = None) -> int:
    """Print the tables of a split, or of n questions of it; of the blind one the totals alone. Raises WenceError."""
    assistant, writer, missing = opened(settings)
    items = spread([item for item in read_split(split) if len(item.turns) == 1], n)
    with quiet():
        found = rows(assistant, items, writer, missing)
    print(report(found, items, split))
    return 0
