"""The matter that a turn names beside the one before: does the clause in focus speak of it, is it its sibling, is it new?"""

from __future__ import annotations

import re

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.glossary import Glossary, places
from corpus.text import fold
from rag import ellipsis
from rag.dialogue import Focus
from rag.matter import matter as in_notice
from rag.question import Question, Want, read
from rag.resolution import asked_as

_MOST = 0.8  # share of a question's pairs of characters that are a figure's subject
# What any matter may have: asked alone it is asked of the one before.
_ATTRIBUTE = re.compile("总?(?:投资|造价|成本|花费|开销)额?|经费|预算|资金|规模|面积|长度|高度|利率|利息|门票|票价")
# A year other than the notice's own may be asked about; what goes on from it is asked about that year too.
CONDITION = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)|明年|后年|去年|前年|next year|last year")
_A_YEAR = re.compile(r"今年|(?:19|20)\d{2}年?|明年|后年|去年|前年|(?:this|next|last) year")


def names_a_matter(word: str, notice: Notice) -> bool:
    """Whether a word is what the notice has a heading, a figure or a term for."""
    glossary = Glossary.load()
    if glossary.official_for(word) or any(term in word for term in glossary.english if len(term) > 1):
        return True
    if any(place in word for place in places()):
        return True
    pairs = re.findall(r"(?=([\u3400-\u9fff]{2}))", word) or [word]
    headed = "\n".join([*notice.folded_titles.values(), *(f.subject for c in notice.clauses for f in c.figures)])
    return any(pair in headed for pair in pairs)


def part_in_question(focus: Focus, notice: Notice) -> str:
    """The words of the clause in focus that the question before was about, as the clause has them: "创业担保贷款"."""
    if focus.part or focus.clause is None:
        return focus.part
    held = fold(focus.clause.text.replace(focus.clause.title, " ", 1))
    pairs = re.findall(r"(?=([\u3400-\u9fff]{2}))", focus.asked.content)
    for figure in focus.clause.figures:
        if pairs and sum(pair in fold(figure.subject) for pair in pairs) >= _MOST * len(pairs):
            return figure.subject
    words = [w for w in Glossary.load().official_for(focus.asked.folded) if fold(w) in held]
    words += in_notice(focus.asked.content, notice)
    bodies = "".join(focus.clause.responsible)
    pieces = [w for w in words if fold(w) in held and len(w) > 1 and w not in bodies and not ellipsis.elliptic(read(w))]
    return max(pieces, key=len, default="")


def mentions(clause: Clause, question: Question) -> bool:
    """Whether a clause speaks of the matter that a question brings, in the notice's words or the question's."""
    text = fold(clause.text + "".join(figure.subject for figure in clause.figures))
    words = re.findall(r"[\u3400-\u9fff]{2,}", question.content)
    official = Glossary.load().official_for(question.folded)
    return any(fold(term) in text for term in official) or (bool(words) and all(word in text for word in words))


def beside_the_matter(said: str, focus: Focus, notice: Notice) -> str:
    """ "高校的呢" after 技术合同成交额: "高校技术合同成交额", where the notice has the two side by side; else ""."""
    kept = max(in_notice(focus.matter, notice), key=len, default="")
    together = fold(f"{said}{kept}")
    return f"{said}{kept}" if kept and any(together in text for text in notice.folded_texts.values()) else ""


def known(question: Question, notice: Notice) -> bool:
    """Whether the notice has the words of a matter, as they stand or by an official term."""
    words = re.findall(r"[\u3400-\u9fff]{2,}|[a-z]{3,}", question.content) or [question.folded]
    return bool(Glossary.load().official_for(question.folded)) or any(word in notice.folded for word in words)


def in_place_of_its_sibling(said: str, matter: str, notice: Notice) -> str:
    """ "城市" after 乡里低保: 城市低保, because the notice has figures of 城市低保标准 and 农村低保标准 side by side; "" for no
    such pair. All else of the matter stays: another year and another place are still asked about."""
    glossary = Glossary.load()
    said = ellipsis.plain(said)
    new = {fold(said), *glossary.official_for(fold(said))}
    for clause in notice.clauses:
        subjects = [fold(figure.subject) for figure in clause.figures]
        for mine in (s for s in subjects if any(word in s for word in new)):
            for other in subjects:
                word = _differs(mine, other)
                old = next((w for w in _heads(matter) if word and ellipsis.plain(w) == word), "")
                if old and old not in new:
                    return matter.replace(old, said, 1)
    return ""


def _heads(matter: str) -> list[str]:
    """Every word of two to four characters in a matter, longest first."""
    runs = [matter[i : i + n] for n in (4, 3, 2) for i in range(len(matter) - n + 1)]
    return [run for run in runs if re.fullmatch(r"[\u3400-\u9fff]+", run)]


def _differs(one: str, other: str) -> str:
    """What another subject has where this one has something else: 农村 of 城市低保标准 and 农村低保标准; "" where the two
    share too little."""
    if one == other:
        return ""
    tail_ = next((i for i in range(min(len(one), len(other))) if one[-1 - i] != other[-1 - i]), 0)
    return other[: len(other) - tail_] if tail_ >= 2 and 2 <= len(other) - tail_ <= 4 else ""


def conditions(folded: str) -> str:
    """The year and the place that a question sets; what goes on from it is under them too."""
    found = [place for place in places() if place in folded] + [m.group() for m in CONDITION.finditer(folded)]
    return "".join(f"{word} " if word.isascii() and word.isalpha() else word for word in found)


def names_a_body(question: Question) -> bool:
    """Whether a question names a body."""
    return bool(Gazetteer.load().mentions(question.text))


def names_more_than_bodies(question: Question, notice: Notice) -> bool:
    """Whether a question names a matter beside bodies."""
    rest = question.folded
    for start, end, _ in reversed(Gazetteer.load().mentions(question.folded)):
        rest = rest[:start] + " " + rest[end:]
    return not ellipsis.elliptic(read(rest), notice.folded)


def asks_a_detail(question: Question, notice: Notice) -> bool:
    """Whether a few words ask for a detail and name nothing that it could be of: "哪天开工", "利息几厘", "免费吗"."""
    words = ellipsis.bearing(question)
    if _ATTRIBUTE.fullmatch(ellipsis.trimmed(question.content)):
        return True
    most = ellipsis.A_DETAIL - (question.wants == (Want.TEXT,) and not ellipsis.HOW_MANY.search(question.folded))
    if (
        not ellipsis.a_sentence(question)
        or ellipsis.EVERYDAY.search(question.folded)
        or CONDITION.search(question.folded)
    ):
        return False
    if (
        len(re.findall(r"[\u3400-\u9fff]", ellipsis.trimmed(question.folded))) > most
        or len(question.folded.split()) > most
    ):
        return False
    quoted = "".join(re.findall(r"[“\"]([^”\"]+)[”\"]", question.folded))
    if quoted and quoted in notice.folded:  # a name, whatever its characters: “村晚”
        return False
    return not any(names_a_matter(word, notice) for word in words.split())


def of_another_body(question: Question, focus: Focus) -> str:
    """ "那县民政局呢" after a question about one body: the same question about this one; "" where it is no such turn."""
    gazetteer, before = Gazetteer.load(), focus.asked.text
    new, old = gazetteer.mentions(question.text), gazetteer.mentions(before)
    alone = new and len(question.content) <= len(new[0][2]) + 2
    if not alone or len({name for _, _, name in old}) != 1:
        return ""
    start, end, _ = old[0]
    return before[:start] + new[0][2] + before[end:]


def of_the_body(question: Question, focus: Focus) -> Question | None:
    """ "它的电话" after a list of one body: of that body, where people and numbers are asked for."""
    if not focus.body or not question.wants_any(Want.PHONE, Want.PERSON, Want.PLACE):
        return None
    rest = ellipsis.BODY_PRONOUN.sub("", question.text)
    return asked_as(f"{focus.body}{'' if rest.startswith('的') else '的'}{rest}", question)


def in_another_year(question: Question, focus: Focus) -> str:
    """ "今年呢" after "去年认定多少家" that was declined: the same question of this year; "" where it is no such turn."""
    said = ellipsis.trimmed(question.folded)
    if focus.clause is not None or not _A_YEAR.fullmatch(said) or not CONDITION.search(focus.asked.folded):
        return ""
    return CONDITION.sub(said, focus.asked.folded, count=1)
