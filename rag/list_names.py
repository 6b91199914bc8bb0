"""The body and the part that a parameter calls by any of their names; a sentence with the nearest where there is none."""

from __future__ import annotations

import re

from corpus.clause import Clause, Notice, WenceError
from corpus.departments import Gazetteer
from corpus.spoken import without
from corpus.text import fold
from corpus.vocabulary import stem
from rag.address import find_address
from rag.parts import parts_named

_AROUND_BODY = re.compile(r"新田县?|湖南省|永州市|[\s的]|\b(?:the|our|xintian|county)\b")
_AROUND_PART = re.compile(r"[\s、,，.。:：《》“”\"的里中内之和与及()]|实施方案|编号据上下文推断")
_MOST_NAMED = 3


class ListError(WenceError):
    """A list was asked for by something that is no parameter of one. chinese, english: the sentence in each; value: what
    was given, for a surface that shows it."""

    def __init__(self, chinese: str, english: str, value: str = "") -> None:
        super().__init__(f"{chinese} {english}")
        self.chinese, self.english, self.value = chinese, english, value


class NotInNoticeError(ListError):
    """A list was asked for by a body or a part that does not exist."""


def body_called(name: str, notice: Notice) -> str:
    """The full name of a body, called by any of its forms. ListError: several bodies; NotInNoticeError: none, with the
    names that may be meant.

    "农业农村局", "Agriculture Bureau", "縣財政局" → 县农业农村局, 县农业农村局, 县财政局
    """
    if any(name in clause.responsible for clause in notice.clauses):
        return name
    folded, gazetteer = fold(name).strip(), Gazetteer.load()
    found = gazetteer.mentions(folded)
    names = list(dict.fromkeys(body for _, _, body in found))
    around = _AROUND_BODY.sub("", without(folded, found))
    for place in (notice.county, stem(notice.county), *notice.meta.get("wider", "").split()):
        around = around.replace(place, "") if place else around
    if len(names) == 1 and not around:
        return names[0]
    if folded in gazetteer.short:
        return gazetteer.short[folded]
    if len(names) > 1:
        raise ListError(
            "一个 department 只能写一个单位，几个单位请分别给出。",
            "Give each department in a parameter of its own.",
            name,
        )
    near = nearest(name)
    raise NotInNoticeError(
        f"没有这个单位。您是不是要找：{'、'.join(near)}？"
        if near
        else "没有这个单位。请用单位的全称、简称或英文名称。",
        f"There is no such department. Did you mean: {', '.join(near)}?" if near else "There is no such department.",
        name,
    )


def nearest(name: str) -> tuple[str, ...]:
    """The full names of the bodies that a name may mean: those that it mentions, then the nearest; at most three.

    "县财证局" → ("县财政局",)
    """
    from corpus.nearest import nearest_bodies  # pinyin, which only a name that is unknown needs

    folded = fold(name).strip()
    mentioned = (body for _, _, body in Gazetteer.load().mentions(folded))
    return tuple(dict.fromkeys((*mentioned, *nearest_bodies(folded))))[:_MOST_NAMED]


def parts_called(value: str, notice: Notice) -> tuple[str, ...]:
    """The addresses of the parts that an address or words call. NotInNoticeError: there is none.

    "2/1", "附件2二(一)", "附件1到3" → ("2/1",), ("2/2/1",), ("1", "2", "3")
    """
    if notice.get(value):
        return (value,)
    named = parts_named(fold(value), notice)
    rest = _AROUND_PART.sub("", named.rest)
    clauses = [clause for address in named.addresses if (clause := notice.get(address))]
    titles = [_AROUND_PART.sub("", fold(clause.title)) for clause in clauses]
    if clauses and not named.missing and (not rest or rest in titles):
        return named.addresses
    raise _no_part(value, named.missing, notice)


def _no_part(value: str, missing: str, notice: Notice) -> NotInNoticeError:
    """What there is instead: the number of attachments, or the parts of the one that was named."""
    address = _address(missing or value)
    head = address.partition("/")[0]
    if address and not notice.get(head):
        return NotInNoticeError(
            f"没有附件{head}，公告共有 {len(notice.attachments)} 个附件。",
            f"There is no attachment {head}; the notice has {len(notice.attachments)}.",
            value,
        )
    while address and not notice.get(address):
        address = address.rpartition("/")[0]
    above = notice.get(address)
    held = _held(above, notice) if above else ""
    return NotInNoticeError(
        "公告没有这一部分。" + (held or "请写成 3、2/1 或 附件2二(一) 这样的地址，0 是总体方案。"),
        "The notice has no such part; write an address such as 3 or 2/1.",
        value,
    )


def _address(text: str) -> str:
    """The address that words spell, whether there is such a clause or not; "" where they spell none."""
    folded = fold(text).strip()
    if re.fullmatch(r"[0-9]{1,3}(?:/[0-9]{1,3})*", folded):
        return folded
    found = find_address(folded)
    if found is None or found.attachment is None:
        return ""
    return "/".join(map(str, (found.attachment, *(number for _, number in found.levels))))


def _held(clause: Clause, notice: Notice) -> str:
    children = [c for c in notice.children(clause) if c.kind != "preamble"]
    names = "、".join(c.marker.rstrip("、.") for c in children)
    return f"{notice.short(clause)}之下有 {names}。" if names else f"{notice.short(clause)}之下不再分条。"
