"""What a follow-up is understood as, and the words in which it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.clause import Clause, Notice
from rag import ellipsis
from rag.draft import Draft, place
from rag.question import Question, Want, read


@dataclass(frozen=True, slots=True)
class Resolution:
    """question: as it stands alone; the turn itself where it leans on nothing or cannot be resolved. about: ids of the
    clauses that it is about. resolved: whether it is understood; unclear: what to ask back where it is not."""

    question: Question
    about: frozenset[str] = frozenset()
    unclear: Draft | None = None
    clauses: tuple[Clause, ...] = ()  # several that are asked for side by side: "前两条讲什么"

    @property
    def resolved(self) -> bool:
        return self.unclear is None


def of_clause(clause: Clause, rest: str, question: Question, notice: Notice, part: str = "") -> Resolution:
    """What is asked of one clause: its address and title, the part in question, and the words of the turn."""
    english, place_named = question.english, where(clause, question, notice)
    said = ellipsis.OPENS.sub("", rest, count=1).strip().rstrip("?？。")
    own = read(said) if said else question
    if part and said and not ellipsis.asks_the_whole(own.folded) and not own.wants_any(Want.LEAD, Want.PARTIES):
        place_named += f", on “{part}”" if english else f"中的“{part}”"
    text = f"{place_named}{': ' if english else '：'}{said}" if said else place_named
    return Resolution(asked_as(text, question), ids_of(clause))


def where(clause: Clause, question: Question, notice: Notice) -> str:
    """How a stand-alone question names a clause."""
    shown = place(notice, clause, english=True) if question.english else notice.label(clause)
    return shown.replace(" (number inferred from context)", "")


def asked_as(text: str, question: Question) -> Question:
    """Words as a question in the language of the turn that they stand for."""
    made = read(text)
    return Question(made.text, made.folded, question.language, made.wants)


def ids_of(clause: Clause | None) -> frozenset[str]:
    """The id of a clause, if there is one."""
    return frozenset({clause.id}) if clause is not None else frozenset()
