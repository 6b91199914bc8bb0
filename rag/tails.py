"""What one question asked, as words to put behind another matter: "谁牵头", "是多少"."""

from __future__ import annotations

import re

from rag.question import Question, Want

_TAILS: dict[Want, tuple[str, str]] = {
    Want.OFFICE: ("的专班办公室设在哪里", " task force: where is its office"),
    Want.CONVENER: ("的专班召集人是谁", " task force: who is the convener"),
    Want.MEMBERS: ("的专班成员单位有哪些", " task force: who are the members"),
    Want.LEAD: ("谁牵头", ": who leads"),
    Want.PARTIES: ("有哪些单位参与", ": which bodies are involved"),
    Want.AMOUNT: ("是多少", ": how much"),
    Want.DEADLINE: ("什么时候完成", ": when"),
    Want.PLACE: ("在哪里", ": where"),
    Want.PROCEDURE: ("怎么申请", ": how to apply"),
    Want.PERSON: ("叫什么名字", ": what is the name"),
    Want.PHONE: ("电话是多少", ": what is the telephone number"),
    Want.REASON: ("是为什么", ": why"),
}
_GROWTH = re.compile("增长|增速|增幅|growth|grow")


def tail(before: Question, *, growth: bool = True) -> str:
    """What a question asked, in its language; "" where it asked what the notice says of its matter. growth: whether an
    amount may be asked for as growth."""
    if growth and Want.AMOUNT in before.wants and _GROWTH.search(before.folded):
        return ": growth rate" if before.english else "增长多少"
    found = next((pair for want, pair in _TAILS.items() if want in before.wants), ("", ""))
    return found[1] if before.english else found[0]
