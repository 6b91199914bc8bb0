"""An open question and the clauses nearest to it → an answer in the notice's own words, or the reason why there is none."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.clause import Clause, Notice
from corpus.glossary import Glossary
from corpus.numbering import chinese_number
from corpus.text import fold
from index.lexical import term_set
from rag import statements
from rag.answer import Status
from rag.answerable import Verdict, judge
from rag.declined import not_stated
from rag.draft import Draft, Line, Span
from rag.extract import FigureHit, answering, figures_for, other_kind
from rag.holds import in_charge
from rag.question import Question, Want
from rag.quote import sentence_with
from rag.retrieve import Hit, Retriever
from rag.routes import FIGURES_SHOWN, responsible_status
from rag.warnings import warnings_on

_OF_BODIES = re.compile(
    r"牵头|负责|主管|责任|配合|部门|单位|局|哪个?管|\b(?:leads?|charge|responsible|bureau|department)\b"
)
SURE = 0.8  # probability of being stated from which a clause is quoted though it names no bodies
SURELY_OF_IT = 0.6  # probability of being the clause meant from which its bodies are offered to ask
_OF_IT = (
    0.4  # share of a question or of a subject below which a figure is of something else, where only the text is known
)
_A_NAME = 4  # characters of a figure's subject that say what it is of
FEW = 2  # figures that answer one question though its words name none of them
CLOSE = 0.4  # odds against the best clause from which the second is quoted too: either may be the one that is meant
NEAR, FAR = 0.2, 0.02  # odds against the best clause at which another is still asked for bodies, for figures
# A damaged place where an amount stands or should: a bare number, or words of degree. "全PM2.5平均浓度" lacks another word.
_OF_AMOUNT = re.compile(r"(?<![a-zA-Z\d.])\d|大幅|高于|低于|不少于|增长|一“")
_WHICH_N = re.compile(
    r"(?:“(?P<quoted>[^”]{2,16})”|(?P<name>[\u3400-\u9fff×+0-9]{3,16}?))(?:具体)?(?:是|指的?是?|分别是|包括|指)哪(?P<n>[两二三四五六七八九十])(?!年)"
)
# "四张清单是哪四张": a clause that spells the term out is meant, not one that only uses it.
_SPELLED_OUT = re.compile(
    r"都?叫(?:什么|啥)|有哪[些几]|是?哪[几两三四五六七八九十\d]|包括(?:哪些|什么|啥)|指(?:的是|哪些|什么)|分别是(?:哪|什么)|什么是|是什么意思|what are the|what is meant|stands? for|consists? of|which (?:two|three|four|five|six|seven|ten)"
)


def open_question(question: Question, hits: list[Hit], retriever: Retriever) -> tuple[Draft, Verdict]:
    """An answer in the notice's own words, or the reason why there is none."""
    notice = retriever.index.notice
    hits = _spelled_out_first(question, hits)
    verdict = judge(question, hits, retriever)
    if verdict.status is Status.ANSWERED and _only_named(question, notice):
        verdict = replace(verdict, status=Status.NOT_STATED, reason="the term is used and not spelled out")
    nearest, of_it = tuple(hit.clause for hit in hits[:3]), hits[0].score >= SURELY_OF_IT
    if verdict.status is Status.OUT_OF_SCOPE:
        text = (
            f"This is not a matter of the notice 《{notice.title}》, which is all that is answered from here."
            if question.english
            else f"这个问题不属于《{notice.title}》的内容，这里只回答该公告写到的事项。"
        )
        return Draft(verdict.status, (Line(text),)), verdict
    if verdict.status is not Status.ANSWERED:
        # What the page lost is half stated: the words that are left, and that they are damaged.
        gap = _gap(question, hits[:5], [], retriever) if Want.AMOUNT in question.wants else None
        if gap is not None:
            return gap, replace(verdict, status=Status.PARTIAL, reason="the figure is lost in print")
        return not_stated(question, nearest, notice, of_it=of_it), verdict
    if question.wants_any(Want.LEAD, Want.PARTIES):
        return _bodies(question, hits, retriever, sure=verdict.probability >= SURE), verdict
    if question.wants_any(Want.AMOUNT):
        draft = _amount(question, hits, retriever)
        if draft is not None:
            return draft, verdict
        # No figure can be told to be the one. A clause that surely answers may still be quoted: its words decide.
        if (hits[0].clause.figures or retriever.bare) and verdict.probability < (0.4 if question.english else 0.8):
            return not_stated(question, nearest, notice, of_it=of_it), replace(
                verdict, status=Status.NOT_STATED, reason="its figures are of other things"
            )
    lines: list[Line] = []
    for hit in hits[: 2 if len(hits) > 1 and hits[1].score >= CLOSE * hits[0].score else 1]:
        span = answering(question, hit.clause, retriever)
        lines += [statements.excerpt(question, notice, span), *warnings_on(question, span, notice)]
    return Draft(Status.ANSWERED, tuple(dict.fromkeys(lines))), verdict


def _spelled_out_first(question: Question, hits: list[Hit]) -> list[Hit]:
    """For a question what a term comprises, the near clause first that opens a bracket or a colon behind the term."""
    if not _SPELLED_OUT.search(question.folded):
        return hits
    names = re.findall(r"[\u3400-\u9fff]{3,}", question.content)
    for hit in hits[:8]:
        if any(re.search(re.escape(name) + "[”’]?[(\uff08:\uff1a]", hit.clause.text) for name in names):
            return [hit, *(other for other in hits if other is not hit)]
    return hits


def _only_named(question: Question, notice: Notice) -> bool:
    """Whether a question asks which N things a term stands for ("五大国际贸易通道是哪五条") and the notice, though it
    uses the term, nowhere lists as many things beside it."""
    asked = _WHICH_N.search(question.folded)
    if asked is None:
        return False
    n = chinese_number(asked.group("n").replace("两", "二"))
    names = (
        [asked.group("quoted")]
        if asked.group("quoted")
        else re.findall(r"[\u3400-\u9fff]{3,}", asked.group("name") or "")
    )
    for name in names:
        used = [c for c in notice.clauses if name in fold(c.text)]
        if used:
            return not any(_lists(fold(c.text), name, n) for c in used)
    return False


def _lists(text: str, name: str, n: int) -> bool:
    """Whether one of the sentences that hold a name, or the one behind it, lists n things or more."""
    parts = re.split(r"(?<=[。\n])", text)
    near = [a + b for a, b in zip(parts, [*parts[1:], ""], strict=True) if name in a]
    return any(len(re.findall("[、;；]", words)) >= n - 1 for words in near)


def _bodies(question: Question, hits: list[Hit], retriever: Retriever, *, sure: bool) -> Draft:
    """The bodies of the nearest clause that names any; a clause far behind the best one is not asked."""
    notice = retriever.index.notice
    near = [hit.clause for hit in hits[:5] if hit.score >= NEAR * hits[0].score and hit.clause.responsible]
    top = hits[0].clause
    if (in_charge(top) and top not in near) or (sure and not near and not _OF_BODIES.search(question.folded)):
        # "领导小组组长由谁出任": posts, told in a sentence and not in a bracket; or what only sounds like a body
        span = answering(question, top, retriever)
        return Draft(Status.ANSWERED, (statements.excerpt(question, notice, span),))
    if not near:
        return not_stated(question, tuple(hit.clause for hit in hits[:3]), notice)
    return Draft(responsible_status(question, near[0]), statements.responsibility(question, notice, near[0]))


def _amount(question: Question, hits: list[Hit], retriever: Retriever) -> Draft | None:
    """The figures asked for, each with the sentence that states it, and whoever states the same elsewhere. None where
    no figure is about what is asked: a clause that is near may state another thing's figure."""
    notice = retriever.index.notice
    near = [hit for hit in hits[:5] if hit.score >= FAR * hits[0].score]
    candidates = figures_for(question, near, retriever)
    own = sum(f.clause is hits[0].clause for f in candidates)
    found = _of_the_terms([f for f in candidates if _fits(f, hits[0].clause)], retriever.anchors(question))
    gap = _gap(question, near, found, retriever)
    if gap is not None:
        return gap
    if not found or (retriever.bare and max(found[0].named, found[0].explained) < _OF_IT):
        return None
    best = found[0]
    chosen = [f for f in found if f.clause is best.clause and f.score >= 0.8 * best.score]
    if not _told_apart(chosen, own) or other_kind(question, best.figure) or _eclipsed(question, best, hits, retriever):
        return None
    chosen = _with_siblings(question, chosen, candidates)
    subjects = {f.figure.subject for f in chosen}
    for other in found:  # "A和B分别是多少": the second figure may stand in another clause
        if other.named >= 0.75 and not any(other.figure.subject in subject for subject in subjects):
            chosen.append(other)
            subjects.add(other.figure.subject)
    chosen = sorted(chosen[:FIGURES_SHOWN], key=lambda f: f.figure.start)
    lines: list[Line] = []
    spans: dict[tuple[int, int], Span] = {}
    warnings: list[Line] = []
    for hit in chosen:
        same = [(f.clause, f.figure) for f in found if f.clause is not hit.clause and _same(f, hit)][:1]
        if not retriever.bare or len(hit.figure.subject) >= _A_NAME:  # "可申请" is no name: the sentence says it
            lines.append(statements.figure(question, hit.clause, hit.figure, same))
        span = sentence_with(hit.clause, hit.figure.start)
        spans[span.start, span.end] = span
        warnings += warnings_on(question, Span(hit.clause, hit.figure.start, hit.figure.end), notice)
    # A sentence with 分别 also holds the other's figure: the citation shows it, the answer does not repeat it.
    lines += [
        statements.excerpt(question, notice, span) for span in spans.values() if "分别" not in span.text or not lines
    ]
    return Draft(Status.ANSWERED, (*lines, *dict.fromkeys(warnings)))


def _eclipsed(question: Question, best: FigureHit, hits: list[Hit], retriever: Retriever) -> bool:
    """Whether a question names another figure of the clause, one of another unit: "烤烟一斤多少钱" is not told what
    vegetables are exported for."""
    if not question.unit or best.named >= 0.2:
        return False
    hit = next(hit for hit in hits if hit.clause is best.clause)
    return max(f.named for f in figures_for(question, [hit], retriever, any_unit=True)) >= 0.4


def _of_the_terms(found: list[FigureHit], anchors: tuple[str, ...]) -> list[FigureHit]:
    """Of the figures those of the official terms that a question uses or means; all where none is of such a term. Terms
    of two characters ("增长", "投资") are of too many."""
    specific = [fold(term) for term in anchors if len(term) > 2]
    named = [f for f in found if any(term in fold(f.figure.subject) for term in specific)]
    return named or found


def _with_siblings(question: Question, chosen: list[FigureHit], candidates: list[FigureHit]) -> list[FigureHit]:
    """In a sentence with 分别 the figures of one kind belong together (城市, 农村): the one that the question names, or
    all of them where it names none or several."""
    best = chosen[0]
    span = sentence_with(best.clause, best.figure.start)
    if "分别" not in span.text:
        return chosen
    family = [
        f
        for f in candidates
        if f.clause is best.clause and span.start <= f.figure.start < span.end and f.figure.unit == best.figure.unit
    ]
    common = set.intersection(*(set(f.figure.subject) for f in family))
    words = question.folded + "".join(Glossary.load().official_for(question.folded))
    named = [
        f
        for f in family
        if any(
            f.figure.subject[i : i + 2] in words
            for i in range(len(f.figure.subject) - 1)
            if not set(f.figure.subject[i : i + 2]) & common
        )
    ]
    others = [f for f in candidates if f.clause is best.clause and f not in family and f.named >= 0.4]
    return (named or family) + (others if re.search("各|分别|、", question.folded) else [])


def _fits(found: FigureHit, top: Clause) -> bool:
    """Whether a figure may be about what is asked: any of the clause that was judged to state it; one that stands
    elsewhere must be named outright."""
    return found.clause is top or found.named >= 0.6 or (found.explained >= 0.5 and found.named >= 0.3)


def _told_apart(chosen: list[FigureHit], alternatives: int) -> bool:
    """Whether the figures chosen are about what is asked rather than the least unlike of many: they are the only ones of
    their clause, or named, or few."""
    best = chosen[0]
    alike = best.cosine >= 0.45 and best.named + best.explained >= 0.2
    return alternatives <= 2 or best.named >= 0.4 or best.explained >= 0.5 or alike or len(chosen) <= FEW


def _gap(question: Question, near: list[Hit], found: list[FigureHit], retriever: Retriever) -> Draft | None:
    """Where the figure asked for is one that the page lost: the damaged words, and that they are damaged."""
    asked = term_set(retriever.expanded(question))
    notice = retriever.index.notice
    addresses = {hit.clause.address for hit in near}
    for repair in notice.repairs:
        if repair.kind != "gap" or repair.address not in addresses or not _OF_AMOUNT.search(repair.quote):
            continue
        if any(f.figure.start < repair.end and repair.start < f.figure.end for f in found):
            continue  # what was lost stands beside the figure, and the figure itself is in print
        quoted_terms = term_set(repair.quote)
        share = retriever.share(asked & quoted_terms, quoted_terms)
        if share > max(found[0].named if found else 0.0, 0.4):
            span = sentence_with(notice.by_address[repair.address], repair.start)
            return Draft(
                Status.PARTIAL, (statements.excerpt(question, notice, span), *warnings_on(question, span, notice))
            )
    return None


def _same(one: FigureHit, other: FigureHit) -> bool:
    a, b = one.figure, other.figure
    return (a.value, a.high, a.unit, a.subject) == (b.value, b.high, b.unit, b.subject)
