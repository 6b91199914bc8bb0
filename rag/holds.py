"""Whether a clause holds a thing of the kind that is asked for: a date, a place, a way to apply, a body in charge."""

from __future__ import annotations

import re

from corpus.clause import Clause
from rag.question import Want

_DATE = re.compile(
    r"\d{4}年|\d{1,2}月|年底|年内|上半年|下半年|季度|今年|全年|年度|按期|限期|定期|百日|双周|小时|十四五|节假日|夏季"
)
_IN_CHARGE = re.compile(r"总?牵头|召集人|组长|具体负责")
_PENALTY = re.compile("罚|惩戒|问责|追责|追究")
_DIGITS = re.compile(r"\d{3,4}-\d{7,8}|1[3-9]\d{9}")
_PLACE = re.compile(r"在[^,，。；;、]{1,14}(?:城|村|街道|街|镇|乡|路|区|站|园|县|市|平台|网站|中心|所|局)|办公室设")
_HOW = re.compile(
    r"申请(?:条件|材料|流程|程序|表|人)|报名|办理(?:流程|地点|材料|时限|时间)|所需材料|携带|免申即享|帮代办|投诉举报电话"
)


def holds(want: Want, clauses: list[Clause]) -> bool:
    """Whether any of the clauses has a thing of the kind that is asked for."""
    text = "\n".join(clause.text for clause in clauses)
    match want:
        case Want.PHONE:
            return bool(_DIGITS.search(text))
        case Want.PERSON | Want.PROGRESS | Want.SHARE:
            return False  # a plan names posts and no people, and says nothing of results or of who gets what part
        case Want.PENALTY:
            return bool(_PENALTY.search(clauses[0].text))
        case Want.DEADLINE:
            return bool(_DATE.search(clauses[0].text))
        case Want.PLACE:
            return bool(_PLACE.search(clauses[0].text))
        case Want.PROCEDURE:
            return bool(_HOW.search(clauses[0].text))
        case Want.AMOUNT:
            return any(clause.figures for clause in clauses)
        case Want.LEAD | Want.PARTIES:
            return any(clause.responsible or in_charge(clause) for clause in clauses)
        case _:
            return True


def in_charge(clause: Clause) -> bool:
    """Whether a clause without a responsibility bracket still says who leads something, in its sentences."""
    return not clause.responsible and bool(_IN_CHARGE.search(clause.text))
