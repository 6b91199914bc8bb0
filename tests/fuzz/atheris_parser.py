"""python -m tests.fuzz.atheris_parser [--part parser] [--seconds 60]: coverage-guided fuzzing of what reads text.

Not part of the tests: it runs as long as it is told and stops at the first text for which something does not hold,
which it prints. atheris is installed by hand (pip install atheris); where it is missing this says so.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz.texts import ASKED, DOCUMENTS, ODD, WORDS


def main() -> int:
    """0 when nothing was found in the time given, 2 without atheris; libFuzzer ends the process when it finds one."""
    options = argparse.ArgumentParser(prog="python -m tests.fuzz.atheris_parser", description=__doc__)
    options.add_argument("--part", choices=["parser", "words", "addresses", "questions", "verifier"], default="parser")
    options.add_argument("--seconds", type=int, default=60)
    given = options.parse_args()
    try:
        import atheris
    except ImportError:
        print("没有安装 atheris。请先 pip install atheris。 / atheris is not installed.", file=sys.stderr)
        return 2
    with atheris.instrument_imports(include=["corpus", "rag"]):
        from tests.fuzz.harness import PARTS
    part = PARTS[given.part]
    seeds = [path.read_text("utf-8")[:1500] for path in DOCUMENTS.glob("*.txt")] if given.part == "parser" else ASKED
    with tempfile.TemporaryDirectory() as folder:
        for n, seed in enumerate([*seeds, *WORDS]):
            (Path(folder) / str(n)).write_bytes(seed.encode())
        words = Path(folder).parent / f"{Path(folder).name}.dict"
        quoted = (
            "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))
            for word in (*WORDS, *ODD, *ASKED)
        )
        words.write_text("".join(f'"{word}"\n' for word in quoted), "utf-8")

        def one(data: bytes) -> None:
            part(data.decode("utf-8", "surrogateescape"))

        arguments = [
            sys.argv[0],
            folder,
            f"-dict={words}",
            f"-max_total_time={given.seconds}",
            "-max_len=4000",
            "-timeout=20",
        ]
        atheris.Setup(arguments, one)
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
