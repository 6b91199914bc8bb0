"""What the conversation and the clause say of themselves is in the language of the page; official words stay Chinese."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from rag.answer import Status
from tests.web.fakes import cite, make_answer, small_notice
from web.workbench import rating, render
from web.workbench.banner import banner
from web.workbench.panel import panel
from web.workbench.view import View

NOTICE = small_notice()
CITATIONS = tuple(replace(cite(NOTICE, 1, "1/1", "零售总额增长6.5%以上"), n=n) for n in range(1, 10))
_HAN = re.compile("[\u3400-\u9fff]")
_VOID = ("input", "br", "path")


class Interface(HTMLParser):
    """The text of a fragment that no element marks as Chinese."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.langs: list[str] = ["en"]
        self.text = ""
        self.feed(html)
        assert self.langs == ["en"]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.langs.append(dict(attrs).get("lang") or self.langs[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.langs.pop()

    def handle_data(self, data: str) -> None:
        if self.langs[-1] != "zh-CN":
            self.text += data


@pytest.mark.parametrize("status", list(Status))
def test_an_exchange_is_english(status: Status) -> None:
    rows = "\n".join(f"{n}. a row" for n in range(1, 30))
    answer = make_answer(
        NOTICE, f"As said.[1]\n{rows}", status=status, citations=CITATIONS, related=CITATIONS[:2], language="en",
        standalone="Another?",
    )  # fmt: skip
    answer = replace(answer, exports={"xlsx": "/api/tasks?format=xlsx"})
    shown = [
        render.exchange("Why?", answer, below=rating.form("0" * 32, "en"), lang="en"),
        render.exchange("Why?", None, lang="en"),
        render.welcome("en"),
    ]
    assert _HAN.findall(Interface("".join(shown)).text) == []
    copied = render.copy_text("Why?", answer, "en")
    assert "问：" not in copied
    assert "Machine-made" in copied


@pytest.mark.parametrize("beside", ["", "1/1", "1/2/1/2"])
@pytest.mark.parametrize("address", ["", *(c.address for c in NOTICE.clauses)])
def test_a_clause_is_english(address: str, beside: str) -> None:
    html = panel(NOTICE, Knowledge(), View(lang="en", clause=address, beside=beside))
    assert _HAN.findall(Interface(html).text) == []


def test_a_real_clause_is_english(notice: Notice) -> None:
    for clause in notice.clauses:
        html = panel(notice, Knowledge(), View(lang="en", clause=clause.address))
        assert _HAN.findall(Interface(html).text) == []


def test_the_banner_is_english() -> None:
    text = Interface(banner(NOTICE, account="a", leave="/out", lang="en")).text
    assert set(_HAN.findall(text)) <= set("问策中文")  # the name, and the switch to Chinese
