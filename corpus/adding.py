"""A file → a notice's folder: its text, what is known of it, and the file itself, kept as it was."""

from __future__ import annotations

import hashlib
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import tomlkit

from corpus import shelf
from corpus.carry import Carried, carry
from corpus.check import uncovered
from corpus.clause import UNKNOWN, Notice, NoticeError
from corpus.facts import facts_of
from corpus.parse import DEFAULT_NOTICE, load_notice, notice_folder, read_notice
from corpus.readers import read_file
from corpus.readers.reading import EXTENSIONS, Reading

_HEADINGS = frozenset({"chapter", "section", "item", "subitem", "article"})


@dataclass(frozen=True, slots=True)
class Added:
    """A notice as it now stands on the shelf. carried: what an update kept; None for a new notice."""

    notice: Notice
    folder: Path
    reading: Reading
    carried: tuple[Carried, ...] | None = None
    same: bool = False  # an update that changed no word


def add(file: Path, name: str, given: dict[str, Any], home: Path) -> Added:
    """Put a file on the shelf under the id `name`. given: fields of notice.toml that the file need not state.

    Raises NoticeError where the file cannot be a notice, the id cannot be used or the folder not be written; nothing is
    then left behind.
    """
    shelf.check_id(name, home)
    _check_first(name)
    reading = read_file(file)
    meta = _meta(name, reading.text, given)
    notice = _read(reading, meta, file.name)

    def fill(folder: Path) -> None:
        _write(folder, reading, file, meta)
        load_notice(folder)

    return Added(notice, shelf.place(home, name, fill), reading)


def update(file: Path, name: str, given: dict[str, Any], home: Path) -> Added:
    """Put a new version of a notice in the place of the one on the shelf. Raises NoticeError; the old one then stays."""
    folder = shelf.check_id(name, home, new=False)
    old = load_notice(folder)
    reading = read_file(file)
    meta = _kept_by_hand(old) | _meta(name, reading.text, given)
    meta |= {key: value for key, value in _kept_by_hand(old).items() if key not in given}
    notice = _read(reading, meta, file.name)
    carried: list[Carried] = []

    def fill(building: Path) -> None:
        _write(building, reading, file, meta)
        carried.extend(carry(folder, building, old, notice))
        load_notice(building)

    shelf.place(home, name, fill, replacing=True)
    return Added(notice, folder, reading, tuple(carried), old.source == notice.source)


def _check_first(name: str) -> None:
    """Raises NoticeError where the id is that of the notice which the service answers first."""
    first = os.environ.get("WENCE_NOTICE") or DEFAULT_NOTICE
    try:
        taken = {DEFAULT_NOTICE, load_notice(first).id, notice_folder(first).name}
    except NoticeError:
        taken = {DEFAULT_NOTICE, first}
    if name in taken:
        raise NoticeError(f"编号“{name}”是第一份公告的。请换一个编号。 / The id is the first notice's: use another.")


def _read(reading: Reading, meta: dict[str, Any], file: str) -> Notice:
    notice = read_notice(reading.text, meta)
    if not any(clause.kind in _HEADINGS for clause in notice.clauses):
        raise NoticeError(
            f"{file} 中没有编号的标题（一、（一）1.（1）第一条），不像一份公告。请检查文件；编号若在图片中，请改成文字。"
            " / No numbered heading in it: is it a notice?"
        )
    if uncovered(notice):
        raise NoticeError(f"{file} 没有读完整。请把文件发给维护者。 / It was not read completely: please report it.")
    return notice


def _meta(name: str, text: str, given: dict[str, Any]) -> dict[str, Any]:
    """The fields of notice.toml: what the text states, and over it what was given."""
    facts = asdict(facts_of(text))
    year = facts.pop("year")
    meta: dict[str, Any] = {"id": name, "title": facts.pop("title"), **facts, "url": UNKNOWN}
    meta |= {"year": year} if year else {}
    meta["wider"] = ""
    return meta | given | {"sha256": hashlib.sha256(text.encode()).hexdigest()}


def _kept_by_hand(old: Notice) -> dict[str, Any]:
    """The fields of the old notice.toml that do not come from its text: somebody has written them."""
    stated = _meta(old.id, old.source, {})
    own = {
        key: value for key, value in old.meta.items() if key not in ("id", "sha256") and value != str(stated.get(key))
    }
    return {key: int(value) if key == "year" and value.isdecimal() else value for key, value in own.items() if value}


def _write(folder: Path, reading: Reading, file: Path, meta: dict[str, Any]) -> None:
    (folder / "source.txt").write_bytes(reading.text.encode())
    (folder / f"original.{EXTENSIONS[reading.kind]}").write_bytes(file.read_bytes())
    table = tomlkit.document()
    table.add(tomlkit.comment("What is known of the notice. A field that its text does not state says 原文未载."))
    for key, value in meta.items():
        table.add(key, value)
    (folder / "notice.toml").write_text(tomlkit.dumps(table), "utf-8")
