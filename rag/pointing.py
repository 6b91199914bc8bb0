"""Which of what was said a turn points at: another clause of the last answer, a row of the last list, the first question."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.clause import Clause, Notice
from corpus.text import fold
from rag import ellipsis
from rag.dialogue import Dialogue, Focus
from rag.matters import mentions
from rag.question import Question, read

# "其中管水的是哪一项": one row, by a word of what it is about.
_ROW = re.compile(
    r"^(?:这|那)?(?:其中|里面?|里头|这里面?|这里头|当中|上面|这些|这几[个条项])?(?:里|中)?(?:面|头)?的?(?:跟|和|与|关于|涉及|讲|管|说|写|搞|抓|有关|关系到)*(?P<what>[\u3400-\u9fff]{1,8}?)(?:有关|相关)?的?(?:那一?[条项个]|(?:是|在|属于)?(?:哪一?|第几)[条项个件](?:任务|工作|事)?|是哪些)(?P<rest>.*)$"
    r"|^(?:and )?which (?:one|item|task|row)(?: of (?:those|these|them))? (?:is|deals with|concerns|covers|mentions)(?: about| on)? (?P<en>[a-z ]{3,40})$"
)
_THE_NAMED = re.compile(
    r"(?:这|那|该)(?:一)?(?:只|支|家|个|种|座|处|所|片|笔|项|套|批|场|台|部|次|张|款|段)(?P<noun>[\u3400-\u9fff]{2,4})"
)


def looking_at(state: Dialogue, question: Question) -> Dialogue:
    """The state with its focus on the clause of the last answer that a turn speaks of, where that is not the first."""
    focus = state.focus
    if focus is None or focus.clause is None or focus.lists or not focus.others or mentions(focus.clause, question):
        return state
    if not ellipsis.bearing(question):
        return state
    other = next((clause for clause in focus.others if mentions(clause, question)), None)
    return Dialogue((replace(focus, clause=other, part=""), *state.focuses[1:])) if other else state


def row_about(question: Question, focus: Focus, notice: Notice) -> tuple[Clause, str] | None:
    """The one row of a list whose title has a word, and what is asked of it; None where no row or several have it."""
    found = _ROW.match(question.folded.rstrip("?？。"))
    if not found:
        return None
    what = (found.group("what") or found.group("en")).strip()
    cited = dict.fromkeys(c.rpartition(":")[2] for c in focus.turn.cited)
    rows = [clause for clause in map(notice.get, cited) if clause]
    for texts in ([fold(c.title) for c in rows], [fold(c.text) for c in rows]):
        holding = [clause for clause, text in zip(rows, texts, strict=True) if what in text]
        if len(holding) == 1:
            return holding[0], (found.group("rest") or "").strip(" ,，")
    return None


def the_thing_named(question: Question, focus: Focus) -> bool:
    """Whether a turn points at a thing that the clause in focus names: "这只基金的规模" where it speaks of a fund."""
    found = _THE_NAMED.search(question.folded)
    if not found or focus.clause is None or focus.several:
        return False
    said = fold(focus.clause.text) + focus.asked.folded
    return found.group("noun")[:2] in said


_FIRST = re.compile(
    r"^(?:那么?|再|还是|我们)*(?:[倒退返]?回(?:去|到|头|过头)?)?(?:来)?(?:看|说|问)?[,，、 ]*(?:刚才)?(?:我)?(?:(?:问|说)的?)?"
    r"(?:第一个?(?:问题|问)|(?:最(?:开始|开头|前头|初|早|先|前面?)|一开始|开头|头先|起头|起初)(?:我?(?:问|说|提|讲)过?的?(?:那?(?:个|条|项|件))?(?:问题|事情?|任务)?|的?那(?:个|条|项|件)(?:问题|事情?|任务)?|的?问题))(?:里|中)?(?:说|讲)?的?(?:那|这)?(?:一)?(?:个|条|项)?(?:任务|工作|事)?的?(?:是|,|，|、|:|：| )*(?P<rest>.*)$"
    r"|^(?:ok|now|please|so|and|[, ])*(?:going |go |let's go |can we go )?(?:back )?to (?:the|my) (?:very )?first (?:question|thing|one|topic|item|point)(?: i asked(?: about)?)?[,;: ]*(?P<en>.*)$"
)
_NOTHING_ASKED = re.compile("(?:再(?:说|讲|答|来)一?[遍次下]|呢|吧|[?？。])*")


def first_asked(text: str) -> str | None:
    """What is asked of the first question's matter ("" for the same again) by "第一个问题那条谁牵头"; None elsewhere."""
    found = _FIRST.match(text)
    if not found:
        return None
    rest = (found.group("rest") or found.group("en") or "").strip(" ?？。")
    named = ellipsis.bearing(read(rest)) if rest else ""
    return None if named and len(named) > ellipsis.A_DETAIL else ("" if _NOTHING_ASKED.fullmatch(rest) else rest)
