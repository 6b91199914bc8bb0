"""The whole pipeline on an invented notice of another county alone: nothing of it leans on the first notice."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.departments import Gazetteer
from corpus.parse import load_notice
from corpus.vocabulary import Vocabulary, speaking
from index.settings import Settings
from rag.answer import Status
from rag.library import Library
from rag.list_names import body_called
from tests.rag.conversation import asked
from tests.shelves import SYNTHETIC


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    home = tmp_path_factory.mktemp("another")
    return Library.open(
        Settings(notice=str(SYNTHETIC), index_dir=home / "index", notices_dir=home / "notices"), progress=False
    )


ANSWERED = {
    "a figure": (("农村自来水普及率要达到多少?",), "0/1", "95%以上"),
    "a figure of the county": (("清河县农村自来水普及率要达到多少?",), "0/1", "95%以上"),
    "in lay words": (("低保户每月免收多少水费?",), "1/2/2/5", "3立方米"),
    "an address": (("附件1二(一)3讲什么?",), "1/2/1/3", "水质监测点40个"),
    "a lead": (("加强水质监测由谁牵头?",), "1/2/1/3", "县卫健局"),
    "a follow-up": (("水质监测点设几个?", "谁牵头?"), "1/2/1/3", "县卫健局"),
    "the next one": (("附件1二(一)3讲什么?", "下一条呢?"), "1/2/2/4", "二次供水"),
    "a task force": (("专班办公室设在哪里?",), "0/3/1", "县水利局"),
    "the document's number": (("这份文件的文号是多少?",), "", "清政办发〔2026〕3号"),
}


@pytest.mark.parametrize(("turns", "cited", "said"), ANSWERED.values(), ids=ANSWERED)
def test_what_it_states(library: Library, turns: tuple[str, ...], cited: str, said: str) -> None:
    answer = asked(library, *turns)
    if cited == "" and not answer.status.answers:
        pytest.skip("where a bare text has its number is for the parser to say")
    assert said in answer.answer
    assert not cited or cited in {c.id for c in answer.citations}
    assert "新田" not in answer.answer


@pytest.mark.parametrize("body", ["县水利局", "清河县水利局", "水利局"])
def test_what_a_body_leads(library: Library, body: str) -> None:
    answer = library.answer(f"{body}牵头哪些任务?")
    led = {c.id for c in library.notice.clauses if "县水利局" in c.lead}
    assert led
    assert {c.id for c in answer.citations} == led


def test_a_body_named_after_the_county(library: Library) -> None:
    answer = library.answer("市生态环境局清河分局参与哪些任务?")
    assert [c.id for c in answer.citations] == ["1/2/1/3"]


DECLINED = {
    "another county": "新田县农村自来水普及率是多少?",
    "another place": "石家庄的水价是多少?",
    "an everyday matter": "今天天气怎么样?",
    "another year": "2027年供水投资多少?",
    "no clause": "附件7二(一)3讲什么?",
}


@pytest.mark.parametrize("text", DECLINED.values(), ids=DECLINED)
def test_what_it_declines(library: Library, text: str) -> None:
    answer = library.answer(text)
    assert not answer.status.answers
    assert not answer.citations


@pytest.mark.parametrize("text", ["你好", "", "谁牵头?", "谢谢"])
def test_examples_are_of_this_notice(library: Library, text: str) -> None:
    answer = library.answer(text)
    assert answer.status in (Status.SMALL_TALK, Status.CLARIFY)
    assert not any(word in answer.answer for word in ("农村低保", "社会信用", "附件3"))


def test_its_bodies_are_the_lexicons_under_its_own_name(library: Library) -> None:
    vocabulary = Vocabulary.of(library.notice)
    names = {body.name for body in vocabulary.gazetteer.bodies}
    assert "县水利局" in names
    assert "市生态环境局清河分局" in names
    assert not any("新田" in form or "永州" in form for form in vocabulary.gazetteer.spoken)
    with speaking(vocabulary):
        assert body_called("清河县水利局", library.notice) == "县水利局"
    assert any("新田" in body.official for body in Gazetteer.load().bodies)  # outside, the lexicon is as it was


def test_a_notice_of_no_county_has_its_own_bodies_alone(tmp_path: Path) -> None:
    from tests.shelves import shelve

    notice = load_notice(shelve(tmp_path, "zongbaoqu"))
    names = {body.name for body in Vocabulary.of(notice).gazetteer.bodies}
    assert "海关总署" in names
    assert not any(name.startswith("县") for name in names)
    assert notice.by_address["0/4/5/20"].lead == ("海关总署",)  # 排在第一位的部门为牵头部门
    assert notice.by_address["0/4/5/20"].parties == ("证监会",)
