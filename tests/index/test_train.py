"""The making of the model, on data small enough to train in a second."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from corpus.knowledge import fold_of
from index.embedder import SentenceTransformerEmbeddings
from index.train.__main__ import main
from index.train.fit import Settings, contrastive_loss, fit
from index.train.gloss import Glosser, meanings
from index.train.holdout import measure
from index.train.pieces import encode, inverse_document_frequency, train_tokenizer
from index.train.sources import HoldOut, Own, Pair, clause_texts, own_pairs, parallel, read, sentences, shorten

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")

WORDS = {"消费": "consumption", "养老": "elderly care", "公路": "road", "就业": "employment", "医院": "hospital",
         "水源": "water source", "安全": "safety", "旅游": "tourism", "教育": "education", "贷款": "loan"}  # fmt: skip
VERBS = {"促进": "to promote", "加强": "to strengthen", "检查": "to inspect", "建设": "to construct", "补贴": "subsidy"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in the forms that the sources have: 50 sentence pairs, 2 laws, 12 lay questions, a notice's
    clauses, enquiries and renderings (a clause a word)."""
    folder = tmp_path / "data"
    folder.mkdir()
    entries = [f"{zh}\t{en} (note)\t{zh}" for zh, en in (WORDS | VERBS).items()]
    (folder / "cedict_zh_en.tsv").write_text("\n".join(entries) + "\n", encoding="utf-8")
    pairs = [f"{v.removeprefix('to ')} {n}\t{zv}{zn}。\tTICO-19" for zn, n in WORDS.items() for zv, v in VERBS.items()]
    (folder / "zh_en_sentences.tsv").write_text("\n".join(pairs) + "\n", encoding="utf-8")
    law = "".join(f"县级以上人民政府应当{v}{n}。有关部门负责{n}工作。\n" for n in WORDS for v in VERBS)
    (folder / "official_texts.jsonl").write_text(
        "".join(json.dumps({"title": f"{n}条例", "text": law}, ensure_ascii=False) + "\n" for n in ("甲", "乙")),
        encoding="utf-8",
    )
    lay = [
        {"question": f"{n}怎么办？", "answer": f"{n}由县里负责。", "articles": {f"{n}法": f"应当促进{n}。"}}
        for n in WORDS
    ]
    (folder / "lay_questions_law.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in lay), encoding="utf-8"
    )
    clauses = [{"address": "1", "title": "附件甲", "text": "附件甲"}]
    clauses += [{"address": f"1/{i}", "title": "", "text": f"{n}服务。"} for i, n in enumerate(WORDS)]
    (folder / "clauses.json").write_text(json.dumps(clauses), encoding="utf-8")
    for name, forms in (
        ("enquiries", ("zh 问{}", "zh 谁管{}", "en ask {}", "en who runs {}")),
        ("renderings", (" 县里要把{}办好。大家都方便。",)),
    ):
        rows = []
        for i, (zh, en) in enumerate(WORDS.items()):
            for lang, _, form in (form.partition(" ") for form in forms):
                text = form.format(en if lang == "en" else zh)
                own = {"lang": lang, "text": text} if lang else {"zh": text, "en": f"Good {en} it is. All gain."}
                rows.append({"clause": f"1/{i}"} | own)
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def of_notice(data: Path, without: tuple[int, int] | None = None) -> Own:
    return Own(data / "clauses.json", data / "enquiries.jsonl", data / "renderings.jsonl", without=without)


def train(data: Path, out: Path, *more: str, seed: int = 7, epochs: int = 80) -> Path:
    options = ["--notice", str(data), "--clauses", str(data / "clauses.json"), "--pieces", "400", "--dims", "16"]
    options += ["--epochs", str(epochs), "--scale", "0.0002", "--seed", str(seed), *more]
    assert main(["--data", str(data), "--out", str(out), *options]) == 0
    return out


def test_a_tiny_training_run_is_loadable_repeatable_and_learns(data: Path, tmp_path: Path) -> None:
    one, two, other = (train(data, tmp_path / name, seed=seed) for name, seed in (("one", 7), ("two", 7), ("other", 8)))
    names = sorted(p.relative_to(one) for p in one.rglob("*") if p.is_file())
    assert [p.as_posix() for p in names if p.suffix == ".safetensors"] == ["model.safetensors"]
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes(), name
        assert (one / name).stat().st_mode & 0o777 == 0o644
    assert (one / "model.safetensors").read_bytes() != (other / "model.safetensors").read_bytes()

    model = SentenceTransformerEmbeddings(str(one))
    assert model.dimension == 16
    assert model.embed_query("養老") == model.embed_query("养老")
    query = np.array(model.embed_query("elderly care"))
    right, *wrong = model.embed_documents(["养老", "公路", "水源", "贷款"])
    assert all(query @ right > query @ np.array(vector) for vector in wrong)


def test_no_data_is_an_error_that_says_which(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"MODEL_CARD\.md"):
        main(["--data", str(tmp_path), "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()


def test_held_out_sentences_are_in_no_pair(data: Path) -> None:
    pairs, test = parallel(data / "zh_en_sentences.tsv", random.Random(1))
    seen = {text for pair in pairs for text in pair}
    assert test.queries
    assert not seen & set(test.queries)
    assert not seen & {test.documents[i] for found in test.relevant for i in found}


def test_folds_are_models_of_their_own_with_the_same_pieces(data: Path, tmp_path: Path) -> None:
    out = train(data, tmp_path / "out", "--folds", str(tmp_path / "folds"), epochs=4)
    folds = [tmp_path / "folds" / str(k) for k in range(5)]
    assert sorted((tmp_path / "folds").iterdir()) == folds
    tables = {(folder / "model.safetensors").read_bytes() for folder in (out, *folds)}
    assert len(tables) == 6
    assert {(folder / "tokenizer.json").read_bytes() for folder in folds} == {(out / "tokenizer.json").read_bytes()}
    assert SentenceTransformerEmbeddings(str(folds[0])).embed_query("養老") == (
        SentenceTransformerEmbeddings(str(folds[0])).embed_query("养老")
    )
    facts = json.loads((out / "training.json").read_text("utf-8"))
    assert facts["pairs"]["notice"] == len(own_pairs(of_notice(data), random.Random(7))[0])


def test_a_mix_holds_nothing_of_the_notice_but_the_given_pairs(data: Path) -> None:
    (data / "pairs.jsonl").write_text('{"anchor": "谁管養老", "positive": "民政"}\n', encoding="utf-8")
    own = Own(data / "clauses.json", data / "enquiries.jsonl", data / "renderings.jsonl", data / "pairs.jsonl")
    mix = read(data, own, 7, 0.0002)
    assert mix.pairs.pop("given") == [("谁管养老", "民政")] * 4
    texts = {text for pairs in mix.pairs.values() for pair in pairs for text in pair}
    assert texts
    assert not [text for text in texts if text.startswith(("问", "谁管", "ask ", "who runs"))]


# -- the notice's own pairs


def clause_of(text: str) -> set[int]:
    """The clauses that a text of the data folder speaks of."""
    return {i for i, (zh, en) in enumerate(WORDS.items()) if zh in text or en in text}


def test_own_pairs_stay_within_a_clause(data: Path) -> None:
    pairs, groups = own_pairs(of_notice(data), random.Random(1))
    assert len(pairs) == len(groups)
    assert {f"1/{i}" for i in range(len(WORDS))} == set(groups)
    general = {"大家都方便。", "all gain."}  # sentences that name no word
    for (anchor, positive), group in zip(pairs, groups, strict=True):
        assert clause_of(positive) == {int(group.partition("/")[2])}
        assert clause_of(anchor) == clause_of(positive) or anchor in general
        assert anchor != positive


def test_own_pairs_of_one_clause(data: Path) -> None:
    pairs, groups = own_pairs(of_notice(data), random.Random(1))
    found = {pair for pair, group in zip(pairs, groups, strict=True) if group == "1/1"}
    text, plain, english = "附件甲 养老服务。", "县里要把养老办好。大家都方便。", "good elderly care it is. all gain."
    asked = {"zh": ["问养老", "谁管养老"], "en": ["ask elderly care", "who runs elderly care"]}
    wanted = {(question, text) for questions in asked.values() for question in questions}
    wanted |= {(question, plain) for question in asked["zh"]} | {(question, english) for question in asked["en"]}
    wanted |= {
        (question, other) for q in asked.values() for question in q for other in asked["zh"] if question != other
    }
    wanted |= {("县里要把养老办好。", text), ("good elderly care it is.", text), ("all gain.", text)}
    wanted |= {(plain, text), (english, text), (english, plain)}
    assert found == wanted


def test_a_fold_is_left_out_of_every_pair_and_the_folds_are_all(data: Path) -> None:
    asked = [json.loads(line)["text"] for line in (data / "enquiries.jsonl").read_text("utf-8").splitlines()]
    seen: list[str] = []
    for k in range(5):
        pairs, _ = own_pairs(of_notice(data, (k, 5)), random.Random(1))
        texts = {text for pair in pairs for text in pair}
        left_out = [text for text in asked if text not in texts]
        assert {fold_of(text, 5) for text in left_out} == {k}
        seen += left_out
    assert sorted(seen) == sorted(asked)


@pytest.mark.parametrize(
    ("own", "kinds"),
    [
        pytest.param(lambda _: Own(), set(), id="nothing"),
        pytest.param(lambda d: Own(d / "clauses.json"), set(), id="clauses alone"),
        pytest.param(lambda d: Own(enquiries=d / "enquiries.jsonl"), {"enquiry"}, id="enquiries alone"),
        pytest.param(lambda d: Own(renderings=d / "renderings.jsonl"), {"rendering"}, id="renderings alone"),
        pytest.param(lambda d: Own(enquiries=d / "none.jsonl", renderings=d / "none.jsonl"), set(), id="no files"),
    ],
)
def test_each_part_may_be_absent(data: Path, own: Callable[[Path], Own], kinds: set[str]) -> None:
    pairs, groups = own_pairs(own(data), random.Random(1))
    assert len(pairs) == len(groups)
    assert {"enquiry" if left.startswith(("问", "谁管", "ask ", "who ")) else "rendering" for left, _ in pairs} == kinds
    assert all(left and right for left, right in pairs)


def test_clauses_stand_under_their_titles(data: Path) -> None:
    texts = clause_texts(data / "clauses.json")
    assert texts["1"] == "附件甲"
    assert texts["1/1"] == "附件甲 养老服务。"


@pytest.mark.parametrize(
    ("gloss", "found"),
    [
        ("to promote (sth)", ["promote"]),
        ("city; a town", ["city", "town"]),
        ("old variant of 县", []),
        ("(loanword", []),
        ("abbr. for something", []),
    ],
)
def test_meanings(gloss: str, found: list[str]) -> None:
    assert meanings(gloss) == found


def test_gloss_takes_the_longest_word_and_keeps_figures() -> None:
    glosser = Glosser([("城", "wall"), ("城市", "city"), ("更新", "to renew")])
    found = {glosser.gloss("城市更新3", random.Random(seed)) for seed in range(20)}
    assert "city renew 3" in found
    assert not any("wall" in text for text in found)


def test_sentences_lose_markup_and_stay_in_bounds() -> None:
    assert sentences("# 第一章 总则规定内容\n\n短。\n為了規範市場秩序,制定本法。" + "长" * 200) == [
        "第一章 总则规定内容",
        "为了规范市场秩序,制定本法。",
        "长" * 160,
    ]
    assert all(6 <= len(shorten("字" * 100, random.Random(seed))) <= 24 for seed in range(50))


def test_pieces_do_not_cross_from_han_to_letters_or_over_punctuation() -> None:
    tokenizer = train_tokenizer(["GDP增长,增长GDP。增长6.5%"] * 10, 50)
    assert set(tokenizer.get_vocab()) >= {"增长", "gdp"}
    assert not any("长g" in piece or "," in piece or "." in piece for piece in tokenizer.get_vocab())
    ids, starts = encode(tokenizer, ["增长GDP", "😀", "增长"])
    assert np.diff(starts).tolist() == [2, 0, 1]
    idf = inverse_document_frequency(ids, starts, tokenizer.get_vocab_size())
    assert idf[ids[1]] > idf[ids[0]] > 0


@pytest.mark.parametrize("form", ["promote", "promotes", "promoted", "Promoting"])
def test_english_endings_do_not_matter(form: str) -> None:
    tokenizer = train_tokenizer(["to promote, promoting, promotes"] * 5, 50)
    assert tokenizer.encode(form).ids == tokenizer.encode("promote").ids != []


def test_the_loss_is_low_when_pairs_match_and_ignores_what_is_no_negative() -> None:
    vectors = torch.eye(4)
    none = torch.zeros(4, 4, dtype=torch.bool)
    assert contrastive_loss(vectors, vectors, none, 0.05) < 1e-6
    assert contrastive_loss(vectors, vectors.flip(0), none, 0.05) > 10
    twin = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    assert contrastive_loss(twin, twin, ~torch.eye(2, dtype=torch.bool), 0.05) == pytest.approx(0)


PAIRS: list[Pair] = [(f"问{n}", f"{n}服务") for n in WORDS]


def fitted(
    start: NDArray[np.float32] | None = None, groups: list[str] | None = None, **changes: float
) -> NDArray[np.float32]:
    tokenizer = train_tokenizer([text for pair in PAIRS for text in pair] * 5, 200)
    settings = replace(Settings(dims=8, epochs=3, batch=10, seed=1), **changes)  # type: ignore[arg-type]
    return fit(tokenizer, PAIRS, settings, start=start, groups=groups)


def test_fitting_goes_on_from_a_start_and_leaves_it_alone() -> None:
    first = fitted()
    kept = first.copy()
    second = fitted(first, rate=1e-4)
    assert np.array_equal(first, kept)
    assert second.shape == first.shape
    moved = np.abs(second - first).max()
    assert 0 < moved < 0.01  # a few steps at that rate; a new beginning would be far away
    assert np.abs(fitted(seed=2) - first).max() > 10 * moved
    assert np.array_equal(fitted(first, rate=1e-4), second)


def test_pairs_of_one_group_are_no_negatives_of_each_other() -> None:
    first = fitted()
    assert np.array_equal(fitted(first, ["one"] * len(PAIRS)), first)  # nothing to tell apart: nothing moves
    assert not np.array_equal(fitted(first, ["one"] * 5 + ["two"] * 5), first)
    assert np.array_equal(fitted(first, [""] * len(PAIRS)), fitted(first))  # "" is no group
    assert np.array_equal(fitted(first, [str(n) for n in range(len(PAIRS))]), fitted(first))


def test_measure_counts_ranks() -> None:
    tokenizer = train_tokenizer(["甲", "乙", "丙"] * 5, 10)
    order = [tokenizer.get_vocab()[text] for text in "甲乙丙"]
    table = np.zeros((tokenizer.get_vocab_size(), 2), dtype=np.float32)
    table[order] = np.array([[1, 0], [0.8, 0.6], [0, 1]])
    score = measure(tokenizer, table, HoldOut("t", ["甲", "甲"], ["甲", "乙", "丙"], [{0}, {1}]))
    assert score.success1 == 0.5
    assert score.success5 == 1.0
    assert score.ndcg10 == pytest.approx((1 + 1 / np.log2(3)) / 2)
