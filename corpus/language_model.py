"""An OpenAI-compatible chat model, as WENCE_LLM_… name it: messages in, the reply's text out, failures as sentences."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import SecretStr

from corpus.clause import NoticeError

Messages = list[tuple[str, str]]  # (role, text): system, user, assistant
Ask = Callable[[Messages], str]

_LONGEST_TIMEOUT_S = 3600
_LOCAL = ("127.0.0.1", "localhost", "::1")
_RETRIES = 2  # of a request that met 429, 5xx, a broken connection or silence


class UnusableReplyError(Exception):
    """The model gave no usable reply to these messages; it may give one to others. Its text says why."""


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """url: the base ("http://127.0.0.1:8000/v1"). key: "" for none. timeout_s: the longest silence, in seconds."""

    url: str
    name: str
    key: str = field(repr=False)
    timeout_s: float

    @classmethod
    def read(cls) -> LanguageModel:
        """From WENCE_LLM_URL, WENCE_LLM_MODEL, WENCE_LLM_KEY and WENCE_LLM_TIMEOUT_S (60). Raises NoticeError."""
        url, name, key = (os.environ.get(f"WENCE_LLM_{part}", "").strip() for part in ("URL", "MODEL", "KEY"))
        for part, value in (("URL", url), ("MODEL", name)):
            if not value:
                raise NoticeError(
                    f"没有设置 WENCE_LLM_{part}。这里要用兼容 OpenAI 接口的语言模型：请设置 WENCE_LLM_URL"
                    "（如 http://127.0.0.1:8000/v1）和 WENCE_LLM_MODEL，服务要求密钥时再设置 WENCE_LLM_KEY。"
                    f" / WENCE_LLM_{part} is not set: an OpenAI-compatible language model is needed."
                )
        if not (key.isascii() and key.isprintable()):
            raise NoticeError("WENCE_LLM_KEY 含有密钥不会有的字符。请重新复制密钥。 / WENCE_LLM_KEY is not a key.")
        return cls(_base(url), name, key, _seconds(os.environ.get("WENCE_LLM_TIMEOUT_S", "").strip() or "60"))

    @property
    def place(self) -> str:
        """The URL as it may be shown: without a user, a password or a query."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _base(url: str) -> str:
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and url.isprintable()
    except ValueError:
        sound = False
    if not sound:
        raise NoticeError("WENCE_LLM_URL 不是网址。请写成 http://主机:端口/v1 的形式。 / WENCE_LLM_URL is not a URL.")
    return url.rstrip("/").removesuffix("/chat/completions")  # what people paste from a manual


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0
    if not 0 < value <= _LONGEST_TIMEOUT_S:  # nan is not between them either
        raise NoticeError(
            f"WENCE_LLM_TIMEOUT_S 应是大于 0、不超过 {_LONGEST_TIMEOUT_S} 的秒数。请改正。"
            f" / WENCE_LLM_TIMEOUT_S is a number of seconds, at most {_LONGEST_TIMEOUT_S}."
        )
    return value


@contextmanager
def connected(model: LanguageModel) -> Iterator[Ask]:
    """The model, ready to be asked. Asking raises UnusableReplyError, and NoticeError where asking on is of no use."""
    from langchain_openai import ChatOpenAI
    from openai import DefaultHttpxClient

    # A proxy of the environment is for the outside: it cannot reach a model on this machine.
    local = urlsplit(model.url).hostname in _LOCAL
    with DefaultHttpxClient(timeout=model.timeout_s, trust_env=not local) as client:
        chat = ChatOpenAI(
            model=model.name,
            base_url=model.url,
            api_key=SecretStr(model.key or "none"),  # else OPENAI_API_KEY would go to this server
            temperature=0,
            timeout=model.timeout_s,
            max_retries=_RETRIES,
            use_responses_api=False,
            http_client=client,
            http_socket_options=(),
        )

        def ask(messages: Messages) -> str:
            try:
                reply = chat.invoke(messages)
            except Exception as error:  # a server that speaks another protocol fails in many ways
                raise _failure(error, model) from error
            if reply.response_metadata.get("finish_reason") == "length":
                raise UnusableReplyError("回复太长，被服务截断；请放宽服务的最大输出长度")
            return str(reply.text)

        yield ask


def _failure(error: Exception, model: LanguageModel) -> Exception:
    """What went wrong with a request, as a sentence with its remedy. The key stands in none of them."""
    import openai

    code = error.status_code if isinstance(error, openai.APIStatusError) else 0
    at = f"{model.place}（HTTP {code}）" if code else model.place
    if code in (400, 413, 422):  # of this request only: too long a text, a word that the service's filter refuses
        said = " ".join(str(error).replace(model.key or "\0", "…").split())[:200]
        return UnusableReplyError(f"服务不接受这个请求（{said}）；请检查 WENCE_LLM_MODEL，或条款是否过长")
    if isinstance(error, openai.APITimeoutError):
        return NoticeError(
            f"模型服务 {at} 在 {model.timeout_s:g} 秒内没有答复。请检查服务是否正常，或用 WENCE_LLM_TIMEOUT_S 放宽时限。"
            " / The model did not answer in time; raise WENCE_LLM_TIMEOUT_S."
        )
    if isinstance(error, openai.APIConnectionError):
        return NoticeError(
            f"连不上模型服务 {at}。请检查 WENCE_LLM_URL 和网络，并确认服务已经启动。"
            " / The model cannot be reached; check WENCE_LLM_URL."
        )
    if code in (401, 403):
        return NoticeError(
            f"模型服务 {at} 不接受密钥。请检查 WENCE_LLM_KEY。 / The key was refused; check WENCE_LLM_KEY."
        )
    if code in (402, 429):
        return NoticeError(
            f"模型服务 {at} 说请求过多，或额度已用完。请稍后再运行，或检查账户额度。"
            " / Too many requests, or no quota left; try again later."
        )
    if code >= 500:
        return NoticeError(f"模型服务 {at} 出错。请稍后再运行，或查看服务的日志。 / The model failed; try again later.")
    return NoticeError(
        f"{at} 没有模型 {model.name}，或者不是对话接口的地址。请检查 WENCE_LLM_MODEL 和 WENCE_LLM_URL（多以 /v1 结尾）。"
        " / No such model, or no chat completions API; check WENCE_LLM_MODEL and WENCE_LLM_URL."
    )
