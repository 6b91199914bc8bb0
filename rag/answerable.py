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
from rag.evidence import features, grams
from rag.holds import holds
from rag.lacking import lacking
from rag.phrasing import Phrasing
from rag.places import compared_place, foreign_place, wider_place
from rag.question import Question, Want
from rag.quote import sentences
from rag.retrieve import Hit, Retriever
from rag.years import other_year

# Everyday requests whose words the notice may share ("重污染天气") and whose matter it never is.
_EVERYDAY = re.compile(
    r"天气(?:怎么?样|咋样|如何|好不好|好吗|预报)|下(?:不下|不)?(?:雨|雪)(?:吗|不|[?？]?$)|(?:今天|明天|外面|现在).{0,4}(?:多少度|几度|冷不冷|热不热|几点)|股票|彩票|星座|笑话|写(?:一?首|个?)(?:诗|歌|作文|情书)|"
    r"菜谱|翻译(?:成|一下)|(?:今天|现在|美元|欧元|日元|港币).{0,4}汇率|汇率是多少|美元.{0,4}(?:换|兑|多少)|股价|基金(?:净值|涨跌)|高考(?:状元|分数|上了|录取|成绩)|录取分数|(?:考|上)了几个(?:清华|北大|一本)|班车.{0,6}(?:几点|时刻|几趟)|(?:订|买|抢).{0,8}(?:火车|高铁|动车|机|车)票|(?:火车|高铁|动车|机)票多少|时刻表|"
    r"(?:怎么|咋|哪么|如何)(?:做|炒|煮|蒸|腌|炖|卤).{0,4}(?:好吃|才?入味|才香|$)|(?:炒|煮|蒸|腌|炖|卤)(?:多久|好久|几分钟).{0,6}(?:入味|熟|$)|世界杯|奥运会|谁赢了|(?:什么|好看的?)电影|电视剧|追剧|主题曲|"
    r"(?:民国|清朝|明朝|古代)(?:时候|时期)?(?:归|是|叫|属)|勾股|定理(?!由)|方程|(?:作业|数学)题|化学式|光年|恐龙|首都(?:是|在|叫)|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]|生肖|算命|风水|相亲|分手|表白|失恋|减肥|(?:猫|狗)(?:咪|崽|狗)?.{0,6}(?:吃|喂|拉|病|打针)|"
    r"\bweather\b(?! (?:station|monitor|service|and hazard|warning|bureau|people|office))|\bjoke\b|\bpoem\b|\brecipe\b|\btranslate\b|\bstock price\b|\blottery\b|\bexchange rate (?:of|for|between)\b|what(?:'s| is) (?:today's |the )?exchange rate|\bworld cup\b|\bolympic|\bwho won the\b(?!.{0,12}(?:contract|bid|tender))|\bcapital of\b|\bhoroscope\b|\bmovies?\b|\bsongs?\b|\blyrics\b|\bhow (?:do (?:i|you)|to) (?:cook|bake|fry|lose weight)\b|\btheorem\b"
)
_INDICATOR = re.compile(
    r"(?:增速|增长率|覆盖率|失业率|就业率|增加值|财政收入|预算收入|有效期|攻坚|附件\d|目标(?:是|为|值|[?？]|$))"
)
# Something is supposed of what is planned: that it is not written is the answer, however far it is from all that is.
_SUPPOSED = re.compile(
    r"(?:对吧|对不对|是吧|没错吧|是真的吧|吧)[?？!！]?$|真的假的|听[讲说]|是不是(?:要|会|都|已|取消|不|全)|(?:方案|公告|文件|通知)(?:里|上|中)?(?:不?是)?(?:规定|写|说|讲|提|定)"
    r"|\bis it true\b|, right\?$|\bi (?:heard|hear|read) (?:that )?|(?:isn't|aren't|doesn't|won't) (?:it|they|there)\?$"
)
_MEASURE = re.compile(
    "百分之|个?百分点|个点|幅度|数值|数字|数额|指标|目标"
)  # says in what an amount is asked for, not of what
_WHERE_STATED = re.compile("第几[条款项]|哪一?[条款]|写在哪|which (?:clause|item|article|section)")
_UNNAMED = 0.2  # probability, at the most, of what a clause does not name
_SURE = 0.8  # probability from which a kind of thing that is not recognised in the clause is no objection
_ELSEWHERE = 0.25  # probability of being the notice's matter below which a declined question is called none of it
_NOTHING_KNOWN = 0.95  # share of the question's weight in terms that no clause and nothing written of one has
WEIGHTS = Path(__file__).with_suffix(".json")
STATED = Path(__file__).with_name("stated.json")
# Of a notice without enquiries and renderings; of its questions' phrasing nothing is known.
BARE_WEIGHTS = Path(__file__).with_name("answerable_bare.json")
PHRASING = "phrasing"  # the name of what the question's phrasing speaks for, among the features


# Without these there is no answer unless all else says that there is; the others weigh in the judgement.
_NEEDED = frozenset(
    {Want.PHONE, Want.PERSON, Want.LEAD, Want.PARTIES, Want.PROGRESS, Want.SHARE, Want.PENALTY, Want.PROCEDURE}
)
# Details that people ask of a matter which a plan like this does not go into.
_DETAILS = (Want.PROCEDURE, Want.PHONE, Want.PERSON, Want.AMOUNT, Want.DEADLINE)


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
    if claims_a_figure(question, notice):
        return Verdict(Status.NOT_STATED, "a figure that the notice nowhere states", 0.0)
    if retriever.unknown_share(question) > _NOTHING_KNOWN or (
        question.english and not retriever.knows_a_word(question)
    ):
        return Verdict(Status.OUT_OF_SCOPE, "no word of it is known", 0.0)
    found = features(question, hits, retriever)
    model = _bare_model() if retriever.bare else _model()
    if not retriever.bare:
        said = Phrasing.load(STATED).scores(
            grams(question, hits[0].clause, retriever), retriever.phrasing(question.text)
        )
        found[PHRASING] = squashed(float(said[0]))
    within, stated = (probability(name, found, bare=retriever.bare) for name in ("scope", "stated"))
    anchored = bool(retriever.anchors(question))
    detail = (anchored and question.wants_any(*_DETAILS)) or bool(_INDICATOR.search(question.folded))
    detail = detail or bool(_SUPPOSED.search(question.folded))
    # What is declined anyway is said to be no matter of the notice where that is likelier than a detail it leaves open.
    declined = Status.OUT_OF_SCOPE if within < _ELSEWHERE and not detail else Status.NOT_STATED
    if wider_place(question, notice, hits[0].clause):
        return Verdict(declined, "a wider place", 0.0)
    if within < model["scope"]["threshold"] and not (anchored and stated >= model["stated"]["threshold"]):
        if declined is Status.NOT_STATED:
            return Verdict(declined, "a detail of a matter of the notice", stated)
        return Verdict(declined, "far from every clause", within)
    if other_year(question, notice, hits[0].clause):
        return Verdict(declined, "another year", stated)
    clauses = [hit.clause for hit in hits[:3]]
    missing = next((w for w in question.wants if w in _NEEDED and not holds(w, clauses)), None)
    if missing is not None and (missing is Want.PHONE or stated < _SURE):
        return Verdict(declined, f"no {missing.value} in the nearest clauses", stated)
    unnamed = retriever.bare and lacking(question.folded, retriever.known_text(hits[0].clause))
    stated = min(stated, _UNNAMED) if unnamed else stated
    if stated < model["stated"]["threshold"] and not said_word_for_word(question, hits[0].clause, retriever):
        return Verdict(declined, "what is asked is not in the nearest clause", stated)
    return Verdict(Status.ANSWERED, "", stated)


def said_word_for_word(question: Question, clause: Clause, retriever: Retriever) -> bool:
    """Whether one sentence of a clause holds all that a short question names ("生猪出栏", "固投"): each of its characters
    and most of its pairs, or the official terms for its words; an amount that is asked for must stand there too."""
    if question.wants_any(*(want for want in question.wants if want not in (Want.TEXT, Want.AMOUNT, Want.LEAD))):
        return False
    official = retriever.glossary.official_for(question.folded)
    named = _MEASURE.sub(" ", question.content)
    letters = "".join(re.findall(r"[\u3400-\u9fff]", named))
    pairs = [run[i : i + 2] for run in re.findall(r"[\u3400-\u9fff]{2,}", named) for i in range(len(run) - 1)]
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


def claims_a_figure(question: Question, notice: Notice) -> bool:
    """Whether a question asks where the notice states a figure that it nowhere states: "奖励5万元的那条在第几条"."""
    if not _WHERE_STATED.search(question.folded):
        return False
    stated = {(f.value, f.unit) for clause in notice.clauses for f in clause.figures}
    asked = figures(question.folded)
    return any((f.value, f.unit) not in stated and fold(f.text) not in fold(notice.source) for f in asked)


def squashed(score: float) -> float:
    """A phrasing's log-odds between -1 and 1: beyond some point it adds nothing."""
    return math.tanh(score / 4)


def probability(name: str, found: dict[str, float], *, bare: bool = False) -> float:
    """The calibrated probability of "scope" (it is the notice's matter) or "stated" (the best clause answers). bare: of a
    notice of which nothing is known but its text.

    Logistic: 1 / (1 + exp(-(b + Σ w x))), fitted by `python -m eval fit` and `python -m eval bare`.
    """
    model = (_bare_model() if bare else _model())[name]
    z = float(model["intercept"]) + sum(float(w) * found[feature] for feature, w in model["weights"].items())
    return 1.0 / (1.0 + math.exp(-z))


@lru_cache(maxsize=1)
def _model() -> Any:
    """answerable.json: {"scope" | "stated": {"intercept": b, "weights": {feature: w}, "threshold": p}}."""
    return json.loads(WEIGHTS.read_text("utf-8"))


@lru_cache(maxsize=1)
def _bare_model() -> Any:
    """answerable_bare.json, in the same form."""
    return json.loads(BARE_WEIGHTS.read_text("utf-8"))
