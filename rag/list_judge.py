"""Whether a question that could be read as a list asks for one: a fitted judgement over named features.

The patterns of rag/list_words.py find what a list could be; the same words stand in questions about one matter ("公安也要
参加吗", "“三品”指哪两类"). A logistic model over what else is said decides; `python -m eval lists` fits it on questions of
both kinds and prints how well it separates them.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.clause import Notice
from corpus.spoken import without
from rag import list_words as words
from rag.list_bodies import asks_otherwise, mentions
from rag.list_occurrences import SAID, STOPS, WHERE
from rag.list_query import Kind, ListQuery
from rag.matter import asking, leftover, matter
from rag.parts import Parts
from rag.question import Question, Want
from rag.register import find

_OF_ONE = (
    Want.LEAD, Want.PARTIES, Want.OFFICE, Want.CONVENER, Want.MEMBERS, Want.DEADLINE, Want.PERSON, Want.PHONE, Want.PROCEDURE,
    Want.REASON, Want.PROGRESS, Want.SHARE, Want.PENALTY,
)  # fmt: skip
_WHO = re.compile(r"谁|哪(?:一|两|二|三|几)?个?(?:局|单位|部门|家)|\bwho\b|which (?:bureau|department|agency|body)")
_YES_NO = re.compile(
    r"(?:[吗不没否]|(?<!什)么|不行|可以|也.{0,8})[?？]?$|([参要能会管算是分需得])不\1|参不参|有没有责任|^(?:is|does|do|are|will|should|can|did|has|have)\b"
)
_BOTH = re.compile(
    "(?:总体?方案|主文件|overall plan|main plan|master plan).*(?:附件|attachment|annex)|(?:附件|attachment|annex).*(?:总体?方案|主文件|overall plan|main plan|master plan)"
)
# The text itself is spoken of.
_DOCUMENT = re.compile(
    r"文件|公告|通知|全文|通篇|正文|方案|附件|条款|条文|条目|段落|出处|命中|关键词|字样|\b(?:document|notice|plan|annex|attachment|text|clauses?|passages?|paragraphs?)\b"
)
# No question word and no particle of one: "民政牵头清单", as officials note down.
_QUESTION = re.compile(
    r"[?？]|哪|什么|啥|多少|几|吗|谁|呢|怎|如何|为何|\b(?:what|which|who|where|how|when|why|is|are|does|do|did|can|will|should|has|have)\b"
)
# A noun of listing at the end of what is said: "…的条目", "…分工".
_NOUN_LAST = re.compile(
    r"(?:清单|明细|条目|条款|条款号|出处|目录|台账|一览表?|名单|分工|任务|事项|小?项|条文|逐条|逐项|汇总|全列|列出来?|给全|找齐|位置|表格?|地址|\b(?:list|items|tasks|clauses|passages|rundown|overview|please))[。.!！)）\"”]*$"
)
_ASKS_TO = re.compile(
    r"请|麻烦|帮|给我|列|查|找|报|汇总|整理|梳理|念|导|\b(?:please|list|give|show|name|return|find|tell|enumerate)\b"
)
_STRONG = 4  # characters of the notice in a row


@dataclass(frozen=True)
class Judge:
    """weights: by feature, the rest count nothing. threshold: probability from which a question asks for a list."""

    weights: dict[str, float]
    bias: float
    threshold: float

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Judge:
        """The fitted judgement in list_judge.json."""
        data = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
        return cls(data["weights"], data["bias"], data["threshold"])

    def probability(self, found: dict[str, float]) -> float:
        """That a question with these features asks for the list."""
        score = self.bias + sum(self.weights.get(name, 0.0) * value for name, value in found.items())
        return 1 / (1 + math.exp(-score))

    def asks(self, question: Question, query: ListQuery, named: Parts, notice: Notice) -> bool:
        """Whether a question asks for the list that it could be read as."""
        if query.kind is Kind.COMPARISON and words.DIFFERS.search(question.folded) and _BOTH.search(question.folded):
            return True  # both sides and the comparison are named: nothing else can be meant
        return self.probability(features(question, query, named, notice)) >= self.threshold


def features(question: Question, query: ListQuery, named: Parts, notice: Notice) -> dict[str, float]:
    """What is said beside the list itself, by name; each 0 or 1, or a share of a usual maximum."""
    text = named.rest
    spans = mentions(text)
    bare = without(text, spans)
    rest = leftover(bare)
    runs = [run for run in matter(bare, notice, named.addresses) if not run.isascii()]
    english = text.isascii()
    several = bool(words.SEVERAL.search(bare))
    rows = len(find(query, notice).rows)
    marks = {
        "several": several,
        "some_tasks": bool(words.SOME_TASKS.search(bare)),
        "of_tasks": bool(words.OF_TASKS.search(bare)),
        "several_tasks": several and bool(words.SOME_TASKS.search(bare)),
        "duty": bool(words.LEAD.search(bare) or words.PARTY.search(bare)),
        "places": bool(words.PLACES.search(text)),
        "one_thing": bool(words.ONE_THING.search(text)),
        "yes_no": bool(_YES_NO.search(question.folded)),
        "yes_no_plain": bool(_YES_NO.search(question.folded)) and not several,
        "who": bool(_WHO.search(bare)),
        "of_one": question.wants_any(*_OF_ONE),
        "otherwise": asks_otherwise(question, bare),
        "amount": Want.AMOUNT in question.wants and not words.COUNT.search(bare),
        "count": bool(words.COUNT.search(bare)),
        "level": bool(words.LEVEL_COUNT.search(bare)),
        "figures": bool(words.OF_FIGURES.search(text)),
        "differs": bool(words.DIFFERS.search(text)),
        "export": query.export,
        "body": bool(spans),
        "bodies": len({name for _, _, name in spans}) > 1,
        "part": bool(query.parts),
        "term": bool(query.terms),
        "strong": any(len(run) >= _STRONG for run in runs),
        "matter": bool(runs),
        "empty": rows == 0,
        "one_row": rows == 1,
        "quoted": bool(re.search('[“"‘「『]', question.folded)),
        "english": english,
        "document": bool(_DOCUMENT.search(question.folded)),
        "telegraph": not _QUESTION.search(question.folded),
        "noun_last": bool(_NOUN_LAST.search(question.folded.strip())),
        "asks_to": bool(_ASKS_TO.search(bare)),
        "themed": bool(query.parts) and not words.PART.search(question.folded),
        "question_mark": question.folded.rstrip().endswith(("?", "？")),
    }
    usual = 6 if english else 20
    found = {name: float(value) for name, value in marks.items()}
    found["rest"] = min(rest, usual) / usual
    asked = asking(bare)
    found["rest_asking"] = min(leftover(asked), usual) / usual
    found["matter_asking"] = float(any(not run.isascii() for run in matter(asked, notice, named.addresses)))
    beside = bare.replace(query.terms[0], " ") if query.terms else bare
    pure = leftover(words.FIGURES.sub(" ", WHERE.sub(" ", SAID.sub(" ", beside)))) == 0
    found["pure"] = float(pure)
    found["pure_telegraph"] = float(pure) * found["telegraph"]
    found["pure_short"] = float(pure and len(question.folded) <= (60 if english else 24))
    found["rest_several"] = found["rest"] * several
    found["length"] = min(len(question.folded), 120) / 120
    kind = f"kind_{query.kind.value}"
    found[kind] = 1.0
    found[f"{kind}_rest"] = found["rest"]
    found[f"{kind}_several"] = float(several)
    for name in ("telegraph", "noun_last", "document", "asks_to", "pure"):
        found[f"{kind}_{name}"] = found[name]
    if query.kind is Kind.OCCURRENCES:
        found["term_places"] = found["places"] * (1 - found["one_thing"])
        found["said"] = float(bool(SAID.search(text)))
        found["said_where"] = float(bool(SAID.search(text) and WHERE.search(text)))
        term = query.terms[0] if query.terms else ""
        saying = [part for part in STOPS.split(bare) if WHERE.search(part) or SAID.search(part)] or [bare]
        apart = sum(leftover(SAID.sub(" ", WHERE.sub(" ", part.replace(term, " ")))) for part in saying)
        found["beside_term"] = min(apart, usual) / usual
    return found
