"""Each stage by itself, so that a fault is found in the stage that it is in.

parse: what the notice came to, with no model. retrieve: every question looked up, whatever the whole system would have
done with it. answerable: the judgement, given what was retrieved. answer: what is said of the gold clauses, given first
and judged to state it. read and verify are measured on the outcomes and on planted falsehoods (eval.verify).
"""

from __future__ import annotations

import hashlib
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.text import fold
from eval.measures import Measures, ranking
from eval.outcome import DEPTH, Outcome, says
from eval.questions import ANSWERED, Expected, Item
from rag.answerable import judge
from rag.open_question import open_question
from rag.question import Question, read
from rag.ranking import FEATURES
from rag.retrieve import Hit, Retriever

# Types that are looked up; the others are read off the question (a list, an address) or refused.
TYPES = (
    "lookup", "numeric", "lead", "parties", "colloquial", "typo", "pinyin", "traditional", "english", "comparison",
    "near_miss", "other_place_year", "procedure", "out_of_scope",
)  # fmt: skip


@dataclass(frozen=True)
class Looked:
    """A question as retrieval sees it, with its spelling put right, and all clauses, best first."""

    item: Item
    asked: Question
    hits: list[Hit]


def looked_up(retriever: Retriever, items: Sequence[Item]) -> list[Looked]:
    """Every single question of the types that are looked up, retrieved."""
    found = []
    kept = [item for item in items if item.type in TYPES and len(item.turns) == 1]
    for item in tqdm(kept, disable=not sys.stderr.isatty(), unit="题", desc="retrieval"):
        asked, typed = retriever.understood(retriever.in_characters(read(item.turns[0])))
        found.append(Looked(item, asked, retriever.rank(asked, typed=typed)))
    return found


def parse(notice: Notice, items: Sequence[Item]) -> Measures:
    """The shares of gold addresses that the notice has, and of needed facts that a gold clause holds in its own words, its
    bodies or what is shown as its label; and how much there is."""
    addresses = {a for item in items for group in item.gold for a in group if a != "page"}
    single = [item for item in items if len(item.turns) == 1 and item.type in TYPES and item.gold]
    held = [_holds(forms, item.expected[-1], notice) for item in single for forms in item.must]
    return {
        "gold_known": fmean(notice.get(address) is not None for address in addresses),
        "facts_in_gold": fmean(held),
        "clauses": len(notice.clauses),
        "tasks": sum(bool(clause.responsible) for clause in notice.clauses),
        "figures": sum(len(clause.figures) for clause in notice.clauses),
        "forms_of_bodies": sum(len(forms) for forms in bodies().values()),
    }


def _holds(forms: Sequence[str], expected: Expected, notice: Notice) -> bool:
    clauses = [c for group in expected.gold for a in group if (c := notice.get(a)) is not None]
    words = fold(" ".join(w for c in clauses for w in (c.text, *c.responsible, *c.generic, notice.label(c))))
    return says(words, forms)


def clause_digests(notice: Notice) -> dict[str, str]:
    """address → a digest of all that was read of the clause: the baseline tells with it which clauses came out otherwise."""
    return {clause.address: _digest(clause) for clause in notice.clauses}


def _digest(clause: Clause) -> str:
    figures = tuple((f.text, f.value, f.high, f.unit, f.subject) for f in clause.figures)
    held = (clause.kind, clause.marker, clause.title, clause.text, clause.lead, clause.parties, clause.generic, figures)
    return hashlib.sha256(repr(held).encode()).hexdigest()[:10]


def bodies() -> dict[str, list[str]]:
    """Full name of a body → every form that is understood as it."""
    gazetteer = Gazetteer.load()
    found: dict[str, set[str]] = {body.name: set() for body in gazetteer.bodies}
    for forms in (gazetteer.forms, gazetteer.spoken, gazetteer.short):
        for form, name in forms.items():
            found[name].add(form)
    return {name: sorted(forms) for name, forms in sorted(found.items())}


def understanding(outcomes: Sequence[Outcome]) -> Measures:
    """How questions were taken: lists as lists and nothing else as one; what is misuse as that and nothing else."""
    lists = [o for o in outcomes if o.type == "list"]
    plain = [o for o in outcomes if o.type in TYPES and o.gold]
    misuse = [o for o in outcomes if o.type in ("injection", "personal")]
    refused = ("screen", "aside")
    return {
        "lists_taken_for_lists": fmean(o.route == "list" for o in lists) if lists else math.nan,
        "others_taken_for_lists": fmean(o.route == "list" for o in plain) if plain else math.nan,
        "misuse_refused": fmean(o.status == "rejected" for o in misuse) if misuse else math.nan,
        "plain_questions_refused": fmean(o.route in refused for o in plain) if plain else math.nan,
    }


# What ranks by itself, of the features that the learnt ranking weighs: one that is broken may be made up for by the others.
PARTS = {"lexical": ("expanded", "enquiry"), "dense": ("dense_text", "dense_enquiry")}


def retrieve(looked: Sequence[Looked]) -> Measures:
    """success@k, recall@10, MRR and nDCG@10 of the questions that a clause answers; and success@5 of the lexical and of the
    dense part by itself (the sum of its scores for the clause and for what is asked of it)."""
    asked = [one for one in looked if one.item.gold]
    found = ranking((one.item.id, [hit.clause.address for hit in one.hits[:DEPTH]], one.item.gold) for one in asked)
    for part, names in PARTS.items():
        runs = ((one.item.id, _by(names, one.hits), one.item.gold) for one in asked)
        found[f"{part} success@5"] = ranking(runs).get("success@5", math.nan)
    return found


def _by(names: Sequence[str], hits: Sequence[Hit]) -> list[str]:
    columns = [FEATURES.index(name) for name in names]
    ranked = sorted(hits, key=lambda hit: (-float(hit.row[columns].sum()), hit.clause.id))
    return [hit.clause.address for hit in ranked[:DEPTH]]


def answerable(looked: Sequence[Looked], retriever: Retriever) -> Measures:
    """kept: of what the notice states, the share judged to be stated. declined: of what it does not, the share judged so.
    auc: how well the probability tells the two apart (0.5 by chance). Given what was retrieved."""
    verdicts = [
        (bool(one.item.expected[-1].statuses & ANSWERED), judge(one.asked, one.hits, retriever)) for one in looked
    ]
    stated = [v.status.value in ANSWERED for yes, v in verdicts if yes]
    not_stated = [v.status.value not in ANSWERED for yes, v in verdicts if not yes]
    found = {"kept": fmean(stated) if stated else math.nan, "declined": fmean(not_stated) if not_stated else math.nan}
    if stated and not_stated:
        # A verdict by rule (another year, another place) has no probability worth the name.
        scored = [(yes, v.probability if v.status.value in ANSWERED or v.probability else 0.0) for yes, v in verdicts]
        found["auc"] = float(roc_auc_score(*zip(*scored, strict=True)))
    return found


def answer(looked: Sequence[Looked], retriever: Retriever) -> Measures:
    """Facts and citations where the first gold set is given as what was retrieved, of the questions then judged to be
    stated: what is said of a clause, whatever retrieval finds."""
    facts, complete, wrong, n = [], [], 0, 0
    for one in looked:
        if not one.item.gold:
            continue
        draft, verdict = open_question(one.asked, _gold_first(one), retriever)
        if verdict.status.value not in ANSWERED:
            continue
        n += 1
        said = fold(" ".join(line.text for line in draft.lines))
        cited = {span.clause.address for line in draft.lines for span in line.evidence}
        held = [says(said, forms) for forms in one.item.must]
        facts += held
        complete.append(all(held) and any(group <= cited for group in one.item.gold))
        wrong += says(said, one.item.must_not)
    return {
        "n": n,
        "fact_recall": fmean(facts) if facts else math.nan,
        "complete": fmean(complete) if complete else math.nan,
        "must_not": wrong,
    }


def _gold_first(one: Looked) -> list[Hit]:
    gold = min(one.item.gold, key=lambda group: (len(group), sorted(group)))
    best = one.hits[0].score
    first = [replace(hit, score=best) for hit in one.hits if hit.clause.address in gold]
    return [*first, *(hit for hit in one.hits if hit.clause.address not in gold)]
