"""A figure as one says it."""

from __future__ import annotations

import pytest

from corpus.clause import Figure
from rag.quote import bounded


@pytest.mark.parametrize(
    ("text", "comparator", "said"),
    [
        ("90%", "力争达…以上", "力争达90%以上"),
        ("485元/月", "不低于", "不低于485元/月"),
        ("30日", "内", "30日内"),
        ("15日", "之内", "15日之内"),
        ("10场", "", "10场"),
    ],
)
def test_the_words_that_bind_stand_where_they_stand_in_speech(text: str, comparator: str, said: str) -> None:
    assert bounded(Figure(text, 0.0, None, "", comparator, "", None, 0, len(text))) == said
