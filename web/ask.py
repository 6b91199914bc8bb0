"""POST /ask: one question, one Answer, whole as JSON or as it grows as server-sent events."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.responses import JSONResponse, Response, StreamingResponse

from rag.answer import Answer
from rag.opinion import new_id
from web.answering import Answering
from web.bodies import Ask
from web.noted import note
from web.openapi import ASK
from web.problems import ProblemError
from web.question_log import QuestionLog
from web.security.guard import EXPIRES, TICKET, Caller, Guard

EVENTS = "text/event-stream"
PING_TICKS = 10  # ticks of silence after which a comment keeps proxies from closing


@dataclass(frozen=True, slots=True)
class Asking:
    """What answers a question put to the API. rated: whether feedback is kept."""

    answering: Answering
    guard: Guard
    log: QuestionLog
    rated: bool


def add(api: FastAPI, asking: Asking) -> None:
    """Serve it under `api`."""

    @api.post("/ask", **ASK)
    async def ask(body: Ask, request: Request) -> Response:
        started = time.perf_counter()
        caller = await asking.guard.asking(request)
        history = [past.turn() for past in body.history]
        asked = (body.question, history, caller.client, request.is_disconnected)
        if _prefers_events(request.headers.get("accept", "")):
            growing = asking.answering.growing(*asked)
            try:
                first = await anext(growing, None)  # before the status is sent: there may be no place
            except ProblemError as error:
                return _with_ticket(error.response(), asking.guard, caller)
            headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
            events = _events(asking, caller, body, first, growing, started)
            return StreamingResponse(events, media_type=EVENTS, headers=headers)
        try:
            answer = await asking.answering.whole(*asked)
        except ProblemError as error:
            return _with_ticket(error.response(), asking.guard, caller)
        return _with_ticket(JSONResponse(_reply(asking, caller, body, answer, started)), asking.guard, caller)


async def _events(
    asking: Asking,
    caller: Caller,
    body: Ask,
    grown: Answer | None,
    growing: AsyncGenerator[Answer | None],
    started: float,
) -> AsyncGenerator[bytes]:
    """The reply as server-sent events: "growing" as often as there is more, then "answer" or "problem"; comments between.
    grown: what came of `growing` already."""
    answer, silent = None, 0
    async with aclosing(growing):
        try:
            while True:
                silent = 0 if grown else silent + 1
                answer = grown or answer
                if grown is not None and grown.mode == "generated":
                    yield _event("growing", {"answer": grown.answer})
                elif silent and silent % PING_TICKS == 0:
                    yield KEEPALIVE_COMMENT
                grown = await anext(growing)
        except StopAsyncIteration:
            pass
        except ProblemError as error:
            yield _event("problem", error.as_dict() | _next(asking.guard, caller))
            return
    if answer is not None:
        yield _event("answer", _reply(asking, caller, body, answer, started) | _next(asking.guard, caller))


def _reply(asking: Asking, caller: Caller, body: Ask, answer: Answer, started: float) -> dict[str, Any]:
    note(asking.log, caller.surface, body.question, answer, started)
    return answer.as_dict() | ({"answer_id": new_id()} if asking.rated else {})


def _next(guard: Guard, caller: Caller) -> dict[str, Any]:
    ticket = guard.next_ticket(caller)
    return {"next_ticket": {"ticket": ticket, "expires_in": guard.tickets.seconds}} if ticket else {}


def _with_ticket(response: Response, guard: Guard, caller: Caller) -> Response:
    ticket = guard.next_ticket(caller)
    if ticket:
        response.headers[TICKET] = ticket
        response.headers[EXPIRES] = str(guard.tickets.seconds)
    return response


def _event(name: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(event=name, data_str=json.dumps(data, ensure_ascii=False))


def _prefers_events(accept: str) -> bool:
    """Whether events are named before JSON; who names neither, or anything, gets JSON."""
    kinds = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    if EVENTS not in kinds:
        return False
    return "application/json" not in kinds[: kinds.index(EVENTS)]
