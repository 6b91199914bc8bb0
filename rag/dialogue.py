"""The state of a conversation, read off the turns that a client sends back: what each was about, the newest first.

Nothing is stored: the same turns give the same state. A greeting, a refused request and a question about another subject
are no matter that one could go on from; a question that the notice does not answer is, by its own words alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.glossary import Glossary
from corpus.text import fold
from rag.address import find_address, resolve
from rag.answer import Status, Turn
from rag.articles import address_in
from rag.ellipsis import elliptic, matter_of, spoken_matter
from rag.list_query import ListQuery
from rag.list_question import read_lists
from rag.question import Question, read

_NO_MATTER = (Status.SMALL_TALK, Status.REJECTED, Status.CLARIFY, Status.NO_SUCH_CLAUSE)
_THAT_ONE = re.compile("的?[那这]一?[条个项件块桩回](?:事情?|任务|工作|问题|指标)?$")
_LABEL = re.compile(
    r"^(?:附件|总体方案|正文|第[零〇一二三四五六七八九十百]{1,5}条|attachment|overall plan)[^：:“”]{0,60}?(?:中的|, on )?(?:“(?P<part>[^”]*)”)?(?:（[^）]*）)?[：:]\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Focus:
    """What one earlier turn was about.

    asked: its stand-alone question, without the label of a clause in front. clause: the clause that answered it, or that
    it was asked of; None where it was declined on its own words. part: the words of the clause that were in question.
    """

    turn: Turn
    asked: Question
    clause: Clause | None
    part: str
    lists: tuple[ListQuery, ...]
    others: tuple[Clause, ...] = ()  # that answered it too
    nearest: Clause | None = None  # the first clause that was offered with a declined answer

    @property
    def answered(self) -> bool:
        return self.turn.status.answers

    @property
    def several(self) -> bool:
        """Whether it was answered by a list, so that "这项" may be any of its rows."""
        return bool(self.lists) and len(set(self.turn.cited)) > 1

    @property
    def matter(self) -> str:
        """What it was about, in words that can stand in another question."""
        address = find_address(self.asked.folded)
        own = matter_of(read(address.rest) if address else self.asked)
        if self.part and self.part not in own:
            own = self.part
        if len(own) < 2 and self.clause is not None:
            own = self.clause.title
        return own

    @property
    def spoken(self) -> str:
        """The question that it was, without the words that ask."""
        return spoken_matter(self.asked)

    @property
    def body(self) -> str:
        """The one body that it was about: named by the question, else the one that leads the clause; "" for none."""
        named = {name for _, _, name in Gazetteer.load().mentions(self.asked.text)}
        if len(named) == 1:
            return named.pop()
        return self.clause.lead[0] if not named and self.clause and len(self.clause.lead) == 1 else ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """focuses: of the turns that had a matter, newest first."""

    focuses: tuple[Focus, ...]

    @classmethod
    def of(cls, history: Sequence[Turn], notice: Notice) -> Dialogue:
        """The state after these turns, oldest first."""
        found = [_focus(turn, notice) for turn in reversed(history) if turn.status not in _NO_MATTER]
        # A declined turn that named no matter ("多少公里") leaves the matter that it was asked of.
        named = [f for f in found if f.answered or f.clause or f.lists or not elliptic(read(f.turn.question))]
        known = [f for f in named if f.answered or f.clause or f.lists or f.turn.status is not Status.OUT_OF_SCOPE]
        return cls(tuple(known or named or found))

    @property
    def focus(self) -> Focus | None:
        """What the next turn goes on from."""
        return self.focuses[0] if self.focuses else None

    def back_to(self, what: str) -> Focus | None:
        """The earlier focus that a few words name ("低保", "附件5"); with no words the one before the present matter."""
        words = _THAT_ONE.sub("", fold(what))
        if not words and self.focuses:
            here = self.focuses[0].clause
            return next((f for f in self.focuses if f.clause != here), None)
        if re.search("清单|列表|名单|list", words):
            return next((f for f in self.focuses if f.several), None)
        named = find_address(words)
        if named and named.attachment is not None and len(words) <= len(named.printed) + 2:
            inside = (f for f in self.focuses if f.clause and f.clause.attachment == str(named.attachment))
            return next(inside, None)
        best = max(self.focuses, key=lambda f: _shared(words, f), default=None)
        return best if best is not None and _shared(words, best) >= 0.5 else None


def _focus(turn: Turn, notice: Notice) -> Focus:
    standalone = turn.standalone_question or turn.question
    label = _LABEL.match(standalone)
    address = address_in(fold(standalone), notice)
    clause = notice.get(turn.cited[0].rpartition(":")[2]) if turn.cited else None
    if clause is None and address is not None and address.precise:
        named = resolve(address, notice)
        clause = named[0] if len(named) == 1 else None
    asked = read(standalone[label.end() :] if label and address and address.precise else standalone)
    part = (label.group("part") or "") if label else ""
    nearest = notice.get(turn.related[0].rpartition(":")[2]) if turn.related else None
    cited = (notice.get(c.rpartition(":")[2]) for c in dict.fromkeys(turn.cited))
    others = tuple(c for c in cited if c is not None and c is not clause)
    return Focus(turn, asked, clause, part, read_lists(read(standalone), notice), others, nearest)


def _shared(words: str, focus: Focus) -> float:
    """The share of some words' pairs that a focus has, in its questions, its clause's title or its clause."""
    held = fold(f"{focus.turn.question} {focus.turn.standalone_question} {focus.part}")
    if focus.clause is not None:
        held += focus.clause.title + focus.clause.text
    official = "".join(Glossary.load().official_for(words))
    if official and official in held:
        return 1.0
    pairs = re.findall(r"(?=([\u3400-\u9fff]{2}))", words) or re.findall(r"[a-z]{3,}", words)
    return sum(pair in held.lower() for pair in pairs) / len(pairs) if pairs else 0.0
