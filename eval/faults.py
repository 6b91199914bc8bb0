"""python -m eval faults: what is shown when a language model or its server misbehaves.

Every case asks the whole assistant over HTTP, in a stream, and looks at every state of the answer that a person would
have seen. What counts as wrong is judged without rag.verify: the falsehood that was planted stands in what is shown,
outside the source's own words, or a true sentence is cited to a clause that does not state it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from random import Random

from tqdm import tqdm

from corpus.language_model import Chat, LanguageModel
from eval import fault_replies as replies
from eval import fault_twists as twists
from eval.fake_model import Body, FakeModel, Step, refuse, say, serving
from eval.fault_replies import Planted, Seen, seen
from eval.notes import without_note
from eval.questions import Item, read_items
from eval.run import ask
from rag.answer import Answer, Status
from rag.breaker import Breaker
from rag.generate import Writer
from rag.pipeline import Assistant

SILENCE_S = 0.3  # a short time-out stands for the long one
CASES = 50

_SAID = {
    "changed figure": replies.changed_figure,
    "swapped department": replies.swapped_body,
    "clause not given": replies.clause_not_given,
    "附件9": replies.attachment_nine,
    "no citation": replies.no_citation,
    "altered quotation": replies.altered_quotation,
    "malformed JSON": replies.malformed,
    "injection obeyed": replies.injection_obeyed,
    "garbage": replies.garbage,
    "truth negated": twists.negated,
    "bound dropped": twists.bound_dropped,
    "sides swapped": twists.sides_swapped,
    "another clause's figure": twists.figure_of_another_clause,
    "sentence appended": twists.appended,
    "half true, half false": twists.mixed,
    "two clauses crossed": twists.crossed,
}
KINDS = (*_SAID, "half a stream", "HTTP 429", "HTTP 500", "silence", "answer to be declined")
FAITHFUL = ("faithful, own words", "faithful, plain words")


@dataclass
class Case:
    """One question, what the model did, and what was shown: every state of the answer, the last one whole."""

    kind: str
    item: Item
    before: Answer  # without a model
    planted: Planted = field(default_factory=lambda: Planted(""))
    asked: int = 0  # requests that the model's server saw
    shown: list[Answer] = field(default_factory=list)

    @property
    def end(self) -> str:
        """ "generated", "extractive", "declined", or "other": none of what may be."""
        last = self.shown[-1]
        if last.mode == "generated":
            return "generated"
        if last.status not in (Status.ANSWERED, Status.PARTIAL):
            return "declined" if last.status is self.before.status else "other"
        return "extractive" if without_note(last.answer) == self.before.answer else "other"

    def wrong(self, source: str) -> list[str]:
        """The falsehoods that were shown at any time."""
        found = []
        for answer in self.shown:
            text = _ours(answer.answer, source)
            found += [words for words in self.planted.false if words not in self.before.answer and words in text]
            for line in answer.answer.splitlines() if answer.mode == "generated" else ():
                if any(_bare(words) in _bare(line) for words in self.planted.elsewhere):
                    found.append(line)
        return list(dict.fromkeys(found))


def candidates(assistant: Assistant) -> tuple[list[tuple[Item, Answer]], list[tuple[Item, Answer]]]:
    """The single questions of dev that are answered rightly without a model: those that a model would be asked to word,
    and those that are rightly declined."""
    worded, declined = [], []
    for item in read_items("dev"):
        if len(item.turns) > 1 or not ask(assistant, item).passed:
            continue
        answer, trace = assistant.trace(item.turns[0])
        if trace.route == "answer" and answer.status in (Status.ANSWERED, Status.PARTIAL):
            worded.append((item, answer))
        elif answer.status in (Status.NOT_STATED, Status.OUT_OF_SCOPE):
            declined.append((item, answer))
    return worded, declined


def run(plain: Assistant, kinds: Sequence[str], n: int, pairs: tuple[list[tuple[Item, Answer]], ...]) -> list[Case]:
    """n cases of each kind. plain: the assistant without a model."""
    worded, declined = pairs
    cases: list[Case] = []
    model = FakeModel(say(""))
    with serving(model):
        chat = Chat(LanguageModel.of(model.url, "m", "", SILENCE_S, 10.0))
        # A breaker that never opens, so that each case reaches the server.
        assistant = Assistant(plain.retriever.index, None, Writer(chat, 6000, Breaker(faults=sys.maxsize)))
        for kind in kinds:
            pool = declined if kind == "answer to be declined" else worded
            order = [pool[i % len(pool)] for i in range(n)] if n > len(pool) else Random(kind).sample(pool, n)
            for number, (item, before) in enumerate(
                tqdm(order, desc=kind, disable=not sys.stderr.isatty(), unit="case", leave=False)
            ):
                case = Case(kind, item, before)
                model.answer = _step(model, case, plain, Random(f"{kind} {number}"))
                asked = len(model.requests)
                case.shown = list(assistant.stream(item.turns[0]))
                case.asked = len(model.requests) - asked
                cases.append(case)
    return cases


def _step(model: FakeModel, case: Case, plain: Assistant, random: Random) -> Step:
    """What the server does with a case's request; what it plants is kept in the case."""

    def planting(make: Callable[[Seen], Planted], cut: float = 1.0) -> Step:
        def step(handler: BaseHTTPRequestHandler, body: Body) -> None:
            case.planted = make(seen(body))
            text = case.planted.reply
            say(text, piece=random.choice((1, 7, 64)), cut=None if cut == 1 else int(len(text) * cut))(handler, body)

        return step

    match case.kind:
        case "HTTP 429":
            return refuse(429)
        case "HTTP 500":
            return refuse(500)
        case "silence":
            return model.silent(30)
        case "half a stream":
            make = random.choice((replies.changed_figure, replies.swapped_body, replies.altered_quotation))
            return planting(lambda request: make(request, random), random.uniform(0.05, 0.99))
        case "answer to be declined":
            return planting(lambda request: replies.no_citation(request, random))
        case "faithful, own words":
            return planting(lambda request: _faithful(request, ""))
        case "faithful, plain words":
            return planting(lambda request: _faithful(request, _rendering(request, plain)))
    return planting(lambda request: _SAID[case.kind](request, random))


def _faithful(request: Seen, words: str) -> Planted:
    return Planted(replies.reply(*((text, [request.sources[0].token]) for text in replies.truth(request, words))))


def _rendering(request: Seen, plain: Assistant) -> str:
    """The clause in plain words, as somebody wrote it by hand."""
    text = request.sources[0].text
    clause = next((c for c in plain.notice.clauses if c.text.strip() == text.strip()), None)
    found = plain.knowledge.rendering(clause.address) if clause else None
    return "" if found is None else found.en if request.question.english else found.zh


def table(cases: Iterable[Case], source: str) -> tuple[str, int]:
    """A row a kind, as Markdown, and how many cases showed something wrong."""
    rows = ["| misbehaviour | cases | wrong statements shown | extractive | declined | generated | other |"]
    rows.append("|---|---|---|---|---|---|---|")
    kinds: dict[str, Counter[str]] = {}
    for case in cases:
        counts = kinds.setdefault(case.kind, Counter())
        counts.update(["cases", case.end])
        counts["wrong"] += bool(case.wrong(source))
    for kind, counts in kinds.items():
        cells = (counts[name] for name in ("cases", "wrong", "extractive", "declined", "generated", "other"))
        rows.append(f"| {kind} | " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows), sum(counts["wrong"] + counts["other"] for counts in kinds.values())


def command(assistant: Assistant, *, failures: bool = False) -> int:
    """Print the tables: 0 where nothing wrong was shown and every case ended well, else 1."""
    logging.getLogger("wence").setLevel(logging.ERROR)
    assistant = Assistant(assistant.retriever.index)  # without the model that may be configured
    pairs = candidates(assistant)
    print(f"{len(pairs[0])} questions of dev that a model words, {len(pairs[1])} that are declined\n")
    cases = run(assistant, KINDS, CASES, pairs)
    text, bad = table(cases, assistant.notice.source)
    print(text)
    faithful = run(assistant, FAITHFUL, len(pairs[0]), pairs)
    print("\n" + table(faithful, assistant.notice.source)[0])
    for case in (*cases, *faithful) if failures else ():
        wrong = case.wrong(assistant.notice.source)
        if wrong or case.end == "other" or (case.kind in FAITHFUL and case.end != "generated"):
            row = {
                "kind": case.kind,
                "id": case.item.id,
                "question": case.item.turns[0],
                "end": case.end,
                "wrong": wrong,
            }
            row |= {"reply": case.planted.reply, "answer": case.shown[-1].answer, "before": case.before.answer}
            print(json.dumps(row, ensure_ascii=False))
    return 1 if bad else 0


def _ours(text: str, source: str) -> str:
    """An answer's text without the source's own words in quotation marks, and without markers."""
    text = re.sub(r"\[\d+\]", "", text)
    return re.sub("“([^“”]*)”", lambda m: "" if m[1] in source else m[0], text)


def _bare(text: str) -> str:
    return re.sub(r"\[\d+\]|\W", "", text)
