"""What a surface needs of the pipeline: `rag.pipeline.Assistant` and the fakes of the tests both fit it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Protocol

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.wire import Cancel
from rag.answer import Answer, Turn
from rag.trace import Told, untold


class Answerer(Protocol):
    """Answers questions about one notice. Never raises: every outcome is a status of the Answer.

    generates: whether a language model words answers. stream: the answer as it grows, the last one whole; `cancel` ends
    it from any thread; `told` is called with the stage that begins, in the thread that iterates.
    """

    @property
    def notice(self) -> Notice: ...
    @property
    def knowledge(self) -> Knowledge: ...
    @property
    def generates(self) -> bool: ...

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...

    def stream(
        self, question: str, history: Sequence[Turn] = (), cancel: Cancel | None = None, told: Told = untold
    ) -> Generator[Answer]: ...
