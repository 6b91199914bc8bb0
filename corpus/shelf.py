"""The notices that were added beside the first one: a folder each, whole or not there at all."""

from __future__ import annotations

import re
from pathlib import Path

# A folder that is being written begins with a dot until it is whole; an id never does.
ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]", re.ASCII)


def folders(home: Path) -> list[Path]:
    """The whole folders in `home`, sorted by id; [] where there is no such directory.

    Whole means that both source.txt and notice.toml are there and that the name is an id: folders are written under
    another name and renamed at the end, so a half-written one is never among them.
    """
    if not home.is_dir():
        return []
    return sorted(
        path
        for path in home.iterdir()
        if ID.fullmatch(path.name) and all((path / name).is_file() for name in ("notice.toml", "source.txt"))
    )
