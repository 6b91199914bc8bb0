"""A file that somebody has of a notice → its text: plain text, a saved web page, a Word document, a PDF.

What a file is, its first bytes say, not its name. The libraries of a kind are loaded only when a file of it is read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from corpus.clause import NoticeError
from corpus.readers.reading import Reading

LARGEST = 5 * 1024 * 1024  # bytes of a file, and characters of the text in it
_UNPACKED = 20 * LARGEST  # bytes of what a Word document unpacks to
_KINDS = {
    b"\xd0\xcf\x11\xe0": (
        "旧版 Word/WPS（.doc、.wps）",
        "请在 Word 或 WPS 中另存为 .docx",
        "an old .doc: save it as .docx",
    ),
    b"\x89PNG": ("图片", "请用文字识别（OCR）软件转成文字", "a picture: recognise its text first"),
    b"\xff\xd8\xff": ("图片", "请用文字识别（OCR）软件转成文字", "a picture: recognise its text first"),
    b"{\\rtf": ("RTF 文档", "请另存为 .docx", "RTF: save it as .docx"),
    b"Rar!": ("压缩包", "请先解压", "an archive: unpack it first"),
    b"7z\xbc\xaf": ("压缩包", "请先解压", "an archive: unpack it first"),
    b"\x1f\x8b": ("压缩包", "请先解压", "an archive: unpack it first"),
}
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def read_file(path: Path) -> Reading:
    """The text of a file. Raises NoticeError, naming the remedy, where there is none that could be a notice."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise NoticeError(
                f"{path.name} 有 {size / 2**20:.1f} MB，超过 5 MB，不会是一份公告的文字。请只留公告正文。"
                f" / The file is larger than 5 MB: keep only the notice."
            )
        data = path.read_bytes()
    except OSError as error:
        raise NoticeError(
            f"读不到文件 {path}（{error.strerror}）。请检查路径和权限。 / Cannot read the file."
        ) from error
    if not data.strip():
        raise NoticeError(f"{path.name} 是空的。请检查是否保存完整。 / The file is empty.")
    for magic, (what, remedy, english) in _KINDS.items():
        if data.startswith(magic):
            raise NoticeError(f"{path.name} 是{what}，不能直接读取。{remedy}后重试。 / {english.capitalize()}.")
    reading = _reader(path, data)(data, path.name)
    if len(reading.text) > LARGEST:
        raise NoticeError(f"{path.name} 的文字超过 500 万字。请只留公告正文。 / Too long a text.")
    return reading


def _reader(path: Path, data: bytes) -> Callable[[bytes, str], Reading]:
    if data.startswith(b"%PDF-") or b"%PDF-" in data[:1024]:
        from corpus.readers.pdf import read_pdf

        return read_pdf
    if data.startswith(b"PK\x03\x04"):
        _check_package(path, data)
        from corpus.readers.docx import read_docx

        return read_docx
    from corpus.readers.html import read_html
    from corpus.readers.text import read_text

    plain = data.decode("utf-16", "replace")[:400].encode() if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data[:4000]
    page = _HTML.match(plain.removeprefix(b"\xef\xbb\xbf")) is not None
    return read_html if page else read_text


def _check_package(path: Path, data: bytes) -> None:
    """Raises NoticeError where a ZIP package is no Word document, or one that unpacks to far more than a notice."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = {info.filename: info.file_size for info in package.infolist()}
    except zipfile.BadZipFile as error:
        raise NoticeError(
            f"{path.name} 已损坏，打不开。请重新下载或另存后重试。 / The file is damaged: download or save it again."
        ) from error
    if "OFD.xml" in names:
        raise NoticeError(f"{path.name} 是 OFD 版式文件，不能直接读取。请导出为 PDF 后重试。 / OFD: export it as PDF.")
    if "word/document.xml" not in names:
        raise NoticeError(
            f"{path.name} 不是 Word 文档（.docx）。请另存为 .docx、PDF 或文本后重试。 / Not a Word document."
        )
    if sum(names.values()) > _UNPACKED:
        raise NoticeError(f"{path.name} 解开后过大。请去掉图片等附件，只留公告正文。 / It unpacks to too much.")
