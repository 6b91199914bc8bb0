"""The shelf under faults: killed writers, readers in between, a full disk, folders that cannot be written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corpus import shelf
from corpus.__main__ import main
from corpus.clause import NoticeError
from corpus.parse import load_notice
from corpus.shelf import folders
from tests.corpus.water import TEXT


def test_half_written_folders_are_invisible(home: Path) -> None:
    for name in (".new-abc", "half", "No", "whole"):
        (home / name).mkdir(parents=True)
        (home / name / "source.txt").write_text("x", "utf-8")
        if name != "half":
            (home / name / "notice.toml").write_text("", "utf-8")
    assert folders(home) == [home / "whole"]
    assert folders(home / "none") == []


def test_a_notice_renamed_away_by_a_killed_update_comes_back(added: Path, home: Path) -> None:
    added.rename(home / ".old-gongshui")
    assert folders(home) == [added]
    assert load_notice(added).id == "gongshui"


_UPDATES = """
import itertools, sys
from pathlib import Path
from corpus.adding import update
home, file = map(Path, sys.argv[1:])
for n in itertools.count():
    file.write_text(Path(sys.argv[2]).read_text("utf-8").split("\\n附言")[0].rstrip() + f"\\n附言{n}。\\n", "utf-8")
    update(file, "gongshui", {}, home)
    print(n, flush=True)
"""


def test_killed_at_any_moment_a_notice_is_whole(added: Path, home: Path, tmp_path: Path) -> None:
    """A real process that updates without end, killed eight times: each time the folder is there and sound."""
    file = tmp_path / "again.txt"
    for n in range(8):
        file.write_text(TEXT, "utf-8")
        child = subprocess.Popen([sys.executable, "-c", _UPDATES, str(home), str(file)], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.003 * n)
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
        assert folders(home) == [added]
        assert load_notice(added).title == "清河县供水方案"


def test_readers_never_miss_a_notice_that_is_updated(added: Path, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "again.txt"
    file.write_text(TEXT, "utf-8")
    with subprocess.Popen([sys.executable, "-c", _UPDATES, str(home), str(file)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        end = time.monotonic() + 1.5
        seen = 0
        while time.monotonic() < end:
            assert folders(home) == [added]
            seen += 1
        child.kill()
    assert seen > 10


def test_a_folder_that_cannot_be_written(home: Path, file: Path) -> None:
    home.mkdir()
    home.chmod(0o500)
    add = [sys.executable, "-m", "corpus", "add", str(file), "--id", "gongshui"]
    if os.geteuid() == 0:  # who may else write anywhere
        add = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *add]
    done = subprocess.run(add, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == 2
    assert "写不了" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_where_the_folder_should_be(home: Path, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.write_text("", "utf-8")
    assert main(["add", str(file), "--id", "gongshui"]) == 2
    assert "WENCE_NOTICES_DIR" in capsys.readouterr().err


def test_a_full_disk(home: Path, file: Path) -> None:
    """No file may grow beyond 4 kB: the larger notice is refused with a sentence and leaves nothing."""
    file.write_text(TEXT + "（三）再做一件。\n" * 400, "utf-8")
    code = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    run = f"{code}; from corpus.__main__ import main; sys.exit(main(['add', {str(file)!r}, '--id', 'gongshui']))"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.returncode == 2
    assert "请检查磁盘空间" in done.stderr
    assert "Traceback" not in done.stderr
    assert folders(home) == []
    assert [path.name for path in home.iterdir()] == [".lock"]


def test_the_lock_of_a_dead_process_does_not_block(added: Path, home: Path) -> None:
    assert added.exists()
    assert (home / ".lock").exists()
    shelf.remove(home, "gongshui")
    with pytest.raises(NoticeError, match="没有编号"):
        shelf.remove(home, "gongshui")
