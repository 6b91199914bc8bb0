"""A list of the notice as a table: what its cells say, before any file format."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clause import Clause, Figure, Notice
from rag.draft import Span
from rag.list_query import ANY, Role
from rag.quote import bounded, sentence_with
from rag.register import Listing

LABEL = "AI/机器生成内容：本表由程序（问策 Wence）自动生成，以原文为准。"
NO_LEAD = "（原文未写明牵头单位）"
NO_DUTY = "（原文此条未列责任单位）"
INFERRED = "（编号据上下文推断）"
_ON_JOINT = f"标有“{NO_LEAD}”的任务，原文只列出各单位，由其共同负责；本表不推定牵头单位。"
_ON_NAMES = "标有“（原文印作…）”的单位，公布文本中名称有缺字，据部门名录写出全称。"
_ON_NUMBERS = f"标有“{INFERRED}”的条目，公布文本中编号缺失，据前后编号推断。"
_ON_COLUMNS = "“完成时限”一栏留空，由使用单位填写。“目标指标”摘自原文，条件和范围以原文一栏为准。"
TASK_HEADERS = ("序号", "附件", "条目", "任务", "牵头单位", "责任单位", "目标指标", "完成时限", "原文")
TARGET_HEADERS = ("序号", "附件", "条目", "指标", "目标值", "年份", "原文")
_TASK_WIDTHS = (3.2, 6.8, 5.8, 7.0, 8.5, 15.5, 11.0, 5.2, 28.0)
_TARGET_WIDTHS = (3.2, 13.2, 6.5, 15.0, 10.0, 4.5, 33.0)
_ROLES = {Role.LEAD: "牵头 ", Role.JOINT: "共同负责（原文未写明牵头单位）", Role.PARTY: "责任单位 "}
_SHORT_ROLES = {Role.LEAD: "牵头", Role.JOINT: "共同负责", Role.PARTY: "责任单位"}
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_NAME = 60  # characters: 180 bytes of UTF-8, under the 255 that file systems allow


@dataclass(frozen=True)
class Table:
    """What a file shows. rows: one cell a header, lines within a cell parted by "\\n". widths: relative, one a header.

    provenance: source, address and the label of what a machine made; remarks: what the reader must know of the rows.
    subject: the notice's title. name: the file's name without its suffix.
    """

    title: str
    summary: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    provenance: tuple[str, ...]
    remarks: tuple[str, ...]
    subject: str
    name: str

    def __post_init__(self) -> None:
        if not self.headers or {len(self.headers)} != {len(self.widths), *map(len, self.rows)}:
            raise ValueError("every row and the widths have one entry a header")

    @property
    def notes(self) -> tuple[str, ...]:
        """The provenance, then the remarks."""
        return self.provenance + self.remarks

    @classmethod
    def of(
        cls,
        notice: Notice,
        title: str,
        headers: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        widths: Sequence[float] = (),
        summary: str = "",
        remarks: Sequence[str] = (),
    ) -> Table:
        """Any table of a notice; without widths all columns are alike."""
        return cls(
            title, summary, tuple(headers), tuple(tuple(row) for row in rows),
            tuple(widths) or (1.0,) * len(headers), provenance(notice), tuple(remarks), notice.title, safe_name(title),
        )  # fmt: skip


def provenance(notice: Notice) -> tuple[str, ...]:
    """Where a table's words come from, and that a machine put them together."""
    title = notice.title if notice.title.startswith("《") else f"《{notice.title}》"
    return (f"来源：{title}（{notice.status}，{notice.date}）", f"原文网址：{notice.url}", LABEL)


def safe_name(title: str) -> str:
    """A title as a file's name, without a suffix, on any system."""
    return _UNSAFE.sub("-", title).strip(" .-")[:_NAME].rstrip(" .-") or "导出"


def tasks(listing: Listing, notice: Notice) -> Table:
    """A department's (or a part's) list of tasks, one clause a row, in the listing's order."""
    rows = listing.rows
    cells = [_task(n, clause, notice) for n, clause in enumerate(rows, start=1)]
    said = (
        (any(map(_joint, rows)), _ON_JOINT),
        (any(map(notice.printed_names, rows)), _ON_NAMES),
        (any(map(notice.number_lost, rows)), _ON_NUMBERS),
        (bool(rows), _ON_COLUMNS),
    )
    remarks = [text for holds, text in said if holds]
    remarks += _damage([Span.whole(clause) for clause in rows], notice)
    return Table.of(
        notice, _title(listing, notice), TASK_HEADERS, cells,
        widths=_TASK_WIDTHS, summary=_summary(listing), remarks=remarks,
    )  # fmt: skip


def targets(rows: Sequence[tuple[Clause, Figure]], notice: Notice, title: str) -> Table:
    """A list of figures, one a row, each with the sentence that it stands in."""
    cells, sentences = [], []
    for n, (clause, figure) in enumerate(rows, start=1):
        year = "" if figure.year is None else str(figure.year)
        sentence = sentence_with(clause, figure.start)
        subject = figure.subject or clause.title
        cells.append((str(n), *_place(clause, notice), subject, bounded(figure), year, sentence.text))
        sentences.append(sentence)
    remarks = [_ON_NUMBERS] if any(notice.number_lost(clause) for clause, _ in rows) else []
    return Table.of(
        notice, title, TARGET_HEADERS, cells, widths=_TARGET_WIDTHS, summary=f"共 {len(cells)} 个指标值",
        remarks=[*remarks, *_damage(sentences, notice)],
    )  # fmt: skip


def _task(n: int, clause: Clause, notice: Notice) -> tuple[str, ...]:
    others = clause.parties + clause.generic
    lead = _names(clause.lead, clause, notice) or (NO_LEAD if others else "")
    parties = _names(others, clause, notice) or ("" if clause.lead else NO_DUTY)
    return (str(n), *_place(clause, notice), clause.title, lead, parties, _targets(clause), "", clause.text)


def _joint(clause: Clause) -> bool:
    return not clause.lead and bool(clause.parties + clause.generic)


def _place(clause: Clause, notice: Notice) -> tuple[str, str]:
    """The attachment with its title, and the address within it."""
    head = notice.by_address[clause.attachment]
    short = notice.short(clause)
    own = short.removeprefix(notice.short(head)).strip() if clause is not head else "标题"
    attachment = f"{head.marker}\n{head.title}" if head.marker else notice.short(head)
    return attachment, own + (INFERRED if notice.number_lost(clause) else "")


def _names(bodies: Sequence[str], clause: Clause, notice: Notice) -> str:
    """Full names; one that the page damaged is followed by what is printed."""
    printed = notice.printed_names(clause)
    return "、".join(name + (f"（原文印作“{printed[name]}”）" if name in printed else "") for name in bodies)


def _targets(clause: Clause) -> str:
    """One figure a line, as an answer states it."""
    return "\n".join(
        f"{f.subject or clause.title}：{bounded(f)}" + (f"（{f.year}年）" if f.year else "") for f in clause.figures
    )


def _damage(shown: Sequence[Span], notice: Notice) -> list[str]:
    """A remark for each place in the words of the rows at which the page lost words or the notice contradicts itself."""
    found = []
    for repair in notice.repairs:
        if repair.kind not in {"gap", "contradiction"}:
            continue
        places = [(repair.start, repair.end)]
        if repair.kind == "contradiction":
            places += [
                _at(notice.by_address[a], words) for a, words in zip(repair.also, repair.also_quotes, strict=True)
            ]
        rows = [n for n, span in enumerate(shown, 1) if any(a < span.end and span.start < b for a, b in places)]
        if rows:
            found.append((rows[0], f"第 {'、'.join(map(str, rows))} 项：{repair.note}"))
    return [text for _, text in sorted(found, key=lambda pair: pair[0])]


def _at(clause: Clause, words: str) -> tuple[int, int]:
    """Where a clause's words stand in the source."""
    start = clause.start + clause.text.index(words)
    return start, start + len(words)


def _summary(listing: Listing) -> str:
    """How many rows there are, by the role of the body that was asked for, else by what the source says of a lead."""
    rows = listing.rows
    if listing.roles:
        counts = {_ROLES[role]: listing.roles.count(role) for role in Role}
    else:
        counts = {
            "写明牵头单位 ": sum(bool(c.lead) for c in rows),
            _ROLES[Role.JOINT]: sum(map(_joint, rows)),
            "未列责任单位 ": sum(not c.lead and not _joint(c) for c in rows),
        }
    parts = "；".join(f"{name}{count} 项" for name, count in counts.items() if count)
    return f"共 {len(rows)} 项" + (f"：{parts}" if parts else "")


def _title(listing: Listing, notice: Notice) -> str:
    """What the table holds, with every condition that its rows were chosen by: part of a list must not pass for all."""
    query = listing.query
    parts = "、".join(notice.short(part).replace(" ", "") for part in listing.parts)
    limits = [_condition(a.name, a.roles, absent=a.absent, alone=len(query.bodies) == 1) for a in query.bodies]
    if listing.body:
        head = f"{listing.body}任务分解表"
        limits.append(parts)
    elif listing.kind == "leaderless":
        head = "未写明牵头单位的任务分解表"
        limits.append(parts)
    else:
        head = f"{parts}任务分解表"
    if query.terms:
        limits.append(f"写有“{query.terms[0]}”")
    said = "；".join(limit for limit in limits if limit)
    return head + (f"（{said}）" if said else "")


def _condition(name: str, roles: frozenset[Role], *, absent: bool, alone: bool) -> str:
    """Which of a body's tasks a table is kept to; "" for all of them."""
    labels = "" if roles == ANY else "、".join(_SHORT_ROLES[role] for role in Role if role in roles)
    if absent:
        return f"不含{name}{f'为{labels}' if labels else ''}的任务"
    if not labels:
        return ""
    return f"限{labels}" if alone else f"{name}：{labels}"
