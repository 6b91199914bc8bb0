"""A question about the duties of a body that the notice does not name: a sentence that says so and offers the nearest."""

from __future__ import annotations

import re

from corpus.clause import Notice
from corpus.departments import Gazetteer
from corpus.nearest import core, nearest_bodies
from corpus.text import fold
from corpus.unknown import unknown_body
from rag import list_words as words
from rag import statements
from rag.answer import Status
from rag.draft import Draft, Line, called
from rag.question import Question, read
from rag.retrieve import Retriever

_OTHER_LEVEL = re.compile(
    "^(?:省|市(?!场|监)|州|国家|中央|湖南|永州|全国)|[部厅院]$|镇|乡(?!村)|股$|provincial|municipal|ministry|national|central"
)
_SPELLED = re.compile(r"[a-z]{3,20}(?:局|办|委|中心)")  # pinyin for the first part of a name
_NAME_FIRST = re.compile(
    "(?!哪|什么|啥|由|谁|主管|有关|相关|各|该|本|这|那|其他|全部|所有|多少|几|我们|咱|每|同|一|两)((?:新田)?县?[\u3400-\u9fff]{2,8}(?:事务局|管理局|开发局|局|委员会|管委会|办公室|支队|协会|研究院|供销社))(?!面|势|部|限|长)"
)
# "主责局", "领头的局": a body by its part in a matter has no name.
_ROLE = re.compile(
    "(?:主责|主抓|主办|主管|牵头|领头|领衔|带头|挑头|责任|负责|归口|承办|协办|配合|参与|统筹|对口|的)的?(?:局|委|办|单位|部门|中心|机构)$"
)
_MOST_NEAR = 3  # clauses offered where no name is like it
_OF_NAME = re.compile(
    r"(?i)\b(?:bureau|department|office|commission|committee|agency|authority|administration|of|the)\b"
)


def corrected(question: Question, notice: Notice) -> Question | None:
    """The question with a body's name that is a slip for one body's put right ("交运通输局" → 县交通运输局), else None. A
    body of another level (省财政厅, 教育部) is no slip for the county's."""
    name = unnamed(question, notice)
    wider = (place for place in notice.meta.get("wider", "").split() if place[0] not in "全我")
    if name is None or _OTHER_LEVEL.search(fold(name)) or fold(name).startswith(tuple(wider)):
        return None
    for cut in range(min(3, max(1, len(name) - 3))):  # what stands before a name may be no part of it: "里市场监菅局"
        tried = name[cut:]
        near = nearest_bodies(re.sub("(?<=[a-z])局$", "ju", tried))
        if len(near) == 1:
            shown = statements.english_name(near[0]) if question.language == "en" else near[0]
            text = question.text if name in question.text else question.folded
            return read(text.replace(tried, shown, 1)) if tried in text else None
    return None


def unnamed(question: Question, notice: Notice) -> str | None:
    """The name of a body, as written, that neither the gazetteer nor the notice knows; None where there is none."""
    text = question.text if question.text.isascii() else question.folded
    name = unknown_body(text) or next((m.group() for m in _SPELLED.finditer(question.folded)), None)
    name = name or _at_the_start(question.folded)
    if name and _ROLE.search(fold(name)):
        return None
    return None if name is None or fold(name) in notice.folded else name


def _at_the_start(text: str) -> str | None:
    """A name that a stretch of a question begins with and that is then asked about: "退役军人事务局在里面领了哪些任务"."""
    for part in re.split("[,，。;；?？!！ ]", text):
        found = _NAME_FIRST.match(part)
        if (
            found
            and not re.search("哪|由|任务|牵头", found.group(1))
            and not Gazetteer.load().mentions(part)
            and any(p.search(part) for p in (words.OF_TASKS, words.LEAD, words.PARTY))
        ):
            return found.group(1)
    return None


def unknown(question: Question, notice: Notice, retriever: Retriever) -> Draft | None:
    """The draft for a body that the notice does not name, None where the question names none; another body's duties are
    no answer to it. Offered are bodies of a like name, else the clauses nearest to what the name speaks of."""
    name = unnamed(question, notice)
    if name is None:
        return None
    near = nearest_bodies(name)
    english = question.english
    said = (
        f"The notice does not mention “{name}”, so it has no tasks for it."
        if english
        else f"{called(notice)}没有提到“{name}”，因此没有它的任务或职责。"
    )
    if near:
        names = ", ".join(f"{statements.english_name(n)} ({n})" for n in near) if english else "、".join(near)
        return Draft(
            Status.NOT_STATED,
            (Line(f"{said} Did you mean: {names}?" if english else f"{said}您是不是要问：{names}？"),),
        )
    matter = _OF_NAME.sub(" ", name).strip() or name if english else core(name)
    hits = retriever.rank(read(matter))[:_MOST_NEAR]
    more = (
        " The clauses nearest to what the name speaks of are listed below; they do not name it."
        if english
        else "下面列出与这一名称所涉事项最接近的条款，供您参考，它们并没有写到这个单位。"
    )
    return Draft(Status.NOT_STATED, (Line(said + more),), related=tuple(hit.clause for hit in hits))
