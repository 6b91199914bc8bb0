"""Whether a clause holds a thing of the kind that is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.clause import Clause, Notice
from rag.holds import holds, in_charge
from rag.question import Want
from tests.rag.contract import ids


def clause(text: str, **more: object) -> Clause:
    made = Clause("0/1", "0/1", "item", "", "", text, 0, len(text))
    return replace(made, **more)  # type: ignore[arg-type]


KINDS = [
    (Want.PHONE, "电话0746-4712345", "电话另行公布"),
    (Want.PENALTY, "逾期的依法处罚", "逾期的不再受理"),
    (Want.DEADLINE, "6月底前完成", "尽快完成"),
    (Want.DEADLINE, "今年完成", "完成"),
    (Want.PLACE, "在龙泉街道设站", "设站"),
    (Want.PROCEDURE, "申请材料见附表", "给予补助"),
    (Want.LEAD, "由县长任召集人", "由各方参加"),
    (Want.TEXT, "任何话", None),
    (Want.REASON, "任何话", None),
]


@pytest.mark.parametrize(("want", "yes", "no"), KINDS, ids=ids(row[0].value for row in KINDS))
def test_holds(want: Want, yes: str, no: str | None) -> None:
    assert holds(want, [clause(yes)])
    if no is not None:
        assert not holds(want, [clause(no)])


@pytest.mark.parametrize("want", [Want.PERSON, Want.PROGRESS, Want.SHARE], ids=lambda want: want.value)
def test_what_no_plan_holds(want: Want, notice: Notice) -> None:
    assert not holds(want, list(notice.clauses))


def test_a_place_of_responsibility_is_a_body(notice: Notice) -> None:
    led = notice.by_address["4/2/2/3"]
    assert led.lead
    for want in (Want.LEAD, Want.PARTIES):
        assert holds(want, [led])
        assert not holds(want, [clause("没有单位")])
    assert not in_charge(led)  # its bracket says so, not its sentences


def test_an_amount_is_a_figure(notice: Notice) -> None:
    assert holds(Want.AMOUNT, [clause("无"), notice.by_address["7/2/1/5/15"]])
    assert not holds(Want.AMOUNT, [clause("485元")])  # figures are those that were read of the clause


@pytest.mark.parametrize("want", Want, ids=lambda want: want.value)
def test_every_kind_can_be_looked_for(want: Want, notice: Notice) -> None:
    assert holds(want, [notice.by_address["7/2/1/5/15"]]) in (True, False)
