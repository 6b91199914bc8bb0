"""The five lexical indexes of a notice, and which words each of them knows."""

from __future__ import annotations

from dataclasses import fields

import pytest

from corpus.knowledge import Knowledge
from corpus.parse import load_notice
from index.build import Lexical
from index.lexical import LexicalIndex
from tests.index.fakes import RENDERINGS, UNSTATED, write_notice


@pytest.fixture(scope="module")
def lexical(tmp_path_factory: pytest.TempPathFactory) -> Lexical:
    folder = write_notice(tmp_path_factory.mktemp("notice"), renderings=RENDERINGS, unstated=UNSTATED)
    notice = load_notice(folder)
    return Lexical.of(notice, Knowledge.read(folder, notice))


def test_the_ids_are_the_clauses(lexical: Lexical) -> None:
    clauses = ("0/0", "0/1/1/1", "0/1/1/2", "0/1/2/1", "0/2")
    assert lexical.expanded.ids == lexical.text.ids == lexical.sound.ids == clauses
    assert lexical.enquiries is not None
    assert lexical.enquiries.ids == ("0/1/1/1", "0/1/1/1", "0/1/1/2")
    assert lexical.unstated is not None
    assert lexical.unstated.ids == ("0/1/1/2",)


@pytest.mark.parametrize(
    ("query", "clause", "found"),
    [
        pytest.param("扩围", "0/1/1/2", {"expanded", "text", "sound"}, id="a word of the clause"),
        pytest.param("家电", "0/1/1/2", {"expanded", "sound", "enquiries"}, id="of an enquiry"),
        pytest.param("贾店", "0/1/1/2", {"sound"}, id="what sounds like it"),
        pytest.param("jiadian", "0/1/1/2", {"sound"}, id="pinyin of it"),
        pytest.param("提振消费", "0/1/1/2", {"expanded", "text", "sound"}, id="of a heading"),
        pytest.param("找", "0/1/1/1", {"expanded"}, id="of the plain rendering"),
        pytest.param("skills", "0/1/1/1", {"expanded"}, id="of the English rendering"),
        pytest.param("到账", "0/1/1/2", {"unstated"}, id="of what it leaves open"),
        pytest.param("龘", "0/1/1/1", set(), id="of none"),
    ],
)
def test_what_each_lexical_index_knows(lexical: Lexical, query: str, clause: str, found: set[str]) -> None:
    hits = set()
    for field in fields(lexical):
        way: LexicalIndex = getattr(lexical, field.name)
        if any(score > 0 for name, score in zip(way.ids, way.scores(query), strict=True) if name == clause):
            hits.add(field.name)
    assert hits == found
