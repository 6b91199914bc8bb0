"""A turn that asks of another part of the notice what was asked before: "附件6里有没有同样的要求", "附件5里是多少"."""

from __future__ import annotations

import re

from corpus.clause import Notice
from rag import ellipsis
from rag.address import find_address
from rag.dialogue import Focus
from rag.matters import names_a_body
from rag.question import Question, Want, read
from rag.resolution import Resolution, asked_as

PART = re.compile(
    r"附件[一二三四五六七八九十\d]{1,2}|总体方案|(?:attachment|annex) ?(?:\d{1,2}|one|two|three|four|five|six|seven)\b|(?:the )?overall plan"
)
# What such a turn says beside the part's name.
_SAME_THERE = re.compile(
    r"那?一?[条项处](?!目)|这个?数(?:字|据)?|数(?:字|据)?|一不一样|同不同|同样|类似|相同|一样|一致|差不多|对得上|刚才|上面|前面|这方面|这么|这样|如此|这(?:件|个|项|块)?(?:事|工作|任务|要求|内容)?|有没有|是不是|是否|没有|也|是|还|又|都|提到?|说法|说|写到?|讲到?|规定|要求|安排|内容|任务|目标|指标|吗|没|不|过|了|到|的|里面?|中|呢|有|看看?|只|仅|要|那么?|在|把|换|成|去|查|找|关于|对此|(?<=同)一?[章节条项块]|同|跟|和|与|怎么(?:说|写|讲|规定|要求)?|什么|哪些|列出|其中|"
    r"\b(?:does|do|is|are|has|have|also|same|similar|mention|mentioned|thing|things|requirements?|say|said|says|anything|something|about|it|this|that|there|any|too|as well|cover|covered|covers|deal|with|in|the|and|what|how|just|only|show|those|on|a|of|chapter|section|come|comes|up|there)\b|[?？。,，、 ]"
)
# It asks what is said there, or whether anything is, as against the same question once more.
_IS_SAID = re.compile(r"提|讲|说|写|是不是也?有|有没有|也有|\b(?:mention|say|says|said|cover|about|anything|something)")
_THE_SAME_PLACE = re.compile(
    r"同一?[章节条项块]|[章节条项块](?:呢|嘞|咧)|same (?:chapter|section|item|part|one)|\b(?:chapter|section)\b"
)
_PRONOUN = re.compile(r"(?<![其])[它他她]们?(?!家)|\b(?:it|them)\b")
_OF_A_MATTER = {Want.AMOUNT, Want.DEADLINE}  # what an attachment alone has none of


def of_another_part(question: Question, focus: Focus, notice: Notice, *, back: bool) -> Resolution | None:
    """The turn with the matter before in it; None where it names no part or brings a matter of its own. back: whether it
    said that it goes back."""
    part = PART.search(question.folded)
    if part is None:
        return None
    beside = PART.sub("", question.folded)
    if not _SAME_THERE.sub("", beside):
        return Resolution(_elsewhere(question, part.group(), beside, focus))
    named = find_address(question.folded)
    if back or named is None or named.precise or not focus.matter:
        return None
    pointed = _pointed(question, focus)
    if pointed is not None:
        return Resolution(pointed)
    own = read(re.sub("^(?:里面?|中|的)", "", ellipsis.trimmed(beside)))
    if not _OF_A_MATTER & set(own.wants) or not ellipsis.elliptic(own, notice.folded) or names_a_body(own):
        return None
    on, asks = (" on ", ": ") if question.english else ("里", "")
    return Resolution(asked_as(f"{part.group()}{on}{focus.matter}{asks}{own.text}", question))


def _pointed(question: Question, focus: Focus) -> Question | None:
    """ "附件3又提它做什么" with what is spoken of in place of the pronoun; after a question about an attachment the pronoun
    is the attachment."""
    if not _PRONOUN.search(question.folded) or not PART.sub("", focus.matter).strip(" 的里中,，"):
        return None
    subject = PART.sub("", focus.spoken if not focus.turn.question.isascii() else focus.matter)
    subject = re.split("在?[里中](?:面)?|[,，]", subject.strip(" 的里中在,，"))[0].strip(" 的里中在,，")
    whole = bool(focus.clause and focus.clause.kind == "attachment")
    if whole or len(subject) < 2:
        return None
    return asked_as(_PRONOUN.sub(subject, question.folded, count=1), question)


def _elsewhere(question: Question, part: str, beside: str, focus: Focus) -> Question:
    """ "附件6里有没有同样的要求", "只看附件3的": what was asked before, of another part of the notice."""
    address = find_address(focus.asked.folded)
    if address is not None and address.precise and _THE_SAME_PLACE.search(beside):
        return asked_as(PART.sub(part, focus.turn.question), question)
    before = PART.sub("", focus.asked.folded).strip(" 的里中,，对")
    if (
        PART.search(focus.asked.folded)
        and ellipsis.elliptic(read(before))
        and (focus.clause is None or focus.clause.kind == "attachment")
    ):
        return asked_as(PART.sub(part, focus.asked.folded), question)
    asked = before if focus.clause is None or focus.asked.wants != (Want.TEXT,) else focus.matter
    if _IS_SAID.search(beside) and focus.asked.wants_any(Want.LEAD, Want.PARTIES):  # whether the matter stands there
        asked = PART.sub("", focus.matter).strip(" 的里中,，对")
    if ellipsis.elliptic(read(asked)):
        asked = f"{focus.matter}{asked}"
    return asked_as(f"{part} on {asked}" if question.english else f"{part}里{asked}", question)
