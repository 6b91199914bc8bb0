"""Places in a question: its matter, or where the person who asks has lived."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from rag.places import asked_part, compared_place, foreign_place, wider_place
from rag.question import read
from tests.rag.contract import ids

BACKGROUND = [
    "在广东交的社保转得回来吗",
    "人在东莞打工,老家的手续办得了不",
    "在浙江干了八年厂,社保带得回来不",
    "我在深圳当工程师,老家还惦记我们这种人不",
    "每次回桂阳老家都走烂路",
    "想把长沙一个牌子开到县里来",
    "从上海回来创业有支持吗",
    "我老公是郴州人,孩子能在这里上学吗",
    "I work in Shenzhen; can my papers be done from here?",
    "We come from Guangzhou and want to invest",
]
MATTER = [
    "郴州低保多少",
    "隔壁宁远县农村低保标准多少",
    "北京的房价",
    "长沙的固定资产投资增长多少",
    "户口怎么迁到长沙",
    "在郴州低保多少",
    "What is the allowance in Changsha?",
]


@pytest.mark.parametrize("text", BACKGROUND, ids=ids("background" for _ in BACKGROUND))
def test_where_a_person_has_lived_is_not_the_matter(text: str, notice: Notice) -> None:
    assert not foreign_place(read(text), notice)


@pytest.mark.parametrize("text", MATTER, ids=ids("matter" for _ in MATTER))
def test_another_place_is_the_matter(text: str, notice: Notice) -> None:
    assert foreign_place(read(text), notice)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("农村低保比宁远县高还是低", True),
        ("面积和桂阳比多不多", True),
        ("higher than in Changsha", True),
        ("占比多少", False),
    ],
    ids=["than", "with", "English", "share"],
)
def test_compared_place(text: str, expected: bool) -> None:
    assert compared_place(read(text)) is expected


def test_wider_place(notice: Notice) -> None:
    clause = notice.by_address["7/2/1/5/15"]
    assert wider_place(read("永州市的低保标准"), notice, clause) == ("永州" in notice.meta.get("wider", ""))
    assert not wider_place(read("农村低保标准"), notice, clause)


PARTS = [
    ("低保多少", "低保多少"),
    ("低保,多少?", "低保,多少?"),
    ("我在佛山打了十年工,现在回来,低保多少", "现在回来,低保多少"),
    ("去年我爸病了,今年低保多少,怎么办", "今年低保多少,怎么办"),
    ("我家在农村,低保多少", "低保多少"),
    ("I worked in Foshan; how much is the allowance?", "how much is the allowance?"),
    ("甲;乙。丙", "乙,丙"),
    ("我想问低保", "我想问低保"),
    ("我家在农村,", "我家在农村"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "expected"), PARTS, ids=ids(text or "nothing" for text, _ in PARTS))
def test_asked_part(text: str, expected: str) -> None:
    assert asked_part(read(text)).strip() == expected


def test_a_place_of_a_story_is_not_the_matter(notice: Notice) -> None:
    """Told before it is asked; the same place in what is asked is the matter."""
    assert not foreign_place(read("我在佛山买了房,农村低保多少钱"), notice)
    assert foreign_place(read("我在农村,佛山低保多少钱"), notice)


def test_there_is_the_place_of_the_story(notice: Notice) -> None:
    assert foreign_place(read("我老家在佛山,那边残疾人补贴是多少"), notice)
    assert not foreign_place(read("我在佛山打工,这边残疾人补贴是多少"), notice)
