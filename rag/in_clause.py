"""What is asked of one known clause ("附件7 二(一)5(15)：农村的是多少") → an answer from the sentences about it, or none.

A clause states many things. That it is the one talked about does not make its figures and dates those that are asked
for: a matter that the question names must stand with them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.clause import Clause, Figure, Notice
from corpus.glossary import Glossary
from corpus.text import fold
from rag import statements
from rag.address import AddressQuery
from rag.answer import Status
from rag.answerable import judge
from rag.declined import not_stated
from rag.draft import Draft, Span
from rag.ellipsis import HOW_MANY, asks_the_whole, bearing
from rag.extract import answering, figures_for
from rag.holds import holds, in_charge
from rag.question import UNITS, Question, Want, read
from rag.quote import sentences
from rag.retrieve import Hit, Retriever
from rag.routes import FIGURES_SHOWN, of_clause
from rag.warnings import warnings_on
from rag.years import other_year

# A sentence must state these itself; elsewhere in the clause they belong to another matter.
_OF_A_SENTENCE = (Want.DEADLINE, Want.PLACE, Want.PROCEDURE, Want.SHARE, Want.PROGRESS, Want.PENALTY, Want.REASON)
_BECAUSE = re.compile("为了?|由于|因|以便|旨在|目的|确保")
# A day, a month, a part of the year: "全年" and "定期" say of nothing when it is done.
_WHEN = re.compile(r"\d{4}年(?!度?(?:重点|任务))|\d{1,2}月|\d{1,2}日|年底|年内|上半年|下半年|季度|时限|工作日|期间")
_NEAREST, _MOST = 3, 0.8  # clauses of an attachment that are looked at; share of the pairs that one of them has to have
_ONE = 12  # letters or characters of one word
_LEAST = 0.5  # share of the matter's pairs of characters that a sentence has to have


def asked_of(question: Question, address: AddressQuery, clause: Clause, notice: Notice | None = None) -> Question:
    """The question without the address and the title of the clause that it is asked of."""
    rest = address.rest
    for title in {fold(clause.title), fold(clause.title).strip("。")}:
        rest = rest.replace(f"《{title}》", " ")
    if notice is not None:  # the headings that the clause stands under say where it is
        for outer in notice.trail(clause):
            said = _HEADED.search(rest)
            if said and said["name"] in notice.folded_titles[outer.address]:
                rest = rest.replace(said.group(), " ", 1)
    return replace(read(re.sub(r"\(编号据上下文推断\)|^[\s:：,，中的]+", "", rest.strip())), language=question.language)


# Words that ask, and words that ask for all that a clause says.
_ASKS = re.compile(
    r"[吗么?？哪谁几]|什么|啥|多少|好多|是不是|有没有|怎|如何|为何|多[大高长久]|\b(?:what|who|whom|which|how|when|where|why|is|are|does|do|can)\b"
)
_ALL_OF_IT = re.compile(
    r"(?:写|讲|说|规定|要求|安排|提|管|是)(?:的|些|了|到|过)*(?:什么|啥|哪样|么子|哪些(?:内容|事))|什么意思|(?:主题|大意|主旨|要点|中心)|de quoi|about what|what(?:'s| is) it about|what does it (?:say|cover|require)"
)
_HEADED = re.compile(r"(?P<name>[\u3400-\u9fff]{2,12}?)(?:(?:那|这)?一?(?:节|块|部分|章)|里[面头]?|当中)的?(?=\s)")
_SHOWING = re.compile(
    r"(?:调|念|读|看|发|贴|摆|列|拿|翻|找|抄|打印|显示|展示|公布|亮|讲|说)(?:一下|一遍|一念|一看|下|出来?|给|到|来|看|看看|听听?|听一下)*|把|帮我?|给我|我(?:想|要)|这(?:个|条)?(?:编号|条目|一条)|\b(?:show|read|pull up|quote|open|print|display|give|fetch|bring up)(?: me| us)?(?: out)?\b"
)
_BETWEEN_ASKS = re.compile("[,，、;；。?？]|还有|以及|并且|另外|顺便")


def in_clause(question: Question, address: AddressQuery, clause: Clause, retriever: Retriever) -> Draft:
    """The answer to what is asked of a clause, judged on its own sentences: not_stated, with the clause as related,
    where they say nothing of it. Of several things that are asked of it ("由谁牵头,要去哪些国家") each is answered."""
    single = _one_thing(question, address, clause, retriever)
    asked = [
        part for part in _BETWEEN_ASKS.split(address.rest) if _ASKS.search(part) or read(part).wants != (Want.TEXT,)
    ]
    if len(asked) < 2:
        return single
    drafts = [_one_thing(question, replace(address, rest=part), clause, retriever) for part in asked]
    told = [draft for draft in drafts if draft.status.answers]
    if len(told) < len(drafts) and single.status is Status.ANSWERED:
        return single
    if not told:
        return single
    whole = len(told) == len(drafts) and all(draft.status is Status.ANSWERED for draft in told)
    lines = dict.fromkeys(line for draft in told for line in draft.lines)
    return Draft(Status.ANSWERED if whole else Status.PARTIAL, tuple(lines))


def _shown(own: Question) -> bool:
    """Whether a clause is to be shown rather than asked something: "把…调出来", "…什么意思", with no matter of its own."""
    if own.wants != (Want.TEXT,):
        return False
    rest = _SHOWING.sub(" ", _ALL_OF_IT.sub(" ", own.folded))
    return rest != own.folded and not _ASKS.search(rest.strip(" ?？")) and not bearing(read(rest))


def _one_thing(question: Question, address: AddressQuery, clause: Clause, retriever: Retriever) -> Draft:
    notice = retriever.index.notice
    asked = asked_of(question, address, clause, notice)
    quoted = re.findall(r"“([^”]*)”", asked.folded)
    own = read(re.sub(r"“[^”]*”", " ", asked.folded))
    none = not_stated(question, (clause,), notice)
    if other_year(question, notice, clause):
        return none
    if asks_the_whole(own.folded) or _shown(own):
        return of_clause(replace(question, wants=(Want.TEXT,)), clause, notice)
    wants = own.wants
    if Want.LEAD in wants or Want.PARTIES in wants:
        kept = replace(question, wants=wants)
        return of_clause(kept, clause, notice) if clause.responsible or in_charge(clause) else none
    if any(want in (Want.PHONE, Want.PERSON) and not holds(want, [clause]) for want in wants):
        return none
    brought = bearing(own, notice.folded).split()
    matter = brought or quoted  # the words of the turn itself; those of the turn before where it brings none
    near = _sentences(matter, clause, retriever, english=question.english)
    if not near:
        return _in_other_words(question, own, clause, retriever) or none
    if Want.AMOUNT in wants or (HOW_MANY.search(own.folded) and Want.DEADLINE not in wants):
        spelled = _spelled_out(own, near)
        if spelled:
            return Draft(
                Status.ANSWERED,
                (statements.excerpt(question, notice, spelled), *warnings_on(question, spelled, notice)),
            )
        return _amount(question, own, matter, near, clause, retriever) or none
    within = replace(clause, text="\n".join(span.text for span in near))
    if any(want in _OF_A_SENTENCE and not _states(want, within) for want in wants):
        return none
    spans = [Span(clause, near[0].start, near[-1].end)] if matter else [Span.whole(clause)]
    lines = [
        line
        for span in spans
        for line in (statements.excerpt(question, notice, span), *warnings_on(question, span, notice))
    ]
    return Draft(Status.ANSWERED, tuple(lines)) if matter else of_clause(replace(question, wants=wants), clause, notice)


def in_part(question: Question, address: AddressQuery, hits: list[Hit], retriever: Retriever) -> Draft | None:
    """The answer from the first of the nearest clauses of an attachment that has the words of the matter in one of its
    sentences; None where none has. What is searched is small there, and words that stand in it count for more."""
    for hit in hits[:_NEAREST]:
        asked = asked_of(question, address, hit.clause)
        matter = bearing(asked, retriever.index.notice.folded).split()
        if matter and max((_said(matter, fold(part.text)) for part in sentences(hit.clause)), default=0.0) >= _MOST:
            draft = in_clause(question, address, hit.clause, retriever)
            if draft.status.answers:
                return draft
    return None


def side_by_side(question: Question, clauses: tuple[Clause, ...], notice: Notice) -> Draft:
    """All of several clauses, one below the other."""
    drafts = [of_clause(replace(question, wants=(Want.TEXT,)), clause, notice) for clause in clauses]
    return Draft(Status.ANSWERED, tuple(dict.fromkeys(line for draft in drafts for line in draft.lines)))


def _in_other_words(question: Question, own: Question, clause: Clause, retriever: Retriever) -> Draft | None:
    """The sentences that answer a question in words that the clause does not use, where it is judged to answer; what
    asks for a thing of a kind (an amount, a date) needs the words of its matter."""
    if own.wants != (Want.TEXT,) or (HOW_MANY.search(own.folded) and not own.by_name):
        return None
    notice = retriever.index.notice
    asked = replace(read(own.text), language=question.language)
    ranked = retriever.rank(asked)
    hits = sorted(ranked, key=lambda hit: hit.clause is not clause)
    if ranked[0].clause is not clause or judge(asked, hits, retriever).status is not Status.ANSWERED:
        return None
    span = answering(own, clause, retriever)
    return Draft(Status.ANSWERED, (statements.excerpt(question, notice, span), *warnings_on(question, span, notice)))


def _spelled_out(own: Question, near: list[Span]) -> Span | None:
    """The sentence that says in a Chinese numeral what "几星级" asks: "五星级"; such numbers are no figures of the notice."""
    asked = re.search(r"几([\u3400-\u9fff]{2})", own.folded)
    pattern = re.compile(f"[一二三四五六七八九十]{asked.group(1)}") if asked else None
    return next((span for span in near if pattern and pattern.search(span.text)), None)


def _states(want: Want, clause: Clause) -> bool:
    pattern = {Want.REASON: _BECAUSE, Want.DEADLINE: _WHEN}.get(want)
    return bool(pattern.search(clause.text)) if pattern else holds(want, [clause])


def _sentences(matter: list[str], clause: Clause, retriever: Retriever, *, english: bool) -> list[Span]:
    """The sentences that speak of a matter: all where there is none, none where the clause does not speak of it."""
    parts = list(sentences(clause)) or [Span.whole(clause)]
    if not matter:
        return parts
    shares = [_said(matter, fold(part.text)) for part in parts]
    best = max(shares)
    if best >= _LEAST:
        return [part for part, share in zip(parts, shares, strict=True) if share >= max(_LEAST, 0.8 * best)]
    if _said(matter, fold(clause.text)) >= _LEAST:
        return parts
    rendering = retriever.index.knowledge.rendering(clause.address)
    words = (rendering.en if english else rendering.zh).lower() if rendering else ""
    return parts if words and _said(matter, words) >= _MOST else []


def _said(matter: list[str], text: str) -> float:
    """The share of a matter's pairs of characters, or English words, that a text has; its official term counts as all."""
    official = Glossary.load().official_for(" ".join(matter))
    words = [word for words in matter for word in words.split()]
    # A term of two characters ("投资") is all of one word and only a part of "industrial investment".
    if any(fold(term) in text for term in official if len(term) > 2 or (len(words) == 1 and len(words[0]) <= _ONE)):
        return 1.0
    pairs = [pair for word in matter for pair in pairs_of(word)]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def pairs_of(word: str) -> list[str]:
    """Overlapping pairs of Chinese characters; an English word without its ending; a number."""
    han = re.findall(r"(?=([\u3400-\u9fff]{2}))", word)
    return han + [w[: max(4, len(w) - 2)] for w in re.findall(r"[a-z]{3,}", word)] + re.findall(r"\d+", word)


def _amount(
    question: Question, own: Question, matter: list[str], near: list[Span], clause: Clause, retriever: Retriever
) -> Draft | None:
    """The figures of the matter in its sentences, of the kind of unit that is asked for."""
    notice = retriever.index.notice
    unit = UNITS[own.unit][1] if own.unit else None
    inside = [
        f
        for f in clause.figures
        if any(span.start <= f.start < span.end for span in near) and (unit is None or unit.search(f.unit))
    ]
    if not inside:
        return None
    # "蔬菜的面积": the unit has been seen to
    subject = [word for word in matter if not (unit and UNITS[own.unit][0].fullmatch(word))] or matter
    shown = _named(question, subject, inside, clause, retriever) if matter else inside[:FIGURES_SHOWN]
    lines = [statements.figure(question, clause, figure) for figure in shown]
    warnings = [w for f in shown for w in warnings_on(question, Span(clause, f.start, f.end), notice)]
    return Draft(Status.ANSWERED, (*lines, *dict.fromkeys(warnings))) if lines else None


def _named(
    question: Question, matter: list[str], inside: list[Figure], clause: Clause, retriever: Retriever
) -> list[Figure]:
    """Of some figures those whose subject says most of a matter; where no subject says any, the one that there is."""
    shares = [_said(matter, fold(f.subject)) for f in inside]
    if max(shares) > 0:
        return [f for f, share in zip(inside, shares, strict=True) if share >= 0.99 * max(shares)][:FIGURES_SHOWN]
    hit = next((h for h in retriever.rank(question, within=clause.attachment) if h.clause is clause), None)
    scored = [f for f in figures_for(question, [hit] if isinstance(hit, Hit) else [], retriever) if f.figure in inside]
    return [scored[0].figure] if scored and (len(inside) == 1 or scored[0].named >= 0.4) else []
