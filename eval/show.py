"""python -m eval show ID: one question, and what every stage made of it."""

from __future__ import annotations

from corpus.clause import WenceError
from eval.blame import blame
from eval.outcome import Outcome
from eval.questions import SPLITS, read_split
from eval.results import BLIND
from eval.run import outcomes
from rag.pipeline import Assistant


class NoSuchQuestionError(WenceError):
    """There is no question with the id."""


def show(assistant: Assistant, name: str) -> str:
    """The outcome of the question (or of a conversation's turn, "f001.2") in words. Raises NoSuchQuestionError."""
    for split in SPLITS:
        for item in read_split(split):
            if name in (item.id, *(f"{item.id}.{n + 1}" for n in range(len(item.turns)))):
                found = [o for o in outcomes(assistant, item) if name in (o.id, item.id)]
                known = frozenset(c.address for c in assistant.notice.clauses) | {"page"}
                text = "\n\n".join(told(o, blame(o, known)) for o in found)
                return text + (f"\n\n{_SEEN}" if split == BLIND else "")
    raise NoSuchQuestionError(f"没有题号 {name}。 There is no question {name}; ids are in eval/questions.")


_SEEN = (
    "这道盲测题已被看过：请把它移到 dev.jsonl，另写一道。\n"
    "This blind question has now been seen: move it to dev.jsonl and write another."
)


def told(o: Outcome, stage: str) -> str:
    """An outcome stage by stage."""
    gold = " 或 ".join("+".join(sorted(group)) for group in o.gold) or "（不应回答 to be declined）"
    judged = [
        f"{o.id} [{o.type}] {' / '.join(o.turns)}",
        f"  结果 result      {'通过 passed' if o.passed else f'不通过 failed, at: {stage}'}",
        f"  应为 expected    {o.expected.status} {gold}",
    ]
    return "\n".join([*judged, *made(o)])


def made(o: Outcome) -> list[str]:
    """What each stage made of a turn, and then the answer's lines; all but what it should have been."""
    verdict = f"{o.verdict} p={o.probability:.2f} {o.reason}".strip() if o.verdict else "–"
    lines = [
        f"  理解 read        {o.understood} → {o.route or '–'}" + (f" [{'、'.join(o.bodies)}]" if o.bodies else ""),
        f"  检索 retrieved   {', '.join(o.ranked[:5]) or '–'}"
        + (f" (gold at {o.rank or '–'})" if o.gold and o.ranked else ""),
        f"  可答 answerable  {verdict}",
        f"  作答 answer      {o.status} {', '.join(o.cited)}",
    ]
    lines += [f"  缺 missing       {'；'.join(o.missing)}"] if o.missing else []
    lines += [f"  误 forbidden     {'；'.join(o.forbidden)}"] if o.forbidden else []
    lines += [f"  核验删去 dropped  {'；'.join(o.dropped)}"] if o.dropped else []
    return [*lines, *(f"    {line}" for line in o.answer.splitlines())]
