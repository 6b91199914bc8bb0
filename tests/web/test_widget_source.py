"""The widget's one file as it is written: small, in the language of old web views, and free of what takes text for more."""

from __future__ import annotations

import gzip
import re

import pytest

from tests.web.fake_api import WIDGET

SOURCE = WIDGET.read_text("utf-8")
# Without its style sheet, comments and strings, which may say what they like.
CODE = re.sub(r"`[^`]*`", '""', SOURCE)
CODE = re.sub(r'/\*.*?\*/|//[^\n"]*$|"(?:\\.|[^"\\\n])*"', '""', CODE, flags=re.DOTALL | re.MULTILINE)


def test_it_is_small() -> None:
    size = len(gzip.compress(WIDGET.read_bytes(), mtime=0))
    assert size <= 20 * 1024


# By what it looks like: what came after ES2018, or what browsers learnt later.
NEWER = {
    "a?.b": r"\?\.[^\d]", "a ?? b": r"\?\?", "this.#x = 1": r"(?<![\w&])#[a-z]\w*\s*[=;(.]", "a ||= b": r"\|\|=", "a &&= b": r"&&=",
    "static {": r"\bstatic\s*\{", "catch {": r"\bcatch\s*\{", "1_000": r"\d_\d", "10n": r"\b\d+n\b", "/(?<=a)/": r"\(\?<[=!]",
    "import(": r"\bimport\b", "a.at(-1)": r"\.at\(", "a.flat()": r"\.flat\(", "a.flatMap(": r"\.flatMap\(", "a.replaceAll(": r"replaceAll",
    "a.matchAll(": r"matchAll", "Object.fromEntries(": r"fromEntries", "Promise.allSettled(": r"allSettled", "a.trimEnd()": r"trim(Start|End)",
    "structuredClone(": r"structuredClone", "globalThis": r"globalThis", "a.replaceChildren(": r"replaceChildren", "Object.hasOwn(": r"hasOwn\(",
}  # fmt: skip


@pytest.mark.parametrize(("like", "newer"), NEWER.items(), ids=NEWER)
def test_its_syntax_is_of_2018(like: str, newer: str) -> None:
    assert re.search(newer, like)
    assert (found := re.search(newer, CODE)) is None, found and CODE[found.start() - 60 : found.end() + 60]


@pytest.mark.parametrize(
    "never",
    [
        r"innerHTML", r"outerHTML", r"insertAdjacentHTML", r"document\.write", r"\beval\b", r"\bFunction\(", r"postMessage",
        r"localStorage", r"document\.cookie", r"\.setAttribute\(\"(?:on|style|srcdoc)", r"createContextualFragment",
        r"setTimeout\([^(]*\"", r"DOMParser", r"\.srcdoc", r"setHTML", r"XMLHttpRequest", r"sendBeacon",
    ],
)  # fmt: skip
def test_it_never_uses(never: str) -> None:
    assert re.search(never, SOURCE) is None
