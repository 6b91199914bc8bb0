"""python -m index [build|info]: build the index where none matches, or say what it was built from."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from corpus.clause import WenceError
from index.build import open_index
from index.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """0 when an index is there and matches; 2 with a sentence where it cannot be had."""
    parser = argparse.ArgumentParser(prog="python -m index", description=__doc__)
    parser.add_argument("command", nargs="?", choices=("build", "info"), default="build")
    options = parser.parse_args(arguments)
    try:
        index = open_index(Settings.read())
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2
    if options.command == "info":
        for name, value in asdict(index.manifest).items():
            print(f"{name}: {value}")
    else:
        print(f"索引就绪：{index.store.count} 条片段，模型 {index.manifest.model_name}。 / The index is ready.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
