"""The page of a run that fell, made once: its plots take a second."""

from __future__ import annotations

import pytest

from eval.report import html
from tests.eval.report.made import view, worse_now


@pytest.fixture(scope="session")
def page_text() -> str:
    return html.text(view(worse_now))
