"""Parts that are called by their theme: "看病这方面", "民生实事里读书那一块", "附件6债务段", "the real estate part"."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.themes import Themes

# What says that a theme is meant as a part, behind the word: "养老那一块", "就业这类实事".
_POINTER = (
    r"(?:(?:的?(?:这|那|嗰))?(?:一|几|两|三|四|五)?(?:个|大)?(?:板块|版块|方面|部分|章节|领域|专题|小节|大项|大类|下面|底下|下头|块|类|节|段|章|摊|篇|头)"
    r"|[这那](?:一|几|两|三|四|五|六)?(?:条|项|件|些)|[两三四五六七八九](?:条|项|件))(?!人|事儿?(?!项)|群体|企业|产品|资金|实事的)"
)
_LOOSE = r"(?:(?![哪几在有是的])[\u3400-\u9fff]){0,4}?"  # "读书|上学的|那一块", "困难户|救助|那一类"
_PROJECTS = re.compile("(?:(?:十[大件项]|惠民|重点|民生)+|(?:[这那]?一?[类些种样])?)实事")
_SORTED = re.compile("[几多哪].{0,3}(?:类|大类|方面|大?块|大项)|分[了成为]?.{0,4}(?:类|方面|块)|类名|小项|目录")
_POINTER_EN = r" (?:heading|part|section|chapter|block|portion|bit|headings|sections|area|topic)\b"
_THAT_HEADING = re.compile(r"\b(?:that|this|the same) (?:heading|section|part|chapter)\b")
_PROJECTS_EN = re.compile(r"\b(?:livelihood|practical) (?:projects?|programmes?|programs?|matters|undertakings)\b")
_WHOM = "给帮为替让"
_MOST = 2  # parts that one theme may mean


def by_theme(text: str, inside: list[Clause], titles: dict[str, str], *, alone: bool) -> tuple[list[Clause], str]:
    """The parts that a folded text calls by their theme, and the text without that; ([], text) where it calls none.

    inside: the clauses that may be meant. alone: whether a theme at the head of the text is enough, as it is behind an
    attachment's name ("附件6债务 审计局").
    """
    sorted_parts = [c for c in inside if c.kind != "attachment"]
    projects = (_PROJECTS_EN if text.isascii() else _PROJECTS).search(text)
    within = _of(Themes.load().words.get("民生实事", ()), sorted_parts, titles) if projects else []
    if len(within) == 1:
        below = [c for c in sorted_parts if c.address.startswith(within[0].address + "/")]
        found, rest = _themed(text, below, titles, alone=alone, projects=True)
        if found:
            return found, (_PROJECTS_EN if text.isascii() else _PROJECTS).sub(" ", rest)
        if projects and _SORTED.search(text):
            return within, text[: projects.start()] + " " + text[projects.end() :]
    return _themed(text, sorted_parts, titles, alone=alone)


def _themed(
    said: str, inside: list[Clause], titles: dict[str, str], *, alone: bool, projects: bool = False
) -> tuple[list[Clause], str]:
    english, text = said.isascii(), said
    for start, end, _ in Gazetteer.load().mentions(said):
        text = text[:start] + "\0" * (end - start) + text[end:]  # "县农业农村局领头" speaks of no part
    patterns = [_behind(english)]
    if projects and not english:
        patterns.append(_for_whom())
    if alone and not english:
        patterns.append(_ahead())
    if english and (projects or _THAT_HEADING.search(text)):
        patterns.append(_anywhere())
    words, firsts = Themes.load().words, _firsts()
    for pattern in patterns:
        for match in filter(None, (pattern.match(text, at) for at, c in enumerate(text) if c in firsts)):
            found = _of(
                words[match.group("theme").replace("-", " ") if english else match.group("theme")], inside, titles
            )
            if 0 < len(found) <= _MOST:
                return found, said[: match.start()] + " " + said[match.end() :]
    return [], said


def _of(title_words: tuple[str, ...], inside: list[Clause], titles: dict[str, str]) -> list[Clause]:
    """The parts whose titles hold one of the words, the first word that any of them holds."""
    for word in title_words:
        found = [c for c in inside if word in titles[c.address]]
        if found:
            return found
    return []


@lru_cache(maxsize=2)
def _behind(english: bool) -> re.Pattern[str]:
    if english:
        return re.compile(rf"\b(?P<theme>{_words(True)})(?: \w+)?{_POINTER_EN}")
    return re.compile(rf"(?P<theme>{_words(False)}){_LOOSE}{_POINTER}")


@lru_cache(maxsize=1)
def _firsts() -> frozenset[str]:
    """The characters that a mention of a theme may begin with: few positions of a text are worth a look."""
    return frozenset(word[0] for word in Themes.load().words) | frozenset(_WHOM)


@lru_cache(maxsize=1)
def _for_whom() -> re.Pattern[str]:
    return re.compile(rf"[{_WHOM}](?P<theme>{_words(False)})")


@lru_cache(maxsize=1)
def _ahead() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\s,，、的里中:：])(?P<theme>{_words(False)})(?=\s|[,，:：]|$)")


@lru_cache(maxsize=1)
def _anywhere() -> re.Pattern[str]:
    return re.compile(rf"\b(?P<theme>{_words(True)})\b")


def _words(english: bool) -> str:
    own = [word for word in Themes.load().words if word.isascii() == english]
    return "|".join(re.escape(word).replace(r"\ ", "[ -]") for word in sorted(own, key=lambda word: (-len(word), word)))


def chapter_by_title(text: str, notice: Notice) -> tuple[Clause | None, str]:
    """A chapter whose title no other part has, at the head of a text or with what it holds behind it: "组织实施下设各点"."""
    titles = notice.folded_titles
    for clause in notice.headings:
        title = titles[clause.address]
        if clause.kind != "chapter" or len(title) < 4 or title not in notice.titled_once or title not in text:
            continue
        found = re.search(
            rf"(?:^|[^\u3400-\u9fff]|[在里的]){re.escape(title)}(?=$|\s|[,，:：]|这|那|下|里|中|部分|一?章|包括|有[哪几什]|分)",
            text,
        )
        if found:
            return clause, text.replace(title, " ", 1)
    return None, text
