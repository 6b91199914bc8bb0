"""The page of a CI job."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from eval.results import OUT

SUMMARY = "report.md"
_PAGE = "GITHUB_STEP_SUMMARY"  # where GitHub takes a job's summary from, as Markdown


def append(folder: Path = OUT, environ: Mapping[str, str] = os.environ) -> None:
    """Adds the last run's summary to the job's page; does nothing where there is no such page, or no summary."""
    summary = folder / SUMMARY
    if environ.get(_PAGE) and summary.exists():
        with Path(environ[_PAGE]).open("a", encoding="utf-8") as page:
            page.write(summary.read_text("utf-8"))
