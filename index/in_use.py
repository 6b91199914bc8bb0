"""Who searches an index folder at present, as a lock that the kernel keeps: it goes with its process, however that ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

FILE = "in-use"

if sys.platform == "win32":  # where a folder whose files are open cannot be moved away in the first place

    def hold(folder: Path) -> IO[bytes] | None:
        """Mark a folder as searched until what is returned is closed; None where it cannot be marked."""
        del folder
        return None

    def unused(folder: Path) -> bool:
        """Whether nobody has marked a folder as searched."""
        del folder
        return True
else:
    import fcntl

    def hold(folder: Path) -> IO[bytes] | None:
        """Mark a folder as searched until what is returned is closed; None where it cannot be marked."""
        try:
            file = (folder / FILE).open("rb")
        except OSError:
            return None
        fcntl.flock(file, fcntl.LOCK_SH)
        return file

    def unused(folder: Path) -> bool:
        """Whether nobody has marked a folder as searched."""
        try:
            with (folder / FILE).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # it was built before there were marks
            return True
        return True
