"""The notice's own enquiries, renderings and unstated questions: complete, faithful, and none of them gives an answer's
place away."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.fidelity import faults
from corpus.knowledge import Knowledge
from corpus.parse import notice_folder
from corpus.text import fold

VOICES = {("zh", "colloquial"), ("zh", "official"), ("zh", "angle"), ("en", "en"), ("zh", "detail"), ("en", "detail")}
ENQUIRIES, IN_ENGLISH = 20, 6  # of a clause, at the least
LEFT_OPEN = 10  # unstated questions of a clause, at the least
LONGEST_PLAIN = 260  # characters
# An address of a clause. An attachment is named as people name a document ("附件1是讲什么的") and is none.
ADDRESS = re.compile(
    r"[一二三四五六七八九十]{1,3}[(（][一二三四五六七八九十]|[(（][0-9一二三四五六七八九十]{1,3}[)）]"
    r"|第[0-9一二三四五六七八九十]{1,3}[条款章节]|(?<![0-9])[0-7](?:/[0-9]{1,2}){2,}"
    r"|(?:附件|方案)[0-9一二三四五六七]?的?[(（]?(?:[一二三四五六七八九十]{1,3}[、)）(（]|[0-9]{1,2}[)）])"
    r"|\b(?:items?|clauses?|sections?|chapters?|articles?|sub-?items?|paragraphs?)\s(?:no\.?\s)?"
    r"(?:[0-9]|(?:one|two|three|four|five|six|seven|eight|nine|ten|[ivx]+)\b)",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def knowledge(notice: Notice) -> Knowledge:
    return Knowledge.read(notice_folder(notice.id), notice)


@pytest.fixture(scope="module")
def clauses(notice: Notice) -> list[Clause]:
    return [clause for clause in notice.clauses if notice.substantial(clause)]


def test_every_clause_has_enquiries_in_both_languages(knowledge: Knowledge, clauses: list[Clause]) -> None:
    assert len(knowledge.enquiries) >= 5_000
    asked = Counter(enquiry.clause for enquiry in knowledge.enquiries)
    english = Counter(enquiry.clause for enquiry in knowledge.enquiries if enquiry.lang == "en")
    chinese = Counter(enquiry.clause for enquiry in knowledge.enquiries if enquiry.voice == "colloquial")
    assert [c.address for c in clauses if asked[c.address] < ENQUIRIES] == []
    assert [c.address for c in clauses if english[c.address] < IN_ENGLISH] == []
    assert [c.address for c in clauses if not chinese[c.address]] == []
    assert set(asked) == {c.address for c in clauses}


def test_language_and_voice_are_what_they_say(knowledge: Knowledge) -> None:
    assert {(e.lang, e.voice) for e in knowledge.enquiries} == VOICES
    wrong = [e.text for e in knowledge.enquiries if (e.lang == "zh") != bool(re.search("[\u3400-\u9fff]", e.text))]
    assert wrong == []
    assert all(e.text == " ".join(e.text.split()) for e in knowledge.enquiries)


def test_no_enquiry_is_there_twice(knowledge: Knowledge) -> None:
    """Neither word for word nor with other punctuation, width or case; so no text belongs to two clauses."""
    times = Counter(plain(enquiry.text) for enquiry in knowledge.enquiries)
    assert [text for text, n in times.items() if n > 1] == []
    assert "" not in times


def test_no_enquiry_gives_a_clauses_number(knowledge: Knowledge) -> None:
    assert [e.text for e in knowledge.enquiries if ADDRESS.search(e.text)] == []


@pytest.mark.parametrize(
    ("text", "gives"),
    [
        ("附件1二(一)3讲什么", True),
        ("二（一）里的新消费场景", True),
        ("民生方案第15条", True),
        ("第(15)项由谁牵头", True),
        ("附件4三、推进机制", True),
        ("7/2/1/5/15的标准", True),
        ("What does item 3 say?", True),
        ("section two of attachment 5", True),
        ("附件1是讲什么的", False),
        ("内需专班召集人一、副召集人二,请报职务", False),
        ("24/7 hotline?", False),
        ("Which items of spending count?", False),
    ],
)
def test_the_pattern_knows_a_clauses_number(text: str, gives: bool) -> None:
    assert bool(ADDRESS.search(text)) == gives


def plain(text: str) -> str:
    """Folded, without punctuation and spaces."""
    return re.sub(r"[\W_]", "", fold(text))


def test_every_clause_leaves_questions_open(knowledge: Knowledge, clauses: list[Clause]) -> None:
    left = Counter(question.clause for question in knowledge.unstated)
    assert [c.address for c in clauses if left[c.address] < LEFT_OPEN] == []
    assert set(left) == {c.address for c in clauses}
    assert {question.lang for question in knowledge.unstated} == {"zh", "en"}


def test_unstated_questions_are_whole_and_in_their_language(knowledge: Knowledge) -> None:
    wrong = [u.text for u in knowledge.unstated if (u.lang == "zh") != bool(re.search("[\u3400-\u9fff]", u.text))]
    assert wrong == []
    assert all(u.text == " ".join(u.text.split()) for u in knowledge.unstated)


def test_no_unstated_question_is_there_twice_or_an_enquiry(knowledge: Knowledge) -> None:
    """What a clause answers it does not leave open, nor what another one answers."""
    times = Counter(plain(question.text) for question in knowledge.unstated)
    assert [text for text, n in times.items() if n > 1] == []
    assert "" not in times
    assert times.keys() & {plain(enquiry.text) for enquiry in knowledge.enquiries} == set()


def test_no_unstated_question_gives_a_clauses_number(knowledge: Knowledge) -> None:
    assert [u.text for u in knowledge.unstated if ADDRESS.search(u.text)] == []


def test_every_clause_is_rendered_in_both_languages(knowledge: Knowledge, clauses: list[Clause]) -> None:
    assert {r.clause for r in knowledge.renderings} == {c.address for c in clauses}
    for rendering in knowledge.renderings:
        assert re.search("[\u3400-\u9fff]", rendering.zh), rendering.clause
        assert len(re.findall("[A-Za-z]+", rendering.en)) >= 5, rendering.clause


def test_renderings_are_faithful(notice: Notice, knowledge: Knowledge) -> None:
    """tests/corpus/test_fidelity.py shows that the check finds what is planted."""
    gazetteer = Gazetteer.load()
    found = [line for r in knowledge.renderings for line in faults(r, notice.by_address[r.clause], gazetteer)]
    assert len(knowledge.renderings) == 187
    assert found == []


def test_plain_renderings_are_a_few_sentences(knowledge: Knowledge) -> None:
    sizes = {r.clause: len(re.findall("[。！？]+", r.zh)) for r in knowledge.renderings}
    assert {clause: n for clause, n in sizes.items() if not 2 <= n <= 4} == {}
    assert {r.clause: len(r.zh) for r in knowledge.renderings if len(r.zh) > LONGEST_PLAIN} == {}
    assert [r.clause for r in knowledge.renderings if not re.search("[。！？][”）]?$", r.zh)] == []


def test_english_renderings_are_complete(notice: Notice, knowledge: Knowledge) -> None:
    """A translation of Chinese has more than twice its characters; a summary has not."""
    short = [r.clause for r in knowledge.renderings if len(r.en) < 1.8 * len(notice.by_address[r.clause].text)]
    assert short == []
