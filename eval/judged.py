"""python -m eval judged: two measures of answers that a language model takes. No gate and no record reads them.

faithfulness: |V| / |S|, of the statements S that an answer makes the share V that follows from what it cites (RAGAS: Es et
al. 2023, "RAGAS: Automated Evaluation of Retrieval Augmented Generation", section 3). completeness: of the gold facts of
the question the share that the answer states, which is RAGAS's recall with the fixed facts as the reference. Both are means
over the answers, of the questions of eval.peers.asked, that answer; what got no usable verdict is counted and left out.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from tqdm import tqdm

from corpus.clause import Notice, NoticeError
from corpus.language_model import Ask, Chat, UnusableReplyError
from eval.measures import interval
from eval.notes import without_note
from eval.peers import WHOLE, WORDED, ModelError, asked, quiet, spread, tried, without_model
from eval.questions import ANSWERED, Item, read_split
from eval.tables import grid
from index.settings import Settings
from rag.answer import Answer
from rag.pipeline import Assistant

MEASURES = ("faithfulness", "completeness")
N = 50  # questions, unless told otherwise
_REPLY_TOKENS = 4096  # a reason for each of some dozens of statements
_SILENT = 3  # requests in a row without a reply: then it is not the question
_UNUSABLE = 5  # replies at the beginning of which none is usable: then it is the model
_PROMPTS = Path(__file__).with_name("judged.toml")


class _Statements(BaseModel):
    statements: list[str]


class _Verdict(BaseModel):
    n: int
    holds: bool


class _Verdicts(BaseModel):
    verdicts: list[_Verdict]


_Form = TypeVar("_Form", bound=BaseModel)


# ---- the measures ----
def faithfulness(ask: Ask, question: str, answer: str, evidence: Sequence[str]) -> float:
    """The share of the answer's statements that follow from the evidence. Raises UnusableReplyError, also for an answer in
    which no statement is found, and what `ask` raises."""
    held = _reply(ask, "statements", {"question": question, "answer": answer}, _Statements)
    statements = [text for text in map(str.strip, held.statements) if text]
    if not statements:
        raise UnusableReplyError("回复里没有陈述")
    return _share(
        ask, "faithfulness", {"evidence": list(evidence), "statements": _numbered(statements)}, len(statements)
    )


def completeness(ask: Ask, question: str, answer: str, facts: Sequence[Sequence[str]]) -> float:
    """The share of the facts, each given in the forms that it may take, that the answer states. Raises likewise."""
    data = {"question": question, "answer": answer, "facts": _numbered([list(forms) for forms in facts])}
    return _share(ask, "completeness", data, len(facts))


def _numbered(values: Sequence[Any]) -> dict[str, Any]:
    return {str(n): value for n, value in enumerate(values, start=1)}


def _share(ask: Ask, name: str, data: Mapping[str, Any], count: int) -> float:
    verdicts = _reply(ask, name, data, _Verdicts).verdicts
    if sorted(v.n for v in verdicts) != list(range(1, count + 1)):
        raise UnusableReplyError("回复没有给每个编号一个结论")
    return fmean(v.holds for v in verdicts)


def _reply(ask: Ask, name: str, data: Mapping[str, Any], form: type[_Form]) -> _Form:
    """The JSON object of a reply; talk, a fence or thoughts around it do no harm."""
    system = tomllib.loads(_PROMPTS.read_text("utf-8"))[name]["system"].strip()
    text = ask([("system", system), ("user", json.dumps(data, ensure_ascii=False, indent=1))]).rpartition("</think>")[2]
    try:
        return form.model_validate_json(text[text.find("{") : text.rfind("}") + 1])
    except ValidationError as error:
        raise UnusableReplyError("回复不是要求的 JSON 对象") from error


# ---- the run ----
@dataclass
class Row:
    """One system's answers. asked: questions; answered: those that it answered. values: the measure's values, by name;
    unjudged: how many answers got no usable verdict, by name."""

    name: str
    asked: int = 0
    answered: int = 0
    values: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in MEASURES})
    unjudged: dict[str, int] = field(default_factory=lambda: dict.fromkeys(MEASURES, 0))


class Judge:
    """Takes the measures with one model, the same answer once, and knows when to give up."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: dict[tuple[str, str], dict[str, float | None]] = {}
        self._usable = False  # whether any reply was
        self._unusable = self._silent = 0  # in a row

    def scores(self, item: Item, answer: Answer, notice: Notice) -> dict[str, float | None]:
        """By measure; None where the model gave no usable verdict. A question without facts has no completeness. Raises
        ModelError where asking on is of no use."""
        question, text = item.turns[0], re.sub(r"\[\d+\]", "", without_note(answer.answer))
        if (question, text) not in self._known:
            held = evidence(answer, notice)
            found = {"faithfulness": self._taken(lambda: faithfulness(self._ask, question, text, held))}
            if item.must:
                found["completeness"] = self._taken(lambda: completeness(self._ask, question, text, item.must))
            self._known[question, text] = found
        return self._known[question, text]

    def _taken(self, measure: Callable[[], float]) -> float | None:
        try:
            value = measure()
        except UnusableReplyError as error:
            self._silent = 0
            self._unusable += 1
            if not self._usable and self._unusable >= _UNUSABLE:
                raise ModelError(
                    f"模型的前 {_UNUSABLE} 个回复都不能用（{error}）。请检查 WENCE_LLM_MODEL，或换一个能按要求输出 JSON 的模型。"
                    " / None of the model's first replies is usable; check WENCE_LLM_MODEL, or take another model."
                ) from error
            return None
        except NoticeError as error:
            self._silent += 1
            if self._silent >= _SILENT:
                raise ModelError(str(error)) from error
            return None
        self._usable, self._silent = True, 0
        return value


def evidence(answer: Answer, notice: Notice) -> list[str]:
    """What an answer cites, as the judge is shown it: each clause whole, with the bodies that were read of it, and what was
    inferred about it."""
    found = [f"《{notice.title}》"]
    for citation in answer.citations:
        clause = notice.get(citation.address)
        text = clause.text if clause else ""
        rows = [citation.label, *filter(None, (text, "" if citation.quote in text else citation.quote))]
        if clause is not None:
            rows += [f"牵头单位：{'、'.join(clause.lead)}"] if clause.lead else []
            parties = (*clause.parties, *clause.generic)
            rows += [f"责任单位：{'、'.join(parties)}"] if parties else []
        found.append("\n".join((*rows, *citation.inferred)))
    return found


def run(systems: Mapping[str, Assistant], items: Sequence[Item], ask: Ask) -> list[Row]:
    """A row a system. Raises ModelError where the judging model is of no use."""
    judge, found = Judge(ask), [Row(name) for name in systems]
    for item in tqdm(items, disable=not sys.stderr.isatty(), unit="题", desc="judged"):
        for row, assistant in zip(found, systems.values(), strict=True):
            row.asked += 1
            answer = assistant.answer(item.turns[0])
            if answer.status.value not in ANSWERED:
                continue
            row.answered += 1
            for name, value in judge.scores(item, answer, assistant.notice).items():
                if value is None:
                    row.unjudged[name] += 1
                else:
                    row.values[name].append(value)
    return found


def table(found: Sequence[Row]) -> str:
    """A row a system, each measure with its 95 % interval and how many answers got no usable verdict, as Markdown."""
    head = ["answers of", "answered", *(words for name in MEASURES for words in (name, "95 %", "unjudged"))]
    lines = []
    for row in found:
        cells = [row.name, f"{row.answered} of {row.asked}"]
        for name in MEASURES:
            values = row.values[name]
            low, high = interval(values)
            cells += [f"{fmean(values):.3f}", f"{low:.3f}–{high:.3f}"] if values else ["–", "–"]
            cells.append(str(row.unjudged[name]))
        lines.append(cells)
    return grid(head, lines)


def command(settings: Settings, split: str, n: int | None = None) -> int:
    """Print the table over n questions of a split (N). Raises WenceError, before anything is opened where no model is set
    or none replies."""
    writer = tried(settings)
    model = writer.chat.model
    chat = Chat(model, _REPLY_TOKENS)
    items = spread(asked(read_split(split)), n or N)
    with quiet():
        plain = Assistant.open(without_model(settings))
        worded = Assistant(plain.retriever.index, plain.retriever.reranker, writer)
        found = run({WHOLE: plain, WORDED: worded}, items, lambda messages: "".join(chat.stream(messages)))
    print(
        f"{split}: {len(items)} questions, judged by {model.name} ({model.place}), which also words the answers of the last "
        f"row and may favour its own\n\n{table(found)}"
    )
    return 0
