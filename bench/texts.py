"""Other official texts as passages, for collections of any size: none is a copy of the notice or of another passage.

Laws, regulations and judicial interpretations, cut as a collection of several grains is: each paragraph, each sentence of a
paragraph that has more, each two and each three paragraphs that follow one another.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from corpus.clause import WenceError

FILE = "official_texts.jsonl"
_MARKUP = re.compile(r"[#*>|]+\s*")
_SENTENCE = re.compile(r"(?<=[。；;])")
_SHORTEST, _LONGEST = 12, 600  # characters


class TextsError(WenceError):
    """The texts are not there."""


def texts(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """(title, paragraphs) of each document. Raises TextsError where the file is missing."""
    try:
        file = (folder / FILE).open(encoding="utf-8")
    except OSError as error:
        raise TextsError(
            f"读不到 {folder / FILE}。请用 --texts 指定存放它的文件夹（见 bench/README.md）。"
            f" / Cannot read {FILE}; name its folder with --texts, see bench/README.md."
        ) from error
    with file:
        for line in file:
            row = json.loads(line)
            lines = (_MARKUP.sub("", part).strip() for part in row["text"].split("\n"))
            yield row["title"], [part[:_LONGEST] for part in lines if len(part) >= _SHORTEST]


def passages(folder: Path) -> Iterator[tuple[str, str]]:
    """(clause id, text): all paragraphs first, then sentences, then pairs and threes. A clause is a document's paragraph."""
    documents = list(texts(folder))
    seen: set[int] = set()

    def new(text: str) -> bool:
        key = hash(text)
        return key not in seen and not seen.add(key)  # type: ignore[func-returns-value]

    for n, (_, paragraphs) in enumerate(documents):
        for m, text in enumerate(paragraphs):
            if new(text):
                yield f"law-{n}:{m}", text
    for n, (_, paragraphs) in enumerate(documents):
        for m, text in enumerate(paragraphs):
            parts = [part for part in _SENTENCE.split(text) if len(part) >= _SHORTEST]
            for part in parts if len(parts) > 1 else ():
                if new(part):
                    yield f"law-{n}:{m}", part
    for wide in (2, 3):
        for n, (_, paragraphs) in enumerate(documents):
            for m in range(len(paragraphs) - wide + 1):
                text = "\n".join(paragraphs[m : m + wide])
                if new(text):
                    yield f"law-{n}:{m}", text
