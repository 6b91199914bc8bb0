"""Where a word stands, asked in any way; and questions about a matter that only sound like it."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from rag.list_query import Kind
from rag.list_question import read_lists
from rag.question import read

# question: term, and the attachment that it is kept to
TERMS: dict[str, tuple[str, str]] = {
    "低空经济 命中条款": ("低空经济", ""),
    "文件里头哪些地方扯到跨境电商": ("跨境电商", ""),
    "湘易办见于几处": ("湘易办", ""),
    "人工智能,文件几处谈及": ("人工智能", ""),
    "营商环境 关键词 全部位置": ("营商环境", ""),
    "老旧小区的表述分布在哪几条": ("老旧小区", ""),
    "哪些条款里能看到“湘易办”": ("湘易办", ""),
    "全文有几条讲老旧小区": ("老旧小区", ""),
    "公司破产的事,文件哪几条讲到": ("破产", ""),
    "附件4正文带“跨境电商”的条款": ("跨境电商", "4"),
    "把跟信用修复有关的段落全部翻出来": ("信用修复", ""),
    "新能源汽车 全部条款": ("新能源汽车", ""),
    "請查出全文提及“一件事”的條款": ("一件事", ""),
    "检索测试:凡正文含“清单”一词的条款,请完整返回": ("清单", ""),
    "Where does the plan talk about artificial intelligence?": ("artificial intelligence", ""),
}


@pytest.mark.parametrize(("question", "term", "part"), [(q, *asked) for q, asked in TERMS.items()], ids=list(TERMS))
def test_where_a_word_stands(question: str, term: str, part: str, notice: Notice) -> None:
    (query,) = read_lists(read(question), notice)
    assert (query.kind, query.terms[0], "".join(query.parts)) == (Kind.OCCURRENCES, term, part)


@pytest.mark.parametrize(
    "question",
    [
        "哪些地方实施老旧小区改造",
        "扫码入企、联码督查写在规范执法哪条",
        "631叫应机制出处",
        "请注明条款号:大豆种几多亩",
        "智能工位17个之外,智能产线要几条",
        "没写牵头的",
    ],
)
def test_no_list_of_clauses(question: str, notice: Notice) -> None:
    assert all(query.kind is not Kind.OCCURRENCES for query in read_lists(read(question), notice))


def test_a_figure_wherever_it_stands(notice: Notice) -> None:
    (query,) = read_lists(read("旅游收入涨一成以上的说法,全文所有出处都要"), notice)
    assert (query.kind, query.value) == (Kind.FIGURES, "10%")
