"""Conversations with the real assistant, every answer held to the contract."""

from __future__ import annotations

from rag.answer import Answer, Turn
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
