"""Who searches an index folder at present, as a lock that the kernel keeps: it goes with its process, however that ends."""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Callable
from pathlib import Path

FILE = "in-use"

if sys.platform == "win32":  # where a folder whose files are open cannot be moved away in the first place

    def hold(folder: Path, holder: object) -> Callable[[], object]:
        """Mark a folder as searched until `holder` is gone, or what is returned is called."""
        del folder, holder
        return lambda: None

    def unused(folder: Path) -> bool:
        """Whether nobody has marked a folder as searched."""
        del folder
        return True
else:
    import fcntl

    def hold(folder: Path, holder: object) -> Callable[[], object]:
        """Mark a folder as searched until `holder` is gone, or what is returned is called."""
        try:
            file = os.open(folder / FILE, os.O_RDONLY)
        except OSError:  # it was built before there were marks
            return lambda: None
        fcntl.flock(file, fcntl.LOCK_SH)
        return weakref.finalize(holder, os.close, file)

    def unused(folder: Path) -> bool:
        """Whether nobody has marked a folder as searched."""
        try:
            with (folder / FILE).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True
