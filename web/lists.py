"""Complete lists over HTTP, as JSON or as a file: /tasks, /targets, /comparison.

Their addresses are those of rag.list_links; parameters are read as (name, value) pairs, since one that is misspelt must
not be passed over: the whole list would pass for a part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, Response

from corpus.clause import Notice
from rag.export import FORMATS, ExportError, write
from rag.list_links import LONGEST, MOST, TASK_LISTS, query_from
from rag.list_names import ListError, NotInNoticeError
from rag.list_query import Kind, Role
from rag.list_records import records
from rag.list_tables import table
from rag.question import UNITS
from web import problems
from web.openapi import PROBLEM, problems_of

# A list is made from the notice as it is now, and a file that somebody saved yesterday is another file.
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_ONCE = "参数 format 只能给一次。 Give format once."
_KINDS = {
    "tasks": (Kind.TASKS, "任务清单 Complete list of tasks"),
    "targets": (Kind.FIGURES, "指标目标清单 Complete list of figures"),
    "comparison": (Kind.COMPARISON, "总体方案与附件对照 The overall plan against its attachments"),
}
_TOLD = """没有 format（或 format=json）时是 JSON：{title, summary, notice, count, rows, notes}；xlsx、docx、csv 是文件。
422：参数写错；404：单位或附件不存在。 Without format (or with format=json) JSON, else a file. 422: a parameter is wrong;
404: the notice has no such department or part."""


def add(api: FastAPI, notice: Notice, dependencies: Sequence[Any] = ()) -> None:
    """Serve the three lists of a notice under `api`. dependencies: of FastAPI, what admits a request.

    A bad parameter is a problem document: 404 where it names a body or a part that does not exist, else 422.
    """
    for name, (kind, summary) in _KINDS.items():
        api.get(
            f"/{name}", name=name, summary=summary, description=_TOLD, response_class=Response, responses=_RESPONSES,
            dependencies=dependencies, openapi_extra={"parameters": _parameters(kind)},
        )(_endpoint(name, kind, notice))  # fmt: skip


def _endpoint(name: str, kind: Kind, notice: Notice) -> Any:
    def answer(request: Request) -> Response:
        given = request.query_params.multi_items()
        formats = [value for key, value in given if key == "format"]
        if len(formats) > 1:
            return problems.problem(422, _ONCE)
        try:
            query = query_from([pair for pair in given if pair[0] != "format"], notice, kind)
            if not formats or formats[0] == "json":
                return JSONResponse(records(query, notice), headers=_HEADERS)
            made = table(query, notice)
            content = write(made, formats[0])
        except NotInNoticeError as error:
            return problems.problem(404, str(error))
        except ListError as error:
            return problems.problem(422, str(error))
        except ExportError:
            return problems.problem(
                422,
                f"没有这种格式，format 可用的有 json、{'、'.join(FORMATS)}。 Format is one of json, {', '.join(FORMATS)}.",
            )
        headers = _HEADERS | {"Content-Disposition": _disposition(name, made.name, formats[0])}
        return Response(content, media_type=FORMATS[formats[0]], headers=headers)

    return answer


def _disposition(name: str, title: str, format: str) -> str:
    """The file's name in Chinese (RFC 5987), and in ASCII for what cannot read it (RFC 6266)."""
    own = quote(f"{title}.{format}".encode("utf-8", "replace"), safe="")
    return f"attachment; filename=\"wence-{name}.{format}\"; filename*=UTF-8''{own}"


# -- OpenAPI ----------------------------------------------------------------------------------------------------------

_FILE = {"schema": {"type": "string", "format": "binary"}}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "清单 The list",
        "content": {"application/json": {"schema": {"type": "object"}}}
        | {media.partition(";")[0]: _FILE for media in FORMATS.values()},
    },
    **problems_of(422),
    404: {"description": "没有这个单位或部分 No such department or part", **PROBLEM},
}
_WITHIN = ("部分：地址或称呼，可多次 A part, by address or in words", "3", "附件2二(一)")
_ROLES = "、".join(role.value for role in Role)
_TERM = ("写有该词的，可多次 Rows that hold a word", "消费券")


def _parameters(kind: Kind) -> list[dict[str, Any]]:
    """What OpenAPI says of each parameter of a kind of list."""
    of_tasks = [
        _several("department", "单位的任一名称；“:lead+joint”限其角色，前面加“-”表示不含 A department", "县农业农村局"),
        _several("role", f"{_ROLES}，用于没有自带角色的单位 Roles of the departments", "lead"),
        _one("any_of", "几个单位有其一即可 Any of the departments is enough", "true"),
        _one("leads", "牵头单位有几个 How many departments lead", "2-5"),
        _several("outside", "不含的部分，可多次 A part to leave out", "7"),
    ]
    if kind is Kind.TASKS:
        own = [
            *of_tasks,
            _one("list", f"清单的种类 Kind of list: {'、'.join(k.value for k in TASK_LISTS)}", "leaderless"),
            _one("level", "task、section 等，用于 parts、occurrences、ranking", "section"),
            _one("least", "用于 ranking：最少的 Fewest instead of most", "true"),
        ]
    elif kind is Kind.FIGURES:
        own = [
            *of_tasks,
            _one("unit", f"计量 Unit: {'、'.join(UNITS)}，或原文所用的单位", "亿元"),
            _one("value", "数值 A figure as printed", "100%"),
            _one("level", "task：限任务条目 Tasks only", "task"),
        ]
    else:
        own = [_one("level", "title：只对照名称 Titles only", "title")]
    shared = [_several("within", *_WITHIN), _several("term", *_TERM)]
    return [*own, *shared, _one("format", f"json、{'、'.join(FORMATS)}", "xlsx")]


def _one(name: str, told: str, *examples: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "description": told,
        "schema": {"type": "string", "maxLength": LONGEST},
        "examples": {f"{n}": {"value": value} for n, value in enumerate(examples, 1)},
    }


def _several(name: str, told: str, *examples: str) -> dict[str, Any]:
    return _one(name, told) | {
        "explode": True,
        "schema": {"type": "array", "maxItems": MOST, "items": {"type": "string", "maxLength": LONGEST}},
        "examples": {f"{n}": {"value": [value]} for n, value in enumerate(examples, 1)},
    }
