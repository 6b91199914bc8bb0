"""Every setting, read once from the environment (WENCE_…), with its unit. Unknown WENCE_ names are refused."""

from __future__ import annotations

import os
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.clause import WenceError
from corpus.parse import DEFAULT_NOTICE

_ROOT = Path(__file__).resolve().parent.parent


class SettingsError(WenceError):
    """A WENCE_ variable is unknown or out of bounds."""


class Settings(BaseSettings):
    """One frozen object. Field x is read from the environment variable WENCE_X."""

    model_config = SettingsConfigDict(env_prefix="WENCE_", frozen=True, extra="forbid")

    notice: str = Field(DEFAULT_NOTICE, description="a folder in corpus/notices, or a path")
    notices_dir: Path = Field(
        _ROOT / ".wence" / "notices", description="where notices added beside it are kept, a folder each"
    )
    embedding_model: str = Field("", description="empty: the bundled model; else a folder or a hub id")
    reranker: str = Field("", description="empty: no reranking; else a folder or a hub id")
    device: str = Field("cpu", min_length=1, description="where models run, as torch names it: cpu, cuda, cuda:1, mps")
    max_tokens: int = Field(
        0, ge=0, le=131_072, description="longest text a model reads, in its tokens; 0: its own limit"
    )
    llm_base_url: str = Field("", description="an OpenAI-compatible service, http://host:port/v1; empty: no model")
    llm_model: str = Field("", description="the name that the service gives its model")
    llm_api_key: SecretStr = Field(SecretStr(""), description="the service's key, if it asks for one")
    llm_timeout_s: float = Field(60.0, gt=0, le=3600, description="longest silence of the service, seconds")
    llm_deadline_s: float = Field(120.0, gt=0, le=3600, description="longest time that a whole reply may take, seconds")
    llm_context_tokens: int = Field(
        6000, ge=512, le=1_000_000, description="evidence and question sent to it, in tokens of index/tokens"
    )
    index_dir: Path = Field(_ROOT / ".wence" / "index", description="where built indexes are kept")
    feedback_url: SecretStr = Field(
        SecretStr(f"sqlite:///{_ROOT / '.wence' / 'feedback.sqlite3'}"),
        description="where ratings of answers are kept, as SQLAlchemy names a database; empty: none are collected",
    )
    feedback_days: int = Field(365, ge=0, le=36_500, description="how long they are kept, days; 0: until purged")
    host: str = Field("127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(7860, ge=1, le=65535, description="TCP port")
    origins: str = Field(
        "", description="portal pages that may embed the widget, as origins: https://www.example.gov.cn …"
    )
    trusted_proxies: str = Field("", description="addresses or networks whose X-Forwarded-For is believed")
    secret_key: SecretStr = Field(
        SecretStr(""), description="signs tickets; empty: a new one at each start, which is enough for one process"
    )
    api_keys: SecretStr = Field(SecretStr(""), description="keys of other servers that ask without a page")
    ticket_minutes: int = Field(15, ge=1, le=24 * 60, description="how long a page's ticket is good for")
    limits_url: SecretStr = Field(
        SecretStr("memory://"), description="where limits are counted: memory:// or redis://…"
    )
    limit_address: str = Field(
        "60/minute;1000/hour", description="questions, ratings and tickets of one client address"
    )
    limit_conversation: str = Field("12/minute;120/hour", description="questions and ratings of one conversation")
    limit_reading: str = Field("600/minute", description="clauses and lists that one client address may read")
    limit_sign_in: str = Field("10/minute;60/hour", description="attempts to sign in from one client address")
    pause_file: Path = Field(_ROOT / ".wence" / "paused", description="while it exists, the public is answered nothing")
    log_dir: Path = Field(_ROOT / ".wence" / "log", description="where the masked log of questions is kept")
    log_days: int = Field(30, ge=0, le=3650, description="how long it is kept, days; 0: no question is logged")
    chat: bool = Field(True, description="whether the staff chat is served")
    staff_file: Path | None = Field(None, description="who may use the staff chat: name:bcrypt hash, a line each")
    sso_header: str = Field("", description="header in which a trusted proxy names who has signed in")
    maintainers: str = Field(
        "", description="staff who see what people say of answers: names apart by blanks or commas"
    )
    passage_tokens: int = Field(320, ge=64, le=4096, description="longest passage, in tokens of index/tokens")
    exact_limit: int = Field(20_000, ge=0, description="passages up to which dense search is exact")
    batch_size: int = Field(64, ge=1, le=4096, description="texts embedded at once")

    @property
    def exposed(self) -> bool:
        """Whether anyone but this machine may reach the service: it listens on an address that is not loopback, pages at
        such an address may ask, or a proxy stands before it."""
        pages = (_host(origin) for origin in self.origins.replace(",", " ").split())
        return bool(self.trusted_proxies.strip()) or not all(map(loopback, (self.host, *pages)))

    @classmethod
    def read(cls) -> Settings:
        """The settings of this process. Raises SettingsError with a sentence that names the variable."""
        known = {f"WENCE_{name.upper()}" for name in cls.model_fields}
        unknown = sorted(name for name in os.environ if name.upper().startswith("WENCE_") and name.upper() not in known)
        if unknown:
            raise SettingsError(
                f"不认识的设置：{'、'.join(unknown)}。可用的有 {'、'.join(sorted(known))}。"
                f" / Unknown setting {', '.join(unknown)}."
            )
        try:
            return cls()
        except ValidationError as error:
            first = error.errors()[0]
            name = "WENCE_" + "_".join(str(part) for part in first["loc"]).upper()
            raise SettingsError(f"设置 {name} 的值不能用：{first['msg']}。请改正或取消该设置。") from error


def loopback(host: str | None) -> bool:
    """Whether a host name or address, without a port, means this machine alone.

    >>> loopback("127.0.0.1"), loopback("::1"), loopback("localhost"), loopback("0.0.0.0")
    (True, True, True, False)
    """
    name = (host or "").strip("[]").lower().removesuffix(".")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def _host(origin: str) -> str | None:
    """The host of an origin; None where there is none, which is then no loopback."""
    try:
        return urlsplit(origin).hostname
    except ValueError:
        return None
