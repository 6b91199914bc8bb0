"""How people name one notice among several, and what is left of the question."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from corpus.parse import load_notice, read_notice
from rag.notice_names import Names, short_title
from tests.shelves import shelf

NAMED = {
    "a title in marks": ("《专利代理条例》第八条讲什么?", ("zhuanli",), "第八条讲什么?"),
    "a title": ("专利代理条例里首次执业多少天内备案?", ("zhuanli",), "首次执业多少天内备案?"),
    "a title that is all of the matter": ("《专利代理条例》呢?", ("zhuanli",), "《专利代理条例》呢?"),
    "the telling part of a title": ("综合保税区的意见里商务部负责哪些任务?", ("zongbaoqu",), "商务部负责哪些任务?"),
    "a document number": ("国发〔2019〕3号里汽车保税存储谁负责?", ("zongbaoqu",), "汽车保税存储谁负责?"),
    "a number in square brackets": ("国发[2019]3号 汽车保税存储谁负责", ("zongbaoqu",), "汽车保税存储谁负责"),
    "a number in digits alone": ("按照国发2019年3号，汽车保税存储谁负责?", ("zongbaoqu",), "汽车保税存储谁负责?"),
    "an order's number": ("国令第706号第二条是什么?", ("zhuanli",), "第二条是什么?"),
    "another's number": ("国发〔2018〕3号里有什么?", (), "国发〔2018〕3号里有什么?"),
    "an id": ("zhuanli 第八条讲什么", ("zhuanli",), "第八条讲什么"),
    "two notices": ("专利代理条例和综合保税区的意见各有几条?", ("zhuanli", "zongbaoqu"), ""),
    "the first one": ("新田县实施“七大攻坚”总体方案里低保标准是多少?", ("xintian-qida-2025",), "低保标准是多少?"),
    "a part of the first": ("民生那个方案讲什么?", (), "民生那个方案讲什么?"),
    "none": ("专利代理师首次执业要备案吗?", (), "专利代理师首次执业要备案吗?"),
    "words of every title": ("高质量发展的意见有哪些?", (), "高质量发展的意见有哪些?"),
    "an empty question": ("", (), ""),
}


@pytest.fixture(scope="module")
def names(notice: Notice, tmp_path_factory: pytest.TempPathFactory) -> Names:
    home = shelf(tmp_path_factory.mktemp("notices"))
    return Names([notice, *(load_notice(folder) for folder in sorted(home.iterdir()))])


@pytest.mark.parametrize(("text", "ids", "rest"), NAMED.values(), ids=NAMED)
def test_which_notice_is_named(names: Names, text: str, ids: tuple[str, ...], rest: str) -> None:
    found = names.read(text)
    assert found.ids == ids
    if rest or not text:
        assert found.rest == rest


def test_a_clause_by_its_id(names: Names) -> None:
    found = names.read("zhuanli:0/2/12 是什么内容?")
    assert (found.ids, found.address, found.said) == (("zhuanli",), "0/2/12", "是什么内容?")


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("专利代理条例", "专利代理条例"),
        ("国务院关于印发国家职业教育改革实施方案的通知", "国家职业教育改革实施方案"),
        ("国务院关于印发《国务院工作规则》的通知", "国务院工作规则"),
        ("国务院办公厅转发民政部关于清理整顿社会团体意见的通知", "民政部关于清理整顿社会团体意见"),
        ("国务院关于促进综合保税区高水平开放高质量发展的若干意见", "促进综合保税区高水平开放高质量发展的若干意见"),
        ("清河县人民政府办公室关于加强供水管理的意见", "加强供水管理的意见"),
    ],
)
def test_what_a_notice_is_called_beside_others(title: str, short: str) -> None:
    assert short_title(read_notice("一、总则\n内容。", {"id": "x", "title": title})) == short
    assert short_title(read_notice("一、总则\n内容。", {"id": "x", "title": title, "short": "短"})) == "短"
