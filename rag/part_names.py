"""What people call an attachment ("民生那个方案", "安全那块", "the livelihood annex") → its number, so that an address can
follow: "民生那个方案(一)" is "附件7(一)"."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.clause import Notice
from corpus.glossary import Glossary
from corpus.numbering import chinese_number
from corpus.text import fold
from rag.address import AddressQuery
from rag.articles import address_in

_TAIL = re.compile("(?:攻坚)?(?:实施)?方案$")
_BEHIND = r"(?:攻坚)?(?:实施)?(?:(?:(?:那|这)(?:一)?(?:个|份|块|边|摊)(?:儿)?(?:方案|附件|攻坚|板块|文件)?|(?:实施)?方案|附件|攻坚(?!任务|目标|重点|战|克难)|板块|那附件))"
_BEHIND_EN = r" (?:plan|annex|attachment|campaign|scheme|programme|program|document|file)\b(?! \d)"


_FROM_THE_END = re.compile(
    r"(?:最[后末][面尾]?的?那?一?|倒数第?(?P<n>[一二三四五六七1-7]))[个份]附件|(?:the )?(?P<en>second[- ](?:to[- ])?)?last (?:attachment|annex|appendix)"
)

# An attachment called by what it is about, in words that are none of its title's: "消费那个附件", "the spending annex".
_SUBJECT = re.compile(
    r"(?P<zh>[\u3400-\u9fff]{2,6}?)(?:的|那|这)*一?[个份]?(?:附件|(?:实施)?方案)(?!\s*[\d一二三四五六七])|(?P<en>[a-z][a-z ]{2,30}?) (?:attachment|annex|appendix|plan)\b(?! \d)"
)
_FAR = 2  # times as many headings as in any other attachment

_HAN = re.compile("[\u3400-\u9fff]")
_Names = tuple[re.Pattern[str], dict[str, str]]  # what finds a name, and name → number


def numbered(folded: str, notice: Notice) -> str:
    """The folded text with each attachment that is called by a short name called by its number."""
    english, chinese = _names(tuple((c.address, c.title) for c in notice.attachments))
    pattern, names = chinese if _HAN.search(folded) else english
    word = "附件" if _HAN.search(folded) else "attachment "
    return pattern.sub(lambda match: f"{word}{names[match.group(1).replace('-', ' ')]} ", folded)


@lru_cache(maxsize=64)  # a question's address is asked for by several
def addressed(folded: str, notice: Notice) -> AddressQuery | None:
    """The address that a folded question names, where an attachment may also be called by its subject ("消费那个附件的
    第3条") or from the end ("最后一个附件"), or None."""
    last = len(notice.attachments)
    text = _FROM_THE_END.sub(
        lambda m: f" 附件{last + 1 - (chinese_number(m['n']) if m['n'] else 2 if m['en'] else 1)} ", folded
    )
    text = _numbered_by_subject(numbered(text, notice), notice)
    plain = address_in(text, notice)
    if plain is not None and plain.attachment is not None:
        text = _numbered_chapter(text, str(plain.attachment), notice)
    found = address_in(text, notice) if text != folded else None
    return found if found is not None and found.precise else address_in(folded, notice)


def same_address(typed: str, corrected: str, notice: Notice) -> bool:
    """Whether a question whose spelling was put right names the address that was typed: an address is no misspelt word."""
    before = addressed(typed, notice)
    if before is None or not before.precise:
        return True
    after = addressed(corrected, notice)
    return after is not None and (after.attachment, after.levels) == (before.attachment, before.levels)


def _numbered_chapter(text: str, attachment: str, notice: Notice) -> str:
    """The text with a chapter that is called by its title before a level called by its number: "攻坚任务里头第二大块"."""
    for clause in notice.clauses:
        if clause.kind == "chapter" and clause.attachment == attachment:
            title = notice.folded_titles[clause.address]
            place = re.search(
                rf"(?<![、部分章块点\s]){re.escape(title)}(?=(?:里[面头边]?|的|中|下面?|之下|那|[,，\s])*(?:第|\())",
                text,
            )
            if title and place:
                n = clause.address.rpartition("/")[2]
                return f"{text[: place.start()]} 第{n}部分 {text[place.end() :]}"
    return text


def _numbered_by_subject(folded: str, notice: Notice) -> str:
    """The text with an attachment that is called by what its headings speak of called by its number."""
    match = _SUBJECT.search(folded) if len(notice.attachments) > 1 else None
    if match is None or match["zh"] in ("总体", "本"):
        return folded
    said = match["zh"] or "".join(sorted(Glossary.load().official_for(match["en"])))
    pairs = {said[i : i + 2] for i in range(len(said) - 1)}
    titles = notice.folded_titles
    counts = sorted(
        (
            (sum(pair in titles[c.address] for c in notice.clauses if c.attachment == a.address for pair in pairs), a)
            for a in notice.attachments
        ),
        key=lambda pair: -pair[0],
    )
    if counts[0][0] == 0 or counts[0][0] < _FAR * counts[1][0]:
        return folded
    word = "附件" if match["zh"] else "attachment "
    return f"{folded[: match.start()]}{word}{counts[0][1].address} {folded[match.end() :]}"


@lru_cache(maxsize=8)
def _names(attachments: tuple[tuple[str, str], ...]) -> tuple[_Names, _Names]:
    """The names in English and in Chinese of attachments given as (address, title). A name that two of them share is none
    of either."""
    chinese: dict[str, set[str]] = {}
    english: dict[str, set[str]] = {}
    for address, printed in attachments:
        title = _TAIL.sub("", fold(printed))
        lay = [word for word, official in Glossary.load().terms.items() if official.removesuffix("攻坚") == title]
        for name in (title, title[:4], title[:2], *lay):
            bare = name.removesuffix("攻坚").removesuffix(" campaign")
            (english if name.isascii() else chinese).setdefault(bare, set()).add(address)
    return _pattern(english, _BEHIND_EN, r"\b"), _pattern(chinese, _BEHIND, "")


def _pattern(names: dict[str, set[str]], behind: str, before: str) -> _Names:
    own = {name: min(found) for name, found in names.items() if len(found) == 1 and len(name) >= 2}
    ordered = sorted(own, key=lambda name: (-len(name), name))
    words = (
        "|".join(re.escape(name).replace(r"\ ", "[ -]") for name in ordered) or "(?!)"
    )  # "business-environment annex"
    return re.compile(rf"{before}({words}){behind}"), own
