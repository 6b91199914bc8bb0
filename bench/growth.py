"""python -m bench growth: what the collection costs and finds as it grows, exact against approximate, embedded against server.

Writes bench/results/growth.jsonl, a line a way and size, from which the table and the plot are made.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.servers import free_port
from corpus.clause import WenceError
from eval.tables import grid

RESULTS = Path(__file__).with_name("results")
SIZES = (1_000, 10_000, 100_000, 1_000_000)
WAYS = ("exact", "approximate", "server")
_READY_S = 600.0  # a server reads its collection before it answers
Row = dict[str, Any]


def measure(size: int, texts: Path, home: Path, keep: bool) -> Iterator[Row]:
    """The ways of one size, each in a process of its own. home: a folder with room for it. keep: leave the collection there,
    and take one that was left."""
    folder = home / f"growth-{size}"
    told = folder / "built.json"
    try:
        if not told.exists():
            shutil.rmtree(folder, ignore_errors=True)
            built = _run("build", str(folder), str(size), str(texts.resolve()))
            told.write_text(json.dumps(built), encoding="utf-8")
        built = json.loads(told.read_text("utf-8"))
        for way in WAYS:
            if way == "server":
                with _server(folder / "chroma") as (url, process):
                    row = _run("ask", str(folder), url)
                    row["server_rss_mb"] = process.memory_info().rss / 1024 / 1024
            else:
                row = _run("ask", str(folder), way)
            yield {"size": size, **built, **row}
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _run(*arguments: str) -> Row:
    """What a process of its own prints. Raises WenceError with its sentence where it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.collection", *arguments],
        capture_output=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    if done.returncode:
        raise WenceError(done.stderr.decode("utf-8", "replace").strip() or f"bench.collection: {done.returncode}")
    found: Row = json.loads(done.stdout)
    return found


@contextmanager
def _server(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    """`chroma run` over a folder, once it answers."""
    port = free_port()
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + _READY_S
        while time.monotonic() < until and process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def table(rows: Sequence[Row]) -> str:
    """A row a way and size, as Markdown; p99 also as a multiple of the smallest size's exact search."""
    first = next((row for row in rows if row["way"] == "exact"), rows[0])
    names = ("passages", "build s (CPU s)", "disk MB", "way", "open s", "added RSS MB", "p50 ms", "p99 ms", "p99 ×",
             "answer p99 ms", "answer p99 ×", "success@1", "success@5")  # fmt: skip
    lines = []
    for row in rows:
        memory = f"{row['added_rss_mb']:.0f}"
        if "server_rss_mb" in row:
            memory += f" + server {row['server_rss_mb']:.0f}"
        lines.append([
            f"{row['size']:,}", f"{row['passages']:,}", f"{row['build_s']:.0f} ({row['build_cpu_s']:.0f})", f"{row['disk_mb']:.0f}",
            row["way"], f"{row['open_s']:.1f}", memory, f"{row['p50_ms']:.1f}", f"{row['p99_ms']:.1f}",
            f"{row['p99_ms'] / first['p99_ms']:.1f}", *_whole(row, first),
            f"{row['success@1']:.3f}", f"{row['success@5']:.3f}",
        ])  # fmt: skip
    return grid(["passages of text", *names], lines)


def _whole(row: Row, first: Row) -> tuple[str, str]:
    """The p99 of whole answers, and as a multiple; "–" where it was not measured."""
    if "whole_p99_ms" not in row:
        return "–", "–"
    return f"{row['whole_p99_ms']:.1f}", f"{row['whole_p99_ms'] / first['whole_p99_ms']:.1f}"


def plot(rows: Sequence[Row], file: Path) -> None:
    """Latency and success@5 by size, a line a way."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for way, colour in zip(WAYS, ("#1f5fa8", "#c1541c", "#3f7d3a"), strict=True):
        held = [row for row in rows if row["way"] == way]
        sizes = [row["size"] for row in held]
        left.plot(sizes, [row["p50_ms"] for row in held], color=colour, marker="o", label=f"{way}, p50")
        left.plot(sizes, [row["p99_ms"] for row in held], color=colour, marker="o", linestyle=":", label=f"{way}, p99")
        right.plot(sizes, [row["success@5"] for row in held], color=colour, marker="o", label=way)
    left.set(xscale="log", yscale="log", xlabel="passages of text", ylabel="ms from question to ranked clauses")
    right.set(xscale="log", ylim=(0.9, 1.0), xlabel="passages of text", ylabel="success@5, fixed questions")
    for axes in (left, right):
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)


def command(texts: Path, sizes: Sequence[int], home: Path, keep: bool) -> int:
    """Measure the sizes, keep what is measured line by line, print the table."""
    RESULTS.mkdir(exist_ok=True)
    home.mkdir(parents=True, exist_ok=True)
    file = RESULTS / "growth.jsonl"
    held = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
    for size in sizes:
        held = [row for row in held if row["size"] != size]
        for row in measure(size, texts, home, keep):
            held.append(row)
            kept = sorted(held, key=lambda one: (one["size"], WAYS.index(one["way"])))
            file.write_text("".join(json.dumps(one) + "\n" for one in kept), encoding="utf-8")
    show()
    return 0


def show() -> None:
    """Print the table of what was measured, and draw the plot."""
    rows = [json.loads(line) for line in (RESULTS / "growth.jsonl").read_text("utf-8").splitlines()]
    plot(rows, RESULTS / "growth.svg")
    print(table(rows))
