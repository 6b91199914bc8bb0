"""What of a claim is proven, and by which words: one Support for each figure, body, date, name … of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a checked element of a claim is."""

    CITATION = "citation"
    QUOTATION = "quotation"
    FIGURE = "figure"
    BODY = "body"
    DATE = "date"
    PLACE = "place"
    NAME = "name"
    DIRECTION = "direction"  # not, raise, lower, urban, rural, must …
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Support:
    """One element of a claim. words: as the claim has it.

    holds: whether the cited text has it. address, start, end: the clause and the source offsets of the words that hold
    it, source[start:end]; start == end == -1 where it is held by no one stretch of the source (a rendering, a title
    above the clause). why: where it does not hold, one English sentence; else "".
    """

    kind: Kind
    words: str
    holds: bool
    address: str = ""
    start: int = -1
    end: int = -1
    why: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The JSON object of `python -m rag verify --json`."""
        return asdict(self) | {"kind": self.kind.value}


def fault(kind: Kind, words: str, why: str) -> Support:
    """An element that nothing cited holds."""
    return Support(kind, words, holds=False, why=why)
