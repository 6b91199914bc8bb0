"""An answer while it is made, in a thread of its own, so that a page can be told what it is at."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from queue import Empty, SimpleQueue

from rag.answer import Answer, Turn
from web import request_id
from web.protocol import Answerer
from web.workbench.answer_text import pieces
from web.workbench.exchange import Running

BLINK_S = 0.3  # what is answered sooner shows no stage
PIECE_S = 0.06
WRITING_S = 1.2  # upper bound for writing one answer out


def growing(
    assistant: Answerer, now: Running, history: Sequence[Turn], pause: Callable[[float], None]
) -> Iterator[None]:
    """Have `now` answered: it is brought up to date, and each time that there is something new to show of it, this
    yields. At the end now.answer is whole, unless it was cancelled. pause: called with seconds between the pieces of an answer that is written
    out."""
    for answer in _answers(assistant, now, history):
        if answer is None:
            yield
        else:
            now.answer = answer
            if answer.mode == "generated":
                now.shown = answer.answer
                yield
    if now.answer is None or now.answer.mode != "extractive":
        return
    parts = list(pieces(now.answer.answer))
    for now.shown in parts[:-1]:
        yield
        pause(min(PIECE_S, WRITING_S / len(parts)))


def _answers(assistant: Answerer, now: Running, history: Sequence[Turn]) -> Iterator[Answer | None]:
    """The answer as it grows; None when it has come to another stage and takes longer than a blink."""
    made: SimpleQueue[Answer | BaseException | None] = SimpleQueue()

    def told(stage: str) -> None:
        now.stage = stage

    def make() -> None:
        request_id.current.set(request_id.new())  # a thread begins without; the page's own request was over at once
        try:
            with closing(assistant.stream(now.question, history, now.cancel, told)) as answers:
                for answer in answers:
                    made.put(answer)
            made.put(None)
        except BaseException as error:  # is raised where somebody waits for the answer
            made.put(error)

    threading.Thread(target=make, name="answer", daemon=True).start()
    shown = ""
    try:
        while True:
            try:
                answer = made.get(timeout=BLINK_S)
            except Empty:
                if now.stage != shown:
                    shown = now.stage
                    yield None
                continue
            if answer is None:
                return
            if isinstance(answer, BaseException):
                raise answer
            yield answer
    finally:
        now.cancel.cancel()  # nobody waits any more
