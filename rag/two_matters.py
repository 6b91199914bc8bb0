"""A question that sets two matters side by side → the two questions that it comes to.

"黄豆地加烤烟地一共几万亩" → "黄豆地几万亩", "烤烟地几万亩" · "发低保的跟给残疾伢子做康复的是同一个部门吗" → who is in charge of
either · "理化生考室归谁弄?家庭教育活动又归谁弄?" → as they stand.

Where the one matter ends is not told by a conjunction, which may stand within a matter ("债务和金融风险"): every place
where it may end is offered, and the one is taken of which both halves are answered best.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rag.answer import Status
from rag.answerable import Verdict
from rag.draft import Draft
from rag.open_question import open_question
from rag.question import Question, Want, read
from rag.retrieve import Retriever

_HALF = 0.5  # probability of being stated that either half has to have
_SURER = 0.05  # probability by which a later way to take a question apart has to be better

_BODIES = (Want.LEAD, Want.PARTIES)
# Where what is asked of both begins.
_CUE = re.compile(
    r"(?:这|那)?(?:两|2)(?:样|件|项|个|块|桩|头|边|者|处|条|摊)(?:事|工作|任务)?|(?:各自?|分别)(?:的|是|归|由|为|要|有|多少|牵头|给|定|达|设|在|叫|负责|哪|几)|各(?:多少|几|哪)|(?:是不是|是|属于?|归|由|算)?(?:同)?一(?:个|家)(?:部门|单位|局|人|衙门)?(?:管|牵头|负责|在管|抓|弄|的)*(?:吗|么|不|还是|[?？]|$)|(?:是不是|是)同一|(?:牵头|负责|主管|领头|管)?(?:的|单位|部门|局)*(?:有没有|有无|是否|是不是)(?:不一样|不同|一样|相同|区别|差别)|(?:一|总)共|加起来|加在一起|合计|总计|相加|合起来"
    r"|(?:相)?差(?:多少|几|好多|距)|相差|(?:哪|谁)(?:个|样|项|边|一个|头|种|家)?(?:的)?.{0,8}?(?:更|定得|要求|占)?(?:更)?(?:高|多|大|低|少|快|猛|狠)|还剩|剩下|多(?:出)?(?:多少|几)|少(?:多少|几)|(?:一样|相同|一致|相等)(?:吗|么|不|[?？]|$)|比(?:一比|比看|较|对)|谁(?:高|多|大|低|少|快)|孰|对比"
)
_CUE_EN = re.compile(
    r"\b(?:which (?:one |of (?:the two|them) )?is (?:higher|larger|bigger|greater|lower|smaller|more|less)|whichever|respectively|the same (?:bureau|body|department|office|one)|in total|together|altogether|combined|the difference|compare|by how (?:much|many))\b"
)
_JOINT = re.compile(
    r"和(?!谐)|跟(?!踪|进)|与|以及|还有|同(?!一|比|时|样|步|意)|及(?!时|格)|、|,|，|;|；|减去?(?!税|排|负|少|免)|加上?(?!强|快|大|工|入|速|密|装|固)|比(?!例|重|率|较|对|一|谋|服|攻|效)|对比|抵(?!押|御)"
)
_JOINT_EN = re.compile(
    r" and (?:also |the |of |for )?| versus | vs\.? | than (?:the )?| plus | minus | or (?:the )?|, "
)
_LEAST, _MOST = 2, 6  # characters of one matter; splits that are tried
_OF_BODIES = re.compile(
    "牵头|负责|主管|部门|单位|局|归|由谁|哪家|谁管|领头|衙门|一家|bureau|department|body|leads?|charge"
)
_EMPTY = re.compile(
    r"(?:这|那)?(?:两|2)(?:样|件|项|个|块|桩|头|边|者|处|条)(?:事|工作|任务)?|哪(?:个|样|项|边|头|种)|谁|更|最|各自?|分别|一共|总共|加起来|合计|相差|差(?:多少|几)?|还剩|剩下|定得|要求|高|多(?!少)|低|大|少(?!年|儿|数)|快|比比看|对比|比较|请|给我|列|一起|都|吗|呢|啊|么|[,，?？。、]|多少|几(?=个|万|亿|元|家|亩|吨)"
)
_ASK_AMOUNT, _ASK_BODY = "是多少", "由哪个部门负责"
_LESS_THAN = re.compile(
    r"比(?P<other>[^,，?？。比]{2,16}?)(?:要|会|能)?(?:高|低|多|少|大|小|快)(?:出|了)?(?:多少|几多?|好多|一点)"
)


def both(question: Question, retriever: Retriever, within: str | None = None) -> Draft | None:
    """Two matters, each answered as if it were asked alone; None where a question sets no two side by side, or one of
    them has no answer of its own. within: the attachment to keep to."""
    best: tuple[float, Draft] | None = None
    held: dict[Question, tuple[Draft, Verdict]] = {}  # two ways to take a question apart may share a half

    def answered(one: Question) -> tuple[Draft, Verdict]:
        if one not in held:
            held[one] = open_question(one, retriever.rank(one, within=within), retriever)
        return held[one]

    for one, other in pairs(question):
        first, verdict = answered(one)
        if not first.status.answers:
            continue
        second, verdict_of_other = answered(other)
        if not second.status.answers or set(first.lines) & set(second.lines):
            continue
        sure = min(verdict.probability, verdict_of_other.probability)
        if sure >= _HALF and (best is None or sure > best[0] + _SURER):
            status = Status.PARTIAL if Status.PARTIAL in (first.status, second.status) else Status.ANSWERED
            best = sure, Draft(status, (*first.lines, *second.lines))
    return best[1] if best else None


def pairs(question: Question) -> list[tuple[Question, Question]]:
    """The ways to take a question apart into two, likeliest first; none where it sets no two matters side by side."""
    text = question.folded.strip(" ?？。")
    found = list(dict.fromkeys((*_two_asked(text), *_joined(text, question))))
    return [
        (replace(read(a), language=question.language), replace(read(b), language=question.language))
        for a, b in found[:_MOST]
    ]


def _asks(part: str) -> bool:
    return read(part).wants_any(Want.AMOUNT, *_BODIES)


def _two_asked(text: str) -> Iterator[tuple[str, str]]:
    """Two questions in one, each with what it asks."""
    parts = [part.strip() for part in re.split("[?？,，;；。]|(?: and (?=who|which|how|what))", text) if part.strip()]
    asking = [i for i, part in enumerate(parts) if _asks(part)]
    if len(asking) >= 2:
        first, second = asking[:2]
        story = "".join(parts[:first]) if first and len("".join(parts[:first])) < 12 else ""
        a, b = story + parts[first], "".join(parts[first + 1 : second + 1])
        less = _LESS_THAN.search(b)
        if less:
            yield a, less["other"] + _ASK_AMOUNT
        elif min(len(re.sub(r"[多少几谁哪个部门是又归由的]", "", p)) for p in (a, b)) >= _LEAST:
            yield a, b.replace("又", "")


def _joined(text: str, question: Question) -> Iterator[tuple[str, str]]:
    """Two matters and one thing that is asked of both."""
    english = text.isascii()
    cue = (_CUE_EN if english else _CUE).search(text)
    if cue is None:
        return
    head, tail = text[: cue.start()].strip(" ,，:："), text[cue.start() :]
    if len(head) < 2 * _LEAST:
        head, tail = (text[cue.end() :], text[: cue.end()]) if english else (head, tail)
    asks_body = question.wants_any(*_BODIES) or bool(_OF_BODIES.search(tail))
    if english:
        ask = ": which bureau leads?" if asks_body else ": how much is it?"
        rest = ""
    else:
        ask = _ASK_BODY if asks_body else _ASK_AMOUNT
        rest = "" if asks_body else _EMPTY.sub("", tail)
        rest = rest if len(rest) <= 6 else ""
    for joint in (_JOINT_EN if english else _JOINT).finditer(head):
        before, after = head[: joint.start()].strip(" ,，的"), head[joint.end() :].strip(" ,，的:：")
        if min(len(before), len(after)) >= _LEAST:
            yield f"{before}{rest}{ask}", f"{after}{rest}{ask}"
