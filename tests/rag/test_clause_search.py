"""Finding clauses while one types: what is found, where exactly, and how soon."""

from __future__ import annotations

import statistics
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clause import Notice
from corpus.parse import load_notice
from rag.clause_search import ClauseSearch, Hit, Wanted
from rag.clause_words import plain, title_span
from tests.web.fakes import small_notice

NOTICE = load_notice()
SEARCH = ClauseSearch(NOTICE)
BODIES = sorted({body for clause in NOTICE.clauses for body in clause.responsible})


def found(words: str, **filters: object) -> dict[str, Hit]:
    return {hit.address: hit for hit in SEARCH.find(Wanted(words, **filters))}  # type: ignore[arg-type]


def said(hit: Hit) -> list[str]:
    return [NOTICE.source[start:end] for start, end in hit.spans]


@pytest.mark.parametrize(
    ("typed", "address", "words"),
    [
        pytest.param("提振消费", "1/2/1", "提振消费", id="characters"),
        pytest.param("提振 消费", "1/2/1", "提振", id="two words"),
        pytest.param("縣財政局", "1/2/1/1", "县财政局", id="traditional characters"),
        pytest.param("ｐｍ２．５", "7/2/4/2", "PM2.5", id="full width"),
        pytest.param('"一网通办"率', "7/2/1/7/19", "一网通办”率", id="quotation marks typed otherwise"),
        pytest.param("tzxf", "1/2/1", "提振消费", id="initials"),
        pytest.param("tizhenxiaofei", "1/2/1", "提振消费", id="pinyin"),
        pytest.param("ti zhen xiao fei", "1/2/1", "提振消费", id="pinyin with spaces"),
        pytest.param("ti'zhen'xiao'f", "1/2/1", "提振消费", id="as an input method composes it"),
        pytest.param("tizhenxf", "1/2/1", "提振消费", id="pinyin and initials"),
        pytest.param("TZXF", "1/2/1", "提振消费", id="capitals"),
        pytest.param("lvyou", "0/1", "旅游", id="ü"),
        pytest.param("shbz", "0/2/7", "社会保障", id="initials of zh, ch, sh"),
        pytest.param("zhongyang", "0/0", "中央", id="not 作用 or 种养 alone"),
        pytest.param("xf 财政局", "1/2/1/4", "财政局", id="pinyin and characters"),
        pytest.param("社零", "0/1", "社会消费品零售总额", id="a lay word"),
        pytest.param("retail sales", "0/1", "社会消费品零售总额", id="English"),
        pytest.param("提震消费", "1/2/1", "提振消费", id="a wrong character"),
    ],
)
def test_words_are_found(typed: str, address: str, words: str) -> None:
    assert words in said(found(typed)[address])


@pytest.mark.parametrize(
    ("typed", "addresses"),
    [
        pytest.param("7/2/1/5/15", ["7/2/1/5/15"], id="slashes"),
        pytest.param("7.2.1.5.15", ["7/2/1/5/15"], id="dots"),
        pytest.param("附件7二(一)5(15)", ["7/2/1/5/15"], id="as printed"),
        pytest.param("附件七二（一）5（15）", ["7/2/1/5/15"], id="full width"),
        pytest.param("附件3", ["3"], id="an attachment"),
        pytest.param("attachment 3", ["3"], id="English"),
        pytest.param("fj3", ["3"], id="in short"),
        pytest.param("7/", ["7"], id="an address begun"),
        pytest.param("7/2/", ["7/2"], id="an address begun further"),
        pytest.param("附件3 前言", ["3/0"], id="a preamble"),
        pytest.param("7/2", ["7/2"], id="a chapter"),
        pytest.param("二(一)3", [f"{n}/2/1/3" for n in range(1, 8)], id="one of each attachment"),
        pytest.param("附件9", [], id="there is none"),
    ],
)
def test_addresses_are_found(typed: str, addresses: list[str]) -> None:
    hits = found(typed)
    assert [address for address, hit in hits.items() if hit.way == "address"] == addresses
    assert list(hits) == addresses


def test_every_address_is_found_as_it_is_called() -> None:
    for clause in NOTICE.clauses:
        if clause.address != "0":
            assert found(NOTICE.short(clause))[clause.address].way == "address"
        if "/" in clause.address:
            assert found(clause.address)[clause.address].way == "address"


def test_words_beside_an_address_are_looked_for_there() -> None:
    inside = found("附件7 养老")
    assert set(inside) == {address for address in found("养老") if address.startswith("7")}
    assert set(inside) == set(found("附件7里的养老"))


def test_what_was_typed_is_found_in_every_clause_that_has_it() -> None:
    for word in ("消费", "财政", "项目", "10%以上", "“两重”"):
        has = [clause.address for clause in NOTICE.clauses if plain(word) in plain(clause.text)]
        assert list(found(word)) == has
        for hit in found(word).values():
            assert len(hit.spans) == plain(NOTICE.by_address[hit.address].text).count(plain(word))


@pytest.mark.parametrize("typed", ["", "  ", "“", "《》"], ids=["nothing", "spaces", "a quotation mark", "title marks"])
def test_nothing_typed_keeps_everything(typed: str) -> None:
    assert [(hit.address, hit.way) for hit in SEARCH.find(Wanted(typed))] == [(c.address, None) for c in NOTICE.clauses]


def test_the_letters_of_one_character_are_looked_for_in_titles() -> None:
    for address, hit in found("zhong").items():
        title = title_span(NOTICE.by_address[address])
        assert title
        assert all(title[0] <= start < end <= title[1] for start, end in hit.spans)


def test_filters_keep_to_what_they_say() -> None:
    for body in BODIES:
        assert list(found("", body=body)) == [c.address for c in NOTICE.clauses if body in c.responsible]
    for kind in {c.kind for c in NOTICE.clauses}:
        assert list(found("", kind=kind)) == [c.address for c in NOTICE.clauses if c.kind == kind]
    assert list(found("", figures=True)) == [c.address for c in NOTICE.clauses if c.figures]
    assert list(found("", part="7/2")) == [c.address for c in NOTICE.clauses if f"{c.address}/".startswith("7/2/")]
    assert "1/2/1" not in found("", part="1/2/1/1")
    assert set(found("消费", body="县财政局", part="1")) == {
        address for address in found("消费") if address.startswith("1/") and address in found("", body="县财政局")
    }


_PIECES = st.sampled_from(
    [
        "消费",
        "tz",
        "zhong",
        "附件7",
        "7/2/1",
        "(一)",
        "第三条",
        "“",
        "㎡",
        "财政局",
        "retail",
        " ",
        "'",
        "ü",
        "一",
        "5%",
        "\n",
    ]
)
_TYPED = st.text(max_size=60) | st.lists(_PIECES, max_size=8).map("".join)
_ANYWHERE = st.integers(0, len(NOTICE.source) - 1)


@given(typed=_TYPED, part=st.sampled_from(["", "7", "nowhere"]), figures=st.booleans())
def test_no_words_break_it(typed: str, part: str, figures: bool) -> None:
    hits = SEARCH.find(Wanted(typed, part=part, figures=figures))
    order = [NOTICE.clauses.index(NOTICE.by_address[hit.address]) for hit in hits]
    assert order == sorted(set(order))
    for hit in hits:
        clause, end = NOTICE.by_address[hit.address], 0
        for span in hit.spans:
            assert max(clause.start, end) <= span[0] < span[1] <= clause.end
            end = span[1]


@given(start=_ANYWHERE, length=st.integers(1, 40))
def test_words_of_the_notice_are_found_where_they_stand(start: int, length: int) -> None:
    clause = next((c for c in NOTICE.clauses if c.start <= start < c.end), None)
    word = "".join(NOTICE.source[start : start + length].split())
    if clause is None or not plain(word) or start + length > clause.end:
        return
    hits = found(word)
    assert clause.address in hits
    for hit in hits.values():
        if hit.way == "words" and not word.isascii():
            assert {plain(NOTICE.source[a:b]) for a, b in hit.spans} == {plain(word)}


@pytest.mark.parametrize("typed", ["平方米", "m2"], ids=["other characters", "the same in two"])
def test_a_character_that_folds_into_two_is_not_cut(typed: str) -> None:
    notice = _saying("1.新建10㎡。")
    (hit,) = ClauseSearch(notice).find(Wanted("㎡"))
    assert [notice.source[a:b] for a, b in hit.spans] == ["㎡"]
    assert ClauseSearch(notice).find(Wanted("m")) == ()
    assert [h.spans for h in ClauseSearch(notice).find(Wanted(typed))] == ([hit.spans] if typed == "m2" else [])


def _saying(text: str) -> Notice:
    from dataclasses import replace

    small = small_notice()
    clause = replace(small.clauses[0], text=text, start=0, end=len(text), title="")
    return replace(small, source=text, clauses=(clause,), pieces=())


def test_a_search_takes_no_time_that_is_felt() -> None:
    SEARCH.find(Wanted("shou ci"))  # reads the notice aloud
    for typed in ("j", "sh", "tzxf", "jianshe", "消费", "提震消费", "附件7二(一)5(15)", "zzzzzz"):
        times = []
        for _ in range(7):
            start = time.process_time()
            SEARCH.find(Wanted(typed))
            times.append(time.process_time() - start)
        assert statistics.median(times) < 0.02, typed
