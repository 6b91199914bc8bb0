"""What a language model is asked: rules, the evidence as delimited data under opaque names, and the question.

The texts are those of prompts.toml. A name ("kqzvbn") says nothing about a clause: the reply's names are turned into
clauses here, and a name that was not given stands for nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from string import Template

from corpus.clause import Clause, Notice
from corpus.knowledge import Knowledge
from corpus.language_model import Messages
from index.tokens import count_tokens
from rag.answer import Turn
from rag.question import Question, clean, masked

_FILE = Path(__file__).with_name("prompts.toml")
_LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowel, so that no word comes of it; no digit, so that no figure does
_RULE = re.compile("-{3,}")  # what a delimiter begins with
_LANGUAGES = {"en": "English", "other": "English", "zh": "简体中文", "zh-Hant": "简体中文"}
MOST = 6  # clauses


@dataclass(frozen=True, slots=True)
class Prompt:
    """messages: to send. sources: the clause that each opaque name stands for, best first."""

    messages: Messages
    sources: dict[str, Clause]


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text("utf-8"))


def to_answer(
    question: Question, clauses: Sequence[Clause], notice: Notice, knowledge: Knowledge, budget: int
) -> Prompt | None:
    """The request for an answer from `clauses`, best first: as many as `budget` tokens hold beside the whole question,
    and MOST at the most. None where not even the best one fits.

    The same question and clauses give the same request. The names depend on both, and so can stand in neither.
    """
    texts = _texts()["answer"]
    mark = _name(question.text, *(clause.id for clause in clauses))
    left = budget - count_tokens(question.text)
    sources: dict[str, Clause] = {}
    shown = []
    for clause in clauses[:MOST]:
        token = _name(mark, clause.id)
        text = Template(texts["source"].lstrip()).substitute(
            mark=mark,
            token=token,
            title=_data(" › ".join(c.title for c in (*notice.trail(clause), clause) if c.title)),
            text=_data(clause.text),
            facts=_facts(clause, knowledge, english=question.english),
        )
        left -= count_tokens(text)
        if left < 0:
            break
        sources[token] = clause
        shown.append(text)
    if not sources:
        return None
    system = Template(texts["system"]).substitute(mark=mark, language=_LANGUAGES[question.language])
    user = Template(texts["user"]).substitute(mark=mark, evidence="".join(shown), question=_data(question.text))
    return Prompt([("system", system.strip()), ("user", user.strip())], sources)


def to_rewrite(question: Question, history: Sequence[Turn]) -> Messages:
    """The request to say a question that leans on `history` so that it stands alone."""
    texts = _texts()["rewrite"]
    turns = [_data(masked(clean(turn.standalone_question))) for turn in history]  # a client may have made them up
    mark = _name(question.text, *turns)
    system = Template(texts["system"]).substitute(mark=mark)
    user = Template(texts["user"]).substitute(
        mark=mark, turns="\n".join(f"问：{turn}" for turn in turns), question=_data(question.text)
    )
    return [("system", system.strip()), ("user", user.strip())]


def _facts(clause: Clause, knowledge: Knowledge, *, english: bool) -> str:
    """What was read from a clause, as lines: bodies by their full names, and an unofficial translation."""
    rows = []
    if clause.lead:
        rows.append(f"牵头单位：{'、'.join(clause.lead)}")
    elif clause.responsible:
        rows.append("牵头单位：没有写明")
    if clause.parties + clause.generic:
        rows.append(f"责任单位：{'、'.join(clause.parties + clause.generic)}")
    rendering = knowledge.rendering(clause.address) if english else None
    if rendering is not None:
        rows.append(f"参考译文（非官方）：{rendering.en}")
    return "".join(f"{_data(row)}\n" for row in rows)


def _data(text: str) -> str:
    """Text as it is, but that nothing in it can be taken for a delimiter: a run of dashes becomes one of another kind."""
    return _RULE.sub("——", text)


def _name(*parts: str) -> str:
    digest = blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).digest()
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest)
