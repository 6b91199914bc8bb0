"""The notes that an answer opens with where a language model was asked and its words are not shown."""

from __future__ import annotations

from corpus.text import traditional
from rag.generate import NOTES


def note(text: str) -> str:
    """The name in NOTES of the note that an answer's text opens with; "" where it opens with none."""
    return next((name for name, line in _lines() if text.startswith(line)), "")


def without_note(text: str) -> str:
    """An answer's text behind its note."""
    for _, line in _lines():
        text = text.removeprefix(line)
    return text


def _lines() -> list[tuple[str, str]]:
    found = [(name, words) for name, pair in NOTES.items() for words in pair]
    return [(name, f"{line}\n") for name, words in found for line in (words, traditional(words))]
