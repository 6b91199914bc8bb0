"""Two clauses side by side, and what of a clause can be taken away, over every clause of the real notice."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.reference import reference_to
from tests.web.test_render import Page
from web.clauses import neighbours
from web.workbench.panel import panel
from web.workbench.view import View

ONE, TWO = "7/2/1/5/15", "1/2/1/3"
NOTHING = Knowledge()


def shown(notice: Notice, **asked: object) -> Page:
    page = Page(panel(notice, NOTHING, View(**asked)))  # type: ignore[arg-type]
    assert page.open == []
    return page


def opened(page: Page) -> list[str | None]:
    return [a["data-open"] for _, a in page.tags if "data-open" in a]


def test_a_clause_can_be_kept(notice: Notice) -> None:
    page = shown(notice, clause=ONE)
    assert opened(page) == [ONE]
    assert [a["data-beside"] for a in page.all("button") if "data-beside" in a] == [ONE]


def test_a_clause_that_is_kept_waits_for_another(notice: Notice) -> None:
    page = shown(notice, clause=ONE, beside=ONE)
    assert opened(page) == [ONE]
    assert "再打开一条" in page.text
    assert [a["data-beside"] for a in page.all("button") if "data-beside" in a] == [""]  # ends it
    assert opened(shown(notice, clause="", beside=ONE)) == [ONE, ""]  # chosen from the contents


def test_two_clauses_stand_side_by_side(notice: Notice) -> None:
    page = shown(notice, clause=TWO, beside=ONE)
    assert opened(page) == [ONE, TWO]
    for address in (ONE, TWO):
        clause = notice.by_address[address]
        assert clause.text in page.text
        for body in clause.responsible:
            assert body in page.text
    sections = page.all("section", class_="clause") + page.all("section", class_="clause now")
    assert [section["aria-label"] for section in sections] == [notice.label(notice.by_address[a]) for a in (ONE, TWO)]
    # What leads on in the one that is kept stays beside; the other one is opened.
    kept = [a["data-beside"] for a in page.all("button") if "data-beside" in a]
    led = [a["data-address"] for a in page.all("button") if "data-address" in a]
    around = {a: {c.address for c in neighbours(notice, notice.by_address[a]) if c} for a in (ONE, TWO)}
    assert {"", "7/2/1/5", *around[ONE]} <= set(kept)
    assert {"1/2/1", *around[TWO]} <= set(led)
    assert not {"7/2/1/5", *around[ONE]} & set(led)


def test_every_clause_can_be_compared(notice: Notice) -> None:
    for clause in notice.clauses:
        page = shown(notice, clause=clause.address, beside="0/0")
        assert clause.text in page.text
        for figure in clause.figures:
            assert figure.subject in page.text


@pytest.mark.parametrize("compared", [False, True])
def test_what_is_copied_is_official(notice: Notice, compared: bool) -> None:
    for clause in notice.clauses:
        page = shown(notice, clause=clause.address, beside="0/1" if compared else "")
        copied = [a["data-copy"] or "" for a in page.all("button") if "data-copy" in a]
        reference = reference_to(notice, clause)
        assert copied[-2:] == [reference, f"{reference}：\n{clause.text.strip()}"]


def test_a_body_leads_to_its_tasks(notice: Notice) -> None:
    page = shown(notice, clause=TWO)
    assert [a["data-body"] for a in page.all("button", data_tab="tasks")] == list(notice.by_address[TWO].responsible)
