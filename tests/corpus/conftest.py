"""A small notice in a folder of its own, and a language model's server on this machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.__main__ import main
from eval.fake_model import serving
from tests.corpus.chat_server import KEY, SOURCE, Server
from tests.corpus.water import TEXT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "notice"
    path.mkdir()
    (path / "source.txt").write_bytes(SOURCE.encode())
    meta = {"id": "n", "title": "某县方案", "county": "某县", "sha256": hashlib.sha256(SOURCE.encode()).hexdigest()}
    (path / "notice.toml").write_text("".join(f'{name} = "{value}"\n' for name, value in meta.items()), "utf-8")
    return path


@pytest.fixture
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(Server(folder)) as ours:
        assert isinstance(ours, Server)
        monkeypatch.setenv("WENCE_LLM_BASE_URL", ours.url)
        monkeypatch.setenv("WENCE_LLM_MODEL", "m")
        monkeypatch.setenv("WENCE_LLM_API_KEY", KEY)
        monkeypatch.setenv("WENCE_LLM_TIMEOUT_S", "20")
        yield ours


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WENCE_NOTICES_DIR", str(tmp_path / "notices"))
    return tmp_path / "notices"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "方案.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def added(home: Path, file: Path) -> Path:
    assert main(["add", str(file), "--id", "gongshui"]) == 0
    return home / "gongshui"
