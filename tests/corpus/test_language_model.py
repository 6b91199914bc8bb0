"""What goes wrong with a language model's server, and with its settings: a sentence with the remedy, nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corpus.clause import NoticeError
from corpus.knowledge import ENQUIRIES, RENDERINGS
from corpus.language_model import LanguageModel
from eval.fake_model import hang_up, send
from tests.corpus.chat_server import CLAUSES, KEY, Server, clauses, good, run


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        pytest.param(401, "不接受密钥。请检查 WENCE_LLM_API_KEY", id="401"),
        pytest.param(403, "不接受密钥。请检查 WENCE_LLM_API_KEY", id="403"),
        pytest.param(404, "请检查 WENCE_LLM_MODEL 和 WENCE_LLM_BASE_URL", id="404"),
        pytest.param(429, "请求过多，或额度已用完", id="429"),
        pytest.param(500, "出错。请稍后再运行", id="500"),
        pytest.param(hang_up, "连不上模型服务", id="connection cut"),
        pytest.param(lambda h, _: send(h, 200, "<p>hello</p>", "text/html"), "不是对话接口的地址", id="a web page"),
        pytest.param(lambda h, _: send(h, 200, {"ok": True}), "不是对话接口的地址", id="another API"),
    ],
)
def test_a_failure_keeps_what_was_drafted(
    server: Server, folder: Path, capsys: pytest.CaptureFixture[str], step: Any, sentence: str
) -> None:
    server.script = [good("0/1"), *[step] * 3]
    assert run(folder) == 2
    out, err = capsys.readouterr()
    assert sentence in err
    assert "已起草 1 条，都已保存；再次运行会从停下处继续" in err
    assert KEY not in out + err
    assert "Traceback" not in err
    assert clauses(folder, ENQUIRIES) == clauses(folder, RENDERINGS) == ["0/1"]
    server.script, server.requests = [], []
    assert run(folder) == 0
    assert server.addresses() == CLAUSES[1:]
    assert clauses(folder, ENQUIRIES) == clauses(folder, RENDERINGS) == CLAUSES


def test_a_moment_of_too_many_requests_is_waited_out(server: Server, folder: Path) -> None:
    server.script = [429, 503]
    assert run(folder, "--clauses", "0/1") == 0
    assert len(server.requests) == 3


def test_a_server_that_never_answers(
    server: Server, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENCE_LLM_TIMEOUT_S", "0.2")
    server.script = [server.silent()] * 3
    assert run(folder) == 2
    assert "在 0.2 秒内没有答复" in capsys.readouterr().err


def test_nobody_listens(server: Server, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WENCE_LLM_BASE_URL", "http://user:pass@127.0.0.1:9/v1?token=t")
        assert run(folder) == 2
    err = capsys.readouterr().err
    assert "连不上模型服务 http://127.0.0.1:9/v1。请检查 WENCE_LLM_BASE_URL" in err
    assert "pass" not in err
    assert "token" not in err
    assert server.requests == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BASE_URL", "", "没有设置 WENCE_LLM_BASE_URL"),
        ("BASE_URL", "localhost:8000", "WENCE_LLM_BASE_URL 不是网址"),
        ("BASE_URL", "http://[::1", "WENCE_LLM_BASE_URL 不是网址"),
        ("MODEL", " ", "没有设置 WENCE_LLM_MODEL"),
        ("API_KEY", "密钥", "WENCE_LLM_API_KEY 含有"),
        ("TIMEOUT_S", "soon", "WENCE_LLM_TIMEOUT_S 应是"),
        ("TIMEOUT_S", "nan", "WENCE_LLM_TIMEOUT_S 应是"),
        ("TIMEOUT_S", "0", "WENCE_LLM_TIMEOUT_S 应是"),
    ],
)
def test_settings_that_cannot_be_used(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(f"WENCE_LLM_{name}", value)
    with pytest.raises(NoticeError, match=sentence):
        LanguageModel.read()
    assert run(folder) == 2
    assert server.requests == []
    assert not (folder / "drafts").exists()


def test_a_url_as_it_stands_in_a_manual(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENCE_LLM_BASE_URL", f"{server.url}/chat/completions/")
    assert run(folder, "--clauses", "0/1") == 0
    assert KEY not in repr(LanguageModel.read())
