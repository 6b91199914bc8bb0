"""An OpenAI-compatible chat model, as WENCE_LLM_… name it: messages in, the reply's text out, failures as sentences.

Every request to a language model is made here: whole (`connected`, for drafts), or in pieces (`Chat.stream`, for
answers), which can be cut off at any moment by another thread.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.clause import NoticeError
from corpus.wire import Cancel, Wire

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

Messages = list[tuple[str, str]]  # (role, text): system, user, assistant
Ask = Callable[[Messages], str]

TIMEOUT_S, DEADLINE_S = 60.0, 120.0
_LONGEST_TIMEOUT_S = 3600
_LOCAL = ("127.0.0.1", "localhost", "::1")
_RETRIES = 2  # of a request that met 429, 5xx, a broken connection or (for drafts) silence
_LONGEST_PAUSE_S = 5.0  # before a retry, whatever the service asks for: somebody waits


class UnusableReplyError(Exception):
    """The model gave no usable reply to these messages; it may give one to others. Its text says why. kind: a word for it."""

    def __init__(self, said: str, kind: str = "malformed") -> None:
        super().__init__(said)
        self.kind = kind


class ModelError(NoticeError):
    """No reply came, and asking on is of no use; the message names the remedy. kind: a word for it, such as "key"."""

    def __init__(self, said: str, kind: str) -> None:
        super().__init__(said)
        self.kind = kind


class CancelledError(Exception):
    """Whoever asked wants the reply no longer."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """base_url: "http://127.0.0.1:8000/v1". key: "" for none. timeout_s: the longest silence, deadline_s: the longest
    time from the request to the last word of a reply in pieces; both in seconds."""

    base_url: str
    name: str
    key: str = field(repr=False)
    timeout_s: float = TIMEOUT_S
    deadline_s: float = DEADLINE_S

    @classmethod
    def of(
        cls, base_url: str, name: str, key: str, timeout_s: float = TIMEOUT_S, deadline_s: float = DEADLINE_S
    ) -> LanguageModel:
        """Checked. Raises NoticeError that names the variable which is missing or wrong."""
        base_url, name, key = base_url.strip(), name.strip(), key.strip()
        for part, value in (("BASE_URL", base_url), ("MODEL", name)):
            if not value:
                raise NoticeError(
                    f"没有设置 WENCE_LLM_{part}。使用兼容 OpenAI 接口的语言模型，需要设置 WENCE_LLM_BASE_URL"
                    "（如 http://127.0.0.1:8000/v1）和 WENCE_LLM_MODEL，服务要求密钥时再设置 WENCE_LLM_API_KEY。"
                    f" / WENCE_LLM_{part} is not set: an OpenAI-compatible language model needs it."
                )
        if not (key.isascii() and key.isprintable()):
            raise NoticeError(
                "WENCE_LLM_API_KEY 含有密钥不会有的字符。请重新复制密钥。 / WENCE_LLM_API_KEY is not a key."
            )
        return cls(_base(base_url), name, key, timeout_s, deadline_s)

    @classmethod
    def read(cls) -> LanguageModel:
        """From WENCE_LLM_BASE_URL, _MODEL, _API_KEY, _TIMEOUT_S (60) and _DEADLINE_S (120). Raises NoticeError."""
        url, name, key = (os.environ.get(f"WENCE_LLM_{part}", "") for part in ("BASE_URL", "MODEL", "API_KEY"))
        return cls.of(url, name, key, _seconds("TIMEOUT_S", TIMEOUT_S), _seconds("DEADLINE_S", DEADLINE_S))

    @property
    def place(self) -> str:
        """The URL as it may be shown: without a user, a password or a query."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _base(url: str) -> str:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and url.isprintable()
    except ValueError:
        sound = False
    if not sound:
        raise NoticeError(
            "WENCE_LLM_BASE_URL 不是网址。请写成 http://主机:端口/v1 的形式。 / WENCE_LLM_BASE_URL is not a URL."
        )
    return url.rstrip("/").removesuffix("/chat/completions")  # what people paste from a manual


def _seconds(part: str, default: float) -> float:
    text = os.environ.get(f"WENCE_LLM_{part}", "").strip()
    try:
        value = float(text or default)
    except ValueError:
        value = 0
    if not 0 < value <= _LONGEST_TIMEOUT_S:  # nan is not between them either
        raise NoticeError(
            f"WENCE_LLM_{part} 应是大于 0、不超过 {_LONGEST_TIMEOUT_S} 的秒数。请改正。"
            f" / WENCE_LLM_{part} is a number of seconds, at most {_LONGEST_TIMEOUT_S}."
        )
    return value


@contextmanager
def connected(model: LanguageModel) -> Iterator[Ask]:
    """The model, ready to be asked. Asking raises UnusableReplyError, and NoticeError where asking on is of no use."""
    with _client(model, Wire()) as client:
        chat = _chat(model, client, _RETRIES)

        def ask(messages: Messages) -> str:
            try:
                reply = chat.invoke(messages)
            except Exception as error:  # a server that speaks another protocol fails in many ways
                raise _failure(error, model) from error
            if reply.response_metadata.get("finish_reason") == "length":
                raise UnusableReplyError("回复太长，被服务截断；请放宽服务的最大输出长度", "cut")
            return str(reply.text)

        yield ask


class Chat:
    """A model that replies in pieces. Several threads may ask at once; each request has a connection of its own."""

    def __init__(self, model: LanguageModel, max_tokens: int = 2048) -> None:
        """max_tokens: longest reply."""
        self.model = model
        self.max_tokens = max_tokens
        self._json_mode = True  # until the service says that it has none

    def stream(self, messages: Messages, cancel: Cancel | None = None) -> Generator[str]:
        """The reply, a JSON object, as it comes, until the model says that it has ended.

        429, 5xx and a broken connection are tried again before the first piece and never after it. Closing the
        iterator, or `cancel`, ends the request. Raises CancelledError; UnusableReplyError, also for a reply that
        stopped half-way; NoticeError where no reply came.
        """
        cancel, attempt = cancel or Cancel(), 0
        until = time.monotonic() + self.model.deadline_s
        while True:
            begun = False
            try:
                with closing(self._once(messages, until, cancel)) as pieces:
                    for piece in pieces:
                        begun = True
                        yield piece
            except UnusableReplyError:
                raise
            except Exception as error:
                if cancel.cancelled:
                    raise CancelledError from error
                if time.monotonic() >= until:
                    raise ModelError(
                        f"模型服务 {self.model.place} 在 {self.model.deadline_s:g} 秒内没有答完。请换更快的模型，或用"
                        " WENCE_LLM_DEADLINE_S 放宽时限。 / The reply took too long; raise WENCE_LLM_DEADLINE_S.",
                        "late",
                    ) from error
                if not begun and self._json_mode and _names_json_mode(error):
                    self._json_mode = False
                    continue
                pause = None if begun or attempt >= _RETRIES else _pause(error, attempt)
                if pause is None:
                    raise _failure(error, self.model) from error
                attempt += 1
                if cancel.wait(pause):
                    raise CancelledError from error
            else:
                return

    def _once(self, messages: Messages, until: float, cancel: Cancel) -> Generator[str]:
        if cancel.cancelled:
            raise CancelledError
        # In the body as they are: LangChain renames max_tokens, and takes another way where it sees response_format.
        body: dict[str, Any] = {"max_tokens": self.max_tokens}
        if self._json_mode:
            body["response_format"] = {"type": "json_object"}
        reason = ""
        wire = Wire(cancel, until)
        with wire, _client(self.model, wire) as client:
            for chunk in _chat(self.model, client, 0).stream(messages, extra_body=body):
                reason = chunk.response_metadata.get("finish_reason") or reason
                if chunk.text:
                    yield str(chunk.text)
        if cancel.cancelled:
            raise CancelledError
        if wire.late:
            raise TimeoutError
        if reason != "stop":  # a stream that is cut ends without a word
            raise UnusableReplyError(f"回复没有写完（finish_reason：{reason or '无'}）", "cut")


def _client(model: LanguageModel, wire: Wire) -> Any:
    """An HTTP client whose connections `wire` can cut."""
    from openai import DefaultHttpxClient

    # A proxy of the environment is for the outside: it cannot reach a model on this machine.
    local = urlsplit(model.base_url).hostname in _LOCAL
    return DefaultHttpxClient(timeout=model.timeout_s, trust_env=not local, event_hooks=wire.hooks)


def _chat(model: LanguageModel, client: Any, retries: int) -> ChatOpenAI:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=model.name,
        base_url=model.base_url,
        api_key=SecretStr(model.key or "none"),  # else OPENAI_API_KEY would go to this server
        temperature=0,
        timeout=model.timeout_s,
        max_retries=retries,
        use_responses_api=False,
        http_client=client,
        http_socket_options=(),
    )


def _code(error: Exception) -> int:
    import openai

    return error.status_code if isinstance(error, openai.APIStatusError) else 0


def _names_json_mode(error: Exception) -> bool:
    return _code(error) in (400, 422) and "response_format" in str(error)


def _pause(error: Exception, attempt: int) -> float | None:
    """Seconds to wait before a request is made again, as the service asks or doubling; None where it should not be."""
    import httpx2 as httpx  # what openai is built on
    import openai

    code = _code(error)
    silent = isinstance(error, openai.APITimeoutError | httpx.TimeoutException)
    broken = isinstance(error, openai.APIConnectionError | httpx.TransportError) and not silent
    if not (broken or code == 429 or code >= 500):
        return None
    asked = error.response.headers if isinstance(error, openai.APIStatusError) else {}
    try:
        wait = float(asked["retry-after-ms"]) / 1000 if "retry-after-ms" in asked else float(asked["retry-after"])
    except (KeyError, ValueError):
        wait = 0.5 * 2**attempt
    return min(max(wait, 0.0), _LONGEST_PAUSE_S)


def _failure(error: Exception, model: LanguageModel) -> Exception:
    """What went wrong with a request, as a sentence with its remedy. The key stands in none of them."""
    import httpx2 as httpx  # what openai is built on
    import openai

    code = _code(error)
    at = f"{model.place}（HTTP {code}）" if code else model.place
    if code in (400, 413, 422):  # of this request only: too long a text, a word that the service's filter refuses
        said = " ".join(str(error).replace(model.key or "\0", "…").split())[:200]
        return UnusableReplyError(f"服务不接受这个请求（{said}）；请检查 WENCE_LLM_MODEL，或条款是否过长", "refused")
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        return ModelError(
            f"模型服务 {at} 在 {model.timeout_s:g} 秒内没有答复。请检查服务是否正常，或用 WENCE_LLM_TIMEOUT_S 放宽时限。"
            " / The model did not answer in time; raise WENCE_LLM_TIMEOUT_S.",
            "silent",
        )
    if isinstance(error, openai.APIConnectionError | httpx.TransportError):
        return ModelError(
            f"连不上模型服务 {at}。请检查 WENCE_LLM_BASE_URL 和网络，并确认服务已经启动。"
            " / The model cannot be reached; check WENCE_LLM_BASE_URL.",
            "unreachable",
        )
    if code in (401, 403):
        return ModelError(
            f"模型服务 {at} 不接受密钥。请检查 WENCE_LLM_API_KEY。 / The key was refused; check WENCE_LLM_API_KEY.",
            "key",
        )
    if code in (402, 429):
        return ModelError(
            f"模型服务 {at} 说请求过多，或额度已用完。请稍后再运行，或检查账户额度。"
            " / Too many requests, or no quota left; try again later.",
            "quota",
        )
    if code >= 500:
        return ModelError(
            f"模型服务 {at} 出错。请稍后再运行，或查看服务的日志。 / The model failed; try again later.", "server"
        )
    return ModelError(
        f"{at} 没有模型 {model.name}，或者不是对话接口的地址。请检查 WENCE_LLM_MODEL 和 WENCE_LLM_BASE_URL（多以 /v1 结尾）。"
        " / No such model, or no chat completions API; check WENCE_LLM_MODEL and WENCE_LLM_BASE_URL.",
        "unknown",
    )
