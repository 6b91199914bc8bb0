"""One function a route: an address, a complete list, a task force, an open question → Draft."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.taskforce import TaskForce, task_forces
from index.lexical import terms
from rag import statements
from rag.address import AddressQuery, resolve
from rag.answer import Status
from rag.answerable import Verdict, holds, in_charge, judge, other_year
from rag.draft import Draft, Line, Span, place, quoted
from rag.extract import FigureHit, answering, figures_for, sentence_with
from rag.question import Question, Want
from rag.register import Listing, Role
from rag.retrieve import Hit, Retriever

_ROLE_NAMES = {
    Role.LEAD: ("牵头", "lead"),
    Role.JOINT: ("共同负责（未写明牵头）", "joint, no lead named"),
    Role.PARTY: ("责任单位", "party"),
}
_FIGURES_SHOWN = 6


def by_address(question: Question, address: AddressQuery, notice: Notice) -> Draft | None:
    """The clause at an address; all that it can mean where a level is missing; a plain word where there is none."""
    found = resolve(address, notice)
    english = question.english
    if not found:
        known = [c for c in notice.clauses if c.kind == "attachment"]
        own = next((c for c in known if c.address == str(address.attachment)), None)
        near = tuple(c for c in notice.children(own) if c.kind == "chapter") if own else tuple(known)
        text = (
            f"There is no clause at {quoted(address.printed)}; the notice has an overall plan and {len(known) - 1} attachments."
            if english
            else f"公告里没有“{address.printed}”这一条。全文由总体方案和 {len(known) - 1} 个附件组成，请核对编号。"
        )
        return Draft(Status.NO_SUCH_CLAUSE, (Line(text),), related=near)
    if len(found) > 1:
        text = (
            "More than one clause fits; which do you mean?"
            if english
            else f"“{address.printed}”可能指以下 {len(found)} 条，请说明是哪一条："
        )
        lines = [Line(text), *(Line(f"· {place(notice, c, english=english)}") for c in found[:12])]
        return Draft(Status.CLARIFY, tuple(lines), related=found)
    return of_clause(question, found[0], notice)


def of_clause(question: Question, clause: Clause, notice: Notice) -> Draft:
    """What is asked of one known clause: its bodies, its figures, else all of its words and what it holds."""
    if other_year(question, notice, clause):
        return not_stated(question, (clause,), notice)
    if question.wants_any(Want.LEAD, Want.PARTIES) and clause.responsible:
        return Draft(Status.ANSWERED, statements.responsibility(question, notice, clause))
    if question.wants_any(Want.AMOUNT) and clause.figures:
        lines = [statements.figure(question, clause, f) for f in clause.figures[:_FIGURES_SHOWN]]
        return Draft(Status.ANSWERED, (Line(place(notice, clause, english=question.english)), *lines))
    if not all(holds(want, [clause]) for want in question.wants):
        return not_stated(question, (clause,), notice)
    lines = [statements.excerpt(question, notice, Span.whole(clause)), *_warnings(question, Span.whole(clause), notice)]
    children = [c for c in notice.children(clause) if c.kind != "preamble"]
    if children:
        lines.append(Line(f"It holds {len(children)} parts:" if question.english else f"下设 {len(children)} 项："))
        lines += [_row(question, notice, c, "") for c in children]
    return Draft(Status.ANSWERED, tuple(lines))


def not_stated(question: Question, nearest: tuple[Clause, ...], notice: Notice) -> Draft:
    """The sentence for what belongs to the notice's subject and is not written in it."""
    text = (
        f"The notice does not state this. (《{notice.title}》, a draft for review, was searched in full.)"
        if question.english
        else "公告没有写明这一点。下面列出内容最接近的条款，供您参考，它们不是答案的依据。"
    )
    return Draft(Status.NOT_STATED, (Line(text),), related=nearest)


def listing(question: Question, found: Listing, notice: Notice) -> Draft:
    """A complete list, counted and grouped by attachment, every row cited."""
    english = question.english
    if not found.rows:
        text = (
            f"The notice gives {found.body} no such task." if english else f"公告中没有由{found.body}承担的这类任务。"
        )
        return Draft(Status.NOT_STATED, (Line(text),))
    lines = [Line(_heading(found, notice, english=english))]
    roles = dict(zip((c.id for c in found.rows), found.roles, strict=False))
    for attachment, rows in groupby(found.rows, key=lambda c: c.address.split("/", maxsplit=1)[0]):
        group = list(rows)
        if found.kind in ("tasks", "leaderless"):
            head = notice.by_address[attachment]
            lines.append(Line(f"【{place(notice, head, english=english)}】{len(group)}"))
        for clause in group:
            role = roles.get(clause.id)
            lines.append(_row(question, notice, clause, _ROLE_NAMES[role][1 if english else 0] if role else ""))
    return Draft(Status.ANSWERED, tuple(lines))


def _heading(found: Listing, notice: Notice, *, english: bool) -> str:
    n = len(found.rows)
    if found.kind == "attachments":
        return (
            f"The notice has an overall plan and {n} attachments:"
            if english
            else f"公告由总体方案和 {n} 个附件（七大攻坚各一个）组成："
        )
    if found.kind == "leaderless":
        return (
            f"{n} tasks name several bodies and no lead:"
            if english
            else f"没有写明牵头单位的任务共 {n} 项（由所列单位共同负责）："
        )
    if found.kind == "children" and found.within is not None:
        where = place(notice, found.within, english=english)
        return f"{where} holds {n} items:" if english else f"{where}共有 {n} 项："
    counts = {role: found.roles.count(role) for role in Role}
    parts = "、".join(f"{_ROLE_NAMES[r][0]} {k} 项" for r, k in counts.items() if k)
    if english:
        return (
            f"{statements.english_name(found.body)} ({found.body}): {n} tasks ("
            + ", ".join(f"{_ROLE_NAMES[r][1]} {k}" for r, k in counts.items() if k)
            + ")"
        )
    return f"{found.body}的任务共 {n} 项（{parts}）："


def _row(question: Question, notice: Notice, clause: Clause, role: str) -> Line:
    span = Span(
        clause, clause.start, min(clause.end, clause.start + max(len(clause.text.split("。", maxsplit=1)[0]), 4))
    )
    mark = (f" ({role})" if question.english else f"〔{role}〕") if role else ""
    name = place(notice, clause, english=question.english)
    title = f" {quoted(clause.title)}" if question.english and clause.title else ""
    return Line(f"· {name}{title}{mark}", (span,))


def find_taskforce(
    question: Question, address: AddressQuery | None, hits: list[Hit], notice: Notice
) -> list[TaskForce]:
    """The task forces that a question is about: by attachment, by a member that it names, else the nearest."""
    forces = task_forces(notice)
    if not forces or not (question.wants_any(Want.OFFICE, Want.CONVENER, Want.MEMBERS) or "专班" in question.folded):
        return []
    if address is not None and address.attachment is not None:
        return [f for f in forces if f.clause.address.split("/")[0] == str(address.attachment)]
    titles = {f: set(terms(notice.by_address[f.clause.address.split("/")[0]].title + f.name)) for f in forces}
    common = set.intersection(*titles.values())
    asked = set(terms(question.folded))
    named = sorted(
        ((len(asked & (words - common)), -i, f) for i, (f, words) in enumerate(titles.items())),
        key=lambda t: t[:2],
        reverse=True,
    )
    if named[0][0] >= 2 and named[0][0] > named[1][0]:
        return [named[0][2]]
    bodies = {name for _, _, name in Gazetteer.load().mentions(question.folded)}
    if bodies and not question.wants_any(Want.OFFICE, Want.CONVENER):
        holding = [
            f
            for f in forces
            if bodies <= {*(f.members.bodies if f.members else ()), *(f.deputies.bodies if f.deputies else ())}
        ]
        if holding:
            return holding
    if (
        "专班" in question.folded
        or "task force" in question.folded
        or "working group" in question.folded
        or "召集人" in question.folded
    ):
        order = {hit.clause.id: i for i, hit in enumerate(hits)}
        attachments: dict[str, float] = {}
        for hit in hits[:8]:
            key = hit.clause.address.split("/", maxsplit=1)[0]
            attachments[key] = attachments.get(key, 0.0) + hit.score
        best = min(
            forces, key=lambda f: order.get(f.clause.id, 999) - 2 * attachments.get(f.clause.address.split("/")[0], 0.0)
        )
        return [best]
    return []


def open_question(question: Question, hits: list[Hit], retriever: Retriever) -> tuple[Draft, Verdict]:
    """An answer in the notice's own words, or the reason why there is none."""
    notice = retriever.index.notice
    verdict = judge(question, hits, retriever)
    nearest = tuple(hit.clause for hit in hits[:3])
    if verdict.status is Status.OUT_OF_SCOPE:
        text = (
            f"This is not a matter of the notice 《{notice.title}》, which is all that is answered from here."
            if question.english
            else f"这个问题不属于《{notice.title}》的内容，这里只回答该公告写到的事项。"
        )
        return Draft(verdict.status, (Line(text),)), verdict
    if verdict.status is not Status.ANSWERED:
        return not_stated(question, nearest, notice), verdict
    if question.wants_any(Want.LEAD, Want.PARTIES):
        return _bodies(question, hits, retriever), verdict
    if question.wants_any(Want.AMOUNT):
        draft = _amount(question, hits, retriever)
        if draft is not None:
            return draft, verdict
        if hits[0].clause.figures:
            return not_stated(question, nearest, notice), replace(
                verdict, status=Status.NOT_STATED, reason="its figures are of other things"
            )
    span = answering(question, hits[0].clause, retriever)
    return Draft(
        Status.ANSWERED, (statements.excerpt(question, notice, span), *_warnings(question, span, notice))
    ), verdict


def _bodies(question: Question, hits: list[Hit], retriever: Retriever) -> Draft:
    """The bodies of the nearest clause that names any; a clause far behind the best one is not asked."""
    notice = retriever.index.notice
    near = [hit.clause for hit in hits[:5] if hit.score >= 0.75 * hits[0].score and hit.clause.responsible]
    top = hits[0].clause
    if in_charge(top) and top not in near:
        # "领导小组组长由谁出任": posts, told in a sentence and not in a bracket
        span = answering(question, top, retriever)
        return Draft(Status.ANSWERED, (statements.excerpt(question, notice, span),))
    if not near:
        return not_stated(question, tuple(hit.clause for hit in hits[:3]), notice)
    return Draft(Status.ANSWERED, statements.responsibility(question, notice, near[0]))


def _amount(question: Question, hits: list[Hit], retriever: Retriever) -> Draft | None:
    """The figures asked for, each with the sentence that states it, and whoever states the same elsewhere. None where
    no figure is about what is asked: a clause that is near may state another thing's figure."""
    notice = retriever.index.notice
    near = [hit for hit in hits[:5] if hit.score >= 0.5 * hits[0].score]
    candidates = figures_for(question, near, retriever)
    own = sum(f.clause is hits[0].clause for f in candidates)
    found = [f for f in candidates if _fits(f, hits[0].clause, own)]
    gap = _gap(question, near, found, retriever)
    if gap is not None:
        return gap
    if not found:
        return None
    best = found[0]
    chosen = [f for f in found if f.clause is best.clause and f.score >= 0.8 * best.score]
    subjects = {f.figure.subject for f in chosen}
    for other in found:  # "A和B分别是多少": the second figure may stand in another clause
        if other.named >= 0.8 and not any(other.figure.subject in subject for subject in subjects):
            chosen.append(other)
            subjects.add(other.figure.subject)
    chosen = sorted(chosen[:_FIGURES_SHOWN], key=lambda f: f.figure.start)
    lines: list[Line] = []
    spans: dict[tuple[int, int], Span] = {}
    for hit in chosen:
        same = [(f.clause, f.figure) for f in found if f.clause is not hit.clause and _same(f, hit)][:1]
        lines.append(statements.figure(question, hit.clause, hit.figure, same))
        span = sentence_with(hit.clause, hit.figure.start)
        spans[span.start, span.end] = span
    warnings: list[Line] = []
    for span in spans.values():
        if "分别" not in span.text:  # there the sentence also holds the other's figure, and the citation shows it
            lines.append(statements.excerpt(question, notice, span))
        warnings += _warnings(question, span, notice)
    return Draft(Status.ANSWERED, (*lines, *dict.fromkeys(warnings)))


def _fits(found: FigureHit, top: Clause, alternatives: int) -> bool:
    """Whether a figure is about what is asked. In the nearest clause it must be the only choice or be named; one that
    stands elsewhere must be named outright."""
    if found.clause is top:
        return alternatives <= 2 or found.named >= 0.4 or found.cosine >= 0.45 or found.explained >= 0.5
    return found.named >= 0.6 or (found.explained >= 0.5 and found.named >= 0.3)


def _gap(question: Question, near: list[Hit], found: list[FigureHit], retriever: Retriever) -> Draft | None:
    """Where the figure asked for is one that the page lost: the damaged words, and that they are damaged."""
    asked = set(terms(retriever.expanded(question)))
    notice = retriever.index.notice
    addresses = {hit.clause.address for hit in near}
    for repair in notice.repairs:
        quoted_terms = set(terms(repair.quote))
        if repair.kind != "gap" or repair.address not in addresses or len(quoted_terms) < 3:
            continue
        if any(f.figure.start < repair.end and repair.start < f.figure.end for f in found):
            continue  # what was lost stands beside the figure, and the figure itself is in print
        share = sum(map(retriever.idf, asked & quoted_terms)) / sum(map(retriever.idf, quoted_terms))
        if share > max(found[0].named if found else 0.0, 0.4):
            span = sentence_with(notice.by_address[repair.address], repair.start)
            return Draft(
                Status.PARTIAL, (statements.excerpt(question, notice, span), *_warnings(question, span, notice))
            )
    return None


def _same(one: FigureHit, other: FigureHit) -> bool:
    a, b = one.figure, other.figure
    return (a.value, a.high, a.unit, a.subject) == (b.value, b.high, b.unit, b.subject)


def _warnings(question: Question, span: Span, notice: Notice) -> tuple[Line, ...]:
    """Damage and contradictions that touch the words quoted; both places of a contradiction are cited."""
    lines = []
    for repair in notice.repairs:
        if repair.kind in {"misprint", "title"}:
            continue
        own = repair.address == span.clause.address and repair.start < span.end and span.start < repair.end
        if own and repair.kind == "gap":
            lines.append(
                Line(("Note: the published text is damaged here. " if question.english else "注：") + repair.note)
            )
        if repair.kind != "contradiction":
            continue
        also = list(zip(repair.also, repair.also_quotes, strict=False))
        # The repair's own place is one side of the contradiction, the others are the other side.
        if own:
            others = also
        elif any(a == span.clause.address and words in span.text for a, words in also):
            others = [(repair.address, repair.quote)]
        else:
            continue
        lines.append(Line("Elsewhere the notice says otherwise:" if question.english else "注意，公告别处的写法不同："))
        for address, words in others[:2]:
            clause = notice.by_address[address]
            start = clause.start + clause.text.index(words)
            lines.append(statements.excerpt(question, notice, Span(clause, start, start + len(words))))
    return tuple(lines)
