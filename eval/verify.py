"""How much of what is true the checker of claims lets through, how much of what is false, where its floors of matter stand,
and what it costs an answer.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from eval.planted import falsehoods, truths
from eval.planted_sentences import Case
from eval.questions import Item
from rag.check_content import FLOOR, LONGEST, measure
from rag.cited import cited, plain
from rag.draft import Line, Span
from rag.pipeline import Assistant
from rag.verify import check, faults

_LONG = 12  # characters from which a sentence says enough to be told from another clause's


def passed(cases: Iterable[Case], notice: Notice, knowledge: Knowledge) -> dict[str, tuple[int, int]]:
    """kind → (cases, of them proven)."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for case in cases:
        supports = check(case.text, [notice.by_address[case.address]], notice, knowledge)
        counts[case.kind][0] += 1
        counts[case.kind][1] += all(support.holds for support in supports)
    return {kind: (n, proven) for kind, (n, proven) in counts.items()}


def measures(notice: Notice, knowledge: Knowledge) -> dict[str, float]:
    """How many planted falsehoods there are and how many are taken for proven, and the share of true statements that is."""
    false, true = (passed(made(notice, knowledge), notice, knowledge).values() for made in (falsehoods, truths))
    return {
        "falsehoods": sum(n for n, _ in false),
        "falsehoods_proven": sum(proven for _, proven in false),
        "truths_proven": sum(proven for _, proven in true) / sum(n for n, _ in true),
    }


def report(assistant: Assistant, items: Sequence[Item]) -> str:
    """Markdown: true and false statements by kind, the floors of matter, milliseconds an answer."""
    notice, knowledge = assistant.notice, assistant.knowledge
    lines = []
    for name, made in (("true", truths), ("false", falsehoods)):
        rows = passed(made(notice, knowledge), notice, knowledge)
        total, proven = (sum(column) for column in zip(*rows.values(), strict=True))
        lines += [f"\n| {name} | n | proven |", "|---|---|---|", f"| all | {total} | {proven} ({proven / total:.1%}) |"]
        lines += [f"| {kind} | {n} | {k} |" for kind, (n, k) in rows.items()]
    return "\n".join([*lines, "", floors(notice, knowledge), "", timing(assistant, items)])


def floors(notice: Notice, knowledge: Knowledge) -> str:
    """Where the floors of matter stand, in one sentence."""
    own, other = matter(notice, knowledge)
    held, wrong = ([share >= FLOOR and run < LONGEST for share, run in each] for each in (own, other))
    shares, shares_other = ([share for share, _ in each] for each in (own, other))
    return (
        f"matter: floor {FLOOR:.2f}, longest stretch {LONGEST - 1}; paraphrases held by the clause's own words alone "
        f"{np.mean(held):.3f} of {len(own)} (share: median {np.median(shares):.2f}); cited to another clause "
        f"{np.mean(wrong):.4f} of {len(other)} (share: median {np.median(shares_other):.2f}, "
        f"95th percentile {np.percentile(shares_other, 95):.2f})"
    )


def matter(notice: Notice, knowledge: Knowledge) -> tuple[list[tuple[float, int]], list[tuple[float, int]]]:
    """(share of matter held, longest stretch that is not) of the sentences of the plain renderings: by the words of their
    own clause alone (a paraphrase of it), and by another clause with its rendering (the same sentence cited to the wrong
    place). Sentences on bodies are left out: two clauses with one lead share them."""
    clauses = [c for c in notice.clauses if notice.substantial(c) and knowledge.rendering(c.address)]
    own, other = [], []
    for at, clause in enumerate(clauses):
        rendering = knowledge.rendering(clause.address)
        elsewhere = [clauses[(at + step) % len(clauses)] for step in (1, len(clauses) // 2)]
        for words in map(plain, re.findall("[^。；]+", rendering.zh if rendering else "")):
            if len(words) < _LONG or re.search("牵头|负责", words):
                continue
            own.append(measure(words, cited(clause, notice, None).pairs)[:2])
            other += [measure(words, cited(c, notice, knowledge).pairs)[:2] for c in elsewhere]
    return own, other


def timing(assistant: Assistant, items: Sequence[Item]) -> str:
    """Milliseconds of the check an answer and their share of the whole, from one run over the questions; and what the
    strict check of the same lines takes, as if a language model had written them."""
    whole, own, lines = [], [], []
    for item in items:
        answer, trace = assistant.trace(item.turns[0], [])
        whole.append(sum(answer.timings_ms.values()))
        own.append(answer.timings_ms.get("verify", 0.0))
        if answer.citations and trace.route == "answer":
            spans = {c.n: Span(assistant.notice.by_address[c.address], c.start, c.end) for c in answer.citations
                     if c.address in assistant.notice.by_address}  # fmt: skip
            parts = ((text, re.findall(r"\[(\d+)\]", text)) for text in answer.answer.split("\n"))
            lines.append([Line(t, tuple(spans[int(n)] for n in m if int(n) in spans)) for t, m in parts if m])
    for each in lines:  # what is derived from a clause is derived once
        _strict(each, assistant)
    started = time.perf_counter()
    for each in lines:
        _strict(each, assistant)
    strict = (time.perf_counter() - started) * 1000 / max(1, len(lines))
    return (
        f"verify: {np.mean(own):.2f} ms of {np.mean(whole):.1f} ms an answer ({np.sum(own) / np.sum(whole):.1%}) over {len(items)} questions; "
        f"checked as a model's text, {strict:.2f} ms an answer ({len(lines)} answers in the notice's words)"
    )


def _strict(lines: Sequence[Line], assistant: Assistant) -> None:
    for line in lines:
        faults(line, assistant.notice, assistant.knowledge, generated=True)
