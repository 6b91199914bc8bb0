"""Complete lists over the clause tree: tasks by body and role, what a part holds, the attachments.

A nearest-k search returns k; these return all. Every row is a clause.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.text import fold
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

    kind: str  # "tasks" | "shared" | "occurrences" | "children" | "attachments" | "leaderless"
    rows: tuple[Clause, ...]
    body: str = ""
    roles: tuple[Role, ...] = ()
    within: Clause | None = None
    asked: frozenset[Role] = frozenset()  # the roles that were asked for


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
    r"(?:哪些|哪几个|几个|哪七个|多少个|列出|分别是|都有|有啥).{0,6}(?:附件|攻坚(?!任务|目标|重点|战))|(?:附件(?![0-9一二三四五六七八九十])|七大攻坚|七个攻坚|7大攻坚)(?!.{0,8}专班).{0,8}(?:有哪些|哪几|哪七|是哪|分别|都是|包括|几个|指什么|指的是|是什么|有啥|名称|清单)|(?:list|name|show)(?: me)?(?: all)?(?: of)?(?: the)?(?: seven| 7)? (?:attachments|annexes|campaigns)|(?:what are|which are) .{0,20}(?:seven|7) (?:attachments|annexes|campaigns|battles|drives)|what attachments|which attachments|how many attachments"
)
_LEAD = re.compile(r"牵头|主抓|带头|挑头|lead|\bled\b")
_PARTY = re.compile(r"配合|协办|协助|\bsupport")


def tasks_of(notice: Notice, body: str, roles: frozenset[Role], attachment: str | None = None) -> Listing:
    """Every clause that gives `body` (its full name) one of `roles`."""
    rows, found = [], []
    for clause in notice.clauses:
        role = role_in(clause, body)
        if role in roles and (attachment is None or clause.attachment == attachment):
            rows.append(clause)
            found.append(role)
    return Listing(
        "tasks", tuple(rows), body, tuple(r for r in found if r is not None), _part(notice, attachment), roles
    )


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
    found = tuple(c for c in rows if attachment is None or c.attachment == attachment)
    return Listing("leaderless", found, within=_part(notice, attachment))


def _part(notice: Notice, attachment: str | None) -> Clause | None:
    return None if attachment is None else notice.get(attachment)


def find_listings(question: Question, address: AddressQuery | None, notice: Notice) -> tuple[Listing, ...]:
    """The complete lists that a question asks for, empty where it asks for none."""
    text = question.folded
    attachment = str(address.attachment) if address and address.attachment is not None else None
    if _NO_LEAD.search(text):
        return (leaderless(notice, attachment),)
    if _ATTACHMENTS.search(text) and attachment is None:
        return (
            Listing("attachments", tuple(c for c in notice.clauses if c.kind == "attachment" and c.address != "0")),
        )
    term = _OCCURRENCES.search(text)
    if term:
        return _occurrences(notice, next(g for g in term.groups() if g), attachment)
    mentioned = list(dict.fromkeys(name for _, _, name in Gazetteer.load().mentions(text)))
    if (
        mentioned
        and _TASKS.search(text)
        and not _EITHER.search(text)
        and not _FORCE.search(text)
        and _about_bodies(text, mentioned)
    ):
        asked = _roles_asked(text, mentioned)
        if len(mentioned) == 1 or _EACH.search(text):
            return tuple(tasks_of(notice, body, roles, attachment) for body, roles in asked.items())
        return (shared_by(notice, asked, attachment),)
    if address is not None and not mentioned and _MANY.search(text) and _TASKS.search(text):
        found = _children(address, notice)
        return (found,) if found else ()
    return ()


_FORCE = re.compile(r"专班|task ?force|working group")
_EACH = re.compile(r"各|分别|each|respectively")
# "A牵头还是B牵头": of two bodies the one that leads a matter, no list of either's tasks.
_EITHER = re.compile(r"(?:牵头|负责|管|抓|局|委|办|委员会)[,，]?(?:还是|抑或|or\b)")
_JOINED = re.compile(r"\s*(?:和|与|、|跟|及|以及|,|，|and)\s*")
_OCCURRENCES = re.compile(
    r"(?:提到|写到|写了|出现|说到|讲到|涉及)[过了]?“([^”]{2,20})”.{0,4}(?:地方|条款|条|处|有哪些|哪)|“([^”]{2,20})”.{0,6}(?:出现|提到|写到).{0,6}(?:几|多少|哪)"
    r"|(?:哪些|哪几|几|多少)(?:个)?(?:地方|处|条款|条).{0,4}(?:提到|写到|写了|出现|说到|涉及)[过了]?“?([^”?？]{2,20})”?|where (?:is|are) “?\"?([^”\"?]{2,20})”?\"? mentioned"
)


def _occurrences(notice: Notice, term: str, attachment: str | None) -> tuple[Listing, ...]:
    rows = (c for c in notice.clauses if attachment is None or c.attachment == attachment)
    found = tuple(c for c in rows if term in fold(c.text))
    return (Listing("occurrences", found, term, within=_part(notice, attachment)),) if found else ()


def _roles_asked(text: str, bodies: list[str]) -> dict[str, frozenset[Role]]:
    """What each body is asked for, by the words behind its name: "A牵头、B配合的任务"; "A和B共同牵头" asks both for a lead.

    参与 and 负责 ask for every role, 牵头 for leads, 配合 for the others; 牵头 with 配合 again for every role.
    """
    asked: dict[str, frozenset[Role]] = {}
    spans = Gazetteer.load().mentions(text)
    waiting: list[str] = []
    for (_, end, name), following in zip(spans, [*(s for s, _, _ in spans[1:]), len(text)], strict=True):
        between = text[end:following]
        waiting.append(name)
        if _JOINED.fullmatch(between):
            continue
        leads, others = bool(_LEAD.search(between)), bool(_PARTY.search(between))
        roles = (
            frozenset({Role.LEAD})
            if leads and not others
            else frozenset({Role.PARTY, Role.JOINT})
            if others and not leads
            else frozenset(Role)
        )
        asked |= dict.fromkeys(waiting, roles)
        waiting = []
    if len(bodies) == 1 and not _LEAD.search(text):  # "县数据局的活"; words before the name count too: "led by …"
        return {bodies[0]: frozenset({Role.PARTY, Role.JOINT}) if _PARTY.search(text) else frozenset(Role)}
    if len(bodies) == 1 and not _PARTY.search(text):
        return {bodies[0]: frozenset({Role.LEAD})}
    return asked | dict.fromkeys(waiting, frozenset(Role))


def shared_by(notice: Notice, asked: dict[str, frozenset[Role]], attachment: str | None = None) -> Listing:
    """Every clause in which each of the bodies has one of its roles."""
    rows = (c for c in notice.clauses if attachment is None or c.attachment == attachment)
    found = tuple(c for c in rows if all(role_in(c, body) in roles for body, roles in asked.items()))
    return Listing("shared", found, "、".join(asked), within=_part(notice, attachment))


def _about_bodies(text: str, bodies: list[str]) -> bool:
    """Whether what is left of a question beside the bodies and the words of listing names no further matter."""
    spans = [(a, b) for a, b, name in Gazetteer.load().mentions(text) if name in bodies]
    for start, end in reversed(spans):
        text = text[:start] + " " + text[end:]
    rest = _FILLER.sub("", text)
    return len(re.findall(r"[\u3400-\u9fff]", rest)) <= 3 and len(re.findall(r"[a-z]{3,}", rest)) <= 4


_FILLER = re.compile(
    r"哪一?项|联合|各自?|分别|事项|情况|参加|一览表?|具体|共同|一起|都有?|同时|但是?|和|与|跟|领了?|当作?|作为|身上|名下|相关|承接|涉及|参加|有份|附件[零一二三四五六七八九十\d]+|总体方案|我们|咱们?|新田县?|县里|全县|负责|牵头|配合|参与|主抓|哪些|哪几|什么|多少|所有|全部|任务|工作|事项|条目|职责|分工|清单|"
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
