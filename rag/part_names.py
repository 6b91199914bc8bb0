"""What people call an attachment ("民生那个方案", "安全那块", "the livelihood annex") → its number, so that an address can
follow: "民生那个方案(一)" is "附件7(一)"."""

from __future__ import annotations

import re
from functools import lru_cache

from corpus.clause import Notice
from corpus.glossary import Glossary
from corpus.text import fold

_TAIL = re.compile("(?:攻坚)?(?:实施)?方案$")
_BEHIND = r"(?:攻坚)?(?:实施)?(?:(?:(?:那|这)(?:一)?(?:个|份|块|边|摊)(?:儿)?(?:方案|附件|攻坚|板块|文件)?|(?:实施)?方案|附件|攻坚(?!任务|目标|重点|战|克难)|板块|那附件))"
_BEHIND_EN = r" (?:plan|annex|attachment|campaign|scheme|programme|program|document|file)\b(?! \d)"


_Names = tuple[re.Pattern[str], dict[str, str]]  # what finds a name, and name → number


def numbered(folded: str, notice: Notice) -> str:
    """The folded text with each attachment that is called by a short name called by its number."""
    english, chinese = _names(tuple((c.address, c.title) for c in notice.attachments))
    pattern, names = english if folded.isascii() else chinese
    word = "attachment " if folded.isascii() else "附件"
    return pattern.sub(lambda match: f"{word}{names[match.group(1)]} ", folded)


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
    words = "|".join(map(re.escape, sorted(own, key=lambda name: (-len(name), name)))) or "(?!)"
    return re.compile(rf"{before}({words}){behind}"), own
