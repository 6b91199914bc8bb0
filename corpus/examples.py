"""Questions that people are shown as examples of what can be asked of a notice: notice.toml's, else made of the notice."""

from __future__ import annotations

import re
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache

from corpus.clause import Notice

_NAMED = 4  # characters of a figure's subject that say what it is of
_LONGEST = 16  # characters of a matter in an example
_HAN = re.compile("[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Examples:
    """amount, lead, who, english: questions. address: of a clause, as people write it."""

    amount: str
    lead: str
    who: str
    address: str
    english: str

    @classmethod
    def of(cls, notice: Notice) -> Examples:
        """Those of notice.toml (example_amount and so on), else questions about the notice's own figures and duties."""
        given = {name: notice.meta.get(f"example_{name}", "") for name in cls.__slots__}
        return cls(**{name: given[name] or made for name, made in _made(notice).items()})


def _made(notice: Notice) -> dict[str, str]:
    figure = next(
        (
            f.subject
            for c in notice.clauses
            for f in c.figures
            if _NAMED <= len(f.subject) <= _LONGEST and _HAN.fullmatch(f.subject)
        ),
        "",
    )
    titled = [
        c
        for c in notice.clauses
        if 2 <= len(c.title) <= _LONGEST and c.kind not in ("attachment", "preamble", "article")
    ]
    duty = next((c for c in titled if c.responsible), None)
    leaf = next((c for c in reversed(notice.clauses) if not notice.children(c) and c.kind != "preamble"), None)
    matter = duty or next(iter(titled), None)
    address = notice.short(leaf) if leaf else "第一条"
    written = f"{matter.title}写了什么？" if matter else f"{address}写了什么？"
    return {
        "amount": f"{figure}是多少？" if figure else written,
        "lead": f"哪个部门负责{duty.title}？" if duty else written,
        "who": f"{duty.title}由谁负责？" if duty else written,
        "address": address,
        "english": "What does this document say about its main tasks?",
    }


OF_NOTICE: ContextVar[Examples | None] = ContextVar("examples", default=None)


def examples() -> Examples:
    """Those of the notice that is spoken of (corpus/vocabulary.py); the lexicon's notice's where none is."""
    return OF_NOTICE.get() or _of_default()


@lru_cache(maxsize=1)
def _of_default() -> Examples:
    from corpus.parse import load_notice  # it imports what imports this module

    return Examples.of(load_notice())
