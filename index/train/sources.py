"""The public texts as training pairs, and the hold-outs that are kept out of them.

Every reader takes the data folder that index/model/MODEL_CARD.md lists and returns folded text. A file that is not
there gives no pairs, so that a part of the data trains a part of the model.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.knowledge import DETAIL, fold_of
from corpus.text import fold
from index.train.gloss import Glosser

Pair = tuple[str, str]  # (anchor, positive): the shorter or less formal text first

HELD_LAY, HELD_CMRC, HELD_SENTENCES, HELD_DRCD = 150, 250, 500, 1_000  # questions, questions, pairs, questions
OFFICIAL_PAIRS = 300_000, 300_000, 150_000  # as they stand, glossed, rephrased
PARALLEL_SOURCES = ("TICO", "tico", "NTREX")  # sentences of the news and health register, not of the phrase book
# The attachments in groups: for each a model that has read nothing of it (python -m index.train --parts).
PARTS = (("0", "1"), ("2", "3"), ("4", "5"), ("6", "7"))
_END = re.compile(r"(?<=[。;；!?！？])|\n+")
_RENDERED = re.compile(r"(?<=[。;；!?])|(?<=\.)\s")
_MARKUP = re.compile(r"[#*>|\-]+\s*")


@dataclass(frozen=True)
class HoldOut:
    """A retrieval test. relevant[i]: indices into documents of what answers queries[i]."""

    name: str
    queries: list[str]
    documents: list[str]
    relevant: list[set[int]]


@dataclass(frozen=True)
class Mix:
    """pairs: by source, each list repeated in every epoch as often as it says; holdouts: never trained on."""

    pairs: dict[str, list[Pair]] = field(default_factory=dict)
    holdouts: list[HoldOut] = field(default_factory=list)


@dataclass(frozen=True)
class Own:
    """The notice's part: the clauses as JSON, enquiries.jsonl, renderings.jsonl, and any {anchor, positive} lines. Each may
    be absent. without: (fold, folds) of the enquiries to leave out, for cross-validation; apart: attachments of which
    everything is left out."""

    clauses: Path | None = None
    enquiries: Path | None = None
    renderings: Path | None = None
    pairs: Path | None = None
    without: tuple[int, int] | None = None
    apart: tuple[str, ...] = ()

    def keeps(self, enquiry: str) -> bool:
        return self.without is None or fold_of(enquiry, self.without[1]) != self.without[0]


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    if path.exists():
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def _tsv(path: Path, columns: int) -> Iterator[list[str]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="\n") as lines:
            rows = (line.rstrip("\r\n").split("\t") for line in lines)
            yield from (row for row in rows if len(row) >= columns)


def _hold(rows: list[Any], count: int, rng: random.Random) -> tuple[list[Any], list[Any]]:
    """(held, rest): `count` of rows, and never more than a third of them."""
    order = rng.sample(range(len(rows)), len(rows))
    held = set(order[: min(count, len(rows) // 3)])
    return [rows[i] for i in sorted(held)], [row for i, row in enumerate(rows) if i not in held]


def sentences(text: str, longest: int = 160) -> list[str]:
    """Folded sentences of 8 to `longest` characters, headings' markup removed."""
    parts = (_MARKUP.sub("", part).strip() for part in _END.split(fold(text)))
    return [part[:longest] for part in parts if len(part) >= 8]


def shorten(sentence: str, rng: random.Random) -> str:
    """A run of 6 to 24 characters of the sentence: as long as a question is."""
    size = rng.randint(6, 24)
    start = rng.randint(0, max(0, len(sentence) - size))
    return sentence[start : start + size]


def official(
    path: Path, glosser: Glosser, rng: random.Random, sizes: tuple[int, int, int]
) -> tuple[list[Pair], list[Pair], list[Pair]]:
    """(Chinese, word-for-word English, rephrased Chinese) → official sentences; at most `sizes` of each.

    Half of the anchors are cut to a question's length. A Chinese anchor belongs to the sentences next to its own; an
    English or rephrased one to the sentence that it was made from, alone or with the next.
    """
    runs = [found for row in _jsonl(path) if len(found := sentences(f"{row['title']}\n{row['text']}")) > 2]
    places = [(run, i) for run in runs for i in range(len(run) - 1)]
    chinese: list[Pair] = []
    for run, i in rng.sample(places, min(sizes[0], len(places))):
        anchor, positive = run[i], "".join(run[i + 1 : i + rng.randint(2, 3)])
        if rng.random() < 0.5:
            anchor = shorten(anchor, rng)
        chinese.append((anchor, positive) if rng.random() < 0.5 else (positive[:160], anchor))

    def reworded(count: int, reword: Callable[[str, random.Random], str]) -> list[Pair]:
        pairs = []
        for run, i in rng.sample(places, min(count, len(places))):
            anchor = reword(run[i] if rng.random() < 0.3 else shorten(run[i], rng), rng)
            if len(anchor) > 5:
                pairs.append((anchor, run[i] if rng.random() < 0.6 else run[i] + run[i + 1]))
        return pairs

    return chinese, reworded(sizes[1], glosser.gloss), reworded(sizes[2], glosser.rephrase)


def lay(path: Path, rng: random.Random) -> tuple[list[Pair], HoldOut]:
    """Questions as people put them → the answer and each statute article that decides them."""
    held, rest = _hold(list(_jsonl(path)), HELD_LAY, rng)
    pairs: list[Pair] = []
    for row in rest:
        question = fold(row["question"])
        pairs.append((question, fold(row["answer"])[:300]))
        pairs += [(question, fold(f"{name} {text}")[:300]) for name, text in row["articles"].items()]
    articles: dict[str, int] = {}
    for row in [*held, *rest]:
        for name, text in row["articles"].items():
            articles.setdefault(fold(f"{name} {text}"), len(articles))
    relevant = [{articles[fold(f"{n} {t}")] for n, t in row["articles"].items()} for row in held]
    return pairs, HoldOut("lay question → article", [fold(r["question"]) for r in held], list(articles), relevant)


def _squad(path: Path) -> list[tuple[str, str]]:
    """(question, passage) of a file in SQuAD form, folded."""
    if not path.exists():
        return []
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [
        (fold(qa["question"]), fold(paragraph["context"]))
        for article in data
        for paragraph in article["paragraphs"]
        for qa in paragraph["qas"]
    ]


def _passage_test(name: str, rows: list[tuple[str, str]], others: list[tuple[str, str]]) -> HoldOut:
    passages = {text: i for i, text in enumerate(dict.fromkeys(text for _, text in [*rows, *others]))}
    return HoldOut(name, [q for q, _ in rows], list(passages), [{passages[text]} for _, text in rows])


def passages(data: Path, rng: random.Random) -> tuple[list[Pair], list[HoldOut]]:
    """Question → passage. All of DRCD's test file is held out, and a quarter of CMRC's questions with its passages."""
    drcd = _squad(data / "drcd_test.json")
    cmrc = _squad(data / "cmrc2018_trial.json")
    contexts = list(dict.fromkeys(text for _, text in cmrc))
    held = set(rng.sample(contexts, len(contexts) // 4))
    cmrc_held, cmrc_rest = [r for r in cmrc if r[1] in held][:HELD_CMRC], [r for r in cmrc if r[1] not in held]
    pairs = [(q, text[:300]) for q, text in [*_squad(data / "drcd_dev.json"), *cmrc_rest]]
    asked, _ = _hold(drcd, HELD_DRCD, rng)
    return pairs, [
        _passage_test("question → passage, DRCD", asked, drcd),
        _passage_test("question → passage, CMRC", cmrc_held, cmrc),
    ]


def parallel(path: Path, rng: random.Random) -> tuple[list[Pair], HoldOut]:
    """English sentence → Chinese. No held-out sentence of either language is left in training."""
    rows = [(fold(en), fold(zh), source) for en, zh, source, *_ in _tsv(path, 3)]
    pool = list({row[0]: row for row in rows if any(mark in row[2] for mark in PARALLEL_SOURCES)}.values())
    held, _ = _hold(pool or rows, HELD_SENTENCES, rng)
    english, chinese = {row[0] for row in held}, {row[1] for row in held}
    pairs = [(en, zh) for en, zh, _ in rows if en not in english and zh not in chinese]
    documents = list(dict.fromkeys(row[1] for row in held))
    place = {text: i for i, text in enumerate(documents)}
    return pairs, HoldOut("English → Chinese sentence", [r[0] for r in held], documents, [{place[r[1]]} for r in held])


def synonym_groups(path: Path) -> list[list[str]]:
    """The groups of a synonym file, a group a line, each word once and folded."""
    return [list(dict.fromkeys(fold(word).rstrip(";") for word in row if word)) for row in _tsv(path, 2)]


def synonyms(groups: list[list[str]], rng: random.Random) -> list[Pair]:
    """Two words of a synonym group, one pair a word."""
    pairs: list[Pair] = []
    for group in groups:
        if len(group) > 1:
            pairs += [(word, rng.choice([other for other in group if other != word])) for word in group]
    return pairs


def clause_texts(path: Path) -> dict[str, str]:
    """Address → titles of the clauses around it, its own text: of what `python -m corpus clauses --json` printed."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    titles = {row["address"]: row["title"] for row in rows}
    texts = {}
    for row in rows:
        parts = row["address"].split("/")
        above = [titles.get("/".join(parts[:n]), "") for n in range(1, len(parts))][-2:]
        texts[row["address"]] = fold(" ".join([*above, row["text"]]))[:400]
    return texts


def own_pairs(own: Own, rng: random.Random) -> tuple[list[Pair], list[str]]:
    """What is known of the notice as pairs, and the clause (address) of each: an enquiry → its clause's text, others that
    the same clause answers, the renderings; a rendering, whole and by sentences, → the clause's text."""
    clauses = clause_texts(own.clauses) if own.clauses else {}
    asked: dict[str, list[tuple[str, str]]] = {}
    for row in _jsonl(own.enquiries) if own.enquiries else ():
        # Questions on details are kept from the model: the judgements are fitted on them (eval/fit.py).
        if own.keeps(row["text"]) and row.get("voice") != DETAIL:
            asked.setdefault(row["clause"], []).append((row["lang"], fold(row["text"])))
    rendered = {row["clause"]: row for row in (_jsonl(own.renderings) if own.renderings else ())}
    pairs: list[Pair] = []
    groups: list[str] = []
    for clause in dict.fromkeys((*asked, *rendered)):
        if clause.partition("/")[0] in own.apart:
            continue
        group = asked.get(clause, [])
        chinese = [text for lang, text in group if lang != "en"]
        text, found = clauses.get(clause, ""), []
        plain, english = (fold(rendered[clause][lang]) if clause in rendered else "" for lang in ("zh", "en"))
        for lang, question in group:
            found += [(question, other) for other in rng.sample(chinese, min(3, len(chinese))) if other != question]
            found += [(question, text)] * 2
            found.append((question, (english if lang == "en" else plain)[:400]))
        for rendering in (plain, english):
            found += [(part, text) for part in _RENDERED.split(rendering) if len(part) >= 8]
        found += [(plain[:400], text), (english[:400], text), (english[:400], plain[:400])]
        found = [pair for pair in found if all(pair)]
        pairs += found
        groups += [clause] * len(found)
    return pairs, groups


def given_pairs(path: Path) -> list[Pair]:
    """{anchor, positive} lines, such as enquiry → text of its clause."""
    return [(fold(row["anchor"]), fold(row["positive"])[:400]) for row in _jsonl(path)]


def read(data: Path, own: Own, seed: int, scale: float = 1.0) -> Mix:
    """Everything under `data` and `own` as one mix. scale: the share of the official texts' pairs to take (1.0: all)."""
    rng = random.Random(seed)
    groups = synonym_groups(data / "synonyms_cow.tsv")
    glosser = Glosser(((fold(row[0]), fold(row[1])) for row in _tsv(data / "cedict_zh_en.tsv", 2)), groups)
    plain, glossed, rephrased = (int(most * scale) for most in OFFICIAL_PAIRS)
    official_pairs = official(data / "official_texts.jsonl", glosser, rng, (plain, glossed, rephrased))
    lay_pairs, lay_test = lay(data / "lay_questions_law.jsonl", rng)
    passage_pairs, passage_tests = passages(data, rng)
    sentence_pairs, sentence_test = parallel(data / "zh_en_sentences.tsv", rng)
    pairs = {
        **dict(zip(("official", "official, glossed", "official, rephrased"), official_pairs, strict=True)),
        "lay": lay_pairs * 6,
        "passages": passage_pairs * 2,
        "sentences": sentence_pairs * 4,
        "dictionary": glosser.pairs(),
        "synonyms": synonyms(groups, rng),
        "given": given_pairs(own.pairs) * 4 if own.pairs else [],
    }
    holdouts = [test for test in (sentence_test, lay_test, *passage_tests) if test.queries]
    return Mix({name: found for name, found in pairs.items() if found}, holdouts)
