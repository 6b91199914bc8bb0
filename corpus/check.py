"""What was read of a notice, and on what evidence: counts, coverage, inferences, repairs, contradictions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from corpus.clause import Notice
from corpus.departments import Gazetteer
from corpus.fidelity import faults as faults_of
from corpus.knowledge import Knowledge

KIND_NAMES = {
    "attachment": "总体方案及附件 attachments",
    "preamble": "前言 preambles",
    "chapter": "一级标题 chapters",
    "section": "二级标题 sections",
    "item": "三级条目 items",
    "subitem": "四级条目 sub-items",
    "article": "条 articles",
}
_REPAIR_NAMES = {"gap": "缺字", "misprint": "排印", "title": "标题脱标点", "contradiction": "前后不一致"}


def uncovered(notice: Notice) -> list[tuple[int, int]]:
    """Spans of the source that are in no clause and no piece, or in two; empty for a notice read completely."""
    faults, position = [], 0
    for start, end in sorted([(c.start, c.end) for c in notice.clauses] + [(p.start, p.end) for p in notice.pieces]):
        if start != position:
            faults.append((min(start, position), max(start, position)))
        position = end
    if position != len(notice.source):
        faults.append((position, len(notice.source)))
    return faults


def faults(notice: Notice) -> list[str]:
    """Sentences on everything that makes the reading unsafe; empty where all is proven or repaired."""
    found = [f"第 {a}–{b} 字未归入任何条款，或归入两处。" for a, b in uncovered(notice)]
    addresses = Counter(c.address for c in notice.clauses)
    found += [f"地址 {address} 出现 {n} 次。" for address, n in addresses.items() if n > 1]
    found += [f"{c.address} 的文字与原文不符。" for c in notice.clauses if notice.source[c.start : c.end] != c.text]
    return found + list(notice.problems)


def knowledge_faults(notice: Notice, knowledge: Knowledge) -> list[str]:
    """Sentences on renderings that are not faithful, and on clauses without one where others have one."""
    if not knowledge.renderings:
        return []
    gazetteer = Gazetteer.load()
    found = [
        fault
        for r in knowledge.renderings
        if (clause := notice.get(r.clause))
        for fault in faults_of(r, clause, gazetteer)
    ]
    return found + [
        f"{c.address} 没有释义。"
        for c in notice.clauses
        if notice.substantial(c) and knowledge.rendering(c.address) is None
    ]


def knowledge_report(notice: Notice, knowledge: Knowledge) -> Iterator[str]:
    """How many enquiries, renderings and questions left open each attachment's clauses have."""
    if not (knowledge.enquiries or knowledge.renderings or knowledge.unstated):
        yield "问法与释义：无。可用 python -m corpus draft 起草后核对。(no enquiries, no renderings)"
        return
    english = Counter(e.clause for e in knowledge.enquiries if e.lang == "en")
    yield "问法、释义与未载之问 enquiries, renderings and unstated questions:"
    for head in notice.documents:
        clauses = [c.address for c in notice.clauses if c.attachment == head.address and notice.substantial(c)]
        if clauses:
            asked = [len(knowledge.questions(a)) for a in clauses]
            left = [len(knowledge.left_open(a)) for a in clauses]
            yield (
                f"  {head.marker or '总体方案'}：条款 {len(clauses)}，问法 {sum(asked)}"
                f"（英文 {sum(english[a] for a in clauses)}，每条至少 {min(asked)}），"
                f"释义 {sum(knowledge.rendering(a) is not None for a in clauses)}，"
                f"未载之问 {sum(left)}（每条至少 {min(left)}）"
            )


def report(notice: Notice) -> Iterator[str]:
    """The lines that `python -m corpus check` prints of the notice itself."""
    yield f"{notice.title}({notice.status}) sha256 {notice.sha256[:16]}…"
    kinds = Counter(c.kind for c in notice.clauses)
    for kind, name in KIND_NAMES.items():
        if kinds[kind]:  # type: ignore[index]
            yield f"  {name}: {kinds[kind]}"  # type: ignore[index]
    yield from _bodies(notice)
    covered = sum(c.end - c.start for c in notice.clauses)
    pieces: Counter[str] = Counter()
    for piece in notice.pieces:
        pieces[piece.kind] += piece.end - piece.start
    rest = "、".join(f"{kind} {n}" for kind, n in sorted(pieces.items()))
    yield f"  全文 {len(notice.source)} 字：条款 {covered}，其余 {rest}"
    yield f"推断 {len(notice.inferences)} 处(依据见各行) inferences:"
    for inference in notice.inferences:
        yield f"  {inference.address:<14} {inference.note}"
    yield f"原文缺损与矛盾 {len(notice.repairs)} 处 repairs:"
    for repair in notice.repairs:
        places = " / ".join([repair.address, *repair.also])
        yield f"  {places:<14} [{_REPAIR_NAMES[repair.kind]}] “{repair.quote}”：{repair.note} 依据：{repair.evidence}"
        for address, quote in zip(repair.also, repair.also_quotes, strict=False):
            yield f"    {address:<12} “{quote}”"


def _bodies(notice: Notice) -> Iterator[str]:
    tasks = [c for c in notice.clauses if c.kind in ("item", "subitem")]
    led = sum(1 for c in tasks if c.lead)
    joint = sum(1 for c in tasks if not c.lead and c.parties)
    figures = sum(len(c.figures) for c in notice.clauses)
    bodies = {name for c in notice.clauses for name in c.responsible}
    yield f"  有牵头单位 {led}、共同负责 {joint}、未列单位 {len(tasks) - led - joint}；单位 {len(bodies)} 个；数量 {figures} 处"
