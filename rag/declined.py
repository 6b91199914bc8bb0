"""What is said when the notice does not state what is asked: what is missing, and where one could ask.

The bodies named here are those that the nearest clause names for its matter. They are offered, with the clause among the
related ones, and are no answer: a declined answer cites nothing.
"""

from __future__ import annotations

from corpus.clause import Clause, Notice
from rag.answer import Status
from rag.draft import Draft, Line, called, place
from rag.question import Question, Want
from rag.statements import english_name
from rag.years import years_asked

# What is missing, by what was asked, the most telling first.
_MISSING: tuple[tuple[Want, str, str], ...] = (
    (Want.PHONE, "联系电话或其他联系方式", "a telephone number or another way to get in touch"),
    (Want.PERSON, "人员或单位的具体名称", "names of persons or firms"),
    (Want.PROGRESS, "完成情况（公告写的是今年的安排）", "results so far (it sets out what is planned)"),
    (Want.SHARE, "分到各乡镇、各单位的数", "how this is divided among places or bodies"),
    (Want.PENALTY, "处罚或追责的办法", "penalties"),
    (Want.PROCEDURE, "怎样办理、要符合什么条件、带什么材料", "how to apply, who qualifies or what to bring"),
    (Want.DEADLINE, "具体时间", "a date or a deadline"),
    (Want.PLACE, "具体地点", "a place"),
    (Want.REASON, "原因", "a reason"),
    (Want.LEAD, "由哪个单位负责", "which body is in charge"),
    (Want.PARTIES, "有哪些单位参与", "which bodies take part"),
    (Want.AMOUNT, "所问的数", "the figure that is asked for"),
)
_NEAR = 3  # clauses that are offered


def not_stated(question: Question, nearest: tuple[Clause, ...], notice: Notice, *, of_it: bool = True) -> Draft:
    """The sentences for what belongs to the notice's subject and is not written in it. nearest: best first. of_it: whether
    the first of them is surely of the matter, so that its bodies may know."""
    lines = [Line(_sentence(question, notice))]
    ask = _where_to_ask(question, nearest[0], notice) if nearest and of_it else ""
    if ask:
        lines.append(Line(ask))
    return Draft(Status.NOT_STATED, tuple(lines), related=nearest[:_NEAR])


def _sentence(question: Question, notice: Notice) -> str:
    english = question.english
    other = sorted(year for year in years_asked(question, notice) if year != notice.year)
    if other and notice.year:
        return (
            f"The notice speaks of {notice.year} and does not state this for {other[0]}."
            if english
            else f"{called(notice)}写的是{notice.year}年的安排，没有写{other[0]}年的这一项。"
        )
    missing = next(((zh, en) for want, zh, en in _MISSING if want in question.wants), ("这一点", "this"))
    return (
        f"The notice does not state {missing[1]}. (《{notice.title}》 was searched in full.)"
        if english
        else f"{called(notice)}没有写明{missing[0]}。下面列出内容最接近的条款，供您参考，它们不是答案的依据。"
    )


def _where_to_ask(question: Question, clause: Clause, notice: Notice) -> str:
    """Who could know: the bodies that a clause names for its matter; "" where it names none. The telephone at
    the foot of a web page is for the page and is never offered."""
    names = clause.lead or clause.parties[:1]
    if not names:
        return ""
    led = bool(clause.lead)
    where = place(notice, clause, english=question.english)
    if question.english:
        shown = ", ".join(f"{english_name(name)} ({name})" for name in names)
        return f"You could ask {shown}, which {'leads' if led else 'shares'} the matter of {where}."
    role = "牵头的单位" if led else "负责的单位之一"
    return f"可以向{'、'.join(names)}了解，它是{where}这项工作{role}。"
