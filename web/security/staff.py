"""Who the staff are: a file of names and bcrypt hashes, or a header in which a trusted proxy names who has signed in."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import threading
import unicodedata
from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path

import bcrypt
from starlette.types import Scope

from corpus.clause import WenceError
from index.settings import Settings, SettingsError

PEER = "wence.peer"  # key of a scope: (host, port) of the connection itself, whatever X-Forwarded-For says
MAX_NAME = 64  # characters
MAX_PASSWORD_BYTES = 72  # of UTF-8; what bcrypt reads
COST = 12  # of new hashes: 2^12 rounds
COSTS = range(4, 17)  # of hashes that are accepted: htpasswd -B writes 5; 17 and more take longer than a person waits
ADD = "python -m web staff add 姓名"

_APART = str.maketrans(dict.fromkeys(",，、;；", " "))  # what may stand between names
_HASH = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110
_log = logging.getLogger(__name__)


class StartError(WenceError):
    """The staff chat cannot be served as the settings and files have it."""


class StaffFile:
    """The accounts of the staff chat: lines name:bcrypt hash, as htpasswd -B writes them; # begins a comment.

    Read again once the file has changed. A file that can then not be read or understood changes nothing: the last good
    one holds, and the log says what is wrong, once.
    """

    def __init__(self, path: Path) -> None:
        """Raises StartError, naming file, line and remedy, for a file that is missing, broken or without any account."""
        self._path = path
        self._lock = threading.Lock()
        self._stamp = _stamp(path)
        self._hashes = parse(path, read(path))
        if not self._hashes:
            raise StartError(f"{path} 里没有账号。请用 {ADD} --file {path} 添加。 {path} has no account; add one.")
        self._decoy = self._new_decoy()

    def matches(self, name: str, password: str) -> bool:
        """Whether this is the name's password. A name that is not in the file takes as long as one that is (one bcrypt
        check at the file's highest cost); about 0.2 s at cost 12, so to be called in a worker thread."""
        known = self._current().get(normal(name))
        secret = normal(password).encode()
        try:
            # bcrypt raises for what it cannot read whole, rather than check its beginning
            right = bcrypt.checkpw(secret[:MAX_PASSWORD_BYTES], known or self._decoy)
        except ValueError:
            return False
        return right and known is not None and len(secret) <= MAX_PASSWORD_BYTES

    def fingerprint(self, name: str) -> str | None:
        """What changes with the name's password: 16 hex digits; None for a name that is not in the file."""
        known = self._current().get(normal(name))
        return hashlib.sha256(known).hexdigest()[:16] if known else None

    def knows(self, name: str) -> bool:
        """Whether there is an account of this name."""
        return normal(name) in self._current()

    def _current(self) -> dict[str, bytes]:
        with self._lock:
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._stamp = stamp  # first, so that a broken file is complained of once
                try:
                    self._hashes = parse(self._path, read(self._path))
                    self._decoy = self._new_decoy()
                except StartError as error:
                    _log.error("the accounts read before remain in force: %s", error)
            return self._hashes

    def _new_decoy(self) -> bytes:
        """A hash of nothing that anyone knows, as costly as the costliest of the file."""
        cost = max((int(known[4:6]) for known in self._hashes.values()), default=COST)
        return bcrypt.hashpw(secrets.token_bytes(32), bcrypt.gensalt(cost))


class SingleSignOn:
    """Believes a header that names who has signed in, from the proxies that are trusted with it and nobody else.

    The proxy must set the header itself on every request and drop what a client sent under its name.
    """

    def __init__(self, header: str, proxies: Sequence[IPv4Network | IPv6Network]) -> None:
        self._header = header.lower().encode()
        self._proxies = tuple(proxies)

    def signed_in(self, scope: Scope) -> str | None:
        """The name, at most MAX_NAME printable characters of UTF-8, NFC; None where the peer is not a trusted proxy, or
        the header is missing, doubled, too long or not printable."""
        sent = [value for name, value in scope["headers"] if name == self._header]
        if len(sent) != 1 or not self._trusted(peer(scope)):
            return None
        try:
            name = normal(sent[0].decode("utf-8").strip())
        except UnicodeDecodeError:
            return None
        return name if 0 < len(name) <= MAX_NAME and name.isprintable() else None

    def _trusted(self, host: str | None) -> bool:
        try:
            address = ip_address((host or "").partition("%")[0])
        except ValueError:  # a Unix socket has no address
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self._proxies)


def peer(scope: Scope) -> str | None:
    """The host at the other end of the connection: what the middleware outermost stored under PEER before uvicorn's
    ProxyHeadersMiddleware put the address that X-Forwarded-For names into scope["client"]; without it, scope["client"]."""
    found = scope.get(PEER) or scope.get("client")
    return str(found[0]) if found else None


def staff_of(settings: Settings) -> StaffFile | SingleSignOn | None:
    """Who may use the chat; None for anybody, on a machine that serves itself alone, and where no chat is served.

    Raises StartError with the remedy where that would open the chat to strangers, or the settings contradict each other.
    """
    if not settings.chat:
        return None
    if settings.staff_file is not None and settings.sso_header:
        raise StartError(
            "WENCE_STAFF_FILE 与 WENCE_SSO_HEADER 只能设置一个，请取消其中一个。 "
            "Set either WENCE_STAFF_FILE or WENCE_SSO_HEADER, not both."
        )
    if settings.staff_file is not None:
        return StaffFile(settings.staff_file)
    if settings.sso_header:
        return _single_sign_on(settings)
    if settings.exposed:
        raise StartError(
            "问答页将对外开放，但没有登录。请任选其一：用 "
            f"{ADD} --file staff.txt 建账号并设置 WENCE_STAFF_FILE=staff.txt；设置 WENCE_SSO_HEADER 和 "
            "WENCE_TRUSTED_PROXIES，由单位的统一登录把关；或设置 WENCE_CHAT=false，不提供问答页。 The chat would be open to "
            "strangers: set WENCE_STAFF_FILE, or WENCE_SSO_HEADER with WENCE_TRUSTED_PROXIES, or WENCE_CHAT=false."
        )
    return None


def _single_sign_on(settings: Settings) -> SingleSignOn:
    if not _HEADER.fullmatch(settings.sso_header):
        raise SettingsError(
            f"设置 WENCE_SSO_HEADER 的值“{settings.sso_header}”不是请求头的名称。请写成 X-Remote-User 的样子。 "
            "WENCE_SSO_HEADER is the name of a header, like X-Remote-User."
        )
    listed = settings.trusted_proxies.replace(",", " ").split()
    if not listed:
        raise StartError(
            "设置了 WENCE_SSO_HEADER，却没有设置 WENCE_TRUSTED_PROXIES：任何人都能自称任何人。请把统一登录代理的地址写入 "
            "WENCE_TRUSTED_PROXIES。 WENCE_SSO_HEADER needs WENCE_TRUSTED_PROXIES: the addresses of the proxy that sets it."
        )
    try:
        return SingleSignOn(settings.sso_header, [ip_network(written) for written in listed])
    except ValueError as error:
        raise SettingsError(
            f"设置 WENCE_TRUSTED_PROXIES 读不懂（{error}）。请写成 127.0.0.1 或 10.0.0.0/8。 "
            "WENCE_TRUSTED_PROXIES lists addresses or networks: 127.0.0.1, 10.0.0.0/8."
        ) from error


def maintainers(settings: Settings) -> frozenset[str]:
    """The accounts that see what people say of answers, as WENCE_MAINTAINERS names them; each as `normal` has it."""
    return frozenset(normal(settings.maintainers.translate(_APART)).split())


def warn_of_strangers(names: frozenset[str], staff: StaffFile | SingleSignOn | None) -> None:
    """Say in the log which maintainers have no account in the staff file. No error: the account may be added later, and
    a single sign-on has none here."""
    if not isinstance(staff, StaffFile):
        return
    unknown = sorted(name for name in names if not staff.knows(name))
    if unknown:
        _log.warning(
            "WENCE_MAINTAINERS 里的%s不是账号文件里的账号，请核对写法或用 %s 添加。 WENCE_MAINTAINERS names no account: %s.",
            "、".join(f"“{name}”" for name in unknown),
            ADD,
            ", ".join(unknown),
        )


def normal(text: str) -> str:
    """NFC, so that one name or password is the same however a keyboard composes it (RFC 8265)."""
    return unicodedata.normalize("NFC", text)


def read(path: Path) -> str:
    """The file's text. Raises StartError where it cannot be read."""
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise StartError(
            f"没有账号文件 {path}。请用 {ADD} --file {path} 建立，或改正 WENCE_STAFF_FILE。 There is no file {path}."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise StartError(
            f"账号文件 {path} 读不出（{error}）。请检查权限，并存为 UTF-8 文本。 {path} cannot be read as UTF-8 text."
        ) from error


def parse(path: Path, text: str) -> dict[str, bytes]:
    """Hashes by name, possibly none. path: for messages. Raises StartError naming the line that is wrong."""
    hashes: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, written = line.partition(":")
        name, known = normal(name.strip()), written.strip()
        where = f"账号文件 {path} 第 {number} 行"
        if wrong := wrong_name(name):
            raise StartError(f"{where}的名字不能用：{wrong} Line {number} of {path} has no usable name.")
        found = _HASH.fullmatch(known)
        if found is None or int(found[1]) not in COSTS:
            raise StartError(
                f"{where}不是“名字:bcrypt 散列”。请删去该行，用 {ADD} --file {path} 重建（或 htpasswd -B）。 "
                f"Line {number} of {path} is not name:bcrypt hash; make it with staff add or htpasswd -B."
            )
        if name in hashes:
            raise StartError(f"{where}的名字“{name}”已经有了，请删去一行。 Line {number} of {path} repeats a name.")
        hashes[name] = known.encode()
    return hashes


def wrong_name(name: str) -> str | None:
    """A sentence that says what is wrong with an account's name; None where nothing is."""
    if not name or len(name) > MAX_NAME:
        return f"名字应有 1 至 {MAX_NAME} 个字符。"
    if name.startswith("#") or ":" in name or not name.isprintable() or name != name.strip():
        return "名字里不能有冒号和控制字符，不能以 # 或空格开头，也不能以空格结尾。"
    return None


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
