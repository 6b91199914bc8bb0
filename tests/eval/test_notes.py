"""The notes in front of an answer that a language model was to word."""

from __future__ import annotations

import pytest

from corpus.text import traditional
from eval.notes import note, without_note
from rag.generate import NOTES


@pytest.mark.parametrize("name", NOTES)
def test_a_note_is_known_in_every_script(name: str) -> None:
    zh, en = NOTES[name]
    for line in (zh, traditional(zh), en):
        assert note(f"{line}\n原文。") == name
        assert without_note(f"{line}\n原文。") == "原文。"


def test_other_words_are_no_note() -> None:
    text = "注：以上为推断。\n原文。"
    assert (note(text), without_note(text)) == ("", text)
