"""python -m bench speed | growth | soak | show: see bench/README.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from corpus.clause import WenceError


def main(arguments: list[str] | None = None) -> int:
    """0 when it was measured and held; 1 where the soak did not; 2 with a sentence where it cannot be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="速度、规模、浸泡 speed, growth, endurance")
    commands = parser.add_subparsers(dest="command", required=True)
    fast = commands.add_parser("speed", help="start, latency, throughput, memory")
    fast.add_argument("--seconds", type=float, default=20.0, help="of each load over HTTP")
    fast.add_argument("--part", action="append", choices=("in process", "cold start", "over HTTP"), default=[])
    grown = commands.add_parser("growth", help="the collection at 1,000 to 1,000,000 passages")
    grown.add_argument("--texts", type=Path, required=True, help="folder of official_texts.jsonl")
    grown.add_argument("--sizes", type=int, nargs="+", default=None)
    grown.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()), help="where collections are built")
    grown.add_argument("--keep", action="store_true", help="leave the collections there, and take those that were left")
    long = commands.add_parser("soak", help="half load for long")
    long.add_argument("--minutes", type=float, default=20.0)
    commands.add_parser("show", help="the growth table and plot from what was measured")
    options = parser.parse_args(arguments)
    try:
        return _run(options)
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    from bench import growth, soak, speed

    if options.command == "speed":
        return speed.command(options.seconds, options.part)
    if options.command == "soak":
        return soak.command(options.minutes)
    if options.command == "growth":
        return growth.command(options.texts, options.sizes or growth.SIZES, options.home, options.keep)
    growth.show()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
