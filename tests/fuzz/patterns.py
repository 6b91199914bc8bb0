"""Every regular expression of the source, and strings that would make a careless one backtrack."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as codes
from re import _parser as parser
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_FLAT = (str, bytes, int, float, bool)
_MOST_UNITS = 24


def _collect() -> dict[str, re.Pattern[str]]:
    """ "corpus.numbering:_PATTERNS" → pattern: the compiled ones that modules hold, and the literals they compile as they
    go. Only what loads nothing heavy."""
    found: dict[str, re.Pattern[str]] = {}
    for folder in ("index", "web", "eval"):  # loading these takes long: only what stands in them as a plain string
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            for n, literal in enumerate(_literals(ast.parse(path.read_text("utf-8")))):
                found.setdefault(f"{name}:literal[{n}]", re.compile(literal))
    for folder in ("corpus", "rag"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            if name.endswith("__main__"):
                continue
            module = importlib.import_module(name)
            for variable, value in vars(module).items():
                if isinstance(value, re.Pattern | tuple | list | dict | frozenset):
                    for n, pattern in enumerate(_inside(value)):
                        if isinstance(pattern.pattern, str):
                            found.setdefault(f"{name}:{variable}[{n}]", pattern)
            for n, literal in enumerate(_literals(ast.parse(path.read_text("utf-8")))):
                found.setdefault(f"{name}:literal[{n}]", re.compile(literal))
    return dict({p.pattern: (name, p) for name, p in found.items()}.values())


def _inside(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (p for part in value.values() for p in _inside(part))
    elif isinstance(value, Iterable) and not isinstance(value, _FLAT):
        yield from (p for part in value for p in _inside(part))


def _literals(tree: ast.Module) -> Iterator[str]:
    """The patterns of re.sub("…", …) and the like, where they are plain strings."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
            and node.func.attr != "escape"
        ):
            yield node.args[0].value


def pumped(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Strings of about `length` characters: each thing that the pattern may repeat, over and over, behind what may stand
    before it, with an end that fits nothing."""
    lead, units = _parts(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    for unit in dict.fromkeys([*units, "1", "一", "（", " ", "a "]):
        if unit:
            body = unit * (length // len(unit))
            yield f"{lead}{body}\0"
            yield f"{body}\n\0"


def _parts(parsed: Any) -> tuple[str, list[str]]:
    """A string that the pattern's fixed beginning matches, and samples of what its repeats match."""
    units: list[str] = []
    lead = "".join(_sample(op, value) for op, value in parsed.data[:4])[:40]

    def walk(items: Any) -> None:
        for op, value in items:
            if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
                if value[1] is codes.MAXREPEAT or value[1] > 8:
                    units.extend(_samples(value[2]))
                walk(value[2])
            elif op is codes.SUBPATTERN:
                walk(value[-1])
            elif op is codes.BRANCH:
                for branch in value[1]:
                    walk(branch)
            elif op in (codes.ASSERT, codes.ASSERT_NOT):
                walk(value[1])
            elif op is codes.ATOMIC_GROUP:
                walk(value)

    walk(parsed)
    whole = "".join(_sample(op, value) for op, value in parsed.data)[:60]
    return lead, [whole, *dict.fromkeys(units)][:_MOST_UNITS]


def _samples(items: Any) -> list[str]:
    """A few strings that a group may match: one of its whole, one of each of its branches."""
    found = ["".join(_sample(op, value) for op, value in items)]
    for item in items:
        op, value = item
        inner = value[-1] if op is codes.SUBPATTERN else None
        if inner is not None and len(inner.data) == 1 and inner.data[0][0] is codes.BRANCH:
            value = inner.data[0][1]
        if op is codes.BRANCH or value is not item[1]:
            found += ["".join(_sample(o, v) for o, v in branch) for branch in value[1][:6]]
        elif op is codes.IN:
            found += [_sample(codes.IN, [part]) for part in value[:4]]
    return found


def _sample(op: Any, value: Any) -> str:
    """One string that a piece of a pattern matches, near enough."""
    if op is codes.LITERAL:
        return chr(value)
    if op is codes.NOT_LITERAL:
        return "甲" if value != ord("甲") else "乙"
    if op is codes.ANY:
        return "甲"
    if op is codes.RANGE:
        return chr(value[0])
    if op is codes.CATEGORY:
        return "1" if value is codes.CATEGORY_DIGIT else " " if value is codes.CATEGORY_SPACE else "甲"
    if op is codes.IN:
        if value[0][0] is codes.NEGATE:
            return "甲"
        op, value = value[0]
        return _sample(op, value)
    if op in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        low, _, items = value
        return "".join(_sample(o, v) for o, v in items) * min(max(int(low), 1), 8)
    if op is codes.SUBPATTERN:
        return "".join(_sample(o, v) for o, v in value[-1])
    if op is codes.ATOMIC_GROUP:
        return "".join(_sample(o, v) for o, v in value)
    if op is codes.BRANCH:
        return "".join(_sample(o, v) for o, v in value[1][0])
    return ""


PATTERNS = _collect()
