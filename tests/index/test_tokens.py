"""Token counts: lossless, without network, deaf to special tokens."""

from __future__ import annotations

import socket
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clause import Notice
from index.tokens import count_tokens, encoding


@given(st.text())
def test_round_trip(text: str) -> None:
    assert encoding().decode(encoding().encode_ordinary(text)) == text


@given(st.text(max_size=60), st.text(max_size=60))
def test_counts_are_bounded_by_the_bytes(left: str, right: str) -> None:
    assert count_tokens(left) <= len(left.encode())
    assert bool(count_tokens(left)) == bool(left)
    assert count_tokens(left + "\n" + right) <= len((left + right).encode()) + 1


def test_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    encoding.cache_clear()
    assert count_tokens("新田县实施“七大攻坚”总体方案") > 0


def test_special_tokens_are_text() -> None:
    text = "<|endoftext|>"
    assert count_tokens(text) > 1
    assert encoding().decode(encoding().encode_ordinary(text)) == text
    assert encoding().special_tokens_set == set()


def test_chinese_is_compressed(notice: Notice) -> None:
    ratio = len(notice.source) / count_tokens(notice.source)
    assert 1.3 < ratio < 2.2  # characters a token; current models' tokenizers make about 1.7


@pytest.mark.parametrize(
    ("text", "most"), [("", 0), ("新田县", 3), ("6.5%", 4), ("policy", 6), ("2025", 2), ("  \n", 3)]
)
def test_short_texts(text: str, most: int) -> None:
    assert count_tokens(text) <= most
