"""The HTTP API: tickets, one Answer a question, clauses, complete lists, feedback, and whether the service is up.

Every request passes the guard (web/security) first. Errors are RFC 9457 problem details.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import Depends, FastAPI, Request
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse

from index.settings import Settings
from rag.feedback import FeedbackStore
from web import ask, feedback, health, lists, openapi, problems, request_id
from web.answering import Answering
from web.clauses import clause_json, listed, notice_json
from web.health import Ready
from web.held import Shelf
from web.protocol import Answerer
from web.question_log import QuestionLog
from web.security.guard import EXPIRES, TICKET, Guard
from web.standing import Standing

NO_CLAUSE = "没有这一条。 The notice has no clause at this address."
GRACE_S = 15.0  # for what an answer takes beside a language model's reply
PREFLIGHT_S = 600


@dataclass(frozen=True, slots=True)
class Service:
    """What the surfaces share. store: where feedback is kept; None where none is taken, and answers have no id.
    standing: whether this process takes questions."""

    assistant: Answerer
    settings: Settings
    guard: Guard
    log: QuestionLog
    store: FeedbackStore | None = None
    standing: Standing = field(default_factory=Standing)

    @classmethod
    def of(cls, assistant: Answerer, settings: Settings, store: FeedbackStore | None = None) -> Service:
        """Raises SettingsError for a setting that cannot be used."""
        return cls(assistant, settings, Guard.of(settings), QuestionLog.of(settings), store)


def create_api(service: Service, origins: frozenset[str], ready: Ready) -> FastAPI:
    """The application for /api. origins: the pages elsewhere that may use it; ready: as web/health.py takes it. Its schema is at openapi.json."""
    assistant, guard = service.assistant, service.guard
    shelf = Shelf.of(assistant)

    async def reading(request: Request) -> None:
        await guard.reading(request)

    # No interactive documentation: its page loads scripts from another host.
    api = FastAPI(title="问策 Wence", version=version(), docs_url=None, redoc_url=None, openapi_url=None)
    problems.install(api)
    api.add_middleware(
        CORSMiddleware,
        allow_origins=sorted(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "Accept"],
        expose_headers=[TICKET, EXPIRES, "Retry-After", request_id.HEADER],
        max_age=PREFLIGHT_S,
    )
    answering = Answering(assistant, service.settings.llm_deadline_s + GRACE_S, service.standing)
    ask.add(api, ask.Asking(answering, guard, service.log, rated=service.store is not None))

    @api.post("/ticket", response_model=openapi.TicketReply, **openapi.TICKET)
    async def ticket(request: Request) -> JSONResponse:
        issued = await guard.ticket(request)
        return JSONResponse(_beginning(service, issued), status_code=201)

    @api.get("/notices", summary="公告目录 The notices that are answered from, the first one first",
             dependencies=[Depends(reading)], responses=openapi.problems_of())  # fmt: skip
    def notices() -> list[dict[str, Any]]:
        return [notice_json(held.notice) for held in shelf.all]

    @api.get("/clauses", summary="条款目录 Every clause, in reading order", dependencies=[Depends(reading)],
             responses=openapi.problems_of())  # fmt: skip
    def clauses() -> list[dict[str, str]]:
        return listed(assistant.notice)

    @api.get("/clauses/{address:path}", summary="条款全文 One clause in full", dependencies=[Depends(reading)],
             responses=openapi.problems_of(404), openapi_extra=_ADDRESS)  # fmt: skip
    def clause(address: str) -> dict[str, Any] | list[dict[str, str]]:
        held, inside = shelf.split(address)
        if held is not None and not inside and address:  # "zhuanli:": all of that notice
            return listed(held.notice)
        found = shelf.find(address)
        if found is None:
            raise problems.ProblemError(404, NO_CLAUSE)
        return clause_json(found.notice, found.clause, found.held.knowledge.rendering(found.clause.address))

    lists.add(api, assistant.notice, [Depends(reading)])
    if service.store is not None:
        feedback.add(api, answering, assistant.notice.sha256, service.store, guard)

    health.add_to_api(api, service, ready)

    @api.get("/openapi.json", include_in_schema=False)
    def schema() -> JSONResponse:
        return JSONResponse(_schema(api))

    return api


_ADDRESS = {
    "parameters": [
        {
            "name": "address",
            "in": "path",
            "required": True,
            "schema": {"type": "string"},
            "description": "别的公告的条款前加编号和冒号 with the notice's id and a colon before it where it is not the first",
            "examples": {
                "subitem": {"value": "7/2/1/5/15"},
                "preamble": {"value": "1/0"},
                "of_another_notice": {"value": "zhuanli:0/2/12"},
                "whole_notice": {"value": "zhuanli:"},
            },
        }
    ]
}


def _beginning(service: Service, ticket: str) -> dict[str, Any]:
    notice, assistant = service.assistant.notice, service.assistant
    named = {name: getattr(notice, name) for name in ("id", "title", "status", "date", "url")}
    return {
        "ticket": ticket,
        "expires_in": service.guard.tickets.seconds,
        "feedback": service.store is not None,
        "generated": assistant.generates,
        "notice": named,
        "suggestions": assistant.knowledge.suggestions.public,
    }


def _schema(api: FastAPI) -> dict[str, Any]:
    schema = api.openapi()
    components = schema.setdefault("components", {})
    components["securitySchemes"] = openapi.SECURITY_SCHEMES
    components.setdefault("schemas", {})["Problem"] = openapi.Problem.model_json_schema()
    schema["servers"] = [{"url": "/api"}]
    return schema


def version() -> str:
    """The version of the program."""
    import tomllib
    from pathlib import Path

    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])
