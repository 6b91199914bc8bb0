"""The making of the model, on data small enough to train in a second."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from index.embedder import SentenceTransformerEmbeddings
from index.train.__main__ import main
from index.train.fit import contrastive_loss
from index.train.gloss import Glosser, meanings
from index.train.holdout import measure
from index.train.pieces import encode, inverse_document_frequency, train_tokenizer
from index.train.sources import HoldOut, clause_texts, enquiries, parallel, sentences, shorten

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")

WORDS = {"消费": "consumption", "养老": "elderly care", "公路": "road", "就业": "employment", "医院": "hospital",
         "水源": "water source", "安全": "safety", "旅游": "tourism", "教育": "education", "贷款": "loan"}  # fmt: skip
VERBS = {"促进": "to promote", "加强": "to strengthen", "检查": "to inspect", "建设": "to construct", "补贴": "subsidy"}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in the forms that the sources have: 50 sentence pairs, 2 laws, 12 lay questions, enquiries."""
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
    rows = [{"clause": n, "lang": lang, "text": f"{t}{n}"} for n in WORDS for lang, t in (("zh", "问"), ("en", "ask "))]
    (folder / "enquiries.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    return folder


def train(data: Path, out: Path, seed: int = 7) -> Path:
    options = ["--enquiries", str(data / "enquiries.jsonl"), "--pieces", "400", "--dims", "16", "--epochs", "80"]
    arguments = ["--data", str(data), "--out", str(out), *options, "--scale", "0.0002", "--seed", str(seed)]
    assert main(arguments) == 0
    return out


def test_a_tiny_training_run_is_loadable_repeatable_and_learns(data: Path, tmp_path: Path) -> None:
    one, two, other = (train(data, tmp_path / name, seed) for name, seed in (("one", 7), ("two", 7), ("other", 8)))
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


def test_no_data_is_an_error_that_says_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--data", str(tmp_path), "--out", str(tmp_path / "out")])
    assert "MODEL_CARD.md" in capsys.readouterr().err


def test_held_out_sentences_are_in_no_pair(data: Path) -> None:
    pairs, test = parallel(data / "zh_en_sentences.tsv", random.Random(1))
    seen = {text for pair in pairs for text in pair}
    assert test.queries
    assert not seen & set(test.queries)
    assert not seen & {test.documents[i] for found in test.relevant for i in found}


def test_enquiries_pair_only_within_a_clause_and_end_in_chinese(data: Path) -> None:
    pairs = enquiries(data / "enquiries.jsonl", {}, random.Random(1))
    assert {(left.removeprefix("ask ").removeprefix("问"), right) for left, right in pairs} == {
        (name, f"问{name}") for name in WORDS
    }


def test_enquiries_point_to_their_clause_under_its_titles(data: Path) -> None:
    rows = [("1", "附件甲", "附件甲"), ("1/2", "二章", "二章"), ("养老", "", "養老服务。")]
    clauses = [{"address": address, "title": title, "text": text} for address, title, text in rows]
    (data / "clauses.json").write_text(json.dumps(clauses), encoding="utf-8")
    texts = clause_texts(data / "clauses.json")
    assert texts["1/2"] == "附件甲 二章"
    pairs = enquiries(data / "enquiries.jsonl", texts, random.Random(1))
    assert {left for left, right in pairs if right == texts["养老"]} == {"问养老", "ask 养老"}


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


def test_measure_counts_ranks() -> None:
    tokenizer = train_tokenizer(["甲", "乙", "丙"] * 5, 10)
    order = [tokenizer.get_vocab()[text] for text in "甲乙丙"]
    table = np.zeros((tokenizer.get_vocab_size(), 2), dtype=np.float32)
    table[order] = np.array([[1, 0], [0.8, 0.6], [0, 1]])
    score = measure(tokenizer, table, HoldOut("t", ["甲", "甲"], ["甲", "乙", "丙"], [{0}, {1}]))
    assert score.success1 == 0.5
    assert score.success5 == 1.0
    assert score.ndcg10 == pytest.approx((1 + 1 / np.log2(3)) / 2)
