"""The notices that a surface can show: the first one, and those beside it where a library is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from corpus.clause import Clause, Notice
from corpus.knowledge import Knowledge
from web.protocol import Answerer


class Held(Protocol):
    """A notice with what is known of it."""

    @property
    def notice(self) -> Notice: ...
    @property
    def knowledge(self) -> Knowledge: ...


@dataclass(frozen=True, slots=True)
class Alone:
    """A notice that nothing stands beside."""

    notice: Notice
    knowledge: Knowledge


@runtime_checkable
class _Library(Protocol):
    @property
    def assistants(self) -> Mapping[str, Held]: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A clause with its notice."""

    held: Held
    clause: Clause

    @property
    def notice(self) -> Notice:
        return self.held.notice

    @property
    def key(self) -> str:
        """By which it is found again: "7/2/1", "zhuanli:2/12"."""
        return self.notice.key(self.clause)


@dataclass(frozen=True, slots=True)
class Shelf:
    """first: the notice whose addresses need no prefix. others: by id, those whose do."""

    first: Held
    others: Mapping[str, Held]

    @classmethod
    def of(cls, answerer: Answerer) -> Shelf:
        """What an answerer answers from."""
        held = dict(answerer.assistants) if isinstance(answerer, _Library) else {}
        held.pop(answerer.notice.id, None)
        return cls(answerer, held)

    @property
    def all(self) -> tuple[Held, ...]:
        """Every notice, the first one first."""
        return (self.first, *self.others.values())

    def held(self, id: str) -> Held:
        """The notice of an id; the first one where there is none."""
        return self.others.get(id, self.first)

    def split(self, key: str) -> tuple[Held | None, str]:
        """The notice and the address of a key; None for a notice that is not there."""
        prefix, colon, address = key.partition(":")
        if not colon:
            return self.first, key
        return (self.first if prefix == self.first.notice.id else self.others.get(prefix)), address

    def find(self, key: str) -> Place | None:
        """What can be cited at a key; "zhuanli:" is that notice's main document, and "" nothing."""
        if not key:
            return None
        held, address = self.split(key)
        if held is None:
            return None
        clause = held.notice.find(address or held.notice.documents[0].address)
        return None if clause is None else Place(held, clause)
