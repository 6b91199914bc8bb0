"""The HTTP API: one Answer a question, one clause an address, complete lists, feedback, and whether the service is up."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

from rag.feedback import FeedbackStore
from rag.opinion import new_id
from web import feedback, lists, pages, problems
from web.bodies import Ask
from web.clauses import clause_json, find
from web.protocol import Answerer

NO_CLAUSE = "没有这一条。 The notice has no clause at this address."


def create_app(assistant: Answerer, store: FeedbackStore | None = None) -> FastAPI:
    """An application with the API over `assistant` at /api and the notice's pages at /notice, free for pages at other
    addresses. store: where feedback is kept; without one none is taken, and answers have no id.

    Errors are RFC 9457 problem details, for any address under /api; a body over 64 KB is refused for the whole
    application; the answer runs in a worker thread. The schema is at /api/openapi.json.
    """
    app = FastAPI(title="问策 Wence", openapi_url=None)
    app.add_middleware(problems.BodyLimit, max_bytes=problems.MAX_BODY_BYTES)
    app.mount("/api", _api(assistant, store))
    pages.add(app, assistant)
    return app


def _api(assistant: Answerer, store: FeedbackStore | None) -> FastAPI:
    # No interactive documentation: its page loads scripts from another host.
    api = FastAPI(title="问策 Wence", docs_url=None, redoc_url=None)
    problems.install(api)

    @api.post("/ask", summary="一问一答，附依据 Answer one question with its citations")
    async def ask(body: Ask) -> dict[str, Any]:
        history = [past.turn() for past in body.history]
        answer = await run_in_threadpool(assistant.answer, body.question, history)
        return answer.as_dict() | ({"answer_id": new_id()} if store else {})

    @api.get("/clauses/{address:path}", summary="条款全文 One clause in full")
    def clause(address: str) -> dict[str, Any]:
        found = find(assistant.notice, address)
        if found is None:
            raise problems.NotFoundError(NO_CLAUSE)
        return clause_json(assistant.notice, found, assistant.knowledge.rendering(found.address))

    lists.add(api, assistant.notice)
    if store is not None:
        feedback.add(api, assistant, store)

    @api.get("/health", summary="是否可用 Whether the service is up")
    def health() -> dict[str, Any]:
        notice = assistant.notice
        return {"status": "ok", "notice": notice.id, "sha256": notice.sha256, "clauses": len(notice.clauses)}

    return api
