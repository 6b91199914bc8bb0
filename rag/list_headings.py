"""What stands over a list: what was asked for, how many rows, by role; and the sentence for a list without a row."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.clause import Notice
from rag import statements
from rag.draft import called, place
from rag.list_query import ANY, LEADING, NOT_LEADING, Asked, Kind, ListQuery, Role
from rag.register import Listing, find, tasks_in

_ROLES = {
    Role.LEAD: ("牵头", "lead"),
    Role.JOINT: ("共同负责（未写明牵头）", "joint, no lead named"),
    Role.PARTY: ("责任单位", "party"),
}
_ASKED = {
    LEADING: ("牵头", "leads"),
    NOT_LEADING: ("参与而不牵头", "takes part without leading"),
    frozenset({Role.JOINT}): ("共同负责而未写明牵头", "is jointly responsible with no lead named"),
    frozenset({Role.PARTY}): ("作责任单位、另有单位牵头", "takes part under another lead"),
}
_MOST_RANKED = 5


def _n(number: int, noun: str) -> str:
    """ "1 task", "3 tasks"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def heading(found: Listing, notice: Notice, *, english: bool) -> list[str]:
    """The lines over a list that has rows; each row's own words are proven by its citation, these count the rows."""
    make = {
        Kind.TASKS: _tasks,
        Kind.RANKING: _ranking,
        Kind.COUNTS: _counts,
        Kind.FIGURES: _figures,
        Kind.PARTS: _parts,
    }.get(found.kind, _simple)
    lines = make(found, notice, english)
    if found.query.missing:
        lines.append(
            f"(The notice has no {found.query.missing}.)"
            if english
            else f"（公告没有“{found.query.missing}”，未列入。）"
        )
    return lines


def where(found: Listing, notice: Notice, *, english: bool) -> str:
    """The parts that a list is kept to: "附件2 二(一)、附件3"; "" for the whole notice."""
    names = [place(notice, part, english=True) if english else notice.short(part) for part in found.parts]
    said = (", " if english else "、").join(names)
    left = [clause for address in found.query.outside if (clause := notice.get(address))]
    if not left:
        return said
    out = (", " if english else "、").join(place(notice, c, english=True) if english else notice.short(c) for c in left)
    return (f"{said} " if said else "the notice ") + f"outside {out}" if english else f"除{out}外{said}"


def described(asked: Iterable[Asked], *, english: bool, any_of: bool = False) -> str:
    """Bodies with their roles in words: "县发改局牵头、县财政局参与而不牵头"."""
    asked = list(asked)
    present = [a for a in asked if not a.absent]
    absent = [a for a in asked if a.absent]
    if any_of and len(present) > 1:
        said = (" or " if english else "或").join(_one(a, english=english) for a in present)
    elif len(present) > 1 and all(a.roles == ANY for a in present):
        names = [_name(a.name, english=english) for a in present]
        said = " and ".join(names) + " are all named" if english else "、".join(names) + "都列名"
    else:
        said = ("; " if english else "、").join(_one(a, english=english) for a in present)
    for a in absent:
        role = " leading" if a.roles == LEADING else ""
        said += (
            f", without {_name(a.name, english=True)}{role}" if english else f"、没有{a.name}{'牵头' if role else ''}"
        )
    return said


def _assigned(found: Listing, *, english: bool) -> str:
    """Who does what in the tasks of a list: its bodies, and how many lead."""
    query = found.query
    said = described(query.bodies, english=english, any_of=query.any_of).strip("、, ")
    least, most = query.leads
    if (least, most) == (0, 0):
        return said
    led = ("one body leads alone" if most == 1 else f"{least} bodies or more lead") if english else (
        "由一个单位单独牵头" if most == 1 else f"由 {least} 个以上单位共同牵头"
    )  # fmt: skip
    return f"{said}, {led}" if said and english else f"{said}、{led}" if said else led


def _one(asked: Asked, *, english: bool) -> str:
    words = _ASKED.get(asked.roles, ("负责", "is responsible"))
    return f"{_name(asked.name, english=True)} {words[1]}" if english else f"{asked.name}{words[0]}"


def _name(name: str, *, english: bool) -> str:
    return f"{statements.english_name(name)} ({name})" if english else name


def _about(found: Listing, *, english: bool) -> str:
    if not found.query.terms:
        return ""
    return f" that hold “{found.query.terms[0]}”" if english else f"写有“{found.query.terms[0]}”的"


def _tasks(found: Listing, notice: Notice, english: bool) -> list[str]:
    n, part = len(found.rows), where(found, notice, english=english)
    inside = (f"In {part}, " if english else f"{part}中，") if part else ""
    about = _about(found, english=english)
    counts = {role: found.roles.count(role) for role in Role if found.roles.count(role)}
    split = ""
    if len(counts) > 1:
        split = (
            " (" + "; ".join(f"{_ROLES[r][1]} {k}" for r, k in counts.items()) + ")"
            if english
            else "（" + "；".join(f"{_ROLES[r][0]} {k} 项" for r, k in counts.items()) + "）"
        )
    said = _assigned(found, english=english)
    lines = [
        f"{inside}{said}: {_n(n, 'task')}{about}{split}"
        if english
        else f"{inside}{said}的{about}任务共 {n} 项{split}："
    ]
    return lines + _besides(found, notice, english=english)


def _besides(found: Listing, notice: Notice, *, english: bool) -> list[str]:
    """How many tasks a body has in the roles that were not asked for, so that no one takes the list for all of its work."""
    query = found.query
    whole = not (query.terms or query.any_of or query.leads != (0, 0))
    if len(query.bodies) != 1 or not whole or query.bodies[0].absent or query.bodies[0].roles == ANY:
        return []
    body = query.bodies[0]
    rest = find(
        ListQuery(Kind.TASKS, (Asked(body.name, ANY - body.roles),), query.parts, outside=query.outside), notice
    )
    if not rest.rows:
        return []
    n = len(rest.rows)
    other = _ASKED.get(ANY - body.roles, ("以其他身份负责", "is otherwise responsible"))
    return [
        f"({_name(body.name, english=True)} {other[1]} in {n} more, not listed here.)"
        if english
        else f"（{body.name}{other[0]}的另有 {n} 项，未列在此。）"
    ]


def _ranking(found: Listing, notice: Notice, english: bool) -> list[str]:
    part = where(found, notice, english=english)
    inside = (f"In {part}, " if english else f"{part}中，") if part else ""
    least = found.query.least
    if found.query.level == "task":
        n = len(found.rows[0].responsible)
        if english:
            return [f"{inside}the {'fewest' if least else 'most'} bodies named by one task are {n}:"]
        return [f"{inside}列名单位最{'少' if least else '多'}的任务列了 {n} 个单位："]
    top = [(name, n) for name, n in found.ranked if n == found.ranked[0][1]]
    after = found.ranked[len(top) : len(top) + _MOST_RANKED]
    role = _ASKED.get(found.asked, ("负责", "is responsible for"))
    names = (" and " if english else "、").join(_name(name, english=english) for name, _ in top)
    if english:
        verb = {"leads": "leads"}.get(role[1], "has")
        rest = ", ".join(f"{_name(name, english=True)} {n}" for name, n in after)
        return [f"{inside}{names} {verb} the {'fewest' if least else 'most'} tasks: {top[0][1]}. Next: {rest}."]
    rest = "、".join(f"{name} {n} 项" for name, n in after)
    each = "各" if len(top) > 1 else "共"
    return [f"{inside}{role[0]}任务最{'少' if least else '多'}的是{names}，{each} {top[0][1]} 项。其后依次为：{rest}。"]


def _counts(found: Listing, notice: Notice, english: bool) -> list[str]:
    counts = [(c, len(tasks_in(c, notice))) for c in notice.attachments]
    total = sum(n for _, n in counts)
    if english:
        split = ", ".join(f"{place(notice, c, english=True)} {n}" for c, n in counts)
        lines = [f"The attachments hold {total} tasks in all: {split}."]
        extreme = f"The {'fewest' if found.query.least else 'most'} are in:"
    else:
        split = "、".join(f"{notice.short(c)} {n} 项" for c, n in counts)
        lines = [f"各附件共列任务 {total} 项：{split}。"]
        extreme = f"其中任务最{'少' if found.query.least else '多'}的是："
    return [*lines, extreme] if found.query.level == "extreme" else lines


def _figures(found: Listing, notice: Notice, english: bool) -> list[str]:
    n, clauses = len(found.rows), len({c.id for c in found.rows})
    part = where(found, notice, english=english)
    if english:
        return [f"{_n(n, 'figure')} in {_n(clauses, 'clause')}{f' of {part}' if part else ''}:"]
    return [f"{f'{part}中' if part else '全文'}符合所问的数字指标共 {n} 个，分在 {clauses} 条："]


def _parts(found: Listing, notice: Notice, english: bool) -> list[str]:
    names = [place(notice, part, english=english) for part in found.parts]
    if english:
        return [f"{', '.join(names)} holds {len(found.rows)} items:"]
    return [f"{'、'.join(names)}共有 {len(found.rows)} 项："]


def _simple(found: Listing, notice: Notice, english: bool) -> list[str]:
    n, part = len(found.rows), where(found, notice, english=english)
    inside = (f"In {part}, " if english else f"{part}中，") if part else ""
    if found.kind is Kind.ATTACHMENTS:
        return [f"The notice has {n} attachments:" if english else f"公告共有 {n} 个附件："]
    if found.kind is Kind.LEADERLESS:
        return [
            f"{inside}{_n(n, 'task')} name several bodies and no lead (all that are named are jointly responsible):"
            if english
            else f"{inside}没有写明牵头单位的任务共 {n} 项（由所列单位共同负责）："
        ]
    if found.kind is Kind.OCCURRENCES:
        terms = (", " if english else "、").join(f"“{t}”" for t in found.query.terms)
        return [
            f"{inside}{_n(n, 'clause')} (or the unofficial translation) {'holds' if n == 1 else 'hold'} {terms}:"
            if english
            else f"{inside}写有{terms}的条款共 {n} 条："
        ]
    bodies = {name for c in found.rows for name in (c.lead if found.query.bodies else c.responsible)}
    led = found.query.bodies
    if english:
        return [f"{inside}{len(bodies)} bodies {'lead tasks' if led else 'are named'} (in {n} clauses):"]
    return [f"{inside}{'牵头的' if led else '列名的'}单位共 {len(bodies)} 个（见于 {n} 条）："]


def nothing(found: Listing, notice: Notice, *, english: bool) -> str:
    """The sentence for a list without a row; it claims nothing beyond the part that was asked about."""
    part = where(found, notice, english=english) or ("the notice" if english else called(notice))
    if found.kind is Kind.LEADERLESS:
        return (
            f"In {part}, no task names bodies without a lead."
            if english
            else f"{part}中列了单位的任务都写明了牵头单位。"
        )
    if found.kind is Kind.ATTACHMENTS:
        return "The notice has no attachments." if english else "公告没有附件。"
    if found.kind in (Kind.TASKS, Kind.RANKING) and found.query.bodies:
        said = _assigned(found, english=english)
        about = _about(found, english=english)
        lines = (
            f"In {part}, there is no task{about} so assigned: {said}."
            if english
            else f"{part}中没有{said}的{about}任务。"
        )
        return " ".join([lines, *_besides(found, notice, english=english)])
    if found.kind is Kind.FIGURES:
        return f"In {part}, no figure fits this." if english else f"{part}中没有符合所问的数字指标。"
    return f"In {part}, there is nothing of the kind." if english else f"{part}中没有这样的条款。"
