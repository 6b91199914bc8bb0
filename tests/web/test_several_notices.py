"""What the surfaces show of several notices: clauses, pages, the list of all, and the workbench's panel and banner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from starlette.testclient import TestClient

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.parse import load_notice
from tests.shelves import shelf
from tests.web.fakes import FakeAssistant, small_notice
from tests.web.served import application, at_home
from web.held import Shelf
from web.workbench.banner import banner
from web.workbench.panel import panel
from web.workbench.view import View


@dataclass(frozen=True)
class One:
    """A notice of a library."""

    notice: Notice
    knowledge: Knowledge


class FakeLibrary(FakeAssistant):
    """The small notice of the fakes, with others beside it."""

    def __init__(self, others: list[Notice]) -> None:
        super().__init__()
        self.assistants = {notice.id: One(notice, Knowledge()) for notice in (self.notice, *others)}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> FakeLibrary:
    home = shelf(tmp_path_factory.mktemp("notices"))
    others = [load_notice(folder) for folder in sorted(home.iterdir())]
    return FakeLibrary([replace(notice, called=notice.title) for notice in others])


@pytest.fixture(scope="module")
def client(library: FakeLibrary) -> Iterator[TestClient]:
    with at_home(application(library), raising=True) as client:
        yield client


def test_the_api_lists_the_notices(client: TestClient, library: FakeLibrary) -> None:
    found = client.get("/api/notices").json()
    assert [row["id"] for row in found] == list(library.assistants)
    assert [row["prefix"] for row in found] == ["", "zhuanli:", "zongbaoqu:"]
    assert found[1]["page"] == "/notice/zhuanli:"
    assert found[1]["number"] == "国令第706号"


def test_the_api_gives_a_clause_of_another_notice(client: TestClient, library: FakeLibrary) -> None:
    found = client.get("/api/clauses/zhuanli:0/2/12").json()
    clause = library.assistants["zhuanli"].notice.by_address["0/2/12"]
    assert (found["id"], found["notice"], found["text"]) == ("zhuanli:0/2/12", "zhuanli", clause.text)
    assert found["label"] == "《专利代理条例》第十二条"
    for other in (*found["trail"], found["previous"], found["next"], *found["children"]):
        assert client.get(f"/api/clauses/{other['address']}").status_code == 200
    assert client.get("/api/clauses/1").json()["id"] == "1"


def test_the_api_gives_all_of_another_notice(client: TestClient, library: FakeLibrary) -> None:
    found = client.get("/api/clauses/zhuanli:").json()
    assert [row["address"] for row in found] == [
        f"zhuanli:{c.address}" for c in library.assistants["zhuanli"].notice.clauses
    ]


@pytest.mark.parametrize("address", ["zhuanli:9/9", "nobody:0/1", "nobody:", ":", "zhuanli:0/2/12/"])
def test_an_address_that_no_notice_has(client: TestClient, address: str) -> None:
    assert client.get(f"/api/clauses/{address}").status_code == 404


def test_every_clause_of_every_notice_has_a_page(client: TestClient, library: FakeLibrary) -> None:
    for held in library.assistants.values():
        for clause in held.notice.clauses:
            reply = client.get(f"/notice/{held.notice.key(clause)}")
            assert reply.status_code == 200, held.notice.key(clause)
            assert f"《{held.notice.title}》" in reply.text


def test_every_link_of_another_notices_pages_leads_somewhere(client: TestClient) -> None:
    from lxml import html

    for path in ("/notice/zhuanli:", "/notice/zhuanli:full", "/notice/zhuanli:0/2/8", "/notice/all", "/notice"):
        reply = client.get(path)
        assert reply.status_code == 200, path
        links = {str(a).partition("#")[0] for a in html.document_fromstring(reply.text).xpath("//a/@href")}
        for link in sorted(link for link in links if link.startswith("/notice"))[:80]:
            assert client.get(link).status_code == 200, (path, link)


def test_the_first_notices_addresses_have_no_prefix(client: TestClient, library: FakeLibrary) -> None:
    reply = client.get(f"/notice/{library.notice.id}:1", follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (308, "/notice/1")
    assert client.get("/notice/nobody:1").status_code == 404


def test_one_notice_alone_has_no_list_of_notices() -> None:
    with at_home(application(FakeAssistant()), raising=True) as client:
        assert client.get("/notice/all").status_code == 404
        assert "/notice/all" not in client.get("/notice").text


def test_a_view_opens_a_clause_of_another_notice(library: FakeLibrary) -> None:
    found = Shelf.of(library)
    view = View.of({"clause": "zhuanli:0/2/12"}, library.notice, found)
    assert (view.clause, view.query) == ("zhuanli:0/2/12", "clause=zhuanli%3A0/2/12")
    assert View.of({"clause": "nobody:1"}, library.notice, found).clause == ""
    shown = panel(library.notice, library.knowledge, view, found)
    assert "《专利代理条例》第十二条" in shown
    assert 'data-address="zhuanli:0/2/11"' in shown
    assert "专利代理条例" in banner(found.others["zhuanli"].notice)
    assert small_notice().title not in shown


def test_a_standing_that_the_text_does_not_state_is_not_shown(library: FakeLibrary) -> None:
    other = library.assistants["zhuanli"].notice
    assert other.status == "原文未载"
    assert "draft" not in banner(other)
    assert "送审稿" in banner(library.notice)


def test_no_key_leads_to_no_clause(library: FakeLibrary) -> None:
    shelf = Shelf.of(library)
    assert shelf.find("") is None
    view = View.of({"clause": "", "beside": ""}, library.notice, shelf)
    assert (view.clause, view.beside) == ("", "")
