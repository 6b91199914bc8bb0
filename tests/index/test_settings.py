"""Settings come from the environment, and wrong ones are refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from index.__main__ import main
from index.settings import Settings, SettingsError

ROOT = Path(__file__).resolve().parents[2]


def test_defaults() -> None:
    assert Settings.read().model_dump() == {
        "notice": "xintian-qida-2025",
        "embedding_model": "",
        "reranker": "",
        "device": "cpu",
        "max_tokens": 0,
        "llm_base_url": "",
        "llm_model": "",
        "llm_api_key": SecretStr(""),
        "llm_timeout_s": 60.0,
        "llm_deadline_s": 120.0,
        "llm_context_tokens": 6000,
        "index_dir": ROOT / ".wence" / "index",
        "chroma_url": SecretStr(""),
        "feedback_url": SecretStr(f"sqlite:///{ROOT / '.wence' / 'feedback.sqlite3'}"),
        "feedback_days": 365,
        "host": "127.0.0.1",
        "port": 7860,
        "drain_s": 20.0,
        "origins": "",
        "trusted_proxies": "",
        "secret_key": SecretStr(""),
        "api_keys": SecretStr(""),
        "ticket_minutes": 15,
        "limits_url": SecretStr("memory://"),
        "limit_address": "60/minute;1000/hour",
        "limit_conversation": "12/minute;120/hour",
        "limit_reading": "600/minute",
        "limit_sign_in": "10/minute;60/hour",
        "pause_file": ROOT / ".wence" / "paused",
        "log_dir": ROOT / ".wence" / "log",
        "log_days": 30,
        "log_format": "text",
        "log_questions": False,
        "metrics_networks": "127.0.0.0/8 ::1",
        "chat": True,
        "staff_file": None,
        "sso_header": "",
        "maintainers": "",
        "passage_tokens": 320,
        "exact_limit": 20_000,
        "batch_size": 64,
    }


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("WENCE_PORT", "8000", "port", 8000),
        ("WENCE_INDEX_DIR", "/srv/wence", "index_dir", Path("/srv/wence")),
        ("WENCE_CHROMA_URL", "http://chroma:8000", "chroma_url", SecretStr("http://chroma:8000")),
        ("WENCE_FEEDBACK_URL", "", "feedback_url", SecretStr("")),
        ("WENCE_EXACT_LIMIT", "0", "exact_limit", 0),
        ("WENCE_NOTICE", "another", "notice", "another"),
        ("WENCE_EMBEDDING_MODEL", "BAAI/bge-m3", "embedding_model", "BAAI/bge-m3"),
        ("WENCE_RERANKER", "BAAI/bge-reranker-v2-m3", "reranker", "BAAI/bge-reranker-v2-m3"),
        ("WENCE_DEVICE", "cuda:1", "device", "cuda:1"),
        ("WENCE_MAX_TOKENS", "512", "max_tokens", 512),
        ("WENCE_LLM_BASE_URL", "http://127.0.0.1:8000/v1", "llm_base_url", "http://127.0.0.1:8000/v1"),
        ("WENCE_LLM_API_KEY", "secret", "llm_api_key", SecretStr("secret")),
        ("WENCE_LLM_TIMEOUT_S", "1.5", "llm_timeout_s", 1.5),
        ("WENCE_LLM_DEADLINE_S", "30", "llm_deadline_s", 30.0),
        ("WENCE_LLM_CONTEXT_TOKENS", "3000", "llm_context_tokens", 3000),
    ],
)
def test_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, field: str, expected: object
) -> None:
    monkeypatch.setenv(name, value)
    assert getattr(Settings.read(), field) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WENCE_PORT", "0"),
        ("WENCE_PORT", "65536"),
        ("WENCE_PORT", "http"),
        ("WENCE_PORT", ""),
        ("WENCE_PASSAGE_TOKENS", "63"),
        ("WENCE_PASSAGE_TOKENS", "4097"),
        ("WENCE_EXACT_LIMIT", "-1"),
        ("WENCE_BATCH_SIZE", "0"),
        ("WENCE_DEVICE", ""),
        ("WENCE_MAX_TOKENS", "-1"),
        ("WENCE_LLM_TIMEOUT_S", "0"),
        ("WENCE_LLM_DEADLINE_S", "3601"),
        ("WENCE_LLM_CONTEXT_TOKENS", "511"),
    ],
)
def test_out_of_bounds(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        Settings.read()


@pytest.mark.parametrize("name", ["WENCE_MODEL", "WENCE_", "wence_prot", "WENCE_PORTS"])
def test_unknown_names(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(SettingsError, match=name) as caught:
        Settings.read()
    assert "WENCE_PORT" in str(caught.value)  # what there is instead


def test_other_programs_variables_are_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XWENCE_PORT", "1")
    monkeypatch.setenv("PORT", "1")
    assert Settings.read().port == 7860


def test_the_key_is_not_printed() -> None:
    assert "secret-key" not in repr(Settings(llm_api_key=SecretStr("secret-key")))


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_the_command_line_says_a_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("WENCE_PASSAGE_TOKENS", "many")
    assert main(["info"]) == 2
    out, err = capsys.readouterr()
    assert (out, "WENCE_PASSAGE_TOKENS" in err, "Traceback" in err) == ("", True, False)
