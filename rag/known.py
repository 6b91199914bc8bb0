"""How else a clause's matters are called: the pieces of its renderings, in plain Chinese and in English, for matching.

A question in lay or English words shares little with an official sentence; it is near to the piece of a rendering that
holds the very figure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.clause import Clause, Figure
from corpus.figures import english as figure_in_english
from corpus.text import fold
from rag.retrieve import Retriever

_PIECE = re.compile(r"[^。;；,，:：]+[。;；,，:：]?")
_AMOUNT = re.compile(r"\d[\d.,]*(?: (?:thousand|million|billion))?%?")
_PIECE_EN = re.compile(r".+?(?:[.;:](?=\s|$)|, (?=[a-z])|$)")


@dataclass(frozen=True, slots=True)
class Known:
    """texts: the pieces of the plain and of the English rendering. vectors: theirs, shape (len(texts), dimension)."""

    texts: tuple[str, ...]
    vectors: NDArray[np.float32]

    def of_figure(self, figure: Figure) -> tuple[int, ...]:
        """The pieces that hold a figure: how the matter that it is of is called in other words. A number of one digit
        counts only with its unit."""
        return _holding(self.texts, figure)


@lru_cache(maxsize=4096)
def _holding(texts: tuple[str, ...], figure: Figure) -> tuple[int, ...]:
    printed = fold(figure.text)
    number = re.match(r"[\d.,]*\d", printed)
    in_english = _AMOUNT.search(figure_in_english(figure))
    forms = [printed, *(m.group() for m in (number, in_english) if m and (len(m.group()) > 1))]
    wanted = re.compile("|".join(rf"(?<![\d.]){re.escape(form)}(?!\d|\.\d|,\d)" for form in forms))
    return tuple(i for i, text in enumerate(texts) if wanted.search(text))


def known(clause: Clause, retriever: Retriever) -> Known:
    """The pieces of a clause's renderings, cut once for each retriever; none where it has no rendering."""
    texts = retriever.pieces.get(clause.id)
    if texts is None:
        rendering = retriever.index.knowledge.rendering(clause.address)
        pieces = [] if rendering is None else _PIECE.findall(rendering.zh) + _PIECE_EN.findall(rendering.en)
        texts = retriever.pieces[clause.id] = tuple(text.strip() for text in pieces if text.strip())
    return Known(texts, retriever.embedded(texts))
