"""What people have written of a notice, carried over to a new version of it: what is about a clause stays where the
clause still stands with the same words, at its new address if only its number has changed."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from corpus.clause import Clause, Notice, NoticeError
from corpus.knowledge import ENQUIRIES, RENDERINGS, UNSTATED

REPAIRS = "repairs.toml"
NAMES = {ENQUIRIES: "问法", RENDERINGS: "释义", UNSTATED: "未载之问", REPAIRS: "缺损说明"}


@dataclass(frozen=True, slots=True)
class Carried:
    """Of one file: how many lines were kept, and the clauses (old addresses) of those that fell."""

    file: str
    kept: int
    fell: tuple[str, ...]


def same_clauses(old: Notice, new: Notice) -> dict[str, str]:
    """old address → new address of every clause that still has the same words."""
    found = {c.address: c.address for c in old.clauses if (n := new.get(c.address)) is not None and n.text == c.text}
    again = {words: c.address for words, c in _only_ones(new.clauses) if c.address not in found}
    moved = {
        c.address: again[words] for words, c in _only_ones(old.clauses) if c.address not in found and words in again
    }
    return found | moved


def _only_ones(clauses: Iterable[Clause]) -> list[tuple[str, Clause]]:
    """Clauses with words of their own that no other clause has, without their numbers."""
    worded = [(c.text[c.text.find(c.title) :] if c.title else c.text, c) for c in clauses]
    often = Counter(words for words, _ in worded)
    return [(words, c) for words, c in worded if often[words] == 1 and len(words) >= 8]


def carry(source: Path, target: Path, old: Notice, new: Notice) -> list[Carried]:
    """Copy the files of a notice's folder that people write, less what no longer fits. Raises NoticeError."""
    same = same_clauses(old, new)
    done = []
    for path in sorted(source.iterdir()):
        if path.name in ("source.txt", "notice.toml") or path.name.startswith("original."):
            continue
        if path.name in (ENQUIRIES, RENDERINGS, UNSTATED):
            done.append(_lines(path, target / path.name, same))
        elif path.name == REPAIRS:
            done.append(_repairs(path, target / path.name, same))
        elif path.is_dir():
            shutil.copytree(path, target / path.name)
        else:
            shutil.copyfile(path, target / path.name)
    return done


def _lines(source: Path, target: Path, same: dict[str, str]) -> Carried:
    kept: list[str] = []
    fell: list[str] = []
    with source.open(encoding="utf-8") as file:
        rows = [line for line in file if line.strip()]
    for line in rows:
        try:
            row = json.loads(line)
            address = str(row["clause"])
        except (ValueError, KeyError, TypeError) as error:
            raise NoticeError(
                f"{source} 有一行不是正确的记录。请先改正：{line[:40]}… / A line is no record."
            ) from error
        if address not in same:
            fell.append(address)
        elif same[address] == address:
            kept.append(line)
        else:
            kept.append(json.dumps(row | {"clause": same[address]}, ensure_ascii=False) + "\n")
    if kept:
        target.write_text("".join(kept), "utf-8")
    return Carried(source.name, len(kept), tuple(fell))


def _repairs(source: Path, target: Path, same: dict[str, str]) -> Carried:
    try:
        table = tomlkit.parse(source.read_text("utf-8"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        raise NoticeError(f"{source} 不是正确的 TOML（{error}）。请先改正。 / Not valid TOML.") from error
    repairs: Any = table.get("repair", [])
    fell = []
    for i in range(len(repairs) - 1, -1, -1):
        also = [str(address) for address in repairs[i].get("also", [])]
        address = str(repairs[i].get("address", ""))
        if any(place not in same for place in (address, *also)):
            fell.append(address)
            del repairs[i]
            continue
        repairs[i]["address"] = same[address]
        if also:
            repairs[i]["also"] = [same[place] for place in also]
    if len(repairs):
        target.write_text(tomlkit.dumps(table), "utf-8")
    return Carried(source.name, len(repairs), tuple(reversed(fell)))
