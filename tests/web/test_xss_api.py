"""Hostile text through the API and into files: JSON is JSON, an error repeats nothing, and no cell is a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from starlette.testclient import TestClient

from rag.export import write
from rag.export.table import Table
from rag.feedback import FeedbackStore
from tests.web.fakes import FakeAssistant
from tests.web.hostile import hostile_assistant, hostile_notice
from tests.web.payloads import PAYLOADS, each_payload
from tests.web.served import application, at_home

TEXTS = tuple(payload.text for payload in PAYLOADS)
# What a spreadsheet begins a formula with (OWASP, CSV Injection), and what it may drop before it looks.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@pytest.fixture
def client(payload: str, tmp_path: Path) -> Iterator[TestClient]:
    """Over a notice and an assistant that say nothing but the payload."""
    store = FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite3")
    with at_home(application(hostile_assistant(payload), store)) as client:
        yield client


def strings(value: Any) -> Iterator[str]:
    """Every string of a JSON value, names too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from (name, *strings(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


@each_payload
def test_json_is_json(client: TestClient, payload: str) -> None:
    for reply in (
        client.post("/api/ask", json={"question": payload}),
        client.get("/api/clauses/1/1/1"),
        client.get("/api/tasks"),
        client.get("/api/targets"),
    ):
        assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
        assert "set-cookie" not in reply.headers
        assert any(payload.strip() in text for text in strings(reply.json()))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Over a notice in which none of what the payloads name exists."""
    store = FeedbackStore(f"sqlite:///{tmp_path_factory.mktemp('feedback')}/feedback.sqlite3")
    with at_home(application(FakeAssistant(), store)) as client:
        yield client


@each_payload
def test_an_error_repeats_nothing(plain: TestClient, payload: str) -> None:
    turn = {
        "question": payload,
        "standalone_question": payload,
        "status": payload,
        "cited": [payload, 1],
        payload: payload,
    }
    address = quote(payload, safe="/")
    asks: list[Any] = [
        {"question": 3, payload: payload},
        {"question": {payload: payload}},
        {"question": "低保", "history": payload},
        {"question": "低保", "history": [turn]},
        [payload],
        payload,
    ]
    rates: list[Any] = [
        {"question": "低保", "rating": payload, "reasons": [payload], "comment": [payload], "answer_id": payload},
        {"question": "低保", "rating": "down", payload: payload},
    ]
    replies = [
        *(plain.post("/api/ask", json=body) for body in asks),
        *(plain.post("/api/feedback", json=body) for body in rates),
        plain.post("/api/ask", content=payload.encode(), headers={"content-type": "application/json"}),
        plain.post("/api/ask", content=payload.encode(), headers={"content-type": "text/html"}),
        plain.get("/api/clauses/" + address),
        plain.get(f"/api/x/{address}"),
        *(
            plain.get("/api/tasks", params={name: payload})
            for name in (
                "department",
                "role",
                "within",
                "outside",
                "any_of",
                "leads",
                "list",
                "level",
                "least",
                "format",
            )
        ),
        plain.get("/api/tasks", params={payload: "1"}),
        plain.get("/api/targets", params={"unit": payload, "value": payload, "format": "json"}),
        plain.get("/api/comparison", params={"level": payload}),
        plain.get("/api/tasks", params={"format": f"csv{payload}"}),
        plain.get("/api/tasks", params=[("format", payload), ("format", payload)]),
    ]
    for reply in replies:
        said = (reply.status_code, reply.request.url)
        assert 400 <= reply.status_code < 500, said
        assert reply.headers["content-type"] == "application/problem+json", said
        assert not [text for text in strings(reply.json()) if payload.strip() in text], said
        assert "set-cookie" not in reply.headers


@each_payload
def test_a_list_is_a_file_whatever_its_title(client: TestClient, payload: str) -> None:
    """The name of the file holds no line end, quotation mark or folder; the type is not left to the browser."""
    for format in ("csv", "xlsx"):
        reply = client.get("/api/tasks", params={"within": "1", "term": payload, "format": format})
        if reply.status_code == 422:  # the payload holds what no name may: an unseen character, or too many of any
            assert reply.headers["content-type"] == "application/problem+json"
            return
        assert reply.status_code == 200, reply.text
        disposition = reply.headers["content-disposition"]
        assert disposition.startswith(f"attachment; filename=\"wence-tasks.{format}\"; filename*=UTF-8''")
        assert not set(disposition.partition("''")[2]) & set("\r\n\"';\\/<>")
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in reply.headers


# -- files


@pytest.fixture(scope="module")
def hostile() -> Table:
    """A table of every payload, with one for its title; each in a cell of its own, at its beginning and after a line end."""
    rows = [(text, f"正常\n{text}", f" {text}") for text in TEXTS]
    notice = hostile_notice('=HYPERLINK("http://evil.example","读")')
    return Table.of(notice, "=1+1<b>", ("=甲", "@乙", "-丙"), rows, summary="+1", remarks=TEXTS)


def test_no_cell_of_a_csv_is_a_formula(hostile: Table) -> None:
    rows = list(csv.reader(StringIO(write(hostile, "csv").decode("utf-8-sig"), newline="")))
    assert len(rows) == 1 + len(TEXTS) + 1 + len(hostile.notes)
    assert {len(row) for row in rows[: 1 + len(TEXTS)]} == {3}
    assert [cell for row in rows for cell in row if cell.startswith(FORMULA)] == []
    assert [cell for row in rows for cell in row if cell.lstrip().startswith(FORMULA)] == []


def test_no_cell_of_a_workbook_is_a_formula(hostile: Table) -> None:
    data = write(hostile, "xlsx")
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        sheets = [archive.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<f " in sheet or b"<hyperlink" in sheet]
    assert not [name for name in names if "externalLink" in name or "vbaProject" in name or "ctrlProp" in name]
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [c.value for c in cells if str(c.value).startswith(("=", "+", "-", "@", "'")) and not c.quotePrefix] == []
    assert [c.hyperlink for c in cells if c.hyperlink] == []


def test_a_document_holds_text_alone(hostile: Table) -> None:
    data = write(hostile, "docx")
    with ZipFile(BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
        relations = archive.read("word/_rels/document.xml.rels").decode()
    assert not [
        tag for tag in ("<w:hyperlink", "<w:instrText", "<w:fldSimple", "<w:altChunk", "<w:object") if tag in body
    ]
    assert 'TargetMode="External"' not in relations
    grid = Document(BytesIO(data)).tables[0]
    assert (len(grid.rows), grid.cell(0, 0).text) == (1 + len(TEXTS), "=甲")


def test_a_json_value_pollutes_nothing(tmp_path: Path) -> None:
    """Names that are dangerous elsewhere are unknown names here."""
    store = FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite3")
    body = json.dumps({"question": "低保", "__proto__": {"x": 1}, "constructor": 1, "__class__": "x"})
    with at_home(application(hostile_assistant("甲"), store), raising=True) as client:
        reply = client.post("/api/ask", content=body, headers={"content-type": "application/json"})
    assert reply.status_code == 422
    assert store.count() == 0
