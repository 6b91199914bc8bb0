"""Text as it is matched, never as it is shown."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import opencc

_KEPT = 600  # characters of a text whose folded form is kept: a clause's, no document's


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2tw")  # "s2t" has 羣 and 裏, which hardly anybody writes


def traditional(text: str) -> str:
    """Simplified characters to traditional, as they are written in Taiwan: "县发改局" → "縣發改局"."""
    # 足额发放: the dictionary reads the hair on a forehead in it
    return _converted(_to_traditional(), text).replace("足額髮", "足額發")


def fold(text: str) -> str:
    """NFKC, lower case, traditional characters to simplified: "ＰＭ２.５縣" → "pm2.5县".

    For matching only. The result may be shorter or longer than `text` ("㎡" → "m2", "…" → "..."), so no offset into it
    is an offset into the source and nothing of it may be quoted: quotations are cut from the source itself.
    """
    if text.isascii():  # nothing but case to fold
        return text.lower()
    return _folded(text) if len(text) <= _KEPT else _folded.__wrapped__(text)


@lru_cache(maxsize=8192)  # the sentences and subjects of the clauses that questions come near
def _folded(text: str) -> str:
    return _converted(_converter(), unicodedata.normalize("NFKC", text).lower())


def simplified(text: str) -> str:
    """Traditional characters to simplified and nothing else: "縣發改局" → "县发改局"."""
    return _converted(_converter(), text)


def _converted(converter: opencc.OpenCC, text: str) -> str:
    try:
        return str(converter.convert(text))
    except UnicodeEncodeError:  # half of a surrogate pair is no character, and stands for none
        return str(converter.convert(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")))
