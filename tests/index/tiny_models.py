"""Models of the hub's architectures, small and random, in folders with the files that the hub's own have.

Tokenizers read characters, with the special tokens and the templates of the real ones; nothing is trained.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Sequence
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import pre_tokenizers, processors
from transformers import (
    AutoModel,
    AutoTokenizer,
    BertConfig,
    BertModel,
    BertTokenizer,
    PreTrainedModel,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3Model,
    XLMRobertaConfig,
    XLMRobertaForSequenceClassification,
    XLMRobertaModel,
    XLMRobertaTokenizer,
)

CHARACTERS = sorted(
    set(
        "Instruct:Givenaquestioboutgvrmy,whlsp.?!0123456789提振消费推进高速公路建设健全养老服务体系为这个句子生成表示以用于检索相关文章：县人社局牵头技能培训"
    )
)
SIZE: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "initializer_range": 0.5,  # so large that texts, and ways of pooling, differ clearly
}
REVISION = "0123456789abcdef0123456789abcdef01234567"
QWEN_PROMPT = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"


def xlm_roberta(kind: type[PreTrainedModel] = XLMRobertaModel, positions: int = 514, **more: Any) -> PreTrainedModel:
    torch.manual_seed(1)
    tokens = len(CHARACTERS) + 6
    return kind(XLMRobertaConfig(vocab_size=tokens, max_position_embeddings=positions, pad_token_id=1, **SIZE, **more))


def xlm_roberta_tokenizer(**more: Any) -> Any:
    first = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0)]
    return XLMRobertaTokenizer(vocab=[*first, *((c, -3.0) for c in CHARACTERS), ("<mask>", 0.0)], **more)


def bert(tokens: int = 21128) -> PreTrainedModel:
    torch.manual_seed(2)
    return BertModel(BertConfig(vocab_size=tokens, max_position_embeddings=512, **SIZE))


def bert_tokenizer() -> Any:
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *CHARACTERS, *("##" + c for c in CHARACTERS)]
    return BertTokenizer(vocab={piece: number for number, piece in enumerate(pieces)}, model_max_length=512)


def qwen3() -> PreTrainedModel:
    torch.manual_seed(3)
    config = Qwen3Config(vocab_size=258, max_position_embeddings=1024, num_key_value_heads=1, head_dim=16, **SIZE)
    model: PreTrainedModel = Qwen3Model(config)
    return model.bfloat16()


def qwen3_tokenizer(*, ends: bool = True) -> Any:
    """Bytes. ends: whether <|endoftext|> is appended to a text, as it is by the present snapshots."""
    alphabet = {byte: number for number, byte in enumerate(sorted(pre_tokenizers.ByteLevel.alphabet()))}
    made = Qwen2Tokenizer(vocab=alphabet, merges=[], eos_token="<|im_end|>", pad_token="<|endoftext|>")
    end = "<|endoftext|>"
    template = processors.TemplateProcessing(
        single=f"$A {end}", pair=f"$A $B {end}", special_tokens=[(end, made.convert_tokens_to_ids(end))]
    )
    made.backend_tokenizer.post_processor = template if ends else processors.ByteLevel(trim_offsets=False)
    return made


def plain(folder: Path, model: PreTrainedModel, tokenizer: Any, **config: Any) -> Path:
    """A transformers checkpoint. config: what config.json says otherwise than the model."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    written = json.loads((folder / "config.json").read_text("utf-8")) | config
    (folder / "config.json").write_text(json.dumps(written), "utf-8")
    return folder


def with_modules(
    folder: Path, pooling: str, *, length: int, normalize: bool = True, config: dict[str, Any] | None = None
) -> Path:
    """Adds the files of a hub snapshot for sentence-transformers, in their old form, as they are on the hub."""
    kinds = ["Transformer", "Pooling", *(["Normalize"] if normalize else [])]
    modules = [
        {"idx": n, "name": str(n), "path": f"{n}_{kind}" if n else "", "type": f"sentence_transformers.models.{kind}"}
        for n, kind in enumerate(kinds)
    ]
    (folder / "modules.json").write_text(json.dumps(modules), "utf-8")
    modes = {f"pooling_mode_{mode}": mode == pooling for mode in ("cls_token", "mean_tokens", "lasttoken")}
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"word_embedding_dimension": 32} | modes), "utf-8")
    (folder / "sentence_bert_config.json").write_text(
        json.dumps({"max_seq_length": length, "do_lower_case": False}), "utf-8"
    )
    if config is not None:
        (folder / "config_sentence_transformers.json").write_text(json.dumps(config), "utf-8")
    return folder


def write_hub(root: Path) -> Path:
    """One folder for each family, named as on the hub and with the files that it has there."""
    with_modules(
        plain(root / "intfloat/multilingual-e5-small", bert(300), xlm_roberta_tokenizer()), "mean_tokens", length=512
    )
    for name in ("multilingual-e5-large", "multilingual-e5-large-instruct"):
        with_modules(plain(root / "intfloat" / name, xlm_roberta(), xlm_roberta_tokenizer()), "mean_tokens", length=512)
    m3 = plain(root / "BAAI/bge-m3", xlm_roberta(positions=1026), xlm_roberta_tokenizer(model_max_length=1024))
    torch.save(AutoModel.from_pretrained(m3).state_dict(), m3 / "pytorch_model.bin")  # it has no safetensors
    (m3 / "model.safetensors").unlink()
    with_modules(m3, "cls_token", length=1024, config={"__version__": {"sentence_transformers": "2.2.2"}})
    with_modules(plain(root / "BAAI/bge-large-zh-v1.5", bert(), bert_tokenizer()), "cls_token", length=512)
    with_modules(
        plain(root / "Qwen/Qwen3-Embedding-0.6B", qwen3(), qwen3_tokenizer(), architectures=["Qwen3ForCausalLM"]),
        "lasttoken",
        length=1024,
        config={"prompts": {"query": QWEN_PROMPT, "document": ""}, "similarity_fn_name": "cosine"},
    )
    return root


def without_modules(folder: Path, copy: Path, **config: Any) -> Path:
    """The same model as transformers alone would have saved it. config: what its config.json says otherwise."""
    copy.mkdir(parents=True)
    for path in folder.iterdir():
        if path.is_file() and path.name not in ("modules.json", "sentence_bert_config.json"):
            (copy / path.name).write_bytes(path.read_bytes())
    (copy / "config_sentence_transformers.json").unlink(missing_ok=True)
    written = json.loads((copy / "config.json").read_text("utf-8")) | config
    (copy / "config.json").write_text(json.dumps(written), "utf-8")
    return copy


def by_hand(
    folder: Path, texts: Iterable[str], pooling: str, *, limit: int = 512, end: Sequence[int] = ()
) -> NDArray[np.float32]:
    """Unit vectors by transformers alone, each text by itself, shape (texts, 32). end: token ids to append."""
    tokenizer, model = _loaded(folder.resolve())
    rows = []
    for text in texts:
        tokens = torch.tensor([[*tokenizer(text, truncation=True, max_length=limit).input_ids, *end]])
        with torch.inference_mode():
            hidden = model(input_ids=tokens).last_hidden_state[0]
        row = {"mean": hidden.mean(dim=0), "cls": hidden[0], "lasttoken": hidden[-1]}[pooling]
        rows.append((row / row.norm()).numpy())
    return np.stack(rows)


@cache
def _loaded(folder: Path) -> tuple[Any, PreTrainedModel]:
    model: PreTrainedModel = AutoModel.from_pretrained(folder, dtype=torch.float32)
    return AutoTokenizer.from_pretrained(folder), model


def serve_hub(root: Path) -> tuple[ThreadingHTTPServer, list[str]]:
    """A hub of the folders owner/name below root, running on a free port; and the requests it has had."""
    requests: list[str] = []

    class Hub(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(f"{self.command} {self.path}")
            owner, name, *rest = self.path.partition("?")[0].strip("/").removeprefix("api/models/").split("/")
            file = root / owner / name / "/".join(rest[2:])
            if self.path.startswith("/api/models/") and not rest and file.is_dir():
                self._answer(json.dumps({"id": f"{owner}/{name}", "sha": REVISION, "siblings": []}).encode())
            elif rest[:1] == ["resolve"] and file.is_file():
                self._answer(file.read_bytes())
            else:
                self.send_response(404)
                self.send_header("X-Error-Code", "EntryNotFound")
                self.send_header("Content-Length", "0")
                self.end_headers()

        do_HEAD = do_GET  # noqa: N815 - the name is the protocol's

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("X-Repo-Commit", REVISION)
            self.send_header("ETag", f'"{hashlib.sha256(body).hexdigest()}"')
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, requests


def cross_encoder(folder: Path, labels: int = 1, **tokenizer: Any) -> Path:
    """A reranker as BAAI's are: a transformers checkpoint without any file of sentence-transformers."""
    model = xlm_roberta(XLMRobertaForSequenceClassification, num_labels=labels)
    return plain(folder, model, xlm_roberta_tokenizer(**tokenizer))
