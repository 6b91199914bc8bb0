"""Complete lists over HTTP: the JSON, the files with their names, and a sentence for what cannot be asked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from urllib.parse import quote, unquote

import docx
import openpyxl
import pytest
from starlette.testclient import TestClient

from corpus.clause import Notice
from rag.export import FORMATS
from rag.list_links import LONGEST, MOST, exports
from rag.list_query import LEADING, Asked, Kind, ListQuery
from rag.list_records import records
from tests.web.fakes import FakeAssistant
from tests.web.served import application, at_home
from tests.web.test_api import assert_problem


@pytest.fixture(scope="module")
def client(notice: Notice) -> Iterator[TestClient]:
    with at_home(application(FakeAssistant(notice))) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("tasks?department=农业农村局&role=lead", ListQuery(Kind.TASKS, (Asked("县农业农村局", LEADING),))),
        ("tasks?department=县农业农村局:lead&format=json", ListQuery(Kind.TASKS, (Asked("县农业农村局", LEADING),))),
        ("tasks?list=leaderless&within=附件5", ListQuery(Kind.LEADERLESS, parts=("5",))),
        ("targets?unit=亿元", ListQuery(Kind.FIGURES, unit="亿元")),
        ("comparison?within=4", ListQuery(Kind.COMPARISON, parts=("4",))),
    ],
)
def test_json(client: TestClient, notice: Notice, path: str, query: ListQuery) -> None:
    reply = client.get(f"/api/{path}")
    assert (reply.status_code, reply.headers["content-type"]) == (200, "application/json")
    assert reply.json() == records(query, notice)
    assert reply.json()["rows"]
    assert (reply.headers["x-content-type-options"], reply.headers["cache-control"]) == ("nosniff", "no-store")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(
    ("query", "fallback", "name"),
    [
        (ListQuery(Kind.TASKS, (Asked("县农业农村局", LEADING),)), "tasks", "县农业农村局任务分解表（限牵头）"),
        (ListQuery(Kind.FIGURES, unit="亿元"), "targets", "指标目标一览表（计量：亿元）"),
        (ListQuery(Kind.COMPARISON, parts=("4",)), "comparison", "总体方案与附件对照表（附件4）"),
    ],
    ids=["tasks", "targets", "comparison"],
)
def test_the_files_under_an_answer(client: TestClient, format: str, query: ListQuery, fallback: str, name: str) -> None:
    reply = client.get(exports(query)[format])
    assert (reply.status_code, reply.headers["content-type"]) == (200, FORMATS[format])
    assert reply.headers["x-content-type-options"] == "nosniff"
    start, _, own = reply.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert start == f'attachment; filename="wence-{fallback}.{format}"'
    assert own.isascii()
    assert unquote(own, errors="strict") == f"{name}.{format}"
    assert "序号" in first_cells(reply.content, format)


def first_cells(content: bytes, format: str) -> list[str]:
    """The cells of the first column."""
    if format == "xlsx":
        return [str(row[0]) for row in openpyxl.load_workbook(BytesIO(content)).worksheets[0].values]
    if format == "docx":
        return [row.cells[0].text for row in docx.Document(BytesIO(content)).tables[0].rows]
    return [row[0] for row in csv.reader(StringIO(content.decode("utf-8-sig"))) if row]


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("tasks?department=县财证局", 404, "您是不是要找：县财政局？"),
        ("tasks?within=附件9", 404, "公告共有 7 个附件"),
        ("comparison?within=9", 404, "公告共有 7 个附件"),
        ("tasks?department=县财政局&role=boss", 422, "没有这种角色"),
        ("tasks?role=lead", 422, "department"),
        ("tasks?departments=县财政局", 422, "没有这个参数"),
        ("tasks?list=everything", 422, "leaderless"),
        ("tasks?list=ranking&least=2", 422, "least"),
        ("targets?unit=海里", 422, "没有这种计量单位"),
        ("tasks?format=pdf", 422, "xlsx、docx、csv"),
        ("tasks?format=XLSX", 422, "xlsx"),
        ("tasks?format=csv&format=xlsx", 422, "format"),
        ("tasks?term=%00", 422, "不可见"),
        ("tasks?term=a%0d%0aSet-Cookie:%20a=b&format=csv", 422, "不可见"),
        (f"tasks?term={'长' * (LONGEST + 1)}", 422, str(LONGEST)),
        ("tasks?" + "&".join(["term=a"] * (MOST + 1)), 422, str(MOST)),
    ],
)
def test_what_cannot_be_listed(client: TestClient, path: str, status: int, words: str) -> None:
    reply = client.get(f"/api/{path}")
    assert_problem(reply.status_code, reply.headers["content-type"], reply.json(), status)
    assert words in reply.json()["detail"]
    assert "content-disposition" not in reply.headers


@pytest.mark.parametrize("path", ["tasks", "targets", "comparison"])
def test_a_list_is_only_read(client: TestClient, path: str) -> None:
    assert client.post(f"/api/{path}").status_code == 405


HOSTILE = [
    '=HYPERLINK("http://example.org")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    '"; filename="a.exe',
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "%0d%0aX: y",
    "\N{REPLACEMENT CHARACTER}",
    "😀" * 80,
]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("term", HOSTILE)
def test_a_term_stays_a_word(client: TestClient, format: str, term: str) -> None:
    """It is printed in the title, where it may be neither a formula nor a header nor a path."""
    reply = client.get(f"/api/tasks?format={format}&term={quote(term)}")
    assert reply.status_code == 200
    assert set(reply.headers) == set(client.get(f"/api/tasks?format={format}").headers)
    disposition = reply.headers["content-disposition"]
    start, _, own = disposition.partition("; filename*=UTF-8''")
    assert start == f'attachment; filename="wence-tasks.{format}"'
    name = unquote(own, errors="strict")
    assert len(name.encode()) < 255
    assert not set(name) & set('\\/:*?"<>|\r\n')
    if format == "xlsx":
        cells = [c for row in openpyxl.load_workbook(BytesIO(reply.content)).worksheets[0] for c in row]
        assert not [c.value for c in cells if c.data_type == "f"]
    elif format == "csv":
        rows = csv.reader(StringIO(reply.content.decode("utf-8-sig")))
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    else:
        assert docx.Document(BytesIO(reply.content)).paragraphs


def test_the_same_list_is_the_same_file(client: TestClient) -> None:
    address = exports(ListQuery(Kind.LEADERLESS))["xlsx"]
    assert client.get(address).content == client.get(address).content


OF_TASKS = ("department", "role", "any_of", "leads", "within", "outside", "term", "format")


def test_every_parameter_is_described(client: TestClient) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    for path, names in {
        "/tasks": {*OF_TASKS, "list", "level", "least"},
        "/targets": {*OF_TASKS, "unit", "value", "level"},
        "/comparison": {"level", "within", "term", "format"},
    }.items():
        told = paths[path]["get"]
        assert {p["name"] for p in told["parameters"]} == names
        assert all(p["description"] and p["examples"] and p["in"] == "query" for p in told["parameters"])
        assert {"200", "404", "422"} <= set(told["responses"])
        assert {media.partition(";")[0] for media in FORMATS.values()} < set(told["responses"]["200"]["content"])
        for parameter in told["parameters"]:  # what is described is what is read
            (example,) = [e["value"] for e in list(parameter["examples"].values())[:1]]
            value = example[0] if isinstance(example, list) else example
            more = "&department=县财政局" if parameter["name"] in ("role", "any_of", "leads") else ""
            if path == "/tasks":
                more += {"level": "&list=parts&within=1", "least": "&list=ranking"}.get(parameter["name"], "")
            assert client.get(f"/api{path}?{parameter['name']}={quote(value)}{more}").status_code == 200
