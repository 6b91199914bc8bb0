"""The measures of the checker of claims: its floors of matter stand between paraphrases and sentences cited elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.clause import Notice
from corpus.knowledge import Knowledge
from corpus.parse import notice_folder
from eval.planted_sentences import Case
from eval.verify import floors, matter, passed
from rag.check_content import FLOOR, LONGEST


@pytest.fixture(scope="module")
def knowledge(notice: Notice) -> Knowledge:
    return Knowledge.read(notice_folder(notice.id), notice)


def test_the_floors_tell_a_paraphrase_from_a_sentence_cited_elsewhere(notice: Notice, knowledge: Knowledge) -> None:
    own, other = matter(notice, knowledge)
    assert len(own) > 400
    assert len(other) > 800
    kept, wrong = (np.mean([share >= FLOOR and run < LONGEST for share, run in each]) for each in (own, other))
    assert kept > 0.5
    assert wrong < 0.02
    assert f"{kept:.3f}" in floors(notice, knowledge)


def test_kinds_are_counted(notice: Notice, knowledge: Knowledge) -> None:
    cases = [
        Case("figure", "农村低保标准不低于485元/月", "7/2/1/5/15"),
        Case("figure", "农村低保标准不低于740元/月", "7/2/1/5/15"),
        Case("lead", "社会信用体系由县数据局牵头", "4/2/2/3"),
    ]
    assert passed(cases, notice, knowledge) == {"figure": (2, 1), "lead": (1, 1)}
