"""requirements.lock has every version of requirements.txt with the hashes of its files, and nothing that no system needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
ENTRIES = [entry.replace("\\\n", " ").split("--hash=") for entry in re.split(r"\n(?=[A-Za-z])", LOCK)[1:]]
# Of torch and others, on some systems alone; requirements.txt leaves them to pip.
ELSEWHERE = re.compile(r"nvidia-.*|cuda-.*|triton|async-timeout|audioop-lts|colorama|httpx2-jsfetch")


def pinned(lines: list[str]) -> dict[str, Requirement]:
    return {canonicalize_name(found.name): found for found in map(Requirement, lines)}


LOCKED = pinned([name for name, *_ in ENTRIES])
WRITTEN = pinned(
    [
        line.partition("#")[0]
        for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines()
        if line.partition("#")[0].strip()
    ]
)


def test_versions_are_those_of_requirements_txt() -> None:
    told = "run make lock, which writes requirements.lock from requirements.txt"
    differing = {
        name for name, r in WRITTEN.items() if str(r.specifier) != str(LOCKED.get(name, Requirement("x")).specifier)
    }
    assert not differing, told
    assert not {name for name in LOCKED.keys() - WRITTEN.keys() if not ELSEWHERE.fullmatch(name)}, told


def test_what_is_more_is_for_some_systems_alone() -> None:
    for name in LOCKED.keys() - WRITTEN.keys():
        marker = LOCKED[name].marker
        assert isinstance(marker, Marker), name
    assert not [name for name in WRITTEN if LOCKED[name].marker]


def test_every_file_is_known_by_its_hash() -> None:
    for name, *hashes in ENTRIES:
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each.strip()) for each in hashes), name


@pytest.mark.parametrize("word", ["://", "--index", "--extra-index", "--find-links", "file:"])
def test_no_place_is_named(word: str) -> None:
    assert word not in LOCK  # whoever installs names the registry


def test_it_is_made_by_a_command() -> None:
    assert "#    make lock\n" in LOCK
    assert "\nlock:" in (ROOT / "Makefile").read_text("utf-8")
