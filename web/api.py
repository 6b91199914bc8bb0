"""The HTTP API: one Answer a question, one clause an address, complete lists, and whether the service is up."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import FastAPI
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from rag.answer import Status, Turn
from web import lists, problems
from web.clauses import clause_json, find
from web.protocol import Answerer


def _whole(text: str) -> str:
    """JSON can spell half of a surrogate pair, which no answer could be written with."""
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("not valid Unicode text")
    return text


Text = Annotated[str, AfterValidator(_whole)]
# Of an earlier turn; a question as it was resolved may be longer than one as it may be asked.
Past = Annotated[str, Field(max_length=4_000), AfterValidator(_whole)]


NO_CLAUSE = "没有这一条。 The notice has no clause at this address."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PastTurn(_Strict):
    """An earlier question of the conversation, as the Answer to it said it was understood."""

    question: Past
    standalone_question: Past
    status: Status
    cited: list[Past] = Field(default_factory=list, max_length=200, description="clause ids, best first")
    related: list[Past] = Field(default_factory=list, max_length=20, description="clause ids offered, best first")

    def turn(self) -> Turn:
        return Turn(self.question, self.standalone_question, self.status, tuple(self.cited), tuple(self.related))


class Ask(_Strict):
    """An empty or over-long question is no HTTP error: its Answer's status says so."""

    question: Text
    history: list[PastTurn] = Field(default_factory=list, max_length=100, description="oldest first")


def create_app(assistant: Answerer) -> FastAPI:
    """An application with the API over `assistant` at /api, free for pages at other addresses.

    Errors are RFC 9457 problem details, for any address under /api; a body over 64 KB is refused for the whole
    application; the answer runs in a worker thread. The schema is at /api/openapi.json.
    """
    app = FastAPI(title="问策 Wence", openapi_url=None)
    app.add_middleware(problems.BodyLimit, max_bytes=problems.MAX_BODY_BYTES)
    app.mount("/api", _api(assistant))

    # The url of a citation; the chat page opens the clause that its query names.
    @app.get("/notice/{address:path}")
    def clause_page(address: str) -> Response:
        if find(assistant.notice, address) is None:
            return problems.problem(404, NO_CLAUSE)
        return RedirectResponse("/?" + urlencode({"clause": address}))

    return app


def _api(assistant: Answerer) -> FastAPI:
    # No interactive documentation: its page loads scripts from another host.
    api = FastAPI(title="问策 Wence", docs_url=None, redoc_url=None)
    problems.install(api)

    @api.post("/ask", summary="一问一答，附依据 Answer one question with its citations")
    async def ask(body: Ask) -> dict[str, Any]:
        history = [past.turn() for past in body.history]
        answer = await run_in_threadpool(assistant.answer, body.question, history)
        return answer.as_dict()

    @api.get("/clauses/{address:path}", summary="条款全文 One clause in full")
    def clause(address: str) -> dict[str, Any]:
        found = find(assistant.notice, address)
        if found is None:
            raise problems.NotFoundError(NO_CLAUSE)
        return clause_json(assistant.notice, found, assistant.knowledge.rendering(found.address))

    lists.add(api, assistant.notice)

    @api.get("/health", summary="是否可用 Whether the service is up")
    def health() -> dict[str, Any]:
        notice = assistant.notice
        return {"status": "ok", "notice": notice.id, "sha256": notice.sha256, "clauses": len(notice.clauses)}

    return api
