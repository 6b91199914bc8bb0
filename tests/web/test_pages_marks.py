"""What a citation's link marks on a clause's page: exactly the characters quoted, once, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from starlette.testclient import TestClient

from corpus.clause import Clause, Notice
from corpus.parse import load_notice
from tests.web.fakes import FakeAssistant
from tests.web.served import application, at_home

LENGTH = len(load_notice().source)
LEAF = "7/2/1/5/15"


@pytest.fixture(scope="module")
def client(notice: Notice) -> Iterator[TestClient]:
    with at_home(application(FakeAssistant(notice)), raising=True) as client:
        yield client


def shown(client: TestClient, path: str) -> html.HtmlElement:
    reply = client.get(path)
    assert reply.status_code == 200, path
    return html.document_fromstring(reply.content.decode())


def marked(page: html.HtmlElement) -> str:
    """The marked words, joined. The first mark, and it alone, is what `#quote` leads to; a link before them says so."""
    marks = page.xpath("//mark")
    assert [mark.get("id") for mark in marks] == ["quote"][: len(marks)] + [None] * (len(marks) - 1)
    assert len(page.xpath("//p[@class='jump']/a[@href='#quote']")) == min(len(marks), 1)
    return "".join(mark.text_content() for mark in marks)


def within(notice: Notice, clauses: tuple[Clause, ...], start: int, end: int) -> str:
    """source[start:end] as far as it is in one of `clauses`: what lies between clauses is blank and is not printed."""
    return "".join(
        notice.source[max(start, c.start) : min(end, c.end)] for c in clauses if c.start < end and start < c.end
    )


# -- ?mark=


def test_every_figure_can_be_marked(client: TestClient, notice: Notice) -> None:
    figures = [(clause, figure) for clause in notice.clauses for figure in clause.figures]
    assert len(figures) > 100
    for clause, figure in figures:
        page = shown(client, f"/notice/{clause.address}?mark={figure.start}-{figure.end}")
        assert marked(page) == notice.source[figure.start : figure.end] == figure.text, clause.address


@settings(max_examples=200)
@given(data=st.data())
def test_any_words_of_a_clause_can_be_marked(client: TestClient, notice: Notice, data: st.DataObject) -> None:
    clause = data.draw(st.sampled_from(notice.clauses))
    start = data.draw(st.integers(clause.start, clause.end - 1))
    end = data.draw(st.integers(start + 1, clause.end))
    page = shown(client, f"/notice/{clause.address}?mark={start}-{end}")
    assert marked(page) == notice.source[start:end]
    assert page.xpath("string(//*[@id='words'])") == notice.source[clause.start : clause.end]  # and none is lost


@settings(max_examples=60)
@given(start=st.integers(0, LENGTH - 1), length=st.integers(1, 3_000))
def test_a_mark_goes_on_over_clauses(client: TestClient, notice: Notice, start: int, length: int) -> None:
    """On the full text, and on a page that shows a part of what is asked for; in each, what is there of it."""
    end = min(start + length, LENGTH)
    lists = [
        notice.source[p.start : p.end] for p in notice.pieces if p.kind == "list" and start < p.end and p.start < end
    ]
    found = marked(shown(client, f"/notice/full?mark={start}-{end}"))
    expected = "".join(within(notice, notice.clauses, start, end).split())
    assert "".join(found.split()) == expected if not lists else set(expected) <= set(found)
    below = tuple(c for c in notice.clauses if c.address == "1" or c.address.startswith("1/"))
    assert marked(shown(client, f"/notice/1?mark={start}-{end}")) == within(notice, below, start, end)


def test_a_mark_below_the_clause_is_in_the_text_below(client: TestClient, notice: Notice) -> None:
    leaf = notice.by_address[LEAF]
    page = shown(client, f"/notice/7?mark={leaf.start}-{leaf.end}")
    assert marked(page) == notice.source[leaf.start : leaf.end]
    assert page.xpath("//mark/ancestor::*[@id]/@id")[-1] == "c-7-2-1-5-15"


@pytest.mark.parametrize(
    "mark",
    [
        "", "-", "1", "1-", "-1", "1-2-3", "a-b", "1-b", "30190-30190", "30200-30190", "-5-30200", "30190--30200", "+30190-30200",
        "30190-99999", "30190-99999999999999999999", "999999999-9999999999", "0-10", "30190.0-30200", "30190 -30200", " 30190-30200",
        "30190-30200\n", "３０１９０-３０２００", "٣٠١٩٠-٣٠٢٠٠", "30190–30200", "30190,30200", "0x75ee-0x75ff", "3e4-3e5", "[30190,30200]",
        '{"start":30190}', "null", "NaN-NaN", "1_0-2_0", "\x00", "30190-30200\x00", "🅰-🅱", "9" * 5_000 + "-1",
    ],
    ids=ascii,
)  # fmt: skip
@pytest.mark.parametrize("path", [LEAF, "full", "page"])
def test_what_is_no_mark_shows_the_page_unmarked(client: TestClient, path: str, mark: str) -> None:
    if path == "page" and mark == "0-10":
        mark = "158-170"  # just behind the head of the page
    plain = client.get(f"/notice/{path}").content
    reply = client.get(f"/notice/{path}?mark={quote(mark)}")
    assert (reply.status_code, reply.content) == (200, plain)


@pytest.mark.parametrize(
    "query",
    [
        "mark[]=30190-30200", "mark[0]=30190", "mark", "mark=&mark=", "mark=x&mark=y", "mark=%", "mark=%ff", "mark=%zz", "MARK=30190-30200",
        "quote", "quote=", "quote=%20%0a", "quote[]=%E4%BD%8E", "quote=" + "x" * 3_000, "quote=%ff%fe", "quote=%00", "x=1", "=", "&&&",
    ],
)  # fmt: skip
def test_a_strange_query_shows_the_page_unmarked(client: TestClient, query: str) -> None:
    plain = client.get(f"/notice/{LEAF}").content
    reply = client.get(f"/notice/{LEAF}?{query}")
    assert (reply.status_code, reply.content) == (200, plain)


# -- ?quote=


@settings(max_examples=100)
@given(data=st.data())
def test_quoted_words_are_found(client: TestClient, notice: Notice, data: st.DataObject) -> None:
    """Exactly, and with any other white space in them; what is marked is what was quoted."""
    clause = data.draw(st.sampled_from([c for c in notice.clauses if c.end - c.start > 12]))
    start = data.draw(st.integers(clause.start, clause.end - 8))
    end = data.draw(st.integers(start + 4, clause.end))
    words = notice.source[start:end].strip()
    if not words:
        return
    assert marked(shown(client, f"/notice/{clause.address}?quote={quote(words)}")) == words
    blank = data.draw(st.sampled_from([" ", "\n", "\t", "　", "  \r\n "]))
    spaced = blank + blank.join(words) + blank
    if len(spaced) <= 2_000:
        found = marked(shown(client, f"/notice/{clause.address}?quote={quote(spaced)}"))
        assert "".join(found.split()) == "".join(words.split())


def test_words_that_do_not_stand_there_mark_nothing(client: TestClient, notice: Notice) -> None:
    leaf = notice.by_address[LEAF]
    for words in ("不在原文里的话", notice.source[leaf.start - 40 : leaf.start + 4], leaf.text + "。。"):
        assert marked(shown(client, f"/notice/{LEAF}?quote={quote(words)}")) == ""
    assert marked(shown(client, f"/notice/{LEAF}?quote={quote(leaf.text.strip())}")) == leaf.text.strip()


def test_a_good_mark_goes_before_a_quote_and_a_bad_one_leaves_it(client: TestClient, notice: Notice) -> None:
    leaf = notice.by_address[LEAF]
    start, words = leaf.start + 5, notice.source[leaf.start + 10 : leaf.start + 16]
    good = shown(client, f"/notice/{LEAF}?mark={start}-{start + 3}&quote={quote(words)}")
    assert marked(good) == notice.source[start : start + 3]
    assert marked(shown(client, f"/notice/{LEAF}?mark=9-3&quote={quote(words)}")) == words
