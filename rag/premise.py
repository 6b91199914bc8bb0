"""A question that takes something for granted ("农村低保是不是涨到600元了？", "招商不是县教育局牵头的吗") → the open question
behind it, and what the answer to that says of the claim.

The claim itself is never searched for: a figure or a body that the notice does not state would only lead astray.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from corpus.clause import Figure
from corpus.departments import Gazetteer
from corpus.figures import figures, normalised
from corpus.text import fold
from rag.bounds import meanings
from rag.draft import Draft, Line
from rag.question import Question, Want, read

_YES_NO = re.compile(
    r"对吧|对吗|对不对|对嘛|对不[?？]?$|是吧|是不[?？。]?$|是啵|没错|没(?:搞|讲|说|记)错|对得上|真的|真有|确定|是这样|这么定|这么写|写在里|"
    r"[吧吗么嘛啵咯哇][?？。!！]*$|是不是|是否|[听记]得?[说讲]?|听[说讲]|不是.{2,40}吗|只要.{1,20}(?:就行|就够|就可以)|"
    r"\bright\b|\bcorrect\b|\btrue\b|^(?:is|isn't|are|aren't|does|doesn't|do|don't|did|will|won't|was|so)\b"
)
_WHY = re.compile(r"为什么|为啥|为何|凭什么|干嘛|怎么会|怎么要|怎么还|\bwhy\b|how come")
_OPEN = re.compile(
    r"多少|好多|几(?!乎|百万|十)|哪|谁|什么|啥|何时|怎么(?!会|要|还)|咋|么子|\b(?:how (?!come)|what|which|who|when|where)\b"
)
_OF_BODY = (Want.LEAD, Want.OFFICE, Want.CONVENER, Want.MEMBERS)
_LED_BY = re.compile(
    r"(?:牵头单位：|led by |办公室设在|Its office is in|以下单位的主要负责人：|the heads of|成员单位：|Members:)"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """asked: the open question. figures and bodies: what is claimed in place of what is asked. why: whether a reason is
    asked for, which a true claim leaves open."""

    asked: Question
    figures: tuple[Figure, ...] = ()
    bodies: tuple[str, ...] = ()
    why: bool = False


def claim(question: Question) -> Claim | None:
    """What a question claims, None where it claims nothing that can be looked up."""
    folded = question.folded
    text = folded if len(folded) == len(question.text) else question.text.translate(_PLAIN)
    why = bool(_WHY.search(folded))
    if not (why or _YES_NO.search(folded)) or _OPEN.search(_WHY.sub(" ", folded)):
        return None
    text = _WHY.sub("", text)  # "为什么涨到600元": whether it is so comes before the reason
    if question.english:
        text = _MONEY.sub(_in_chinese, text)
    claimed = tuple(f for f in figures(text) if f.unit or f.comparator) or _bare(text)
    if claimed:
        for figure in reversed(claimed):
            words = " how much " if question.english else f"多少{_MEASURES.get(figure.unit, figure.unit)}"
            before = _BOUND_BEFORE.sub("", text[: figure.start])
            text = f"{before}{words}{_BOUND_AFTER.sub('', text[figure.end :])}"
        text = _TAG.sub("", text)
        return Claim(replace(read(text), language=question.language), figures=claimed, why=why)
    found = Gazetteer.load().mentions(text)
    if not found or len({name for _, _, name in found}) > 2:
        return None
    for start, end, _ in reversed(found):
        text = f"{text[:start]}{' which bureau ' if question.english else '哪个单位'}{text[end:]}"
    asked = replace(read(text), language=question.language)
    if not asked.wants_any(*_OF_BODY):
        return None
    return Claim(asked, bodies=tuple(dict.fromkeys(name for _, _, name in found)), why=why)


_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_MEASURES = {"%": "", "百分之": "", "元": "钱", "块": "钱"}
_BOUND_AFTER = re.compile("^(?:及?以[上下]|以内|左右)")
_BOUND_BEFORE = re.compile("(?:不?超过|不[低高少多]于|[低高少多]于|至少|最多|最少|约|大概)$")
_TAG = re.compile("[,，]?(?:对吧|对吗|对不对|对嘛|是吧|是吗|没错吧?)|(?<=.)是不是(?=.)")
_BARE = re.compile(r"(?<![\d.第附件])\d+(?:\.\d+)?(?=块|了|左右|[的,，、?？。吧吗]|$)")
# How English gives an amount, as figures() reads it.
_MONEY = re.compile(
    r"(?P<n>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>%|percent|per cent|yuan|rmb|mu\b|tonnes?|tons?)(?P<per> (?:a|per|each) month)?"
)
_UNITS = {
    "%": "%",
    "percent": "%",
    "per cent": "%",
    "yuan": "元",
    "rmb": "元",
    "mu": "亩",
}


def _in_chinese(match: re.Match[str]) -> str:
    return f"{match['n']}{_UNITS.get(match['unit'], '吨')}{'/月' if match['per'] else ''}"


def _bare(text: str) -> tuple[Figure, ...]:
    """A number with no unit where one is claimed: "涨到600了"."""
    found = _BARE.finditer(text)
    return tuple(Figure(m[0], float(m[0]), None, "", "", "", None, m.start(), m.end()) for m in found)


def settled(question: Question, made: Claim, answer: Callable[[Question], Draft | None]) -> Draft | None:
    """The answer to the open question behind a claim, headed by whether the notice says so. None where a claim is true
    and its reason is asked for, or where the answer does not settle it."""
    draft = answer(made.asked)
    if draft is None or not draft.status.answers:
        return draft if made.figures and not made.why else None
    verdict = _figures_agree(made, draft) if made.figures else _bodies_agree(made, draft)
    if verdict is None:
        return None if made.why else draft
    if verdict and made.why:
        return None
    head = (
        ("The notice says so:" if verdict else "The notice says otherwise:")
        if question.english
        else ("与公告一致：" if verdict else "公告的写法与此不同：")
    )
    return replace(draft, lines=(Line(head), *draft.lines))


def _figures_agree(made: Claim, draft: Draft) -> bool | None:
    """Whether every claimed figure is one that the answer gives for its subject; None where the answer gives none of the
    kind."""
    given = [f for line in draft.lines if line.evidence for f in _own_figures(line)]
    verdicts = []
    for claimed in made.figures:
        kind = [f for f in given if not claimed.unit or _base(f) == _base(claimed)]
        if not kind:
            return None
        fits = [_shared(f.subject, claimed.subject) for f in kind]
        best = [f for f, fit in zip(kind, fits, strict=True) if fit == max(fits)]
        verdicts.append(any(_same(f, claimed) for f in best))
    return all(verdicts)


def _own_figures(line: Line) -> tuple[Figure, ...]:
    """The figures that a line states in its own words, with what stands before the colon as their subject."""
    if "\ue000" in line.text:
        return ()
    subject, _, words = line.text.partition("：" if "：" in line.text else ": ")
    return tuple(replace(f, subject=subject) for f in figures(words))


def _same(one: Figure, other: Figure) -> bool:
    """Whether a claimed figure (other) says what the notice does: its value, and no bound that contradicts."""
    if normalised(other)[0] != normalised(one)[0]:
        return False
    said, claimed = meanings(one.comparator), meanings(other.comparator)
    return not ({"≥", ">"} & said and {"≤", "<"} & claimed) and not ({"≤", "<"} & said and {"≥", ">"} & claimed)


def _base(figure: Figure) -> str:
    """The unit without its scale and without what it is counted by: people leave out "a month"."""
    return normalised(figure)[1].partition("/")[0].replace("块", "元")


def _shared(subject: str, claimed: str) -> int:
    """How many pairs of characters two subjects share."""
    plain, other = fold(subject), fold(claimed)
    return len({plain[i : i + 2] for i in range(len(plain) - 1)} & {other[i : i + 2] for i in range(len(other) - 1)})


def _bodies_agree(made: Claim, draft: Draft) -> bool | None:
    """Whether the bodies claimed are among those that the answer names in the role; None where it names none or some."""
    gazetteer = Gazetteer.load()
    named: set[str] = set()
    for line in draft.lines:
        role = _LED_BY.search(line.text)
        if role and line.evidence:
            words = re.split("；责任单位|; Other responsible", line.text[role.end() :])[0]
            named |= {name for _, _, name in gazetteer.mentions(words)}
    if not named:
        return None
    right = [body in named for body in made.bodies]
    return right[0] if len(set(right)) == 1 else None
