"""Places where an index cannot be kept: full, read-only, closed to us. One sentence, exit code 2, and nothing left behind.

Real file systems, mounted in a namespace of the child's own, which is gone with it; they need no root where the system lets
anybody make one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import build
from index.build import open_index
from tests.index.fakes import RENDERINGS, FakeEmbeddings, long_notice, small_settings, write_notice

ROOT = Path(__file__).resolve().parents[2]
# The command line, with an embedder that needs no model.
MAIN = (
    "import sys; from index import build; from index.__main__ import main; from tests.index.fakes import FakeEmbeddings; "
    "build.SentenceTransformerEmbeddings = FakeEmbeddings; sys.exit(main(['build']))"
)


def run(
    place: Path, before: str = "", *, wrapped: tuple[str, ...] = (), **variables: str
) -> subprocess.CompletedProcess[str]:
    """`python -m index build` after a line of shell. wrapped: what starts the shell."""
    environment = os.environ | {
        "WENCE_NOTICE": str(place / "notice"), "WENCE_INDEX_DIR": str(place / "index"), "OMP_NUM_THREADS": "1",
    } | variables  # fmt: skip
    script = f'{before}\nexec "$0" -c "$1"'
    return subprocess.run(
        [*wrapped, "sh", "-ec", script, sys.executable, MAIN],
        check=False, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="session")
def mounts() -> tuple[str, ...]:
    """What gives a command file systems of its own."""
    for own in (("unshare", "--user", "--map-root-user", "--mount"), ("unshare", "--mount")):  # the latter as root
        if shutil.which("unshare") and not subprocess.run([*own, "true"], check=False, capture_output=True).returncode:
            return own
    pytest.skip("no namespaces for file systems here")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_notice(tmp_path / "notice", renderings=RENDERINGS)
    (tmp_path / "index").mkdir()
    return tmp_path


@pytest.fixture
def indexed(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with a sound index."""
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
    open_index(small_settings(place), progress=False).store.close()
    return place


def assert_one_sentence(done: subprocess.CompletedProcess[str], *said: str) -> None:
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    sentences = [line for line in done.stderr.splitlines() if line.strip() and "建立索引 " not in line]
    assert len(sentences) == 1, done.stderr  # beside the bar of progress
    for words in said:
        assert words in done.stderr


# -- full


@pytest.mark.parametrize("kilobytes", [0, 150, 400, 1_500], ids=lambda size: f"{size} kB free")
def test_a_full_disk(place: Path, mounts: tuple[str, ...], kilobytes: int) -> None:
    """At several points of the build, the index being larger than any of them."""
    long_notice(place / "notice")
    full = (
        f'mount -t tmpfs -o size={max(kilobytes, 4)}k none "$WENCE_INDEX_DIR"; '
        + ('head -c 4096 /dev/zero > "$WENCE_INDEX_DIR/filler"; ' if not kilobytes else "")
        + 'trap \'ls -A "$WENCE_INDEX_DIR"\' EXIT; "$0" -c "$1" && exit 0 || exit $?; '
    )
    done = run(place, full, wrapped=mounts)
    assert_one_sentence(done, "WENCE_INDEX_DIR", "磁盘空间")
    assert set(done.stdout.split()) <= {"build.lock", "filler"}


def test_a_file_that_may_not_grow(place: Path) -> None:
    done = run(place, "ulimit -f 40")
    assert done.returncode == 2 or done.returncode < 0 or done.returncode == 153, done.stderr
    assert "Traceback" not in done.stderr
    again = run(place)
    assert (again.returncode, again.stderr) == (0, again.stderr)


# -- read-only


def test_a_read_only_folder_without_an_index(place: Path, mounts: tuple[str, ...]) -> None:
    done = run(place, 'mount --bind -o ro "$WENCE_INDEX_DIR" "$WENCE_INDEX_DIR"', wrapped=mounts)
    assert_one_sentence(done, "WENCE_INDEX_DIR", "Read-only file system")
    assert list((place / "index").iterdir()) == []


READ_ONLY = 'mount --bind "$WENCE_INDEX_DIR" "$WENCE_INDEX_DIR"; mount -o remount,bind,ro "$WENCE_INDEX_DIR"'


def test_a_sound_index_that_is_read_only_is_used(indexed: Path, mounts: tuple[str, ...], tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (indexed / "index").rglob("*")}
    (tmp_path / "temporary").mkdir()
    done = run(indexed, READ_ONLY, wrapped=mounts, TMPDIR=str(tmp_path / "temporary"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "10 条片段" in done.stdout
    assert {path: path.stat().st_mtime_ns for path in (indexed / "index").rglob("*")} == before
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_read_only_index_too_large_for_memory(indexed: Path, mounts: tuple[str, ...]) -> None:
    done = run(indexed, READ_ONLY, wrapped=mounts, WENCE_EXACT_LIMIT="5")
    assert_one_sentence(done, "只读", "WENCE_EXACT_LIMIT", "WENCE_INDEX_DIR")


def test_a_damaged_index_that_is_read_only(indexed: Path, mounts: tuple[str, ...]) -> None:
    for manifest in (indexed / "index").glob("*/manifest.json"):
        manifest.write_text("{", "utf-8")
    done = run(indexed, READ_ONLY, wrapped=mounts)
    assert_one_sentence(done, "WENCE_INDEX_DIR", "Read-only file system")


# -- closed to us


@pytest.fixture(scope="session")
def bound() -> tuple[str, ...]:
    """What runs a command so that permissions apply to it: to root they do not, unless it gives up that right."""
    if os.geteuid():
        return ()
    without = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if (
        shutil.which("setpriv") is None
        or subprocess.run([*without, "true"], check=False, capture_output=True).returncode
    ):
        pytest.skip("no setpriv, and root may do anything")
    return without


@pytest.mark.parametrize("mode", [0o555, 0o000], ids=["not to be written", "not to be entered"])
def test_a_folder_that_is_closed_to_us(place: Path, bound: tuple[str, ...], mode: int) -> None:
    (place / "index").chmod(mode)
    try:
        assert_one_sentence(run(place, wrapped=bound), "WENCE_INDEX_DIR", "Permission denied")
    finally:
        (place / "index").chmod(0o755)
    assert list((place / "index").iterdir()) == []


def test_a_notice_that_is_closed_to_us(place: Path, bound: tuple[str, ...]) -> None:
    (place / "notice" / "enquiries.jsonl").chmod(0)
    assert_one_sentence(run(place, wrapped=bound), "enquiries.jsonl", "权限")


# -- a model that is damaged

MODEL = ROOT / "index" / "model"
FILES = ("model.safetensors", "tokenizer.json", "modules.json", "training.json", "config_sentence_transformers.json")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def noise(path: Path) -> None:
    path.write_bytes(np.random.default_rng(1).bytes(path.stat().st_size))


@pytest.mark.parametrize("harm", [cut, noise, Path.unlink], ids=["cut off", "noise", "gone"])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_model_is_told_in_a_sentence(
    place: Path,
    name: str,
    harm: Callable[[Path], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from index.__main__ import main

    if harm is Path.unlink and name in ("training.json", "config_sentence_transformers.json"):
        pytest.skip("a model may be without")
    shutil.copytree(MODEL, place / "model")
    harm(place / "model" / name)
    monkeypatch.setenv("WENCE_NOTICE", str(place / "notice"))
    monkeypatch.setenv("WENCE_INDEX_DIR", str(place / "index"))
    monkeypatch.setenv("WENCE_EMBEDDING_MODEL", str(place / "model"))
    assert main(["build"]) == 2
    said = capsys.readouterr().err
    assert "WENCE_EMBEDDING_MODEL" in said
    assert "Traceback" not in said
    assert list((place / "index").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["enquiries.jsonl", "renderings.jsonl", "unstated.jsonl", "suggestions.toml", "source.txt"]
)
def test_a_file_of_the_notice_that_cannot_be_read(
    place: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.__main__ import main

    (place / "notice" / name).unlink(missing_ok=True)
    (place / "notice" / name).mkdir()
    monkeypatch.setenv("WENCE_NOTICE", str(place / "notice"))
    monkeypatch.setenv("WENCE_INDEX_DIR", str(place / "index"))
    assert main(["build"]) == 2
    said = capsys.readouterr().err
    assert name in said
    assert len(said.strip().splitlines()) == 1


def test_the_folder_is_made_where_there_is_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "SentenceTransformerEmbeddings", FakeEmbeddings)
    with closing(open_index(small_settings(place, index_dir=place / "deep" / "er"), progress=False).store) as store:
        assert store.count == 10
