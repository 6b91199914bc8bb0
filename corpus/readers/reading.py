"""What a reader hands over: the text, and where in the file each of its lines stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "html", "docx", "pdf"]
EXTENSIONS: dict[Kind, str] = {"text": "txt", "html": "html", "docx": "docx", "pdf": "pdf"}
_SPACES = re.compile(r"[^\S\t\n]+|\t+")
# Some fonts have the numbers and words of a PDF as the radicals that look like them: ⼀ (U+2F00) for 一.
_RADICAL = re.compile("[\u2e80-\u2fd5]")
_RADICALS = {"⺟": "母", "⻅": "见", "⻉": "贝", "⻋": "车", "⻓": "长", "⻔": "门", "⻛": "风", "⻜": "飞", "⻝": "食", "⻢": "马",
             "⻥": "鱼", "⻦": "鸟", "⻨": "麦", "⻩": "黄", "⻬": "齐", "⻰": "龙", "⻘": "青", "⻚": "页", "⻣": "骨", "⻤": "鬼",
             "⺠": "民", "⻄": "西", "⻆": "角", "⻁": "虎", "⺎": "兀", "⺝": "月", "⻌": "辶", "⻮": "齿", "⻳": "龟"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """text: lines ended by "\\n". places: for each line of text where it stands in the file ("第 3 页"), "" where the
    file knows no places but lines. told: sentences on how the file was read, and what was left out."""

    text: str
    kind: Kind
    places: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    def place(self, offset: int) -> str:
        """Where the character at `offset` stands: "第 120 行（第 3 页）"."""
        line = self.text.count("\n", 0, offset)
        place = self.places[line] if line < len(self.places) else ""
        return f"第 {line + 1} 行（{place}）" if place else f"第 {line + 1} 行"


def made(kind: Kind, lines: Iterable[tuple[str, str]], told: Iterable[str] = ()) -> Reading:
    """A Reading of (line, place) pairs; a line that holds line breaks gives several with one place. White space in a
    row counts once, so that a page's indentation is no text."""
    texts: list[str] = []
    places: list[str] = []
    for line, place in lines:
        for part in line.splitlines() or [""]:
            texts.append(_SPACES.sub(lambda m: "\t" if "\t" in m[0] else m[0][:1], part).strip())
            places.append(place)
    return Reading("".join(f"{text}\n" for text in texts), kind, tuple(places), tuple(told))


def without_radicals(text: str) -> str:
    """The characters that are meant where a PDF has the radicals that look like them.

    >>> without_radicals("⼀、⽬标")
    '一、目标'
    """
    import unicodedata

    def meant(match: re.Match[str]) -> str:
        return _RADICALS.get(match[0]) or unicodedata.normalize("NFKC", match[0])

    return _RADICAL.sub(meant, text)
