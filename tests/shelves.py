"""Folders of notices beside the first, made of the official documents that the tests have."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

DOCUMENTS = Path(__file__).parent / "corpus" / "documents"
SYNTHETIC = DOCUMENTS / "synthetic"  # a whole notice's folder, of an invented county
# id → file, title, document number
SHELVED = {
    "zhuanli": ("patent-agency-regulations.txt", "专利代理条例", "国令第706号"),
    "zongbaoqu": (
        "bonded-zones-opinions.txt",
        "国务院关于促进综合保税区高水平开放高质量发展的若干意见",
        "国发〔2019〕3号",
    ),
}


def shelve(home: Path, id: str, **more: str) -> Path:
    """The folder of one of SHELVED in `home`, as `python -m corpus add` makes it."""
    file, title, number = SHELVED[id]
    raw = (DOCUMENTS / file).read_bytes()
    folder = home / id
    folder.mkdir(parents=True)
    (folder / "source.txt").write_bytes(raw)
    facts = {"id": id, "title": title, "number": number, "sha256": hashlib.sha256(raw).hexdigest()} | more
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in facts.items())
    (folder / "notice.toml").write_text("".join(lines), encoding="utf-8")
    return folder


def shelf(home: Path) -> Path:
    """All of SHELVED in `home`."""
    for id in SHELVED:
        shelve(home, id)
    return home
