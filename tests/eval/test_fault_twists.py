"""The planted near-truths: each changes a true sentence, and what is told to be false stands in no source."""

from __future__ import annotations

import json
from random import Random

import pytest

from eval import fault_twists as twists
from eval.fault_replies import Misbehaviour, Seen, Source
from rag.question import read

SOURCES = (
    Source("bcd", "附件7 › 提高救助标准", "1.提高救助标准。城乡低保标准分别不低于740元/月和485元/月。", ("县民政局",), (), ""),
    Source("fgh", "附件1 › 促进增收", "2.促进增收。农村居民收入增长6.5%以上;每月补贴100元/月。", ("县财政局",), (), ""),
)  # fmt: skip
TRUE = "".join(source.text for source in SOURCES)


@pytest.mark.parametrize(
    "make",
    [
        twists.negated,
        twists.bound_dropped,
        twists.sides_swapped,
        twists.figure_of_another_clause,
        twists.appended,
        twists.mixed,
        twists.crossed,
    ],
)
def test_what_is_planted_is_said_and_is_not_true(make: Misbehaviour) -> None:
    request = Seen(read("低保标准是多少"), SOURCES)
    for seed in range(40):
        planted = make(request, Random(seed))
        said = "\n".join(row["text"] for row in json.loads(planted.reply)["sentences"])
        assert planted.false
        for words in planted.false:
            assert words in said
            assert words not in TRUE


def test_a_bound_is_left_out() -> None:
    for seed in range(10):
        (words,) = twists.bound_dropped(Seen(read("收入增长多少"), SOURCES[1:]), Random(seed)).false
        assert words.endswith("增长6.5%。")
