"""A reply read while it comes: which sentences are complete, and which replies are none."""

from __future__ import annotations

import pytest

from rag.reply import MalformedReplyError, Reply, Said

GOOD = '{"sentences": [{"text": "甲，“乙”。", "sources": ["kq"]}, {"text": "a \\"b\\" {c]", "sources": ["x", "y"]}]}'
SAID = [Said("甲，“乙”。", ("kq",)), Said('a "b" {c]', ("x", "y"))]


def read(text: str, size: int) -> list[Said]:
    reply = Reply()
    said: list[Said] = []
    for start in range(0, len(text), size):
        said += reply.feed(text[start : start + size])
    reply.close()
    return said


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param("{}", id="plain"),
        pytest.param("```json\n{}\n```", id="fenced"),
        pytest.param('<think>先写{{"sentences": [{{"text": "想"}}]}}再说</think>\n{}', id="behind thoughts"),
        pytest.param("好的，如下：\n{}\n希望有用{{}}", id="talk around it"),
    ],
)
def test_every_sentence_once(wrap: str, size: int) -> None:
    assert read(wrap.format(GOOD), size) == SAID


def test_a_sentence_counts_when_its_object_is_closed() -> None:
    reply = Reply()
    end = GOOD.index('"]}') + 3
    assert list(reply.feed(GOOD[: end - 1])) == []
    assert list(reply.feed(GOOD[end - 1 : end])) == SAID[:1]
    assert list(reply.feed(GOOD[end:])) == SAID[1:]


def test_no_sentence_is_a_reply() -> None:
    assert read('{"sentences":[]}', 3) == []


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("好的。", id="prose"),
        pytest.param(GOOD[:-1], id="no last brace"),
        pytest.param(GOOD[:40], id="half"),
        pytest.param(GOOD.replace('"', "'"), id="single quotes"),
        pytest.param('{"sentences": {"text": "a"}}', id="no list"),
        pytest.param('{"sentences": ["a"]}', id="strings"),
        pytest.param('{"sentences": [{"text": "a"}]}', id="no sources"),
        pytest.param('{"sentences": [{"text": "a", "sources": "k"}]}', id="sources no list"),
        pytest.param('{"sentences": [{"text": 1, "sources": ["k"]}]}', id="text no string"),
        pytest.param('{"sentences": [{"text": "a", "sources": [1]}]}', id="source no string"),
        pytest.param("<think>" + GOOD, id="thoughts only"),
        pytest.param('{"sentences": [' + '{"text": "a", "sources": []},' * 2000, id="endless"),
    ],
)
def test_what_is_no_reply(text: str) -> None:
    with pytest.raises(MalformedReplyError):
        read(text, 50)
