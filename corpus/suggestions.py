"""Questions that the surfaces of a notice offer to whoever does not know what to ask (suggestions.toml in its folder).

They are data of the notice, as its text is: with another notice other questions are offered, or none.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.clause import NoticeError

FILE = "suggestions.toml"
LONGEST = 60  # characters of a question: a button on a phone
_NAMES = {"zh": "zh", "zh-Hant": "zh_hant", "en": "en", "staff": "staff"}  # keys of the file → fields


@dataclass(frozen=True, slots=True)
class Suggestions:
    """zh, zh_hant, en: for the public, by language. staff: for the staff's chat, in whatever language."""

    zh: tuple[str, ...] = ()
    zh_hant: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()

    @property
    def public(self) -> dict[str, tuple[str, ...]]:
        """The public's by language: {"zh": …, "zh-Hant": …, "en": …}."""
        return {key: getattr(self, name) for key, name in _NAMES.items() if key != "staff"}

    @classmethod
    def read(cls, folder: Path) -> Suggestions:
        """Those of a notice's folder, none where it has no suggestions.toml. Raises NoticeError naming the file."""
        path = folder / FILE
        if not path.exists():
            return cls()
        try:
            table = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise NoticeError(f"{FILE} 不是正确的 TOML（{error}）。请改正后重试。(Not valid TOML.)") from error
        except OSError as error:
            raise NoticeError(
                f"读不到 {path}（{error.strerror}）。请检查文件和权限。(Cannot read the file.)"
            ) from error
        unknown = sorted(table.keys() - _NAMES.keys())
        if unknown:
            raise NoticeError(
                f"{FILE} 有不认识的键 {'、'.join(unknown)}。请只用 {'、'.join(_NAMES)}。(Unknown keys; use only these.)"
            )
        return cls(**{_NAMES[key]: _questions(key, value) for key, value in table.items()})


def _questions(key: str, value: Any) -> tuple[str, ...]:
    """The questions of one list, each checked. Raises NoticeError."""
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise NoticeError(f'{FILE} 的 {key} 应是文字的列表，如 {key} = ["……"]。请改正。(Not a list of strings.)')
    for number, text in enumerate(value, start=1):
        where = f"{FILE} 的 {key} 第 {number} 条"
        if not text.strip() or not text.isprintable():
            raise NoticeError(f"{where}是空的，或含换行等控制字符。请写成一行问句。(Empty or not one line.)")
        if len(text) > LONGEST:
            raise NoticeError(f"{where}有 {len(text)} 字，超过 {LONGEST} 字。请改短。(Too long.)")
        if text in value[: number - 1]:
            raise NoticeError(f"{where}与前面的重复：“{text}”。请删去一条。(A duplicate.)")
    return tuple(value)
