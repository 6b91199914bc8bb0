"""What the two office formats share: who made the file, from what, and an archive that is the same every time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from rag.export.table import Table

PRODUCER = "问策 Wence"
CREATOR = f"{PRODUCER}（机器生成）"
AIGC = "AIGC"  # the name of the custom property
_ILLEGAL = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0, and \r
_DATES = re.compile(rb"<dcterms:(created|modified)\b[^>]*>[^<]*</dcterms:\1>")
_CORE = "docProps/core.xml"


def clean(text: str) -> str:
    """Text without the control characters that an office file may not hold; line ends are \\n."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n"))


def keywords(table: Table) -> str:
    """The document property."""
    return clean("；".join((table.subject, "任务分解", "机器生成", "AI生成合成内容", PRODUCER)))


def description(table: Table) -> str:
    """The document property: source, status and date, address, and the label of what a machine made."""
    return clean("\n".join(table.provenance))


def aigc(table: Table) -> str:
    """The implicit label of a table's file."""
    return label([table.title, table.headers, table.rows, table.notes])


def label(made: Sequence[object]) -> str:
    """The implicit label in a file's metadata, as GB 45438-2025, annex E, names its fields.

    Label "1": made by a machine. ProduceID is a digest of what was made, so that a printed copy can be matched to it.
    """
    content = json.dumps(made, ensure_ascii=False)
    fields = {
        "Label": "1",
        "ContentProducer": PRODUCER,
        "ProduceID": hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:32],
        "ReservedCode1": "",
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    return json.dumps(fields, ensure_ascii=False)


def repack(data: bytes, edits: Mapping[str, Callable[[bytes], bytes]] | None = None) -> bytes:
    """An office file without the moment of its making, so that the same table gives the same bytes. edits: part → its
    new content.

    The properties lose their dates: the notice's would be untrue, and today's would make every file another one.
    """
    target = BytesIO()
    changes = {_CORE: lambda core: _DATES.sub(b"", core), **(edits or {})}
    with ZipFile(BytesIO(data)) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            info = ZipInfo(name)  # dated 1980-01-01
            info.compress_type = ZIP_DEFLATED
            new.writestr(info, changes[name](content) if name in changes else content)
    return target.getvalue()
