"""Every operation of the OpenAPI document, asked with what fits it and with what does not: the document tells the truth.

No answer is a server error; each has a status and a content type that the document names, and a body of its schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from rag.feedback import FeedbackStore
from tests.web.fakes import FakeAssistant
from tests.web.served import Home, application

EXAMPLES = 40  # of each operation and phase
_CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


def _document() -> BaseSchema:
    """Of an application that answers without an index. Its database is a file that nothing has opened yet."""
    app = Home(application(FakeAssistant(), FeedbackStore(f"sqlite:///{_FOLDER.name}/feedback.sqlite3")))
    generation = GenerationConfig(deterministic=True, max_examples=EXAMPLES, database="none")
    config = SchemathesisConfig(projects=ProjectsConfig(default=ProjectConfig(generation=generation)))
    return schemathesis.openapi.from_asgi("/api/openapi.json", app, config=config)


_FOLDER = TemporaryDirectory(prefix="feedback-")
schema = _document()


@pytest.fixture(scope="module", autouse=True)
def _folder() -> Iterator[None]:
    yield
    _FOLDER.cleanup()


@schema.parametrize()
@settings(max_examples=EXAMPLES, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_does_what_is_documented(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(checks=_CHECKS)
