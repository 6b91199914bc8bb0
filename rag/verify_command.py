"""`python -m rag verify --answer F --citations 7/2/1/5/15 …`: each claim of a text, and what holds each element of it.

With markers [1] [2] in the text, the citations are numbered in the order given; a text without markers is checked, claim
by claim, against all of them.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from corpus.clause import Clause, Notice, WenceError
from corpus.knowledge import Knowledge
from corpus.parse import load_notice, notice_folder
from index.settings import Settings
from rag.claims import Claim, claims
from rag.support import Kind, Support, fault
from rag.verify import check


class VerifyError(WenceError):
    """A text or a citation to be checked cannot be used."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand of `python -m rag`."""
    verify = commands.add_parser("verify", help="逐句核对一段带引用的文字 (check a text against what it cites)")
    verify.add_argument(
        "--answer", required=True, metavar="F", help="文本文件，- 表示标准输入 (a file, or - for stdin)"
    )
    verify.add_argument(
        "--citations", required=True, nargs="+", metavar="地址", help="条款地址，依次为 [1] [2] … (clause addresses)"
    )
    verify.add_argument("--json", action="store_true", help="输出 JSON")


def run(options: argparse.Namespace) -> int:
    """0 where everything is proven, 1 where it is not. Raises VerifyError with the remedy."""
    settings = Settings.read()
    notice = load_notice(settings.notice)
    knowledge = Knowledge.read(notice_folder(settings.notice), notice)
    clauses = [_clause(address, notice) for address in options.citations]
    found = verified(_text(options.answer), clauses, notice, knowledge)
    if not found:
        raise VerifyError("文本里没有可以核对的句子。请给出一段有内容的文字。")
    if options.json:
        rows = [_row(claim, supports, clauses) for claim, supports in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_shown(number, *each, notice) for number, each in enumerate(found, start=1)))
        proven = sum(_proven(supports) for _, supports in found)
        print(f"\n{len(found)} 句，{proven} 句得到证实 ({proven} of {len(found)} claims are proven)")
    return 0 if all(_proven(supports) for _, supports in found) else 1


def verified(
    text: str, clauses: list[Clause], notice: Notice, knowledge: Knowledge
) -> list[tuple[Claim, tuple[Support, ...]]]:
    """Each claim of a text with the support of its elements. clauses: what its markers [1] [2] … stand for."""
    parts = claims(text)
    marked = any(claim.cited for claim in parts)
    found = []
    for claim in parts:
        numbers = claim.cited if marked else tuple(range(1, len(clauses) + 1))
        beyond = [n for n in numbers if not 1 <= n <= len(clauses)]
        supports = check(claim.text, [clauses[n - 1] for n in numbers if n not in beyond], notice, knowledge)
        supports += tuple(fault(Kind.CITATION, f"[{n}]", "no citation has this number") for n in beyond)
        found.append((claim, supports))
    return found


def _proven(supports: tuple[Support, ...]) -> bool:
    return all(support.holds for support in supports)


def _text(path: str) -> str:
    try:
        if path == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(path).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise VerifyError(f"文件不能读：{error}。请检查路径、权限和编码（UTF-8）。") from error


def _clause(address: str, notice: Notice) -> Clause:
    clause = notice.get(address.rpartition(":")[2].strip())
    if clause is None:
        raise VerifyError(f"没有条款 {address}。请用 python -m corpus clauses 查看各条款的地址，例如 1/2/1/3。")
    return clause


def _row(claim: Claim, supports: tuple[Support, ...], clauses: list[Clause]) -> dict[str, Any]:
    return {
        "claim": claim.text,
        "cited": [clauses[n - 1].address for n in claim.cited if 1 <= n <= len(clauses)],
        "proven": _proven(supports),
        "elements": [support.as_dict() for support in supports],
    }


def _shown(number: int, claim: Claim, supports: tuple[Support, ...], notice: Notice) -> str:
    lines = [f"{number}. {'✓' if _proven(supports) else '✗'} {claim.text}"]
    for support in supports:
        if support.holds:
            words = notice.source[support.start : support.end].strip() if support.start >= 0 else ""
            where = f"{support.address}{f'：{words}' if words else ''}"
        else:
            where = support.why
        lines.append(f"   {'✓' if support.holds else '✗'} {support.kind} {support.words} ← {where}")
    return "\n".join(lines)
