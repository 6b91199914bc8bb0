"""A list's query → the table that its file shows, named after every condition that its rows were chosen by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from corpus.clause import Clause, Notice
from rag.compare import HEADERS, rows
from rag.comparison_lines import chosen
from rag.export import table as tables
from rag.export.table import INFERRED, Table, safe_name
from rag.judge import LABELS, Pair
from rag.list_query import ANY, LEADING, Asked, Kind, ListQuery, Role
from rag.register import Listing, find

_WIDTHS = (3.2, 11.0, 9.0, 20.0, 9.0, 20.0, 7.0, 17.0)
_UNITS = {
    "money": "金额", "percent": "百分比", "time": "时间", "age": "年龄", "area": "面积", "weight": "重量", "length": "长度",
    "count": "个数",
}  # fmt: skip
_MANY = 20  # leads: "at most" so many is no bound
_ROLES = {Role.LEAD: "牵头", Role.JOINT: "共同负责", Role.PARTY: "作责任单位"}
_ONE_SIDED = "“—”表示该处没有写这一内容。"


def table(query: ListQuery, notice: Notice) -> Table:
    """The list that a query asks for as a table: targets, a comparison, or tasks."""
    if query.kind is Kind.COMPARISON:
        return _comparison(query, notice)
    found = listed(query, notice)
    if query.kind is Kind.FIGURES:
        pairs = list(zip(found.rows, found.figures, strict=True))
        made = tables.targets(pairs, notice, _limited("指标目标一览表", _of_figures(found, notice)))
    else:
        made = tables.tasks(found, notice)
    title = _besides(_title(query, found, notice) or made.title, query, notice)
    return replace(made, title=title, name=safe_name(title))


def listed(query: ListQuery, notice: Notice) -> Listing:
    """The rows of a list; of a ranking the tasks of the one body that comes first, with its roles."""
    found = find(query, notice)
    first = [name for name, count in found.ranked if count == found.ranked[0][1]]
    if query.kind is not Kind.RANKING or len(first) != 1:
        return found
    roles = query.bodies[0].roles if query.bodies else Asked(first[0]).roles
    settled = ListQuery(Kind.TASKS, (Asked(first[0], roles),), query.parts, outside=query.outside)
    return find(settled, notice)


def pairs_of(query: ListQuery, notice: Notice) -> tuple[Pair, ...]:
    """The rows of a comparison."""
    return chosen(find(query, notice), notice)


# -- names ------------------------------------------------------------------------------------------------------------


def _limited(head: str, limits: Iterable[str]) -> str:
    said = "；".join(limit for limit in limits if limit)
    return head + (f"（{said}）" if said else "")


def _besides(title: str, query: ListQuery, notice: Notice) -> str:
    """A title with the conditions that any kind of list may have: parts left out, bodies by choice, how many lead."""
    least, most = query.leads
    number = f"{least} 个" if least == most else f"{least}—{most} 个" if most < _MANY else f"{least} 个以上"
    out = "、".join(notice.short(clause).replace(" ", "") for a in query.outside if (clause := notice.get(a)))
    limits = (
        f"不含{out}" if out else "",
        "所列单位有其一即可" if query.any_of else "",
        f"牵头单位 {number}" if most else "",
    )
    said = "；".join(filter(None, limits))
    if not said:
        return title
    return f"{title[:-1]}；{said}）" if title.endswith("）") else f"{title}（{said}）"


def _title(query: ListQuery, found: Listing, notice: Notice) -> str:
    """The name of a list of clauses that is no body's, "" where the table's own says what it holds."""
    if query.kind is Kind.FIGURES:
        return ""
    parts = _parts(found, notice)
    if query.kind is Kind.OCCURRENCES and not query.terms:
        return "" if query.parts else "全部任务分解表"
    if query.kind is Kind.OCCURRENCES:
        head = "任务分解表" if query.level == "task" else "条款一览表"
        return _limited(head, (_about(query), parts))
    if query.kind is Kind.PARTS and query.level != "task" and any(c.kind != "attachment" for c in found.parts):
        return f"{parts}条目一览表"
    if query.kind is Kind.PARTS and query.level not in ("", "task"):
        return f"{parts}条目一览表"
    if query.kind is Kind.BODIES:
        return _limited("写明牵头单位的条目一览表" if query.bodies else "列有责任单位的条目一览表", (parts,))
    if query.kind is Kind.RANKING and found.kind is Kind.RANKING:
        most = "最少" if query.least else "最多"
        who = f"列名单位{most}的任务" if query.level == "task" else f"任务{most}的单位：{'、'.join(_first(found))}"
        role = "限牵头" if query.bodies and query.bodies[0].roles == LEADING else ""
        return _limited("任务分解表", (who, role, parts))
    if query.kind is Kind.TASKS and not query.bodies:
        return _limited("列有责任单位的任务分解表", (parts, _about(query)))
    return ""


def _first(found: Listing) -> list[str]:
    return [name for name, count in found.ranked if count == found.ranked[0][1]]


def _parts(found: Listing, notice: Notice) -> str:
    return "、".join(notice.short(part).replace(" ", "") for part in found.parts)


def _about(query: ListQuery) -> str:
    return f"写有{'或'.join(f'“{term}”' for term in query.terms)}" if query.terms else ""


def _of_figures(found: Listing, notice: Notice) -> tuple[str, ...]:
    query = found.query
    return (
        *(_body(asked) for asked in query.bodies),
        _parts(found, notice),
        f"指标含{'或'.join(f'“{term}”' for term in query.terms)}" if query.terms else "",
        f"计量：{_UNITS.get(query.unit, query.unit)}" if query.unit else "",
        f"数值：{query.value}" if query.value else "",
        "限任务条目" if query.level == "task" else "",
    )


def _body(asked: Asked) -> str:
    roles = "" if asked.roles == ANY else "、".join(_ROLES[role] for role in Role if role in asked.roles)
    return f"{'不含' if asked.absent else ''}{asked.name}{roles}的任务"


# -- the overall plan against the attachments -------------------------------------------------------------------------


def _comparison(query: ListQuery, notice: Notice) -> Table:
    pairs = pairs_of(query, notice)
    head = "总体方案与附件名称对照表" if query.level else "总体方案与附件对照表"
    about = f"涉及{'或'.join(f'“{term}”' for term in query.terms)}" if query.terms else ""
    counts = Counter(pair.verdict for pair in pairs)
    split = "；".join(f"{LABELS[verdict]} {count} 处" for verdict, count in counts.most_common())
    return Table.of(
        notice, _limited(head, (_parts(find(query, notice), notice), about)), HEADERS, rows(pairs, notice),
        widths=_WIDTHS, summary=f"共 {len(pairs)} 处" + (f"：{split}" if split else ""),
        remarks=_remarks(pairs, notice),
    )  # fmt: skip


def _remarks(pairs: Iterable[Pair], notice: Notice) -> list[str]:
    pairs = tuple(pairs)
    remarks = [_ONE_SIDED] if any(pair.overall is None or pair.attachment is None for pair in pairs) else []
    lost = [c for pair in pairs for c in _sides(pair) if notice.number_lost(c)]
    names = "、".join(dict.fromkeys(notice.short(clause) for clause in lost))
    return remarks + ([f"{names}：编号在公布文本中缺失{INFERRED}。"] if names else [])


def _sides(pair: Pair) -> list[Clause]:
    return [side.clause for side in (pair.overall, pair.attachment) if side is not None]
