"""Conversations with the real assistant, every answer held to the contract."""

from __future__ import annotations

from rag.answer import Answer, Turn
from rag.library import Library
from rag.pipeline import Assistant
from tests.rag.contract import check


def converse(assistant: Assistant, *turns: str) -> list[Answer]:
    """The answers to successive questions, each asked with the turns before it."""
    history: list[Turn] = []
    answers = []
    for turn in turns:
        answer = assistant.answer(turn, history)
        check(answer, assistant.notice)
        history.append(Turn.of(turn, answer))
        answers.append(answer)
    return answers


def asked(library: Library, *turns: str) -> Answer:
    """The answer to the last of some turns."""
    history: list[Turn] = []
    for text in turns:
        answer = library.answer(text, history)
        history.append(Turn.of(text, answer))
    return answer
