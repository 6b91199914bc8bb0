"""A language model's reply → rows of enquiries.jsonl and renderings.jsonl, and what is wrong with such a row."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from itertools import islice
from typing import Any

from corpus import fidelity, quantities
from corpus.clause import Clause, Notice
from corpus.departments import Gazetteer
from corpus.knowledge import ENQUIRIES, RENDERINGS, Rendering
from corpus.language_model import UnusableReplyError
from corpus.text import fold

FIELDS = {ENQUIRIES: ("clause", "lang", "voice", "text"), RENDERINGS: ("clause", "zh", "en")}
VOICES = {"zh": ("colloquial", "official", "angle"), "en": ("en",)}
_LENGTH = {"zh": (4, 80), "en": (8, 200)}  # characters of an enquiry
_PLAIN_LENGTH = (20, 260)  # characters of a rendering in Chinese
_ENGLISH_RATIO = 2.5  # complete translations have 3.6 to 7 characters for one of the clause's
_HAN = re.compile("[\u3400-\u9fff]")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")  # and ends of lines
_THOUGHTS = re.compile("<think>.*?</think>", re.DOTALL)
_OBJECT = re.compile(r'\{\s*"')
_STARTS = 100  # places where an object is looked for: a model that repeats itself may write thousands
_COMMA_TOO_MANY = re.compile(r",(?=\s*[\]}])")

Row = dict[str, Any]  # one line of a file


def read_reply(reply: str, clause: str, kinds: Collection[str]) -> dict[str, list[Row]]:
    """A reply's rows by file. Talk around the JSON, a fence or a comma too many does no harm.

    Raises UnusableReplyError where what is needed is not in it.
    """
    found = _object(_THOUGHTS.sub("", reply))
    rows: dict[str, list[Row]] = {}
    if ENQUIRIES in kinds:
        items = found.get("enquiries")
        rows[ENQUIRIES] = [row for item in items if (row := _enquiry(item, clause))] if isinstance(items, list) else []
        if not rows[ENQUIRIES]:
            raise UnusableReplyError("回复中没有 enquiries")
    if RENDERINGS in kinds:
        zh, en = (clean(found.get(language)) for language in ("zh", "en"))
        if not zh or not en:
            raise UnusableReplyError("回复中缺 zh 或 en")
        rows[RENDERINGS] = [{"clause": clause, "zh": zh, "en": en}]
    return rows


def _object(text: str) -> Row:
    """The first JSON object of a text that has a field of ours."""
    decoder = json.JSONDecoder(strict=False)  # models write line ends into strings
    for candidate in (text, _COMMA_TOO_MANY.sub("", text)):
        for start in islice(_OBJECT.finditer(candidate), _STARTS):
            try:
                value, _ = decoder.raw_decode(candidate, start.start())
            except (ValueError, RecursionError):
                continue
            if {"enquiries", "zh", "en"} & value.keys():
                return dict(value)
    raise UnusableReplyError("回复不是所要的 JSON")


def _enquiry(item: object, clause: str) -> Row | None:
    given = item if isinstance(item, dict) else {"text": item}
    text = clean(given.get("text"))
    lang = str(given.get("lang"))
    if lang not in VOICES:
        lang = "zh" if _HAN.search(text) else "en"
    voice = given.get("voice") if given.get("voice") in VOICES[lang] else VOICES[lang][0]
    return {"clause": clause, "lang": lang, "voice": voice, "text": text} if text else None


def clean(text: object) -> str:
    """One line of characters that can be seen and written; "" for what is no text."""
    return " ".join(_UNSEEN.sub(" ", text.encode("utf-8", "ignore").decode()).split()) if isinstance(text, str) else ""


# ---- the checks ----
def faults(kind: str, row: Row, notice: Notice, taken: Collection[str]) -> Iterator[str]:
    """Sentences on what is wrong with a row of file `kind`; taken: the keys (see `key`) of the rows before it."""
    clause = notice.get(str(row.get("clause")))
    if clause is None:
        yield f"条款 {row.get('clause')} 不存在。"
    elif empty := [name for name in FIELDS[kind] if not clean(row.get(name))]:
        yield f"{'、'.join(empty)} 应是文字，且不为空。"
    else:
        if key(kind, row) in taken:
            yield "已有相同的问句。" if kind == ENQUIRIES else "该条款已有译述。"
        yield from _enquiry_faults(row, clause) if kind == ENQUIRIES else _rendering_faults(row, clause)


def key(kind: str, row: Row) -> str:
    """What no two rows of a file may share: an enquiry's letters and figures, a rendering's clause."""
    return re.sub(r"[\W_]", "", fold(str(row.get("text")))) if kind == ENQUIRIES else str(row.get("clause"))


def _enquiry_faults(row: Row, clause: Clause) -> Iterator[str]:
    lang, text = row["lang"], row["text"]
    if row["voice"] not in VOICES.get(lang, ()):
        yield f"lang 与 voice 不合：{lang}、{row['voice']}。"
    shortest, longest = _LENGTH.get(lang, _LENGTH["zh"])
    if not shortest <= len(text) <= longest:
        yield f"长度 {len(text)} 不在 {shortest} 到 {longest} 个字符之间。"
    if bool(_HAN.search(text)) != (lang == "zh"):
        yield f"lang 是 {lang}，文字却不是。"
    there = _amounts(clause.text)
    if _amounts(text) & there or fidelity.in_english(text)[0].keys() & {value for value, _ in there if lang == "en"}:
        yield "写出了条款中的数字，可能泄露答案。"


def _amounts(text: str) -> set[tuple[Any, str]]:
    """The quantities of a text as (value, unit without its 万 or 亿)."""
    found = ((s.value, *quantities.split_unit(s.unit)) for s in quantities.find(quantities.mask(quantities.fold(text))))
    return {(value * scale, unit) for value, scale, unit in found}


def _rendering_faults(row: Row, clause: Clause) -> Iterator[str]:
    shortest, longest = _PLAIN_LENGTH
    if not shortest <= len(row["zh"]) <= longest:
        yield f"{clause.address} 白话：长度 {len(row['zh'])} 不在 {shortest} 到 {longest} 个字之间。"
    if not _HAN.search(row["zh"]):
        yield f"{clause.address} 白话：不是中文。"
    if len(row["en"]) < _ENGLISH_RATIO * len(clause.text):
        yield f"{clause.address} 英文：过短，可能不完整。"
    yield from fidelity.faults(Rendering(clause.address, row["zh"], row["en"]), clause, Gazetteer.load())
