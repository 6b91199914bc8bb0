"""POST /feedback: what a person says of an answer. What was answered is found out anew, and not taken from the caller."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from rag.feedback import AnotherAnswerError, FeedbackError, FeedbackStore
from rag.opinion import Feedback, Surface, new_id
from web import metrics, problems
from web.answering import Answering
from web.bodies import Rated
from web.openapi import SECURITY, problems_of
from web.security.guard import Guard

NOT_KEPT = "反馈暂时不能保存，请稍后再试。 Feedback cannot be kept just now; please try again later."

_log = logging.getLogger("wence")


def add(api: FastAPI, answering: Answering, sha256: str, store: FeedbackStore, guard: Guard) -> None:
    """Serve it under `api`, for whom `guard` admits. sha256: of the notice. 201 with the answer's id for the first rating of
    an answer, 204 for what changes it; a store that fails is a problem document, 503."""

    @api.post("/feedback", summary="评价一个回答 Rate an answer", description=_TOLD, **_OPENAPI)
    async def rate(body: Rated, request: Request) -> Response:
        caller = await guard.rating(request)
        history = [past.turn() for past in body.history]
        # takes a place and has its time, as a question does: it costs as much
        answer = await answering.whole(body.question, history, caller.client, request.is_disconnected)
        answer_id = body.answer_id or new_id()
        feedback = Feedback.of(answer_id, caller.surface, body.question, history, answer, sha256, body.opinion())
        return await run_in_threadpool(kept, feedback, caller.surface)

    def kept(feedback: Feedback, surface: Surface) -> Response:
        try:
            first = store.keep(feedback)
        except AnotherAnswerError as error:
            return problems.problem(409, str(error))
        except FeedbackError as error:
            _log.error("%s", error)  # its sentence is for who runs the service
            return problems.problem(503, NOT_KEPT)
        metrics.rated(surface, feedback.rating)
        return JSONResponse({"id": feedback.id}, status_code=201) if first else Response(status_code=204)


_TOLD = """question 和 history 与问 /ask 时相同：服务端会重新作答，以记下当时的结论和依据，不采信调用方所述。answer_id 是 /ask 给出的；
带上它再次提交，会改写同一条记录。问题和说明中的身份证号、电话等个人号码先遮去再保存。

question and history are those that /ask was given: the server answers again, to record status and citations by itself.
answer_id is the one that /ask gave; what is sent again with it changes the one record. Personal numbers in question and
comment are masked before anything is kept."""
_EXAMPLE = {
    "question": "农村低保一个月多少钱？",
    "history": [],
    "rating": "down",
    "reasons": ["wrong_figure", "incomplete"],
    "comment": "给的是城市的标准，我问的是农村。",
    "answer_id": "4f9d2c1ab03e47d8a6b5c4d3e2f10987",
}
_ID = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
_OPENAPI: dict[str, Any] = {
    "status_code": 201,
    "response_class": Response,
    "openapi_extra": {
        "security": SECURITY,
        "requestBody": {"content": {"application/json": {"examples": {"1": {"value": _EXAMPLE}}}}},
    },
    "responses": {
        201: {
            "description": "已保存，id 是这个回答的编号 Kept; id is the answer's",
            "content": {"application/json": {"schema": _ID, "example": {"id": _EXAMPLE["answer_id"]}}},
        },
        204: {"description": "已改写同一条记录 The record was changed"},
        **problems_of(400, 401, 408, 409, 413, 422, 503, 504),
    },
}
