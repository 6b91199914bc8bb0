"""python -m bench.peer_server PORT: the textbook LangChain chain at POST /api/ask, behind the server that the service has."""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from eval.textbook import chain
from index.settings import Settings
from rag.pipeline import Assistant


class Ask(BaseModel):
    """A question."""

    question: str


def main(port: int) -> None:
    """Serve until stopped."""
    best = chain(Assistant.open(Settings.read()).retriever)
    app = FastAPI(openapi_url=None)

    @app.post("/api/ask")
    def ask(body: Ask) -> dict[str, object]:
        return {"citations": best(body.question)}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="critical", access_log=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
