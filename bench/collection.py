"""One size of the grown collection, built or asked in a process of its own, so that its memory is its own.

python -m bench.collection build FOLDER SIZE TEXTS, then … ask FOLDER exact|approximate|http://host:port; prints a JSON object.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import psutil
from chromadb.api import ClientAPI
from chromadb.config import Settings as ChromaSettings

from bench import texts
from corpus.clause import WenceError
from corpus.knowledge import Knowledge
from corpus.parse import load_notice, notice_folder
from eval.peers import asked
from eval.questions import read_split
from index import catalogue
from index.embedder import SentenceTransformerEmbeddings
from index.passages import passages
from index.settings import Settings
from rag.pipeline import Assistant
from rag.question import read

MB = 1024 * 1024
WARM = 50  # questions before the clock counts


def rows(settings: Settings, size: int, folder: Path) -> Iterator[tuple[str, str]]:
    """(clause id, text): the notice's own passages, then other official texts until `size` passages are text of a document.
    What is known of the notice (enquiries, renderings) comes beside, as it does in use."""
    notice = load_notice(settings.notice)
    known = list(passages(notice, Knowledge.read(notice_folder(settings.notice), notice), settings.passage_tokens))
    yield from ((p.clause, p.text) for p in known if p.kind != "unstated")
    left = size - sum(p.kind == "text" for p in known)
    for row in texts.passages(folder):
        if left <= 0:
            return
        left -= 1
        yield row
    if left > 0:
        raise texts.TextsError(f"文本不足，还缺 {left} 条。 / The texts give {left} passages too few.")


def build(folder: Path, size: int, data: Path) -> dict[str, Any]:
    """Build one size; what it took: passages, seconds, seconds of processor time, megabytes on disk and in memory."""
    settings = Settings.read()
    embeddings = SentenceTransformerEmbeddings(settings.embedding_model)
    embeddings.embed_query("问")
    began, busy = time.perf_counter(), time.process_time()
    count = catalogue.build(folder, _embedded(folder), rows(settings, size, data), embeddings)
    return {
        "passages": count,
        "build_s": time.perf_counter() - began,
        "build_cpu_s": time.process_time() - busy,
        "disk_mb": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / MB,
        "build_rss_mb": psutil.Process().memory_info().rss / MB,
    }


def ask(folder: Path, way: str) -> dict[str, Any]:
    """Ask the fixed questions (dev) of one size: milliseconds from a question's words to ranked clauses, its embedding included;
    the same with the whole answer of the notice that is found; and how many have a right clause among the first."""
    settings = Settings.read()
    embeddings = SentenceTransformerEmbeddings(settings.embedding_model)
    embeddings.embed_query("问")
    client = _served(way) if way.startswith("http") else _embedded(folder)
    before, began = psutil.Process().memory_info().rss, time.perf_counter()
    held = catalogue.load(folder, client, exact_limit=sys.maxsize if way == "exact" else 0)
    opened, added = time.perf_counter() - began, psutil.Process().memory_info().rss - before
    items = asked([item for item in read_split("dev") if len(item.turns) == 1])
    assistant = Assistant.open(settings)
    gc.freeze()  # as app.py does
    took, whole, first, five = [], [], 0, 0
    for n, item in enumerate((*items[:WARM], *items)):
        began = time.perf_counter()
        question = read(item.turns[0])
        vector = np.asarray(embeddings.embed_query(question.text), dtype=np.float32)
        near = held.nearest(vector, question.folded, english=question.english)
        if n < WARM:
            continue
        took.append(1000 * (time.perf_counter() - began))
        assistant.answer(item.turns[0])
        whole.append(1000 * (time.perf_counter() - began))
        found = [one.clause for one in near[:5]]
        first += any(found[:1] == [address] for group in item.gold for address in group)
        five += any(address in group for group in item.gold for address in found)
    p50, p99 = (float(np.percentile(took, share)) for share in (50, 99))
    return {
        "way": "server" if way.startswith("http") else way,
        "questions": len(items),
        "open_s": opened,
        "p50_ms": p50,
        "p99_ms": p99,
        "success@1": first / len(items),
        "success@5": five / len(items),
        "whole_p50_ms": float(np.percentile(whole, 50)),
        "whole_p99_ms": float(np.percentile(whole, 99)),
        "added_rss_mb": added / MB,
    }


def _embedded(folder: Path) -> ClientAPI:
    return chromadb.PersistentClient(str((folder / "chroma").resolve()), ChromaSettings(anonymized_telemetry=False))


def _served(url: str) -> ClientAPI:
    host, _, port = url.removeprefix("http://").partition(":")
    return chromadb.HttpClient(host, int(port), settings=ChromaSettings(anonymized_telemetry=False))


def main(arguments: list[str]) -> int:
    """build FOLDER SIZE TEXTS | ask FOLDER WAY; 2 with a sentence where it cannot be."""
    try:
        if arguments[0] == "build":
            print(json.dumps(build(Path(arguments[1]), int(arguments[2]), Path(arguments[3]))))
        else:
            print(json.dumps(ask(Path(arguments[1]), arguments[2])))
    except WenceError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
