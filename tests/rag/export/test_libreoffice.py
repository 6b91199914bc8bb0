"""The files as an office program opens them: LibreOffice turns each into a PDF that holds every row.

Not in `make test`, which needs no office program: `pytest -m libreoffice` (the CI does, with Debian's packages).
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from corpus.clause import Notice
from rag.export import write
from rag.export.table import tasks
from rag.register import tasks_of

pytestmark = pytest.mark.libreoffice


def pdf_text(data: bytes, suffix: str, folder: Path) -> str:
    """What the PDF says that LibreOffice makes of a file."""
    source = folder / f"table.{suffix}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    shown = subprocess.run(
        ["pdftotext", "-layout", str(folder / "table.pdf"), "-"], check=True, capture_output=True, timeout=60
    )
    return re.sub(r"\s", "", shown.stdout.decode())


@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_file_opens_and_holds_every_row(suffix: str, notice: Notice, tmp_path: Path) -> None:
    table = tasks(tasks_of(notice, "县农业农村局"), notice)
    text = pdf_text(write(table, suffix), suffix, tmp_path)
    assert table.title in text
    assert "送审稿" in text
    assert "自动生成，以原文为准" in text
    for header in table.headers:
        assert header in text
    opening = [re.sub(r"\s", "", row[-1])[:6] for row in table.rows]
    assert len(opening) == 20
    assert [words for words in opening if words not in text] == []
