"""The words of the interface in Chinese and in English, from words/*.toml: ["中文", "English"] under FILE.KEY."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

from web.workbench.view import LANGS, Lang

FOLDER = Path(__file__).parent / "words"


@cache
def table() -> dict[str, tuple[str, str]]:
    """Every word by its key, "talk.send"."""
    found: dict[str, tuple[str, str]] = {}
    for file in sorted(FOLDER.glob("*.toml")):
        for key, (zh, en) in tomllib.loads(file.read_text("utf-8")).items():
            found[f"{file.stem}.{key}"] = (zh, en)
    return found


class Words:
    """say("talk.send") → "发送"; say("tasks.total", count=3) fills in {count}. KeyError: a key or a value is missing."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._at = LANGS.index(lang)

    def __call__(self, key: str, **values: object) -> str:
        said = table()[key][self._at]
        return Formatter().vformat(said, (), values) if values else said


@cache
def words(lang: Lang) -> Words:
    """The words of a language."""
    return Words(lang)
