"""Starting: what cannot work is said in a sentence that names the remedy, and the program ends with 2."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

import app
from corpus.clause import WenceError


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of 127.0.0.1 that another program listens on."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_in_use_names_the_setting(
    taken: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WENCE_PORT", str(taken))
    monkeypatch.setattr(app, "_application", lambda *_: pytest.fail("the index was opened although nothing can listen"))
    assert app.main() == 2
    printed = capsys.readouterr()
    assert "WENCE_PORT" in printed.err
    assert f"127.0.0.1:{taken}" in printed.err
    assert printed.err.count("\n") == 1


def test_a_failure_to_open_is_its_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def missing(*_: object) -> None:
        raise WenceError("没有这份通知：请检查 WENCE_NOTICE。")

    monkeypatch.setattr(app, "_listen", lambda *_: socket.socket())
    monkeypatch.setattr(app, "_application", missing)
    assert app.main() == 2
    assert capsys.readouterr() == ("", "没有这份通知：请检查 WENCE_NOTICE。\n")


@pytest.mark.parametrize(("name", "value"), [("WENCE_PORT", "many"), ("WENCE_PROT", "7861")], ids=["value", "name"])
def test_a_wrong_setting_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    assert app.main() == 2
    assert name in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "shown"), [("127.0.0.1", "http://127.0.0.1:"), ("0.0.0.0", "http://127.0.0.1:"), ("::1", "http://[::1]:")]
)
def test_the_address_can_be_opened(host: str, shown: str) -> None:
    if host == "::1" and not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with app._listen(host, 0) as listener:
        assert app._url(listener).startswith(shown)
