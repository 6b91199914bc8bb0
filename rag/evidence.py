"""What the judgement whether a clause states what is asked is made of: named features of a question and its best clause."""

from __future__ import annotations

import re
from collections.abc import Set

import numpy as np

from corpus.clause import Clause
from index.lexical import term_set, terms
from rag.draft import Span
from rag.extract import FigureHit, figures_for, relevance
from rag.holds import holds
from rag.known import known
from rag.phrasing import ngrams
from rag.question import Question, Want
from rag.quote import sentences
from rag.ranking import OPEN, SCORES
from rag.retrieve import Hit, Retriever
from rag.slogans import only_named
from rag.years import other_year

_LISTED = re.compile("[、;；“：:]")
_TELLING = (
    Want.AMOUNT, Want.DEADLINE, Want.PLACE, Want.PERSON, Want.PHONE, Want.PROCEDURE, Want.LEAD, Want.REASON,
    Want.PROGRESS, Want.SHARE, Want.PENALTY,
)  # fmt: skip
_HAN = re.compile("[\u3400-\u9fff]{2,}")
_OR = re.compile(
    r"(?P<a>[^,，。;；:：?？\s]{2,12})[,，]?\s?还是(?:说|在|是|按|由|靠|从|用)?(?P<b>[^,，。;；:：?？\s]{2,12})"
)
_HOW_MUCH = re.compile("多少|好多|几多|多大|多高|多长|多久|几(?=[个家户人次年月天日元万亿项所座台成倍])")
# What stands between a noun and the question of its amount: "要达到", "每人每月能", "今年定的是".
_BEFORE_IT = re.compile(
    "(?:是|为|要|有|在|会|能|可以?|应该?|达到?|到|定|给|发|收|交|拿|领|算|共|一共|总共|大概|大约|至少|最多|最少|最高|最低|最长|每[人户年月天个]|一个?月|一年|一次|今年|目前|现在|的|了|按)+$"
)
_OF_ANYTHING = re.compile("(?:目标|指标|标准|数量|数额|金额|比例|比重|数字|数值|幅度|总数|总量|规模|任务|要求)$")
_SEGMENT = re.compile("[,，、;；。:：()（）\n]")


def features(question: Question, hits: list[Hit], retriever: Retriever) -> dict[str, float]:
    """What the judgement is made of, by name, each about 0 to 1.

    score, margin: probability of the best clause, and how far it is above the second's. ranking.SCORES, OPEN: the best
    clause's. *_against*: how much nearer to what it answers than to what it leaves open (the best of each, of three, of the five
    best clauses). matter: how much the question has
    to go by, since few words are near to something by chance. unlisted: things are asked for by name and the nearest
    sentences list none. only_named: rag.slogans. anchored: whether it has terms of the notice. coverage, unknown: share
    of the question's weight that the best clause has with its enquiries, and that no clause has. known: the share that its
    text, titles and renderings have; longest_unknown: the longest stretch that they do not. alternatives: "A还是B", neither
    of which it has (1), or just one of which (-1). asked_for: whether it has the thing whose amount is asked ("年利率" of "年利率是
    多少") (1) or not (-1), 0 where none is named. sentence: relevance of its best sentence.
    figure_*: how the best figure fits an amount that is asked. asks_*: what is asked. holds: whether the best clause has
    such a thing, holds_here its two best sentences.
    """
    top = hits[0]
    parts = sentences(top.clause)
    asks = {f"asks_{want.value}": float(want in question.wants) for want in _TELLING}
    asks["asks_lead"] = float(question.wants_any(Want.LEAD, Want.PARTIES))
    relevances = relevance(question, tuple(part.text for part in parts), retriever) if parts else []
    of_top, near = top.features, [hit.features for hit in hits[:5]]
    return {
        "score": top.score,
        "margin": top.score - hits[1].score if len(hits) > 1 else top.score,
        **{name: of_top[name] for name in (*SCORES, *OPEN)},
        "enquiry_against": of_top["enquiry"] - of_top["unstated"],
        "dense_against": of_top["dense_enquiry"] - of_top["dense_unstated"],
        "dense_against_three": of_top["dense_enquiries"] - of_top["dense_unstateds"],
        "dense_against_near": max(of["dense_enquiry"] for of in near) - max(of["dense_unstated"] for of in near),
        "coverage": retriever.coverage(question, top.clause),
        "anchored": min(len(retriever.anchors(question)), 2) / 2,
        "unknown": retriever.unknown_share(question),
        "english": float(question.english),
        "matter": min(len(question.content), 30) / 30,
        "unlisted": float(question.by_name and not _lists(parts, relevances)),
        "known": retriever.share(*_known(question, top.clause, retriever)),
        "longest_unknown": _longest_unknown(question, retriever.known_text(top.clause)),
        "alternatives": _alternatives(question.folded, retriever.known_text(top.clause)),
        "only_named": only_named(question.folded, top.clause.text),
        "sentence": max(relevances, default=0.0),
        **_of_figures(question, hits, retriever),
        "asked_for": _asked_for(question.folded, retriever.known_text(top.clause)),
        "holds": float(all(holds(want, [top.clause]) for want in question.wants)),
        "holds_here": float(_holds_here(question, top.clause, parts, relevances)),
        "other_year": float(other_year(question, retriever.index.notice, top.clause)),
        **asks,
    }


def grams(question: Question, clause: Clause, retriever: Retriever) -> list[str]:
    """The question's n-grams for rag.phrasing: each by itself, and again marked by whether the clause has it ("+") or not
    ("-")."""
    held = retriever.known_text(clause)
    return [form for gram in ngrams(question.text) for form in (gram, ("+" if gram in held else "-") + gram)]


def _of_figures(question: Question, hits: list[Hit], retriever: Retriever) -> dict[str, float]:
    asked = Want.AMOUNT in question.wants
    candidates = figures_for(question, hits[:4], retriever) if asked else []
    best = candidates[0] if candidates else None
    return {
        "figure_named": best.named if best else 0.0,
        "figure_explained": best.explained if best else 0.0,
        "figure_tight": _tight(question, best, retriever) if best else 0.0,
        "figure_cosine": best.cosine if best else 0.0,
        "figure_in_best": float(best is not None and best.clause is hits[0].clause),
        "figure_missing": float(asked and best is None),
    }


def _tight(question: Question, found: FigureHit, retriever: Retriever) -> float:
    """The share of a question's weight that is said of the figure itself: in its subject, its own part of the sentence
    and the pieces of the renderings that hold it; what else its sentence says is of other things."""
    clause, figure = found.clause, found.figure
    at = figure.start - clause.start
    before, after = _SEGMENT.split(clause.text[:at])[-1], _SEGMENT.split(clause.text[at:])[0]
    other = known(clause, retriever)
    pieces = " ".join(other.texts[i] for i in other.of_figure(figure))
    asked = term_set(retriever.expanded(question))
    said = frozenset(terms(f"{figure.subject} {before}{after} {clause.title} {pieces}"))
    return retriever.share(asked & said, asked)


def _known(question: Question, clause: Clause, retriever: Retriever) -> tuple[Set[str], Set[str]]:
    """The question's terms that a clause is known by, and all of them."""
    asked, held = term_set(retriever.expanded(question)), retriever.known_text(clause)
    return {term for term in asked if term in held}, asked


def _longest_unknown(question: Question, held: str) -> float:
    """The longest run of the question's matter no pair of which is in a text: Chinese characters, as a share of ten."""
    longest = 0
    for run in _HAN.findall(question.content):
        length = 0
        for i in range(len(run) - 1):
            length = 0 if run[i : i + 2] in held else length + 1
            longest = max(longest, length)
    return min(longest, 10) / 10


def _alternatives(folded: str, held: str) -> float:
    found = _OR.search(folded)
    if found is None:
        return 0.0
    known = [
        any(words[i : i + 2] in held for i in range(len(words) - 1)) for words in (found["a"][-4:], found["b"][:4])
    ]
    return 1.0 if not any(known) else -1.0 if known[0] != known[1] else 0.0


def _asked_for(folded: str, held: str) -> float:
    """Whether a text has the noun that an amount is asked of."""
    said = _HOW_MUCH.search(folded)
    if said is None:
        return 0.0
    words = _BEFORE_IT.sub("", folded[: said.start()])
    noun = re.split("[的,，、。?？ ]", words)[-1]
    letters = "".join(re.findall(r"[\u3400-\u9fff]", noun))
    if len(letters) < 2 or _OF_ANYTHING.search(letters):
        return 0.0
    return 1.0 if letters[-2:] in held or letters[-3:] in held else -1.0


def _holds_here(question: Question, clause: Clause, parts: tuple[Span, ...], relevances: list[float]) -> bool:
    """Whether the two nearest sentences have things of the kinds that are asked for."""
    if not parts:
        return True
    near = [parts[i] for i in np.argsort(-np.asarray(relevances), kind="stable")[:2]]
    text = "\n".join(part.text for part in near)
    figures = tuple(f for f in clause.figures if any(part.start <= f.start < part.end for part in near))
    here = Clause(
        clause.id, clause.address, clause.kind, "", "", text, 0, 0, clause.lead, clause.parties, figures=figures
    )
    return all(holds(want, [here]) for want in question.wants)


def _lists(parts: tuple[Span, ...], relevances: list[float]) -> bool:
    """Whether one of the two sentences that are nearest to a question lists several things."""
    order = sorted(range(len(parts)), key=lambda i: -relevances[i])
    return any(len(_LISTED.findall(parts[i].text)) >= 2 for i in order[:2])
