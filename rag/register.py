"""Complete lists over the clause tree: tasks by body and role, what a part holds, the attachments.

A nearest-k search returns k; these return all. Every row is a clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from rag.address import AddressQuery, resolve
from rag.question import Question


class Role(StrEnum):
    """What a body does in a task."""

    LEAD = "lead"  # the clause names it after 牵头
    JOINT = "joint"  # the clause names several bodies and no lead
    PARTY = "party"  # another body leads


@dataclass(frozen=True, slots=True)
class Listing:
    """rows: the clauses, in reading order. roles: what each row's body does there, where a body was asked for."""

    kind: str  # "tasks" | "shared" | "children" | "attachments" | "leaderless" | "count"
    rows: tuple[Clause, ...]
    body: str = ""
    roles: tuple[Role, ...] = ()
    within: Clause | None = None


TASK_KINDS = ("item", "subitem", "article")

_MANY = re.compile(
    r"哪些|哪几|有啥|所有|全部|列出|清单|一览|都有|多少(?:项|个|条)|几(?:项|个|条)|什么(?:任务|工作|活|事)|啥(?:任务|工作|活|事)|干什么|干啥|要做的|list|every|all (?:the )?(?:tasks|items|duties)|which tasks|what tasks|what (?:does|is) .{0,60}(?:responsible|in charge|lead|do\b)|how many (?:tasks|items)"
)
_TASKS = re.compile(
    r"任务|工作|事项|项目清单|活|条目|职责|分工|牵头|负责|配合|参与|几项|事儿?|task|item|dut(?:y|ies)|lead|responsib|work|assignment"
)
_NO_LEAD = re.compile(
    r"牵头(?:单位|部门)?.{0,2}(?:没|未|无)(?:有|写|列|定|明确)|(?:没有?|未|无)(?:明确|写明|列明|指定|注明|标明|写)?.{0,4}牵头|no lead|without (?:a )?lead"
)
_ATTACHMENTS = re.compile(
    r"(?:哪些|哪几个|几个|哪七个|多少个|列出|分别是|都有|有啥).{0,6}(?:附件|攻坚(?!任务|目标|重点|战))|(?<!专)(?:附件|七大攻坚|七个攻坚|7大攻坚)(?!.{0,8}专班).{0,8}(?:有哪些|哪几|哪七|是哪|分别|都是|包括|几个|指什么|指的是|是什么|有啥|名称|清单)|(?:list|name|show)(?: me)?(?: all)?(?: of)?(?: the)?(?: seven| 7)? (?:attachments|annexes|campaigns)|(?:what are|which are) .{0,20}(?:seven|7) (?:attachments|annexes|campaigns|battles|drives)|what attachments|which attachments|how many attachments"
)
_LEAD = re.compile(r"牵头|主抓|带头|挑头|lead|\bled\b")
_PARTY = re.compile(r"配合|参与|协办|协助|participat|support|involved")


def tasks_of(notice: Notice, body: str, roles: frozenset[Role], attachment: str | None = None) -> Listing:
    """Every clause that gives `body` (its full name) one of `roles`."""
    rows, found = [], []
    for clause in notice.clauses:
        role = role_in(clause, body)
        if role in roles and (attachment is None or clause.address.split("/")[0] == attachment):
            rows.append(clause)
            found.append(role)
    return Listing("tasks", tuple(rows), body, tuple(r for r in found if r is not None))


def role_in(clause: Clause, body: str) -> Role | None:
    """What a body does in a clause, or None where the clause does not name it."""
    if body in clause.lead:
        return Role.LEAD
    if body in clause.parties:
        return Role.PARTY if clause.lead else Role.JOINT
    return None


def leaderless(notice: Notice, attachment: str | None = None) -> Listing:
    """Tasks that name bodies and no lead."""
    rows = (c for c in notice.clauses if c.kind in TASK_KINDS and c.parties and not c.lead)
    return Listing("leaderless", tuple(c for c in rows if attachment is None or c.address.split("/")[0] == attachment))


def find_listing(question: Question, address: AddressQuery | None, notice: Notice) -> Listing | None:
    """The complete list that a question asks for, or None where it asks for no list."""
    text = question.folded
    attachment = str(address.attachment) if address and address.attachment is not None else None
    if _NO_LEAD.search(text):
        return leaderless(notice, attachment)
    if _ATTACHMENTS.search(text) and attachment is None:
        return Listing("attachments", tuple(c for c in notice.clauses if c.kind == "attachment" and c.address != "0"))
    if not _MANY.search(text):
        return None
    mentioned = list(dict.fromkeys(name for _, _, name in Gazetteer.load().mentions(text)))
    if len(mentioned) >= 2 and _TASKS.search(text) and _about_bodies(text, mentioned):
        return shared_by(notice, _roles_asked(text, mentioned), attachment)
    if len(mentioned) == 1 and _TASKS.search(text) and _about_bodies(text, mentioned):
        roles = (
            frozenset({Role.LEAD})
            if _LEAD.search(text)
            else frozenset({Role.PARTY, Role.JOINT})
            if _PARTY.search(text)
            else frozenset(Role)
        )
        return tasks_of(notice, mentioned[0], roles, attachment)
    if address is not None and not mentioned and _TASKS.search(text):
        return _children(address, notice)
    return None


def _roles_asked(text: str, bodies: list[str]) -> dict[str, frozenset[Role]]:
    """What each body is asked for, by the words behind its name: "A牵头、B配合的任务"."""
    asked = {body: frozenset(Role) for body in bodies}
    spans = Gazetteer.load().mentions(text)
    for (_, end, name), following in zip(spans, [*(s for s, _, _ in spans[1:]), len(text)], strict=True):
        between = text[end:following]
        if _LEAD.search(between):
            asked[name] = frozenset({Role.LEAD})
        elif _PARTY.search(between) and not re.search("共同|都|一起", between):
            asked[name] = frozenset({Role.PARTY, Role.JOINT})
    return asked


def shared_by(notice: Notice, asked: dict[str, frozenset[Role]], attachment: str | None = None) -> Listing:
    """Every clause in which each of the bodies has one of its roles."""
    rows = (c for c in notice.clauses if attachment is None or c.address.split("/")[0] == attachment)
    found = tuple(c for c in rows if all(role_in(c, body) in roles for body, roles in asked.items()))
    return Listing("shared", found, "、".join(asked))


def _about_bodies(text: str, bodies: list[str]) -> bool:
    """Whether what is left of a question beside the bodies and the words of listing names no further matter."""
    spans = [(a, b) for a, b, name in Gazetteer.load().mentions(text) if name in bodies]
    for start, end in reversed(spans):
        text = text[:start] + " " + text[end:]
    rest = _FILLER.sub("", text)
    return len(re.findall(r"[\u3400-\u9fff]", rest)) <= 3 and len(re.findall(r"[a-z]{3,}", rest)) <= 4


_FILLER = re.compile(
    r"具体|共同|一起|都有?|同时|但是?|和|与|跟|领了?|当作?|作为|身上|名下|相关|承接|涉及|参加|有份|附件[零一二三四五六七八九十\d]+|总体方案|我们|咱们?|新田县?|县里|全县|负责|牵头|配合|参与|主抓|哪些|哪几|什么|多少|所有|全部|任务|工作|事项|条目|职责|分工|清单|"
    r"列出|一览|承担|要干|要做|需要|一共|总共|[的了吗呢啊请把都有要干做活事项个条在里面中为作为单位由是到底该帮我给查下来出一]|"
    r"list|every(?:thing)?|all|the|tasks?|items?|led|lead(?:s|ing)?|by|which|what|does|responsible|for|under|show|me|are|assigned|to|of|county|xintian|bureau|in|charge|do|is"
)


def _children(address: AddressQuery, notice: Notice) -> Listing | None:
    found = resolve(address, notice)
    if len(found) != 1:
        return None
    within = found[0]
    rows = notice.children(within)
    if within.kind == "attachment":
        prefix = within.address + "/"
        rows = tuple(
            c
            for c in notice.clauses
            if c.address.startswith(prefix) and c.kind in TASK_KINDS and not notice.children(c)
        )
    return Listing("children", tuple(c for c in rows if c.kind != "preamble"), within=within) if rows else None
