"""Parts of the notice that are called by their theme, in Chinese of the county and in English."""

from __future__ import annotations

import pytest

from corpus.clause import Notice
from rag.parts import parts_named

CALLED: dict[str, str] = {
    "民生实事里看病这方面有几件": "7/2/1/3",
    "娃娃读书那一块,民生实事里头有几件": "7/2/1/1",
    "民生实事里帮困难户那一类": "7/2/1/5",
    "县里今年给农村办哪几件实事": "7/2/1/10",
    "十大民生实事分成哪几类": "7/2/1",
    "附件6债务段 审计局": "6/2/2",
    "房地产那节责任单位": "6/2/3",
    "对非经贸那部分有哪些任务": "4/2/7",
    "创新生态优化那一部分(附件3第五部分)": "3/2/5",
    "组织实施下设各点": "0/3",
    "环境方案里讲信用的那节": "5/2/5",
    "改革方案(附件4)里": "4",
    "附件四五六都翻一遍": "4 5 6",
    "the real estate section": "6/2/3",
    "which livelihood projects fall under health?": "7/2/1/3",
    "in the business-environment annex": "5",
}
NOT_CALLED = (
    "七个附件里农业农村局领头的一共几条",
    "全部附件一起看,气象局有几项",
    "公平竞争审查在哪几条写到过",
    "农村公路修多少公里",
)


@pytest.mark.parametrize(("text", "addresses"), CALLED.items(), ids=list(CALLED))
def test_a_part_by_its_theme(text: str, addresses: str, notice: Notice) -> None:
    assert " ".join(parts_named(text, notice).addresses) == addresses


@pytest.mark.parametrize("text", NOT_CALLED)
def test_no_part(text: str, notice: Notice) -> None:
    assert parts_named(text, notice).addresses == ()
