"""A follow-up that is unclear by the rules → a question that stands alone, as a language model proposes it and code
accepts it: nothing may be in it that the conversation did not say."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from corpus.clause import Notice
from corpus.language_model import CancelledError
from corpus.text import fold
from corpus.wire import Cancel
from rag import events, prompt
from rag.answer import Turn
from rag.ellipsis import ENDS_ASKING, POINTS, elliptic
from rag.events import Private, fault_of, sentence_of
from rag.generate import Writer
from rag.question import LONGEST, Question, clean, language, masked, read
from rag.screen import screen

TURNS = 3  # earlier questions that a follow-up may lean on
_OBJECT = re.compile(r"\{[^{}]*\}")


def proposed(
    question: Question, history: Sequence[Turn], notice: Notice, writer: Writer, cancel: Cancel
) -> Question | None:
    """The question as a model says it alone; None where it is no such question, or anything goes wrong."""
    turns = history[-TURNS:]
    try:
        text = "".join(writer.pieces(prompt.to_rewrite(question, turns), cancel))
        found = _OBJECT.findall(text.rpartition("</think>")[2])
        said = json.loads(found[-1]).get("question") if found else None
    except CancelledError:
        return None
    except Exception as error:
        events.tell("llm_fault", fault_of(error), "a follow-up was not rewritten: %s", sentence_of(error))
        return None
    if not isinstance(said, str) or not said.strip():
        return None
    why = objection(said, question, turns, notice)
    if why:
        events.tell("llm_fault", "not_accepted", "a rewritten follow-up was not accepted: %s", Private(why))
        return None
    return read(said)


def objection(text: str, question: Question, history: Sequence[Turn], notice: Notice) -> str:
    """Why a proposed question cannot be taken for what was asked; "" where it can."""
    if len(text.strip().splitlines()) != 1 or len(text) > LONGEST:
        return "it is not one line"
    new = read(text)
    if (new.language in ("en", "other")) != question.english or language(text) == "other" != question.language:
        return "it is in another language"
    if screen(new, notice.title, notice.status) is not None:
        return "it is no question to the notice"
    leans = ENDS_ASKING.search(new.folded) or (POINTS.search(new.folded) and not new.english)
    if elliptic(new) or leans:
        return "it does not stand alone"
    held = [question.folded]
    for turn in history:
        held += [fold(masked(clean(turn.question))), fold(masked(clean(turn.standalone_question)))]
        cited = (notice.get(name.rpartition(":")[2]) for name in turn.cited)
        held += [fold(c.title) for c in cited if c is not None]
    known = "\n".join(held)
    strange = [n for n in _words(r"\d+(?:\.\d+)?", new.folded) if n not in _words(r"\d+(?:\.\d+)?", known)]
    strange += [w for w in _words(r"[a-z]+", new.content) if w not in _words(r"[a-z]+", known)]
    strange += [run for run in re.findall(r"[\u3400-\u9fff]+", new.content) if not _made_of(run, known)]
    return f"nobody spoke of {'、'.join(strange)}" if strange else ""


def _words(pattern: str, text: str) -> list[str]:
    return re.findall(pattern, text)


def _made_of(run: str, known: str) -> bool:
    """Whether a run of characters is put together from pieces of two or more that were said (one that is all of it)."""
    if len(run) == 1:
        return run in known
    reached = [True] + [False] * len(run)
    for end in range(2, len(run) + 1):
        reached[end] = any(reached[start] and run[start:end] in known for start in range(end - 1))
    return reached[-1]
