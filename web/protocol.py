"""What a surface needs of the pipeline: `rag.pipeline.Assistant` and the fakes of the tests both fit it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from rag.answer import Answer, Turn


class Answerer(Protocol):
    """Answers questions about one notice. `answer` never raises: every outcome is a status of the Answer."""

    @property
    def notice(self) -> Notice: ...
    @property
    def knowledge(self) -> Knowledge: ...

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...
