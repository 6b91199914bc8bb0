"""What a page's address asks to be marked: `?mark=START-END` (offsets into the source) or `?quote=words`."""

from __future__ import annotations

import re

from web.clause_view import Span

_OFFSETS = re.compile("([0-9]{1,9})-([0-9]{1,9})")
LONGEST_QUOTE = 2_000  # characters; longer than any clause


def span(source: str, shown: Span, mark: str, quote: str) -> Span | None:
    """The characters to mark, as offsets into `source`; None where nothing fitting is asked for.

    shown: what of the source the page shows. A mark must lie within the source and touch what is shown; words must stand
    in what is shown, exactly or else with other white space.
    """
    return _offsets(source, shown, mark) or _found(source, shown, quote)


def _offsets(source: str, shown: Span, mark: str) -> Span | None:
    read = _OFFSETS.fullmatch(mark)
    if read is None:
        return None
    start, end = int(read[1]), int(read[2])
    within = start < end <= len(source)
    return (start, end) if within and start < shown[1] and end > shown[0] else None


def _found(source: str, shown: Span, quote: str) -> Span | None:
    wanted = "".join(quote.split())
    if not wanted or len(quote) > LONGEST_QUOTE:
        return None
    at = source.find(quote, *shown)
    if at >= 0:
        return at, at + len(quote)
    kept = [i for i in range(*shown) if not source[i].isspace()]
    at = "".join(source[i] for i in kept).find(wanted)
    return None if at < 0 else (kept[at], kept[at + len(wanted) - 1] + 1)
