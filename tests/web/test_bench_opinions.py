"""反馈: what maintainers see of what people said, that the counts are right, and that nobody else gets a word of it."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from lxml import html
from starlette.testclient import TestClient

from corpus.clause import Notice
from eval.triage import _parser
from index.settings import Settings
from rag.answer import Answer, Status
from rag.feedback import FeedbackStore
from rag.feedback_search import Wanted
from rag.opinion import REASONS, Feedback, Opinion, Rating, Reason, State
from tests.web.fakes import FakeAssistant, cite, make_answer, small_notice
from tests.web.loops import in_a_loop
from web.security.staff import staff_of
from web.sign_in import Door
from web.workbench import mount
from web.workbench.opinion_view import asked_again, pages
from web.workbench.opinions_tab import Outcome, detail, listing

# Gradio counts its queue's events with an option that pandas is about to drop.
pytestmark = pytest.mark.filterwarnings("ignore:.*no_silent_downcasting")

SECRET = "只有维护员看得到的说明"
CANARY = "canary-question"
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def notice() -> Notice:
    return small_notice()


def answer(notice: Notice) -> Answer:
    cited = (cite(notice, 1, "1/1", "增长6.5%以上"), cite(notice, 2, "1/2/1/1", "办好庙会10场以上"))
    return make_answer(notice, "增长6.5%以上[1]；庙会[2]。", citations=cited, standalone="零售")


def feedback(small: Notice, n: int = 0, /, **changed: Any) -> Feedback:
    opinion = Opinion(Rating.DOWN, frozenset({Reason.WRONG_FIGURE, Reason.INCOMPLETE}), f"{SECRET}，电话13812345678")
    question = f"{CANARY} {n} 零售增长多少？电话13812345678"
    made = Feedback.of(f"{n:032x}", "widget", question, (), answer(small), small.sha256, opinion)
    return replace(made, time=NOW - timedelta(hours=n), **changed)


@pytest.fixture
def store(tmp_path: Path) -> FeedbackStore:
    return FeedbackStore(f"sqlite:///{tmp_path}/feedback.sqlite3")


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


# -- what is shown


def test_the_list_and_its_counts_are_the_stores(notice: Notice, store: FeedbackStore) -> None:
    for n in range(120):
        up = n % 4 == 0
        rated = {"rating": Rating.UP, "reasons": ()} if up else {"reasons": (Reason.OTHER,) * (n % 3 == 0)}
        store.keep(feedback(notice, n, **rated, surface=("chat", "api")[n % 2]))
    store.settle([f"{5:032x}"], State.DISMISSED, note="重复")
    kept = list(reversed(store.listing()))
    shown = []
    for page in range(3):
        tree = html.fromstring(listing(store, Wanted(), page, "zh"))
        shown += tree.xpath("//td[@class='question']/button/@data-record")
        assert tree.xpath("//nav//button[@aria-current]/text()") == [str(page + 1)]
        counted = {
            (dl.get("data-kind"), dd.get("data-value")): int(dd.xpath("string(./b)"))
            for dl in tree.xpath("//section[@class='counts']/dl")
            for dd in dl.xpath("./dd")
        }
        by = {"state": "state", "rating": "rating", "surface": "surface"}
        for (kind, value), n in counted.items():
            matches = [r for r in kept if (value in r.reasons if kind == "reason" else getattr(r, by[kind]) == value)]
            assert n == len(matches), (kind, value)
        assert {value for kind, value in counted if kind == "reason"} == set(Reason)
        days = tree.xpath("//details//tbody/tr")
        assert sum(int(text(td)) for row in days for td in row.xpath("./td")) == len(kept)
    assert shown == [record.id for record in kept]
    beyond = html.fromstring(listing(store, Wanted(), 99, "zh"))
    assert beyond.xpath("//nav//button[@aria-current]/text()") == ["3"]


def test_reasons_are_called_as_in_the_form() -> None:
    from web.workbench.words import words

    assert {reason: words("zh")(f"opinions.reason_{reason}") for reason in Reason} == REASONS


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_store_says_so(store: FeedbackStore, lang: Any) -> None:
    shown = html.fromstring(listing(store, Wanted(), 0, lang))
    assert shown.xpath("//table") == []
    assert len(text(shown.xpath("//p[@class='empty']")[0])) > 20


def test_nothing_that_fits_says_so(notice: Notice, store: FeedbackStore) -> None:
    store.keep(feedback(notice))
    assert "请放宽" in listing(store, Wanted(text="没有这个词"), 0, "zh")


def test_a_record_in_detail(notice: Notice) -> None:
    record = feedback(notice, history=(("此前一问", "answered"), ("又一问", "no_longer_a_status")))
    shown = html.fromstring(detail(notice, record, "zh", Outcome()))
    said = text(shown)
    for part in (
        "此前一问",
        "又一问",
        "no_longer_a_status",
        "数字不对",
        "没答全",
        SECRET,
        "[电话号码]",
        "网站小组件",
        "12:00",
    ):
        assert part in said
    assert "13812345678" not in said
    assert shown.xpath("//ul[@class='cited']//@data-address") == ["1/1", "1/2/1/1"]
    assert "增长6.5%以上[1]；庙会[2]。" in said


@pytest.mark.parametrize("changed", [{"notice": "other"}, {"cited": ("9/9",)}], ids=["notice", "clause"])
def test_a_clause_that_is_no_more_is_no_button(notice: Notice, changed: dict[str, Any]) -> None:
    shown = html.fromstring(detail(notice, feedback(notice, **changed), "zh", Outcome()))
    assert shown.xpath("//ul[@class='cited']//button") == []
    assert bool(shown.xpath("//button[@data-again]")) is ("notice" not in changed)


def test_another_wording_of_the_notice_is_said(notice: Notice) -> None:
    assert "通知此后改过" in detail(notice, feedback(notice, sha256="f" * 64), "zh", Outcome())


def test_what_a_person_wrote_stays_text(notice: Notice, store: FeedbackStore) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>' \" {{ 7*7 }}"
    record = feedback(notice, question=evil, comment=evil, answer=evil, note=evil, route=evil, surface=evil[:16])
    store.keep(record)
    for shown in (detail(notice, record, "zh", Outcome()), listing(store, Wanted(), 0, "zh")):
        tree = html.fromstring(shown)
        assert tree.xpath("//img | //script") == []
        assert evil in tree.text_content()


def test_the_commands_are_ones_that_triage_reads(notice: Notice) -> None:
    for cited in ((), ("1/1", "1/2")):
        record = feedback(notice, cited=cited)
        for written in html.fromstring(detail(notice, record, "zh", Outcome())).xpath("//@data-copy"):
            assert written.startswith("python -m eval triage ")
            options = _parser().parse_args(shlex.split(written)[4:])
            assert options.id == record.id
            if options.command == "accept":
                assert options.status == ["answered"]
                assert options.gold == (["1/1+1/2"] if cited else [])


def test_what_is_settled_cannot_be_settled(notice: Notice) -> None:
    for record in (
        feedback(notice, state=State.ACCEPTED, accepted_as="x007"),
        feedback(notice, state=State.DISMISSED, note="重复"),
    ):
        shown = html.fromstring(detail(notice, record, "zh", Outcome()))
        assert shown.xpath("//form | //code") == []
        assert (record.accepted_as or record.note) in text(shown)


def test_it_is_asked_again_with_what_went_before(notice: Notice) -> None:
    now = make_answer(notice, "十场[1]", citations=(cite(notice, 1, "1/2/1/1", "庙会10场"),), status=Status.PARTIAL)
    assistant = FakeAssistant(notice, {CANARY: now})
    history = tuple((f"第{n}问", "answered") for n in range(14))
    again = asked_again(assistant, feedback(notice, history=history))
    assert [question for question, _ in assistant.asked] == [
        *(f"第{n}问" for n in range(5, 14)),
        feedback(notice).question,
    ]
    assert [turn.question for turn in assistant.asked[-1][1]] == [f"第{n}问" for n in range(5, 14)]
    assert (again.same_status, again.same_text, again.same, again.cut) == (False, False, False, 5)
    assert [one.address for one in again.gone] == ["1/1"]
    assert again.new == ()
    shown = html.fromstring(detail(notice, feedback(notice), "zh", Outcome(again=again)))
    differs = text(shown.xpath("//section[@class='differs']")[0])
    for part in ("当时“原文有据”，现在“原文部分载明”", "不再引用", "文字不同", "5 轮"):
        assert part in differs
    (cited,) = again.cited
    assert notice.source[cited.start : cited.end] == "庙会10场"


def test_the_same_answer_is_the_same(notice: Notice) -> None:
    again = asked_again(FakeAssistant(notice, {CANARY: answer(notice)}), feedback(notice))
    assert again.same
    assert "都与当时一样" in detail(notice, feedback(notice), "zh", Outcome(again=again))


def test_pages_are_few() -> None:
    assert list(pages(0, 50, 0)) == [0]
    assert list(pages(100, 50, 1)) == [0, 1]
    assert list(pages(5000, 50, 50)) == [0, None, 48, 49, 50, 51, 52, None, 99]


# -- who sees it


def served(store: FeedbackStore | None, notice: Notice) -> FastAPI:
    async def made() -> FastAPI:  # in a loop: Gradio else makes some of its own and leaves them open
        staff = staff_of(Settings(sso_header="X-Remote-User", trusted_proxies="10.0.0.0/8"))
        assert staff is not None
        door, trusted = Door(staff), frozenset({"li4"})
        assistant = FakeAssistant(notice, {CANARY: answer(notice)})
        return mount(FastAPI(openapi_url=None), assistant, store, lambda _: None, door, trusted)

    return in_a_loop(made())


@pytest.fixture
def client(store: FeedbackStore, notice: Notice) -> Iterator[TestClient]:
    for n in range(3):
        store.keep(feedback(notice, n))
    with TestClient(served(store, notice), client=("10.1.2.3", 1)) as client:
        yield client


TOLD: tuple[dict[str, Any], ...] = (
    {},
    {"record": f"{0:032x}"},
    {"page": 0},
    {"record": f"{0:032x}", "note": "读一读"},
    {"tab": "opinions"},
)


def everything(client: TestClient, account: str, session: str, *, here: bool = False) -> str:
    """What the account gets from every event of the page, whatever it tells them. here: from those of the tab alone."""
    who = {"x-remote-user": account}
    config = client.get("/config", headers=who).json()
    replies = [json.dumps(config, ensure_ascii=False), client.get("/?tab=opinions", headers=who).text]
    (shown,) = (one["id"] for one in config["components"] if one["props"].get("elem_id") == "opinions-shown")
    for event in config["dependencies"]:
        if here and (shown not in event["outputs"] or len(event["outputs"]) > 2):
            continue
        values = {one["id"]: one["props"].get("value") for one in config["components"]}
        data = [values.get(id) for id in event["inputs"]]
        for told in TOLD:
            asked = {"fn_index": event["id"], "data": data, "session_hash": session, "event_data": told}
            if event["queue"]:
                client.post("/gradio_api/queue/join", json=asked, headers=who)
                with client.stream("GET", f"/gradio_api/queue/data?session_hash={session}", headers=who) as stream:
                    replies += [
                        json.dumps(json.loads(line[5:]), ensure_ascii=False) for line in stream.iter_lines() if line
                    ]
            else:
                reply = client.post("/gradio_api/run/predict?tab=opinions", json=asked, headers=who)
                replies.append(reply.text)
    return "\n".join(replies)


def test_who_is_no_maintainer_gets_nothing_from_any_event(client: TestClient, store: FeedbackStore) -> None:
    before = store.listing()
    got = everything(client, "zhang3", "a-session")
    assert SECRET not in got
    assert CANARY not in got
    assert f"{0:032x}"[:-1] not in got.replace(str(TOLD[1]["record"]), "")
    assert store.listing() == before  # nothing was dismissed
    assert SECRET in everything(client, "li4", "b-session")  # the same events, so that the silence means something
    assert [r.note for r in store.listing(State.DISMISSED)] == ["读一读"]
    assert SECRET not in everything(client, "zhang3", "b-session")  # nor from a maintainer's page


def opinions_tab(client: TestClient, account: str) -> dict[str, Any]:
    who = {"x-remote-user": account}
    config = client.get("/config", headers=who).json()
    (load,) = [d for d in config["dependencies"] if any(t[1] == "load" for t in d["targets"])]
    asked = {"fn_index": load["id"], "data": [None] * len(load["inputs"]), "session_hash": account}
    reply = client.post("/gradio_api/run/predict?tab=opinions", json=asked, headers=who).json()["data"]
    by_id = {one["id"]: one["props"].get("elem_id") for one in config["components"]}
    return {by_id[id]: value for id, value in zip(load["outputs"], reply, strict=True) if id in by_id}


def test_the_tab_is_there_for_maintainers_alone(client: TestClient) -> None:
    mine, others = opinions_tab(client, "li4"), opinions_tab(client, "zhang3")
    assert (mine["tab-opinions"]["visible"], others["tab-opinions"]["visible"]) == (True, False)
    assert mine["tabs"]["selected"] == "opinions"
    assert others["tabs"]["selected"] == "talk"  # ?tab=opinions leads elsewhere


def test_without_a_store_nobody_has_the_tab(notice: Notice) -> None:
    with TestClient(served(None, notice), client=("10.1.2.3", 1)) as client:
        assert opinions_tab(client, "li4")["tab-opinions"]["visible"] is False


def test_a_database_that_fails_is_a_sentence(client: TestClient, store: FeedbackStore, tmp_path: Path) -> None:
    del store
    for file in tmp_path.glob("feedback.sqlite3*"):
        file.unlink()
    (tmp_path / "feedback.sqlite3").write_bytes(b"no database " * 100)
    got = everything(client, "li4", "c-session", here=True)
    assert got.count("文件已损坏") >= 2 * len(TOLD)
    assert "文件已损坏" in opinions_tab(client, "li4")["opinions-shown"]
    assert not re.search(r'"success": ?false|Traceback|"error": ?"', got)
