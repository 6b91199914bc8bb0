"""Questions of other notices, asked of a library: `python -m eval others`, with the notices in WENCE_NOTICES_DIR.

questions/others.jsonl names them by the ids zhuanli, jiuye, nongji, zongbaoqu, geshui and zhijiao (国令第706号,
国发〔2018〕39号, 国发〔2018〕42号, 国发〔2019〕3号, 国令第707号, 国发〔2019〕4号). "*" is a question of several, "" of the first.
The questions were written before the system was asked any of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass

from eval.questions import FOLDER
from index.settings import Settings
from rag.answer import Answer, Turn
from rag.library import Library

FILE = FOLDER / "others.jsonl"
DECLINED = "declined"


@dataclass(frozen=True)
class Row:
    """A question or conversation, judged by its last turn. gold: ids of clauses, any of which is right; of a list all. must:
    words that the answer holds."""

    id: str
    kind: str
    notice: str
    turns: tuple[str, ...]
    declined: bool
    gold: frozenset[str]
    must: tuple[str, ...]

    def right(self, answer: Answer) -> bool:
        """Whether the last answer is what is expected."""
        if self.declined:
            return not answer.status.answers
        cited = {citation.id for citation in answer.citations}
        found = cited == self.gold if self.kind == "list" else bool(cited & self.gold)
        return answer.status.answers and all(word in answer.answer for word in self.must) and (found or not self.gold)


def rows() -> list[Row]:
    """The file's rows."""
    held = (json.loads(line) for line in FILE.read_text("utf-8").splitlines())
    return [
        Row(
            row["id"], row["kind"], row["notice"], tuple(row["turns"]), row["status"] == DECLINED, frozenset(row["gold"]),
            tuple(row["must"]),
        )
        for row in held
    ]  # fmt: skip


def command(settings: Settings, split: str, most: int | None) -> int:
    """Ask them and say how many of each kind are right, with those that are not. 1 where notices are missing."""
    del split
    library = Library.open(settings)
    asked = rows()[:most]
    missing = {row.notice for row in asked} - {"", "*", *library.assistants}
    if missing:
        print(f"WENCE_NOTICES_DIR 里缺少 {'、'.join(sorted(missing))}。 These notices are missing; see eval/others.py.")
        return 1
    counts: dict[str, list[bool]] = defaultdict(list)
    for row in asked:
        history: list[Turn] = []
        for text in row.turns:
            answer = library.answer(text, history)
            history.append(Turn.of(text, answer))
        right = row.right(answer)
        counts[row.kind].append(right)
        if not right:
            print(f"{row.id} {row.kind}: {' / '.join(row.turns)} → {answer.status.value}: {answer.answer[:80]}")
    print("; ".join(f"{kind} {sum(found)}/{len(found)}" for kind, found in counts.items()))
    return 0
