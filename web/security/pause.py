"""The kill switch: while a file exists, the public is answered nothing but the sentence in it."""

from __future__ import annotations

from pathlib import Path

LONGEST = 300  # characters of the sentence
PAUSED = "问答服务已暂停，原文仍可查阅。请稍后再来。 The service is paused; the notice can still be read."


class Pause:
    """Looked at with each question, so that it holds for every process at once and needs no restart."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def sentence(self) -> str | None:
        """What to tell the public; None where the service is not paused."""
        try:
            said = self.path.read_text("utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError:  # a folder, a file that may not be read: it is there
            return PAUSED
        return said.splitlines()[0][:LONGEST] if said else PAUSED

    def begin(self, sentence: str = "") -> None:
        """Pause, with a sentence of one's own."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(sentence.strip() + "\n", "utf-8")

    def end(self) -> bool:
        """Go on; whether it was paused."""
        was = self.path.exists()
        self.path.unlink(missing_ok=True)
        return was
