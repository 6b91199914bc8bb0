"""deploy/: what its files name exists, and what they promise (no root, nothing writable, no secret) is written in them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from index.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
SETTINGS = {f"WENCE_{name.upper()}" for name in Settings.model_fields}
OF_A_SERVICE = {
    "image", "build", "user", "init", "restart", "read_only", "cap_drop", "security_opt", "networks", "tmpfs", "volumes",
    "command", "environment", "ports", "healthcheck", "depends_on", "stop_grace_period",
}  # fmt: skip


def written(pattern: str) -> set[str]:
    """What a pattern finds in all files of deploy/."""
    files = [path for path in DEPLOY.rglob("*") if path.is_file()]
    return {found for path in files for found in re.findall(pattern, path.read_text("utf-8"))}


def test_each_setting_that_is_named_exists() -> None:
    assert written(r"WENCE_[A-Z_]+[A-Z]") <= SETTINGS


def test_no_registry_and_no_secret_is_named() -> None:
    images = {service["image"] for service in SERVICES.values()}
    images |= set(re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE))
    assert not [image for image in images if "/" in image]
    assert all(image == "wence" or re.fullmatch(r"\w+:[\d.]+(-slim)?", image) for image in images)  # no "latest"
    assert not [line for line in (DEPLOY / ".env.example").read_text("utf-8").splitlines() if re.search(r"=.", line)]


# -- containers


def test_services_are_those_that_are_promised() -> None:
    assert set(SERVICES) == {"app1", "app2", "nginx", "chroma", "redis", "postgres"}
    assert set(COMPOSE) - {"name", "services", "networks", "volumes"} == {"x-hardened", "x-app", "x-settings"}
    assert not {key for service in SERVICES.values() for key in service} - OF_A_SERVICE


@pytest.mark.parametrize("name", list(SERVICES))
def test_a_container_can_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "user" in service or service["image"] == "wence"  # whose Dockerfile has a user
    assert bool(service.get("ports")) is (name == "nginx")  # the only one that is reached from outside
    assert service["networks"] == ["inside"]


def mounts(service: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for mount in service.get("volumes", []):
        source, target, *_ = mount.split(":")
        yield source, target


def test_what_is_mounted_exists() -> None:
    for service in SERVICES.values():
        for source, _ in mounts(service):
            assert (DEPLOY / source).is_file() if source.startswith("./") else source in COMPOSE["volumes"], source
    assert dict(mounts(SERVICES["app1"])) == dict(mounts(SERVICES["app2"]))  # the pause file holds for both


def test_each_is_watched_and_waited_for() -> None:
    for name, service in SERVICES.items():
        assert "healthcheck" in service or service["image"] == "wence", name
        for needed, how in service.get("depends_on", {}).items():
            assert needed in SERVICES
            assert how == {"condition": "service_healthy"}


def test_the_processes_are_those_of_nginx() -> None:
    upstreams = (DEPLOY / "nginx/upstreams.compose.conf").read_text("utf-8")
    named = {f"{name}:{SERVICES[name]['environment']['WENCE_PORT']}" for name in ("app1", "app2")}
    assert set(re.findall(r"server (\S+) ", upstreams)) == named


def test_the_environment_is_one_that_the_program_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SERVICES["app1"]["environment"].items():
        monkeypatch.setenv(name, re.sub(r"\$\{[A-Z_]+(:-|:\?[^}]*)\}", "x" if "SECRET" in name else "", str(value)))
    settings = Settings.read()
    assert (settings.port, settings.chat, settings.log_format) == (7861, False, "json")
    assert settings.exposed


def test_the_image_is_for_an_ordinary_user() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    assert re.search(r"^USER wence$", dockerfile, re.MULTILINE)
    assert "--require-hashes" in dockerfile
    assert "/readyz" in dockerfile
    for sources in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE):
        for source in sources.split():
            assert (ROOT / source).exists(), source
    let_in = re.findall(r"^!(\S+)", (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8"), re.MULTILINE)
    copied = {s for line in re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile, re.MULTILINE) for s in line.split()}
    assert set(let_in) == copied
    python = re.search(r"^FROM python:(\S+)-slim", dockerfile, re.MULTILINE)
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    assert python is not None
    assert wanted == f">={python[1]}"


# -- systemd


def unit(path: Path) -> list[tuple[str, str]]:
    """(key, value) of a unit's lines, in order."""
    lines = [line for line in path.read_text("utf-8").splitlines() if "=" in line and line[0] not in "#;"]
    return [(key, value) for key, _, value in (line.partition("=") for line in lines)]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_is_one_that_systemd_takes(path: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    here = tmp_path / path.name
    # the program is not where it will be installed, and systemd looks for it
    here.write_text(re.sub(r"/opt/wence/\.venv/bin/\w+", "/bin/true", path.read_text("utf-8")), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(here)], capture_output=True, encoding="utf-8", check=False)
    of_ours = [line for line in done.stderr.splitlines() if path.stem in line]
    assert (of_ours, done.returncode) == ([], 0), done.stderr


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_can_do_little(path: Path) -> None:
    said = dict(unit(path))
    assert said["User"] == "wence"
    assert {
        key: said.get(key) for key in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices")
    } == dict.fromkeys(("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices"), "yes")
    assert said["ProtectSystem"] == "strict"
    assert said["CapabilityBoundingSet"] == ""
    assert "StateDirectory" in said


def test_a_process_reloads_and_has_time_to_stop() -> None:
    said = dict(unit(DEPLOY / "systemd/wence@.service"))
    assert shlex.split(said["ExecReload"]) == ["/bin/kill", "-HUP", "$MAINPID"]
    assert float(said["TimeoutStopSec"]) > Settings().drain_s + 12  # what a worker may take beyond
    assert said["KillMode"] == "mixed"  # the master tells its workers itself


# -- what is watched


def test_the_dashboard_shows_what_there_is() -> None:
    from web import metrics

    metrics.about("0", "a", "b", 1)
    exposed = set(re.findall(r"^(\w+?)(?:\{| )", metrics.text().decode(), re.MULTILINE))
    exposed |= {line.split()[2] for line in metrics.text().decode().splitlines() if line.startswith("# TYPE")}
    exposed |= {f"{name}_bucket" for name in exposed}  # of histograms that have seen nothing yet
    for file in ("grafana/dashboard.json", "grafana/alerts.yml"):
        named = set(re.findall(r"\b(?:wence|process)_\w+", (DEPLOY / file).read_text("utf-8")))
        assert len(named) > 5
        assert named <= exposed, file


def test_the_dashboard_is_one_that_grafana_takes() -> None:
    board = json.loads((DEPLOY / "grafana/dashboard.json").read_text("utf-8"))
    assert board["schemaVersion"] >= 39  # of Grafana 11
    ids = [panel["id"] for panel in board["panels"]]
    assert len(set(ids)) == len(ids)
    covered: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + dx, at["y"] + dy) for dx in range(at["w"]) for dy in range(at["h"])}
        assert at["x"] + at["w"] <= 24
        assert not covered & cells, panel["title"]
        covered |= cells
        if panel["type"] != "row":
            assert panel["targets"]
            assert any("\u3400" <= c <= "\u9fff" for c in panel["title"])
            assert all(target["expr"].count("(") == target["expr"].count(")") for target in panel["targets"])


def test_rules_are_read() -> None:
    rules = yaml.safe_load((DEPLOY / "grafana/alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
    assert all({"alert", "expr", "annotations"} <= set(rule) for rule in rules)
    scraped = yaml.safe_load((DEPLOY / "grafana/prometheus.yml").read_text("utf-8"))
    assert scraped["rule_files"] == ["alerts.yml"]


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_guide_names_what_is_there(name: str) -> None:
    guide = (DEPLOY / name).read_text("utf-8")
    for path in re.findall(r"\]\(([^)#]+)\)", guide):
        assert (DEPLOY / path).exists(), path
    for path in re.findall(r"\bdeploy/[\w./@-]+\w", guide):
        assert (ROOT / path).exists(), path
    for path in ("nginx.conf", "docker-compose.yml", "systemd", "grafana/dashboard.json", "grafana/alerts.yml"):
        assert path in guide


def test_each_fault_has_a_test_that_exists() -> None:
    said = (DEPLOY / "FAULTS.md").read_text("utf-8")
    rows = [row for row in said.splitlines() if row.startswith("| ") and not row.startswith("| 故障")]
    assert len(rows) > 30
    assert all("`tests/" in row or "`python -m eval faults`" in row for row in rows)
    named = re.findall(r"`((?:tests/[\w/]*)?test_\w+\.py|tests/\w+/)`", said)
    assert not [path for path in named if not (ROOT / path).exists() and not list((ROOT / "tests").rglob(path))]


def test_each_defence_is_shown_by_a_test_that_exists() -> None:
    said = (ROOT / "SECURITY.md").read_text("utf-8")
    named = set(re.findall(r"tests/[\w/]+\.py", said))
    assert len(named) > 15
    assert not [path for path in named if not (ROOT / path).is_file()]
    rows = said.partition("## Attack, defence, test")[2].partition("\n## ")[0].splitlines()
    assert all("`tests/" in row for row in rows if row.startswith("| ") and not row.startswith(("| attack", "|---")))
    assert set(re.findall(r"WENCE_[A-Z_]+[A-Z]", said)) <= SETTINGS
