"""Tables that every format's tests write."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from rag.export.table import Table, tasks
from rag.register import tasks_of

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "#N/A",
    "a\x00\x0bb\uffffc",
    "正常",
    "  =1",
    "\u3000+1",
    "\ufeff@SUM(A1)",
    "a\n=1",
)


@pytest.fixture(scope="session")
def table(notice: Notice) -> Table:
    """A department that leads, shares and supports, with names and numbers that the page damaged."""
    return tasks(tasks_of(notice, "县教育局"), notice)


@pytest.fixture(scope="session")
def hostile(notice: Notice) -> Table:
    return Table.of(notice, "=标题", ("内容",), [(text,) for text in HOSTILE])
