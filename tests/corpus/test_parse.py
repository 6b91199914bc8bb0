"""Which folder is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.clause import NoticeError
from corpus.parse import DEFAULT_NOTICE, NOTICES, load_notice, notice_folder


def test_a_name_is_a_folder_of_the_notices() -> None:
    assert notice_folder(DEFAULT_NOTICE) == NOTICES / DEFAULT_NOTICE
    assert notice_folder(DEFAULT_NOTICE).is_dir()


def test_a_path_is_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert notice_folder(folder) == folder
    assert notice_folder(str(folder)) == folder
    monkeypatch.chdir(folder.parent)
    assert notice_folder(folder.name) == Path(folder.name)
    assert load_notice(folder.name).id == "n"


def test_what_is_neither_says_where_it_was_looked_for(tmp_path: Path) -> None:
    assert notice_folder("nowhere") == NOTICES / "nowhere"
    with pytest.raises(NoticeError, match="nowhere"):
        load_notice("nowhere")
    with pytest.raises(NoticeError, match=r"notice\.toml"):
        load_notice(tmp_path)
