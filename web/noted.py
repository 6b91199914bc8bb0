"""What is noted of a question that was answered: one place for every surface."""

from __future__ import annotations

import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.wire import Cancel
from rag.answer import Answer, Turn
from rag.opinion import Surface, route
from rag.trace import Told, untold
from web import logs, metrics
from web.held import Held, Shelf
from web.protocol import Answerer
from web.question_log import QuestionLog
from web.tracing import tracing


def note(log: QuestionLog, surface: Surface, question: str, answer: Answer, started: float) -> None:
    """Write it to the log of questions, count it, trace it. started: time.perf_counter() when the question came."""
    log.note(surface, question, answer, started)
    seconds = time.perf_counter() - started
    metrics.answered(surface, answer, seconds)
    traces = tracing()
    if traces is not None:
        traces.answered(surface, answer, seconds)
    logs.happened(
        "question",
        {"question": question},
        surface=surface,
        status=answer.status.value,
        route=route(answer),
        mode=answer.mode,
        language=answer.language,
        ms=round(seconds * 1000, 1),
    )


@dataclass(frozen=True, slots=True)
class Logged:
    """An Answerer whose questions are noted. surface: the one that it is for."""

    assistant: Answerer
    log: QuestionLog
    surface: Surface

    @property
    def notice(self) -> Notice:
        return self.assistant.notice

    @property
    def knowledge(self) -> Knowledge:
        return self.assistant.knowledge

    @property
    def generates(self) -> bool:
        return self.assistant.generates

    @property
    def assistants(self) -> Mapping[str, Held]:
        """The notices beside the first too, where it is a library that is asked."""
        return {held.notice.id: held for held in Shelf.of(self.assistant).all}

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        started = time.perf_counter()
        answer = self.assistant.answer(question, history)
        note(self.log, self.surface, question, answer, started)
        return answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), cancel: Cancel | None = None, told: Told = untold
    ) -> Generator[Answer]:
        started = time.perf_counter()
        with closing(self.assistant.stream(question, history, cancel, told)) as growing:
            for answer in growing:
                yield answer
        note(self.log, self.surface, question, answer, started)
