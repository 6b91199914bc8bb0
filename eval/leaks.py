"""Whether two questions are nearly the same: what was learnt from, or is in another set, measures nothing."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from corpus.parse import NOTICES
from corpus.text import fold
from eval.questions import FOLDER

NEAR = 0.6  # Jaccard similarity of character 3-grams from which two questions are one: a word is changed, or two moved


def bare(text: str) -> str:
    """Folded, without punctuation and spaces."""
    return re.sub(r"\W+", "", fold(text))


def grams(text: str) -> frozenset[str]:
    """Character 3-grams of the bare text."""
    held = bare(text)
    return frozenset(held[i : i + 3] for i in range(max(len(held) - 2, 1)))


def near(left: dict[str, str], right: dict[str, str], least: float = NEAR) -> set[tuple[str, str]]:
    """The pairs of ids whose texts have a Jaccard similarity of at least `least`."""
    sets = {name: grams(text) for name, text in right.items()}
    postings: dict[str, list[str]] = {}
    for name, held in sets.items():
        for gram in held:
            postings.setdefault(gram, []).append(name)
    found = set()
    for name, text in left.items():
        own = grams(text)
        shared = Counter(other for gram in own for other in postings.get(gram, ()))
        found |= {(name, o) for o, n in shared.items() if n / (len(own) + len(sets[o]) - n) >= least}
    return found


def within(left: dict[str, str], right: dict[str, str]) -> set[tuple[str, str]]:
    """The pairs of ids of which one's text is a part of the other's, word for word, and says something: 6 characters of
    Chinese, or 16 letters."""

    def holds(whole: str, part: str) -> bool:
        return len(part) >= (16 if part.isascii() else 6) and part in whole

    bares = {name: bare(text) for name, text in right.items()}
    found = set()
    for name, text in left.items():
        own = bare(text)
        found |= {(name, other) for other, held in bares.items() if holds(own, held) or holds(held, own)}
    return found


def turns(file: str, folder: Path = FOLDER) -> dict[str, tuple[str, ...]]:
    """ "dev:d001" → the question, or the questions of a conversation."""
    rows = map(json.loads, (folder / f"{file}.jsonl").read_text("utf-8").splitlines())
    return {f"{file}:{row['id']}": tuple(row.get("turns") or [row["question"]]) for row in rows}


def texts(file: str, folder: Path = FOLDER) -> dict[str, str]:
    """ "dev:d001" → the question; of a conversation its first turn, since later ones ("谁牵头?") mean nothing alone."""
    return {name: asked[0] for name, asked in turns(file, folder).items()}


def of_notices(file: str) -> dict[str, str]:
    """ "notice:12" → the text of a line of every notice's enquiries.jsonl ("enquiries") or unstated.jsonl ("unstated")."""
    return {
        f"{path.parent.name}:{number}": json.loads(line)["text"]
        for path in sorted(NOTICES.glob(f"*/{file}.jsonl"))
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
    }
