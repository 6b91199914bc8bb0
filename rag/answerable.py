"""Does the evidence hold what is asked for? Judged on the kind of thing asked, the year, the place and the coverage.

A declined question is no failure: an answer from a clause that only shares words with the question is.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.clause import Clause, Notice
from corpus.figures import figures
from corpus.text import fold
from rag.answer import Status
from rag.draft import Span
from rag.extract import figures_for, relevance
from rag.places import compared_place, foreign_place, wider_place
from rag.question import Question, Want
from rag.quote import sentences
from rag.ranking import SCORES
from rag.retrieve import Hit, Retriever

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:\s*年)?")
_RELATIVE_YEARS = {
    "明年": 1,
    "下一年": 1,
    "next year": 1,
    "后年": 2,
    "去年": -1,
    "上年": -1,
    "last year": -1,
    "前年": -2,
}
# What is asked of a year, as against what is told of it.
_OF_A_YEAR = (Want.AMOUNT, Want.DEADLINE, Want.PROGRESS, Want.SHARE)
_YEARS_OWN = re.compile(
    "(?:去年|前年|上年)(?:全年|度)?的?[^,，。的]{0,6}(?:计划|方案|目标|任务|指标|标准|公告|情况|完成)|last year's"
)
_DATE = re.compile(
    r"\d{4}年|\d{1,2}月|年底|年内|上半年|下半年|季度|今年|全年|年度|按期|限期|定期|百日|双周|小时|十四五|节假日|夏季"
)
_IN_CHARGE = re.compile(r"总?牵头|召集人|组长|具体负责")
# Everyday requests whose words the notice may share ("重污染天气") and whose matter it never is.
_EVERYDAY = re.compile(
    r"天气(?:怎么?样|咋样|如何|好不好|好吗|预报)|下(?:不下|不)?(?:雨|雪)(?:吗|不|[?？]?$)|(?:今天|明天|外面|现在).{0,4}(?:多少度|几度|冷不冷|热不热|几点)|股票|彩票|星座|笑话|写(?:一?首|个?)(?:诗|歌|作文)|"
    r"菜谱|翻译(?:成|一下)|\bweather\b|\bjoke\b|\bpoem\b|\brecipe\b|\btranslate\b|\bstock price\b|\blottery\b"
)
_INDICATOR = re.compile(
    r"(?:增速|增长率|覆盖率|失业率|就业率|增加值|财政收入|预算收入|有效期|攻坚|附件\d|目标(?:是|为|值|[?？]|$))"
)
_WHERE_STATED = re.compile("第几[条款项]|哪一?[条款]|写在哪|which (?:clause|item|article|section)")
_LISTED = re.compile("[、;；“：:]")
_PENALTY = re.compile("罚|惩戒|问责|追责|追究")
_DIGITS = re.compile(r"\d{3,4}-\d{7,8}|1[3-9]\d{9}")
_PLACE = re.compile(r"在[^,，。；;、]{1,14}(?:城|村|街道|街|镇|乡|路|区|站|园|县|市|平台|网站|中心|所|局)|办公室设")
_HOW = re.compile(
    r"申请(?:条件|材料|流程|程序|表|人)|报名|办理(?:流程|地点|材料|时限|时间)|所需材料|携带|免申即享|帮代办|投诉举报电话"
)
_NOTHING_KNOWN = 0.95  # share of the question's weight in terms that no clause and nothing written of one has
_WEIGHTS = Path(__file__).with_name("answerable.json")


# Without these there is no answer, whatever else fits; the others weigh in the judgement.
_NEEDED = frozenset({Want.PHONE, Want.PERSON, Want.LEAD, Want.PARTIES, Want.PROGRESS, Want.SHARE, Want.PENALTY})
# Details that people ask of a matter which a plan like this does not go into.
_DETAILS = (Want.PROCEDURE, Want.PHONE, Want.PERSON, Want.AMOUNT, Want.DEADLINE)
_TELLING = (Want.AMOUNT, Want.DEADLINE, Want.PLACE, Want.PERSON, Want.PHONE, Want.PROCEDURE, Want.LEAD, Want.REASON)


@dataclass(frozen=True, slots=True)
class Verdict:
    """status: ANSWERED where the evidence holds what is asked, else why it is declined. reason: for the log and eval."""

    status: Status
    reason: str
    probability: float


def judge(question: Question, hits: list[Hit], retriever: Retriever) -> Verdict:
    """Whether the nearest clauses answer. Each question is judged by itself, whatever was said before."""
    notice = retriever.index.notice
    if compared_place(question):
        return Verdict(Status.NOT_STATED, "another place to compare with", 0.0)
    if foreign_place(question, notice, hits[0].clause):
        return Verdict(Status.OUT_OF_SCOPE, "another place", 0.0)
    if _EVERYDAY.search(question.folded):
        return Verdict(Status.OUT_OF_SCOPE, "an everyday matter", 0.0)
    if wider_place(question, notice, hits[0].clause):
        return Verdict(Status.NOT_STATED, "a wider place", 0.0)
    if claims_a_figure(question, notice):
        return Verdict(Status.NOT_STATED, "a figure that the notice nowhere states", 0.0)
    if retriever.unknown_share(question) > _NOTHING_KNOWN or (
        question.english and not retriever.knows_a_word(question)
    ):
        return Verdict(Status.OUT_OF_SCOPE, "no word of it is known", 0.0)
    found = features(question, hits, retriever)
    within, stated = probability("scope", found), probability("stated", found)
    anchored = bool(retriever.anchors(question))
    if within < _model()["scope"]["threshold"] and not (anchored and stated >= _model()["stated"]["threshold"]):
        if (anchored and question.wants_any(*_DETAILS)) or _INDICATOR.search(question.folded):
            return Verdict(Status.NOT_STATED, "a detail of a matter of the notice", stated)
        return Verdict(Status.OUT_OF_SCOPE, "far from every clause", within)
    if other_year(question, notice, hits[0].clause):
        return Verdict(Status.NOT_STATED, "another year", stated)
    clauses = [hit.clause for hit in hits[:3]]
    missing = next((w for w in question.wants if w in _NEEDED and not holds(w, clauses)), None)
    if missing is not None:
        return Verdict(Status.NOT_STATED, f"no {missing.value} in the nearest clauses", stated)
    if stated < _model()["stated"]["threshold"] and not said_word_for_word(question, hits[0].clause, retriever):
        return Verdict(Status.NOT_STATED, "what is asked is not in the nearest clause", stated)
    return Verdict(Status.ANSWERED, "", stated)


def said_word_for_word(question: Question, clause: Clause, retriever: Retriever) -> bool:
    """Whether one sentence of a clause holds all that a short question names ("生猪出栏", "固投"): each of its characters
    and most of its pairs, or the official terms for its words; an amount that is asked for must stand there too."""
    if question.wants_any(*(want for want in question.wants if want not in (Want.TEXT, Want.AMOUNT, Want.LEAD))):
        return False
    official = retriever.glossary.official_for(question.folded)
    letters = "".join(re.findall(r"[\u3400-\u9fff]", question.content))
    pairs = [
        run[i : i + 2] for run in re.findall(r"[\u3400-\u9fff]{2,}", question.content) for i in range(len(run) - 1)
    ]
    for part in sentences(clause):
        if Want.AMOUNT in question.wants and not any(part.start <= f.start < part.end for f in clause.figures):
            continue
        text = fold(part.text)
        literal = (
            len(letters) >= 4 and all(c in text for c in letters) and sum(p in text for p in pairs) >= 0.6 * len(pairs)
        )
        if literal or (official and len(letters) <= 6 and all(fold(term) in text for term in official)):
            return True
    return False


def holds(want: Want, clauses: list[Clause]) -> bool:
    """Whether any of the clauses has a thing of the kind that is asked for."""
    text = "\n".join(clause.text for clause in clauses)
    match want:
        case Want.PHONE:
            return bool(_DIGITS.search(text))
        case Want.PERSON | Want.PROGRESS | Want.SHARE:
            return False  # a plan names posts and no people, and says nothing of results or of who gets what part
        case Want.PENALTY:
            return bool(_PENALTY.search(clauses[0].text))
        case Want.DEADLINE:
            return bool(_DATE.search(clauses[0].text))
        case Want.PLACE:
            return bool(_PLACE.search(clauses[0].text))
        case Want.PROCEDURE:
            return bool(_HOW.search(clauses[0].text))
        case Want.AMOUNT:
            return any(clause.figures for clause in clauses)
        case Want.LEAD | Want.PARTIES:
            return any(clause.responsible or in_charge(clause) for clause in clauses)
        case _:
            return True


def in_charge(clause: Clause) -> bool:
    """Whether a clause without a responsibility bracket still says who leads something, in its sentences."""
    return not clause.responsible and bool(_IN_CHARGE.search(clause.text))


def claims_a_figure(question: Question, notice: Notice) -> bool:
    """Whether a question asks where the notice states a figure that it nowhere states: "奖励5万元的那条在第几条"."""
    if not _WHERE_STATED.search(question.folded):
        return False
    stated = {(f.value, f.unit) for clause in notice.clauses for f in clause.figures}
    asked = figures(question.folded)
    return any((f.value, f.unit) not in stated and fold(f.text) not in fold(notice.source) for f in asked)


def other_year(question: Question, notice: Notice, clause: Clause) -> bool:
    """Whether a question is about a year that neither the notice nor the clause is about. A past year in which only
    something happened ("前年铺的路,钱拖到现在") is not what is asked for."""
    return any(year != notice.year and f"{year}年" not in clause.text for year in years_asked(question, notice))


def years_asked(question: Question, notice: Notice) -> set[int]:
    """The years that a question is about, by number or as "last year"; empty for a notice of no year."""
    if notice.year is None:
        return set()
    told = not question.wants_any(*_OF_A_YEAR) and not _YEARS_OWN.search(question.folded)
    steps = {step for word, step in _RELATIVE_YEARS.items() if word in question.folded and not (told and step < 0)}
    return {int(y) for y in _YEAR.findall(question.folded)} | {notice.year + step for step in steps}


def features(question: Question, hits: list[Hit], retriever: Retriever) -> dict[str, float]:
    """What the judgement is made of, by name, each about 0 to 1.

    score, margin: probability of the best clause, and how far it is above the second's. ranking.SCORES: the best clause's.
    matter: how much the question has to go by, since few words are near to something by chance. unlisted: things are
    asked for by name and the nearest sentences list none. anchored: whether it has terms of the notice. coverage,
    unknown: share of the question's weight that the best clause has, and that no clause has. sentence: relevance of its best
    sentence. figure_*: how the best figure fits an amount that is asked. asks_*: what is asked. holds: whether the best
    clause has such a thing.
    """
    top = hits[0]
    parts = sentences(top.clause)
    asks = {f"asks_{want.value}": float(want in question.wants) for want in _TELLING}
    asks["asks_lead"] = float(question.wants_any(Want.LEAD, Want.PARTIES))
    relevances = relevance(question, parts, retriever) if parts else []
    candidates = figures_for(question, hits[:4], retriever) if Want.AMOUNT in question.wants else []
    best = candidates[0] if candidates else None
    return {
        "score": top.score,
        "margin": top.score - hits[1].score if len(hits) > 1 else top.score,
        **{name: top.features[name] for name in SCORES},
        "coverage": retriever.coverage(question, top.clause),
        "anchored": min(len(retriever.anchors(question)), 2) / 2,
        "unknown": retriever.unknown_share(question),
        "english": float(question.english),
        "matter": min(len(question.content), 30) / 30,
        "unlisted": float(question.by_name and not lists(parts, relevances)),
        "sentence": max(relevances, default=0.0),
        "figure_named": best.named if best else 0.0,
        "figure_explained": best.explained if best else 0.0,
        "figure_cosine": best.cosine if best else 0.0,
        "figure_in_best": float(best is not None and best.clause is top.clause),
        "figure_missing": float(Want.AMOUNT in question.wants and best is None),
        "holds": float(all(holds(want, [top.clause]) for want in question.wants)),
        "other_year": float(other_year(question, retriever.index.notice, top.clause)),
        **asks,
    }


def lists(parts: tuple[Span, ...], relevances: list[float]) -> bool:
    """Whether one of the two sentences that are nearest to a question lists several things."""
    order = sorted(range(len(parts)), key=lambda i: -relevances[i])
    return any(len(_LISTED.findall(parts[i].text)) >= 2 for i in order[:2])


def probability(name: str, found: dict[str, float]) -> float:
    """The calibrated probability of "scope" (it is the notice's matter) or "stated" (the best clause answers).

    Logistic: 1 / (1 + exp(-(b + Σ w x))), fitted by `python -m eval fit`.
    """
    model = _model()[name]
    z = float(model["intercept"]) + sum(float(w) * found[feature] for feature, w in model["weights"].items())
    return 1.0 / (1.0 + math.exp(-z))


@lru_cache(maxsize=1)
def _model() -> Any:
    """answerable.json: {"scope" | "stated": {"intercept": b, "weights": {feature: w}, "threshold": p}}."""
    return json.loads(_WEIGHTS.read_text("utf-8"))
