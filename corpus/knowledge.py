"""What people know of a notice beside its text: enquiries (questions that a clause answers), unstated ones (questions that
a clause invites and the notice does not answer), unofficial renderings, and the questions that surfaces suggest.

All are written by hand from reading the clause. Enquiries and renderings serve to find it, unstated ones to tell what it
leaves open; a rendering is also shown, marked unofficial, beside the official words. None is ever quoted.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from corpus.clause import Notice, NoticeError
from corpus.suggestions import Suggestions

DETAIL = "detail"  # the voice of an enquiry about a small statement, the twin of one that the notice leaves open
ENQUIRIES, RENDERINGS, UNSTATED = "enquiries.jsonl", "renderings.jsonl", "unstated.jsonl"
_Record = TypeVar("_Record", "Enquiry", "Rendering", "Unstated")


@dataclass(frozen=True, slots=True)
class Enquiry:
    """A question that people could ask and that `clause` (an address) answers. Never shown, only matched.

    lang: zh or en. voice: who speaks (colloquial, official, angle, en, detail).
    """

    clause: str
    lang: str
    voice: str
    text: str


@dataclass(frozen=True, slots=True)
class Unstated:
    """A question that people would ask of the matter of `clause` (an address) and that no clause answers. Never shown."""

    clause: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendering:
    """A clause in plain Chinese (2 to 4 sentences for a resident) and in English (complete). Unofficial."""

    clause: str
    zh: str
    en: str


@dataclass(frozen=True)
class Knowledge:
    """Everything of a notice's folder that is not the notice."""

    enquiries: tuple[Enquiry, ...] = ()
    renderings: tuple[Rendering, ...] = ()
    unstated: tuple[Unstated, ...] = ()
    suggestions: Suggestions = field(default_factory=Suggestions)

    def rendering(self, address: str) -> Rendering | None:
        """The rendering of a clause, None where there is none."""
        return self._by_clause.get(address)

    def questions(self, address: str) -> tuple[str, ...]:
        """The texts of the enquiries that a clause answers, in the file's order."""
        return tuple(self._asked.get(address, ()))

    def left_open(self, address: str) -> tuple[str, ...]:
        """The texts of the questions that a clause invites and leaves open, in the file's order."""
        return tuple(self._open.get(address, ()))

    @cached_property
    def _open(self) -> dict[str, list[str]]:
        left: dict[str, list[str]] = {}
        for question in self.unstated:
            left.setdefault(question.clause, []).append(question.text)
        return left

    @cached_property
    def _asked(self) -> dict[str, list[str]]:
        asked: dict[str, list[str]] = {}
        for enquiry in self.enquiries:
            asked.setdefault(enquiry.clause, []).append(enquiry.text)
        return asked

    @cached_property
    def _by_clause(self) -> dict[str, Rendering]:
        return {rendering.clause: rendering for rendering in self.renderings}

    @classmethod
    def read(cls, folder: Path, notice: Notice) -> Knowledge:
        """The four files of a notice's folder; a file that is not there holds nothing. Raises NoticeError."""
        return cls(
            read_enquiries(folder / ENQUIRIES, notice),
            read_renderings(folder / RENDERINGS, notice),
            read_unstated(folder / UNSTATED, notice),
            Suggestions.read(folder),
        )


def read_enquiries(path: Path, notice: Notice) -> tuple[Enquiry, ...]:
    """enquiries.jsonl, each line checked: its clause must exist. A notice without the file has none."""
    return tuple(_records(path, notice, lambda row: Enquiry(row["clause"], row["lang"], row["voice"], row["text"])))


def read_renderings(path: Path, notice: Notice) -> tuple[Rendering, ...]:
    """renderings.jsonl, each line checked: its clause must exist and have one line. A notice without the file has none."""
    found = tuple(_records(path, notice, lambda row: Rendering(row["clause"], row["zh"], row["en"])))
    seen: set[str] = set()
    for rendering in found:
        if rendering.clause in seen:
            raise NoticeError(f"{path.name} 中条款 {rendering.clause} 有两行。请只留一行。")
        seen.add(rendering.clause)
    return found


def read_unstated(path: Path, notice: Notice) -> tuple[Unstated, ...]:
    """unstated.jsonl, each line checked: its clause must exist. A notice without the file has none."""
    return tuple(_records(path, notice, lambda row: Unstated(row["clause"], row["lang"], row["text"])))


def _records(path: Path, notice: Notice, made: Callable[[dict[str, Any]], _Record]) -> Iterator[_Record]:
    if not path.exists():
        return
    try:
        with path.open(encoding="utf-8") as file:
            lines = list(file)  # not splitlines(), which cuts at a U+2028 within a text
    except UnicodeDecodeError as error:
        raise NoticeError(f"{path.name} 不是 UTF-8 文本。请另存为 UTF-8 后重试。") from error
    except OSError as error:
        raise NoticeError(f"读不到 {path}（{error.strerror}）。请检查文件和权限。(Cannot read the file.)") from error
    for number, line in enumerate(lines, start=1):
        try:
            record = made(_filled(json.loads(line)))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NoticeError(f"{path.name} 第 {number} 行不是正确的记录（{error}）。请改正该行。") from error
        if notice.get(record.clause) is None:
            raise NoticeError(f"{path.name} 第 {number} 行的条款 {record.clause} 不存在。请改正地址。")
        yield record


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    if not all(isinstance(value, str) and value.strip() for value in row.values()):
        raise ValueError("字段应是文字，且不为空")
    return row


def fold_of(text: str, folds: int) -> int:
    """The cross-validation fold that an enquiry belongs to: by its own words, so that new lines move no old one."""
    return zlib.crc32(text.encode()) % folds
