"""A list's query in words: a question that read_lists reads as the same query, shown to the user as understood."""

from __future__ import annotations

from corpus.clause import Clause, Notice
from rag.list_query import ANY, LEADING, NOT_LEADING, Kind, ListQuery, Role
from rag.statements import english_name

PHRASED = (
    Kind.TASKS,
    Kind.LEADERLESS,
    Kind.FIGURES,
    Kind.OCCURRENCES,
    Kind.COMPARISON,
    Kind.PARTS,
    Kind.RANKING,
    Kind.BODIES,
)
_UNITS = {
    "percent": "带百分比",
    "money": "涉及金额",
    "area": "以亩为单位",
    "weight": "以吨为单位",
    "time": "以小时为单位",
}
_ROLE_WORDS = {
    ANY: "负责",
    LEADING: "牵头",
    NOT_LEADING: "配合而不牵头",
    frozenset({Role.JOINT}): "共同负责、没有写明牵头单位",
}
_TOGETHER = {
    ANY: "都有份",
    LEADING: "都牵头",
    NOT_LEADING: "都配合而不牵头",
    frozenset({Role.JOINT}): "共同负责、没有写明牵头单位",
}


def phrase(query: ListQuery, notice: Notice, *, english: bool = False) -> str:
    """A question that read_lists reads as `query`. ValueError for a kind that is not in PHRASED."""
    said = _english(query, notice) if english else ""
    return (("Export: " if english else "导出：") if query.export else "") + (said or _chinese(query, notice))


def _chinese(query: ListQuery, notice: Notice) -> str:
    parts = _names(query.parts, notice)
    inside = f"{'、'.join(parts)}中，" if parts else ""
    if query.outside:
        inside = f"除{'、'.join(_names(query.outside, notice))}外，" + inside
    term = f"“{query.terms[0]}”" if query.terms else ""
    about = f"写到{term}的" if term else ""
    if query.kind is Kind.LEADERLESS:
        return f"{inside}{about}没有写明牵头单位的任务有哪些？"
    if query.kind is Kind.FIGURES:
        unit = _UNITS.get(query.unit, f"以“{query.unit}”为单位" if query.unit else "")
        who = f"{_who(query)}的" if query.bodies else ""
        of = f"{who}任务中，" if query.level == "task" or who else ""
        return f"{inside}{of}{unit}{query.value}{term}的量化指标有哪些？"
    if query.kind is Kind.OCCURRENCES:
        return f"{inside}提到{term}的{'任务' if query.level == 'task' else '条款'}有哪些？"
    if query.kind is Kind.COMPARISON:
        return f"总体方案和{'、'.join(parts) or '附件'}{term}的{'名称' if query.level == 'title' else '写法'}一致吗？"
    if query.kind is Kind.PARTS:
        level = {"task": "哪些任务", "chapter": "哪几章", "section": "哪几节"}.get(query.level, "哪几项")
        return f"{'、'.join(parts)}下面有{level}？"
    if query.kind is Kind.RANKING:
        role = _ROLE_WORDS.get(query.bodies[0].roles, "负责") if query.bodies else ""
        most = "最少" if query.least else "最多"
        if query.level == "task":
            return f"{inside}哪一项任务涉及的单位{most}？"
        return f"{inside}哪个单位{role}的任务{most}？"
    if query.kind is Kind.BODIES:
        return f"{inside or '全文'}{'牵头的' if query.bodies else '涉及的'}单位有哪些？"
    if query.kind is Kind.TASKS:
        return f"{inside}{_who(query)}的{about}任务有哪些？"
    raise ValueError(f"{query.kind} is in none of PHRASED")


def _names(addresses: tuple[str, ...], notice: Notice) -> list[str]:
    return [_name(clause, notice) for address in addresses if (clause := notice.get(address))]


def _name(clause: Clause, notice: Notice) -> str:
    """A part as read_lists finds it again: a chapter's bare numeral would be read as a word's."""
    if clause.kind != "chapter":
        return notice.short(clause)
    head = notice.trail(clause)[0].marker or notice.main
    return f"{head}第{clause.marker.rstrip('、')}部分"


def _who(query: ListQuery) -> str:
    present = [b for b in query.bodies if not b.absent]
    absent = "".join(f"、没有{b.name}{'牵头' if b.roles == LEADING else ''}" for b in query.bodies if b.absent)
    leads = {(2, 99): "多个单位共同牵头", (3, 99): "三个以上单位共同牵头", (1, 1): "独立牵头"}.get(query.leads, "")
    if query.any_of and len(present) > 1:
        return "或者".join(b.name for b in present) + _ROLE_WORDS.get(present[0].roles, "负责") + absent
    if len(present) > 1 and len({b.roles for b in present}) == 1:
        return "、".join(b.name for b in present) + _TOGETHER.get(present[0].roles, "都有份") + absent
    said = "、".join(b.name + (leads or _ROLE_WORDS.get(b.roles, "配合而不牵头")) for b in present)
    return (said or leads) + (absent if said else absent.removeprefix("、"))


def _english(query: ListQuery, notice: Notice) -> str:
    """The tasks of one body in English; "" for what is said in Chinese only, which is read alike."""
    plain = query.kind is Kind.TASKS and len(query.bodies) == 1 and not query.bodies[0].absent
    if not plain or query.terms or query.outside or query.leads != (0, 0) or any("/" in part for part in query.parts):
        return ""
    verb = {LEADING: "leads", NOT_LEADING: "supports without leading", ANY: "is responsible for"}.get(
        query.bodies[0].roles
    )
    if verb is None:
        return ""
    parts = [
        name.replace("附件", "attachment ").replace("总体方案", "the overall plan")
        for name in _names(query.parts, notice)
    ]
    inside = f" in {' and '.join(parts)}" if parts else ""
    return f"List all tasks that the {english_name(query.bodies[0].name)} {verb}{inside}."
