"""The places that a question names: is another place its matter, or only where the person who asks lives or comes from?"""

from __future__ import annotations

import re

from corpus.clause import Clause, Notice
from corpus.glossary import places
from corpus.vocabulary import lexicon_county, stem
from rag.question import Question

# Words that only happen to hold a place's name.
_NOT_PLACES = re.compile(
    "(?<=[国省街通乡])道县|(?<=[扩重])大连|(?<=[假节])日本(?=地|级)|海口(?=径)|(?<=[江湖])西安|东安(?=全)|山东(?=部)|(?<=[年月])内蒙"
)
_LIVES = (
    "打工|务工|上班|做工|做事|工作|干|当|谋生|混|读书|读|上学|念书|住|待|呆|生活|安家|定居|开[店厂公]|做生意|跑|"
    "(?:交|缴|买|办|参|上|领|考|看)(?:的|了|过)"
)
_COMES = "人|老板|客商|客人|朋友|亲戚|老乡|户口|户籍|老家|来的|过来|回来|回乡|回县|返乡"
_STORY = re.compile(
    "我|咱|俺|他|她|屋里|家里|爸|妈|爷|奶|崽|妹|娃|儿|女|叔|伯|哥|姐|老[公婆头]|邻居|朋友|同学|老板|\\b(?:i|i'm|my|we|our|he|she|his|her)\\b"
)
_THERE = re.compile("(?:^|,)(?:他们|人家)?那(?:边|里|儿|头|个地方)(?!的?(?:人|老板|亲戚))")
_HERE = "县里|县上|新田|我县|本县|我们|咱|本地|老家|家乡|这边|这里|园区|开发区"


def foreign_place(question: Question, notice: Notice, clause: Clause | None = None) -> bool:
    """Whether a question's matter lies in a place elsewhere that the notice (or the clause) never names.

    "郴州低保多少" is of another place; "在郴州交的社保转得回来吗" is of this one, by a person who has lived there.
    """
    asked = asked_part(question)
    there = bool(_THERE.search(asked)) and asked != question.folded  # "我老家在湖北,那边低保多少"
    text = _NOT_PLACES.sub(" ", question.folded if there else asked)
    known = notice.source if clause is None else clause.text
    return any(
        place in text and place not in known and (there or not _background(place, text)) for place in _elsewhere(notice)
    )


def _elsewhere(notice: Notice) -> tuple[str, ...]:
    """The places that are none of a notice's: those of the lexicon, whose own county is elsewhere for any other notice."""
    home = stem(lexicon_county())
    return places() if notice.county == lexicon_county() else (home, *(p for p in places() if p != stem(notice.county)))


def asked_part(question: Question) -> str:
    """The folded question without what is told before it is asked: of several parts between commas the last two, and in
    the one before the last nothing that is somebody's story ("我在佛山打了十年工,…")."""
    parts = [part for part in re.split("[,，。;；!！\n]", question.folded) if part.strip(" ?？")]
    kept = parts[-2:] if len(parts) > 2 else parts
    if len(kept) > 1 and _STORY.search(kept[0]):
        kept = kept[1:]
    return ",".join(kept)


def compared_place(question: Question) -> bool:
    """Whether a question sets this place against another: "比宁远县高还是低"."""
    return any(
        place in question.folded
        and re.search(
            rf"比{place}|[和跟与同]{place}.{{0,4}}(?:比|一样)|(?:than|with|to) (?:in )?{place}", question.folded
        )
        for place in places()
    )


def wider_place(question: Question, notice: Notice, clause: Clause) -> bool:
    """Whether a question is about the city, the province or the country where the clause speaks of the county."""
    named = [place for place in notice.meta.get("wider", "").split() if place in question.folded]
    return bool(named) and not any(place in clause.text for place in named)


def _background(place: str, text: str) -> bool:
    """Whether a place is told of the person or the thing that comes from there: lived in, come from, moved here from."""
    where = rf"{place}(?:省|市|县|那边|那头|那里|那儿|这边)?"
    if place.isascii():
        return bool(
            re.search(rf"\b(?:work|liv|stud|bas|employ|born)\w* (?:\w+ ){{0,3}}(?:in|at) {place}", text)
            or re.search(rf"\b(?:come|comes|came|back|home|mov\w+|return\w*|am|'m|are|bring|brand) (?:\w+ )?from {place}", text)
        )  # fmt: skip
    return bool(
        re.search(rf"(?:在|去|到|从|离开)?{where}.{{0,2}}(?:{_LIVES})", text)
        or re.search(rf"(?:回|来自|离开)(?:了)?{place}|从{where}.{{0,6}}(?:回|来|搬|转|带)|{where}(?:的)?(?:{_COMES})", text)
        or re.search(rf"{where}.{{0,12}}(?:到|来|回|进|在)(?:{_HERE})(?:来|落|开)", text)
    )  # fmt: skip
