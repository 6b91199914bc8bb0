"""python -m web staff … | pause | resume | reload | purge: who may use the staff chat, and what is done to a running service."""

from __future__ import annotations

import argparse
import sys

from corpus.clause import WenceError
from web import operations, staff_command


def main(arguments: list[str] | None = None) -> int:
    """0 when it is done; 2 with a sentence where it cannot be."""
    parser = argparse.ArgumentParser(prog="python -m web", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    staff_command.add(commands)
    operations.add(commands)
    options = parser.parse_args(arguments)
    try:
        options.run(options)
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
