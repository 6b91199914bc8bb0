"""The formats: which there are, what importing them costs, and that the same table gives the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from io import BytesIO
from zipfile import ZipFile

import pytest

from rag.export import FORMATS, ExportError, write
from rag.export.layout import half_widths, line_count
from rag.export.package import aigc
from rag.export.table import LABEL, Table


def test_the_libraries_are_loaded_only_when_a_file_is_written() -> None:
    code = "import sys, json, rag.export, rag.export.table; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True, timeout=60)
    assert not {"openpyxl", "docx", "lxml", "chromadb", "torch"} & set(json.loads(done.stdout))


def test_another_format_is_refused_with_a_sentence(table: Table) -> None:
    with pytest.raises(ExportError, match="没有“pdf”这种导出格式，请从 xlsx、docx、csv 中选一种。"):
        write(table, "pdf")


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_table_gives_the_same_bytes(format: str, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write(table, format)
    later = time.localtime(time.time() + 90_000)
    monkeypatch.setattr(time, "localtime", lambda *_: later)  # what an archive takes its dates from
    time.sleep(1.1)  # the properties of a workbook count in seconds
    assert write(table, format) == first


@pytest.mark.parametrize("format", ["xlsx", "docx"])
def test_the_label_is_in_the_metadata(format: str, table: Table) -> None:
    with ZipFile(BytesIO(write(table, format))) as archive:
        assert archive.testzip() is None
        custom, core = (archive.read(f"docProps/{name}.xml").decode() for name in ("custom", "core"))
        assert "docProps/custom.xml" in archive.read("[Content_Types].xml").decode()
        assert "docProps/custom.xml" in archive.read("_rels/.rels").decode()
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
    assert 'name="AIGC"' in custom
    assert json.loads(aigc(table))["ProduceID"] in custom
    assert LABEL in core
    assert "dcterms:" not in core.replace("xmlns:dcterms", "")


def test_the_label_changes_with_the_table(table: Table, hostile: Table) -> None:
    one, other = (json.loads(aigc(t)) for t in (table, hostile))
    assert one["ProduceID"] != other["ProduceID"]
    assert one["Label"] == other["Label"] == "1"


def test_the_room_that_text_takes() -> None:
    assert half_widths("附件1（一）") == 11
    # Ten half-widths less the one kept free: four Chinese characters a line.
    assert [line_count(text, 50, 10) for text in ("", "附件", "附件附件", "附件附件附", "一\n二")] == [1, 1, 1, 2, 2]
