"""Bytes → text: UTF-8, UTF-16 or GB18030, found out and told."""

from __future__ import annotations

import codecs
import re

from corpus.clause import NoticeError
from corpus.readers.reading import Reading

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8（带 BOM）"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_GUESSES = (("utf-8", "UTF-8"), ("gb18030", "GB18030"), ("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"))
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ue000-\uf8ff]")
# GB18030 and UTF-16 turn nearly any bytes into characters; what comes out is Chinese only where these are among them.
_COMMON = re.compile("[的一是在和有为人中国大政府县市区部门工作行应年月日，。、；：（）]")
_HAN = re.compile("[\u3400-\u9fff]")
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def decode(data: bytes, name: str, declared: str = "") -> tuple[str, str]:
    """The text of bytes and the name of their encoding. declared: what the document itself says of it.

    Raises NoticeError where the bytes are no text in any of these.
    """
    for bom, codec, called in _BOMS:
        if data.startswith(bom):
            try:
                return _checked(data.decode(codec), name), called
            except UnicodeDecodeError as error:
                raise _not_text(name) from error
    guesses = [(declared, declared.upper())] if declared else []
    for codec, called in (*guesses, *_GUESSES):
        try:
            text = data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
        if _plausible(text, sure=codec == "utf-8"):
            return text, called
    raise _not_text(name)


def read_text(data: bytes, name: str) -> Reading:
    """A text file. Its line ends become "\\n" and nothing else of it changes."""
    text, called = decode(data, name)
    text = _BREAKS.sub("\n", text)
    told = (f"文本按 {called} 解码。 / Decoded as {called}.",)
    return Reading(text if text.endswith("\n") else f"{text}\n", "text", (), told)


def _plausible(text: str, *, sure: bool) -> bool:
    if "\0" in text or 50 * len(_CONTROL.findall(text)) > len(text):
        return False
    if sure:
        return True
    han = len(_HAN.findall(text))
    return 2 * han > len(text.strip()) / 4 and 20 * len(_COMMON.findall(text)) > han


def _checked(text: str, name: str) -> str:
    if not _plausible(text, sure=True):
        raise _not_text(name)
    return text


def _not_text(name: str) -> NoticeError:
    return NoticeError(
        f"{name} 不是文字：既不是 UTF-8、UTF-16，也不是 GB18030 文本，或是二进制文件。请另存为 UTF-8 文本、.docx 或 PDF 后重试。"
        " / Not text: save it as UTF-8 text, .docx or PDF."
    )
