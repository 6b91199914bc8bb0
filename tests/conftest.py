"""What every test may ask for: the notice as read, an index of it in a folder of its own, and an assistant on it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from corpus.clause import Notice
from corpus.parse import load_notice
from tests.services import postgres_server, postgres_url, redis_server, redis_url

if TYPE_CHECKING:  # importing these takes seconds; the corpus tests need none of it
    from playwright.sync_api import Browser

    from index.build import Index
    from rag.pipeline import Assistant

__all__ = ["postgres_server", "postgres_url", "redis_server", "redis_url"]  # fixtures

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Shared machines stall now and then; the same examples on every run, so that a red build can be repeated.
settings.register_profile("wence", deadline=None, derandomize=True)
settings.load_profile("wence")


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside() -> Iterator[None]:
    """A developer's own WENCE_ variables change no test."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith("WENCE_")]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session")
def notice() -> Notice:
    return load_notice()


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("index")


@pytest.fixture(scope="session")
def index(index_dir: Path) -> Index:
    from index.build import open_index
    from index.settings import Settings

    return open_index(Settings(index_dir=index_dir), progress=False)


@pytest.fixture(scope="session")
def assistant(index: Index) -> Assistant:
    from rag.pipeline import Assistant

    return Assistant(index)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)  # on a machine that is busy with other tests
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()
