"""Sentences are compared by their words, not by the width of their punctuation."""

from __future__ import annotations

_HALF = str.maketrans("，；：（）", ",;:()")


def half(text: str) -> str:
    """The text with half-width punctuation: "原文未印，据" → "原文未印,据"."""
    return text.translate(_HALF)
