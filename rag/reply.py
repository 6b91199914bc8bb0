"""A model's reply as it comes → the sentences that are complete in it.

The reply is {"sentences": [{"text": "…", "sources": ["…"]}, …]}, perhaps within a fence or behind a model's thoughts.
Each sentence is decoded once, by json, as soon as its object is closed; LangChain's parse_partial_json would read the
whole again with every piece, and does not say which of the strings is complete.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_START = re.compile(r'\{\s*"sentences"\s*:\s*\[')
_GAP = re.compile(r"[\s,]*")
_END = re.compile(r"\]\s*\}")
LONGEST = 16_000  # characters of a reply


class MalformedReplyError(Exception):
    """A reply is not the JSON object that was asked for."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence as the model gave it: nothing about it is checked."""

    text: str
    sources: tuple[str, ...]


class Reply:
    """Takes a reply's pieces."""

    def __init__(self) -> None:
        self._text = ""
        self._at = -1  # where the next sentence begins; -1 before the list has begun

    def feed(self, piece: str) -> Iterator[Said]:
        """The sentences that are complete with this piece. Raises MalformedReplyError."""
        self._text += piece
        if len(self._text) > LONGEST:
            raise MalformedReplyError("the reply is too long")
        if self._at < 0:
            start = self._begun()
            if start is None:
                return
            self._at = start.end()
        while True:
            gap = _GAP.match(self._text, self._at)
            at = gap.end() if gap else self._at
            if at == len(self._text) or self._text[at] == "]":
                return
            if self._text[at] != "{":
                raise MalformedReplyError("a sentence is no object")
            try:
                found, self._at = json.JSONDecoder().raw_decode(self._text, at)
            except ValueError:
                return  # not complete, or never; the end tells
            yield _said(found)

    def close(self) -> None:
        """The reply has ended. Raises MalformedReplyError where it is not whole."""
        gap = _GAP.match(self._text, self._at) if self._at >= 0 else None
        if gap is None or not _END.match(self._text, gap.end()):
            raise MalformedReplyError("the reply is no whole JSON object of sentences")

    def _begun(self) -> re.Match[str] | None:
        """Where the list of sentences opens, behind what a model thinks aloud."""
        text = self._text
        after = text.rfind("</think>")
        if after < 0 and text.lstrip().startswith("<think>"[: max(len(text.lstrip()), 1)]):
            return None
        return _START.search(text, max(after, 0))


def _said(found: object) -> Said:
    match found:
        case {"text": str(text), "sources": list(sources)} if all(isinstance(s, str) for s in sources):
            return Said(text, tuple(sources))
    raise MalformedReplyError("a sentence is not of the form that was asked for")
