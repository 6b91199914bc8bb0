"""Checksums of an index folder's vector files, which nobody writes to once it is built.

Chroma reads them by native code, which a damaged file can end together with the process; so they are looked at before it is
given them. chroma.sqlite3 is written to each time it is opened, and SQLite looks after its own pages.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

FILE = "files.json"
_KEPT = "index_metadata.pickle"  # beside it are vectors; a folder without it is written anew whenever it is opened
_CHANGING = "length.bin"  # Chroma leaves what it had in memory in a part of it that it does not use


def write(folder: Path) -> None:
    """Note the files of a folder whose store is closed."""
    (folder / FILE).write_text(json.dumps(_of(folder), indent=1), "utf-8")


def changed(folder: Path) -> list[str]:
    """The files that are not what they were, by their path in the folder. A folder that was built before there were
    checksums has none to differ from."""
    try:
        noted = json.loads((folder / FILE).read_text("utf-8"))
        now = _of(folder)
    except FileNotFoundError:
        return []
    except (OSError, ValueError):
        return [FILE]
    if not isinstance(noted, dict):
        return [FILE]
    return sorted(name for name in noted.keys() | now.keys() if noted.get(name) != now.get(name))


def _of(folder: Path) -> dict[str, str]:
    sums = {}
    for path in sorted(path for kept in folder.glob(f"*/{_KEPT}") for path in kept.parent.iterdir()):
        if path.name != _CHANGING:
            with path.open("rb") as file:
                sums[path.relative_to(folder).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return sums
