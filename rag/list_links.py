"""A list's query as parameters: the address of its file in the API, a command, and back into the query.

Asked(县科商工信局, lead) within 附件3  ⇄  department=县科商工信局:lead&within=3
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from corpus.clause import Notice
from corpus.text import fold
from rag.list_names import ListError, body_called, parts_called
from rag.list_query import ANY, LEADING, Asked, Kind, ListQuery, Role
from rag.question import UNITS

FORMATS = ("xlsx", "docx", "csv")
# Lists of tasks; the others have an address of their own or nothing to export.
TASK_LISTS = (Kind.TASKS, Kind.LEADERLESS, Kind.PARTS, Kind.OCCURRENCES, Kind.RANKING, Kind.BODIES)
_PATHS = {Kind.FIGURES: "/api/targets", Kind.COMPARISON: "/api/comparison"} | dict.fromkeys(TASK_LISTS, "/api/tasks")
MOST, LONGEST = 40, 200  # parameters of one list; characters of one value

_NAMES = (
    "list",
    "department",
    "role",
    "within",
    "outside",
    "term",
    "any_of",
    "leads",
    "unit",
    "value",
    "level",
    "least",
)
_REPEATED = ("department", "role", "within", "outside", "term")
# What each kind of list is narrowed by: a parameter without effect would pass off a whole list for a part of it.
_TAKES: dict[Kind, frozenset[str]] = {
    Kind.TASKS: frozenset({"department", "role", "within", "outside", "term", "any_of", "leads"}),
    Kind.LEADERLESS: frozenset({"within", "outside", "term"}),
    Kind.PARTS: frozenset({"within", "outside", "level"}),
    Kind.OCCURRENCES: frozenset({"within", "outside", "term", "level"}),
    Kind.RANKING: frozenset({"department", "role", "within", "outside", "level", "least"}),
    Kind.BODIES: frozenset({"department", "role", "within", "outside"}),
    Kind.FIGURES: frozenset(set(_NAMES) - {"list", "least"}),
    Kind.COMPARISON: frozenset({"within", "term", "level"}),
}
_ROLES = {role.value: role for role in Role} | {
    "牵头": Role.LEAD, "共同负责": Role.JOINT, "责任单位": Role.PARTY,
}  # fmt: skip
_BY_NAME = (Kind.TASKS, Kind.FIGURES)  # the lists that a body narrows; of the others only its role counts
_CLAUSES = ("task", "attachment", "chapter", "section", "item", "subitem", "article")
_LEVELS = {Kind.PARTS: _CLAUSES, Kind.COMPARISON: ("title",)}  # of the others "task"
_ANY_NUMBER = (0, 0)
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_PLAIN = re.compile(r"[\w:+/.,%=-]+")

Pairs = Iterable[tuple[str, str]]


# -- the query as parameters ------------------------------------------------------------------------------------------


def parameters(query: ListQuery) -> list[tuple[str, str]]:
    """The query as (name, value) pairs; query_from reads them back. A body is "name", or "name:role+role" where not
    every role is asked for, with "-" before it where it must be absent. `export` and `missing` are not carried."""
    named = query.kind is not Kind.TASKS or not query.bodies
    pairs = [("list", query.kind.value)] if query.kind in TASK_LISTS and named else []
    for asked in query.bodies:
        roles = "" if asked.roles == ANY else ":" + "+".join(role.value for role in Role if role in asked.roles)
        pairs.append(("department", ("-" if asked.absent else "") + asked.name + roles))
    pairs += [("within", part) for part in query.parts]
    pairs += [("outside", part) for part in query.outside]
    pairs += [("term", term) for term in query.terms]
    pairs += [(name, value) for name in ("unit", "value", "level") if (value := getattr(query, name))]
    if query.leads != _ANY_NUMBER:
        pairs.append(("leads", "-".join(map(str, query.leads))))
    return pairs + [("any_of", "true")] * query.any_of + [("least", "true")] * query.least


def exports(query: ListQuery) -> dict[str, str]:
    """format → address of the list as a file, under the API's root; {} for a list that has no file."""
    path, pairs = _PATHS.get(query.kind), parameters(query)
    if path is None or len(pairs) > MOST or any(len(value) > LONGEST for _, value in pairs):
        return {}
    return {name: f"{path}?{urlencode([*pairs, ('format', name)])}" for name in FORMATS}


def command(addresses: Mapping[str, str]) -> str:
    """The command that writes the list at these addresses (those of `exports`) as an Excel file; "" for none."""
    address = urlsplit(addresses.get("xlsx", ""))
    pairs = [(name, value) for name, value in parse_qsl(address.query) if name != "format"]
    bodies = [value for name, value in pairs if name == "department"]
    words = ["python", "-m", "rag", address.path.rpartition("/")[2]]
    for name, value in pairs:
        if (name, value) == ("list", Kind.LEADERLESS.value):
            words.append("--leaderless")
        elif name in ("least", "any_of"):
            words.append(f"--{name.replace('_', '-')}")
        elif name == "department" and len(bodies) == 1 and not value.startswith(("-", ":")):
            body, _, roles = value.partition(":")
            words += ["--department", body, *(part for role in roles.split("+") if role for part in ("--role", role))]
        else:
            words += [f"--{name}={value}"] if value.startswith("-") else [f"--{name}", value]
    return " ".join(map(_quoted, [*words, "--format", "xlsx"])) if address.path else ""


def _quoted(word: str) -> str:
    """A word of a command, in quotation marks that every shell knows where it needs any."""
    return word if _PLAIN.fullmatch(word) else '"' + re.sub(r'(["$`\\])', r"\\\1", word) + '"'


# -- parameters as the query ------------------------------------------------------------------------------------------


def query_from(pairs: Pairs, notice: Notice, kind: Kind = Kind.TASKS) -> ListQuery:
    """The query that (name, value) pairs spell, in any order. kind: what `list` means where it is left out.

    Bodies may be called by any form, parts by address or in words. A `role` goes for every department that is to be in a
    task and carries no role of its own. Without list and department every task is asked for.
    ListError: a pair that is no parameter, or none of this list; NotInNoticeError: an unknown body or part.
    """
    given = _checked(pairs)
    chosen = _kind(_single(given, "list"), kind)
    for name in given:
        if name != "list" and name not in _TAKES[chosen]:
            _refuse(chosen, name)
    roles = frozenset(role for value in given.get("role", ()) for role in _roles(value)) or ANY
    bodies = tuple(_asked(value, roles, chosen, notice) for value in given.get("department", ()))
    if roles != ANY and not bodies:
        if chosen in _BY_NAME:
            raise ListError("参数 role 要和 department 一起给出。", "Give role together with department.")
        bodies = (Asked("", roles),)
    parts, outside = (
        tuple(dict.fromkeys(part for value in given.get(name, ()) for part in parts_called(value, notice)))
        for name in ("within", "outside")
    )
    terms = tuple(dict.fromkeys(term for value in given.get("term", ()) if (term := fold(value).strip())))
    level, unit = _single(given, "level"), _single(given, "unit")
    if (
        chosen is Kind.TASKS and not bodies and "list" not in given and "leads" not in given
    ):  # every task, whether it names a body or not
        chosen, level = Kind.OCCURRENCES, "task"
    query = ListQuery(
        chosen, bodies, parts, terms, unit, level, least=_truth(given, "least"), value=fold(_single(given, "value")),
        outside=outside, any_of=_truth(given, "any_of"), leads=_number(_single(given, "leads")),
    )  # fmt: skip
    _check(query, notice)
    return query


def _checked(pairs: Pairs) -> dict[str, list[str]]:
    """name → its values, each a bounded text that can be seen; ListError for what is none."""
    given: dict[str, list[str]] = {}
    for count, (name, value) in enumerate(pairs, 1):
        if count > MOST or len(value) > LONGEST:
            raise ListError(
                f"参数最多 {MOST} 个，每个最长 {LONGEST} 字。",
                f"At most {MOST} parameters of {LONGEST} characters each.",
            )
        if name not in _NAMES:
            raise ListError(f"没有这个参数，可用的有 {'、'.join(_NAMES)}。", "There is no such parameter.", name[:40])
        if any(unicodedata.category(c) in _UNSEEN for c in value):
            raise ListError("参数里有不可见的字符，请去掉后重试。", "A parameter holds an invisible character.")
        given.setdefault(name, []).append(value.strip())
        if name not in _REPEATED and len(given[name]) > 1:
            raise ListError(f"参数 {name} 只能给一次。", f"Give {name} once.", value)
    return given


def _single(given: Mapping[str, list[str]], name: str) -> str:
    return given.get(name, [""])[0]


def _kind(value: str, kind: Kind) -> Kind:
    if not value or (kind is not Kind.TASKS and value == kind.value):
        return kind
    if kind is Kind.TASKS and value in [known.value for known in TASK_LISTS]:
        return Kind(value)
    known = "、".join(k.value for k in (TASK_LISTS if kind is Kind.TASKS else (kind,)))
    raise ListError(f"没有这种清单，list 可用的有 {known}。", f"There is no such list; list is one of {known}.", value)


def _refuse(kind: Kind, name: str) -> None:
    if kind is Kind.LEADERLESS and name in ("department", "role"):
        raise ListError(
            "未写明牵头单位的清单不分单位；要看某个单位共同负责而没有牵头单位的任务，请用 department 和 role=joint。",
            "The list of tasks without a lead takes no department; ask for a department with role=joint.",
        )
    known = "、".join(n for n in _NAMES if n in _TAKES[kind])
    raise ListError(f"这种清单不能用 {name}，可用的有 {known}。", f"This list takes no {name}.")


def _roles(value: str) -> frozenset[Role]:
    """The roles of "lead+joint"; a "+" that came through an address undone is a space."""
    names = re.split(r"[+,、\s]+", value.strip().lower())
    if any(name not in _ROLES for name in names):
        raise ListError(
            "没有这种角色，可用的有 lead（牵头）、joint（共同负责而未写明牵头）、party（责任单位）。",
            "There is no such role; use lead, joint or party.",
            value,
        )
    return frozenset(_ROLES[name] for name in names)


def _truth(given: Mapping[str, list[str]], name: str) -> bool:
    value = _single(given, name).lower()
    if value not in ("", "true", "false", "1", "0"):
        raise ListError(f"参数 {name} 只能是 true 或 false。", f"Give true or false for {name}.", value)
    return value in ("true", "1")


def _number(value: str) -> tuple[int, int]:
    """At least and at most, of "2" or "2-5"."""
    if not value:
        return _ANY_NUMBER
    found = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", value, re.ASCII)
    if found is None or int(found[2] or found[1]) < max(1, int(found[1])):
        raise ListError(
            "参数 leads 应是牵头单位的个数，如 2 或 2-5。", "Give a number of leads such as 2 or 2-5.", value
        )
    return int(found[1]), int(found[2] or found[1])


def _asked(value: str, roles: frozenset[Role], kind: Kind, notice: Notice) -> Asked:
    absent = value.startswith("-")
    name, colon, own = value.removeprefix("-").replace("：", ":").partition(":")
    if kind not in _BY_NAME and name:
        raise ListError("这种清单不能指定单位，只能用 role。", "This list takes no department, only a role.", value)
    body = body_called(name, notice) if kind in _BY_NAME else ""
    return Asked(body, _roles(own) if colon else ANY if absent else roles, absent)


def _check(query: ListQuery, notice: Notice) -> None:
    """What a list of its kind cannot be asked for."""
    if query.any_of and all(asked.absent for asked in query.bodies):
        raise ListError("参数 any_of 要和 department 一起给出。", "Give any_of together with department.")
    if query.kind is Kind.FIGURES and query.leads != _ANY_NUMBER and not query.bodies:
        raise ListError("指标清单的 leads 要和 department 一起给出。", "Give leads together with department.")
    if query.kind is Kind.PARTS and not query.parts:
        raise ListError("清单 parts 要用 within 指明是哪一部分。", "The list of a part's clauses needs within.")
    if query.kind is Kind.BODIES and query.bodies not in ((), (Asked("", LEADING),)):
        raise ListError("单位清单的 role 只能是 lead。", "A list of departments takes no role but lead.")
    if query.kind is Kind.COMPARISON and any("/" in part or part == "0" for part in query.parts):
        raise ListError(
            "对照只能按整个附件缩小范围，如 within=3。", "A comparison is narrowed by whole attachments: within=3."
        )
    levels = _LEVELS.get(query.kind, ("task",))
    if query.level and query.level not in levels:
        raise ListError(
            f"没有这种级别，level 可用的有 {'、'.join(levels)}。", f"Level is one of {', '.join(levels)}.", query.level
        )
    printed = {figure.unit for clause in notice.clauses for figure in clause.figures}
    if query.unit and query.unit not in UNITS and not any(unit.endswith(query.unit) for unit in printed):
        raise ListError(
            f"没有这种计量单位，可写 {'、'.join(UNITS)}，或原文所用的单位，如 亩、亿元。",
            f"There is no such unit; use {', '.join(UNITS)} or one that is printed.",
            query.unit,
        )
