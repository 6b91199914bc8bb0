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
from rag.export.table import Table, tasks
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


# UTF-8 with commas, spaces trimmed, special numbers detected and formulas evaluated: the most that a user may have ticked.
_EAGER = "--infilter=CSV:44,34,76,1,,0,false,true,false,true,0,true"


def formulas(data: bytes, suffix: str, folder: Path) -> list[str]:
    """The formulas and links that LibreOffice finds in a file."""
    source = folder / f"table.{suffix}"
    source.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = ["soffice", "--headless", profile, *([_EAGER] if suffix == "csv" else []), "--convert-to", "fods"]
    subprocess.run([*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=240)
    return re.findall(r'table:formula="([^"]*)"|<text:a ', (folder / "table.fods").read_text("utf-8"))


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_spreadsheet_runs_nothing_of_a_file(suffix: str, hostile: Table, tmp_path: Path) -> None:
    assert formulas(write(hostile, suffix), suffix, tmp_path) == []


def test_a_spreadsheet_would_run_a_formula(tmp_path: Path) -> None:
    assert formulas("甲\r\n=1+1\r\n  =2+2\r\n".encode(), "csv", tmp_path)
