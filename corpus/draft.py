"""Drafts of a new notice's enquiries and renderings, by a language model, for a person to check: python -m corpus draft.

Nothing reads a draft by itself. A line of drafts/*.draft.jsonl has the fields of the file that it is meant for, and
"review": what the checks found. `accept` moves over the lines that a person marked "reviewed": true and in which the
checks find no fault, and changes no other line, in the drafts or in the files. A clause whose lines are deleted is
drafted again.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from tqdm import tqdm

from corpus.clause import Clause, Notice, NoticeError
from corpus.departments import Gazetteer
from corpus.draft_rows import FIELDS, Row, clean, faults, key, read_reply
from corpus.knowledge import ENQUIRIES, RENDERINGS, read_enquiries, read_renderings
from corpus.language_model import Ask, LanguageModel, Messages, UnusableReplyError, connected

DRAFTS = {ENQUIRIES: "enquiries.draft.jsonl", RENDERINGS: "renderings.draft.jsonl"}
ENOUGH, ENOUGH_ENGLISH = 20, 6  # enquiries a clause, as the prompt asks
_UNUSABLE_IN_A_ROW = 3  # then it is not the clauses
_PROMPT = Path(__file__).with_name("draft_prompt.txt")


@dataclass(frozen=True, slots=True)
class Report:
    """What a run made: clauses drafted, enquiries, renderings, lines with a finding; sentences on clauses without a
    draft, and on clauses with fewer enquiries than were asked for."""

    clauses: int
    rows: dict[str, int]
    flagged: int
    failed: tuple[str, ...]
    thin: tuple[str, ...]


# ---- what the model is asked, and what it replies ----
def prompt(notice: Notice, clause: Clause, kinds: Collection[str]) -> Messages:
    """The messages for one clause; kinds: which of ENQUIRIES and RENDERINGS it lacks.

    Everything of the notice stands in one JSON object, out of which no wording of a clause can break.
    """
    gazetteer = Gazetteer.load()
    named = {*clause.responsible, *(name for _, _, name in gazetteer.mentions(clause.text))}
    damage = [r.note for r in notice.repairs if clause.address in (r.address, *r.also)]
    data = {
        "公告": notice.title,
        "县": notice.county,
        "标题路径": [f"{c.marker}{c.title}" for c in notice.trail(clause)],
        "条款": clause.text,
        "单位英文名": {name: english for name, english in gazetteer.english.items() if name in named},
        "缺损与推断": [*damage, *notice.notes(clause)],
        "需要": [*(["enquiries"] if ENQUIRIES in kinds else []), *(["zh", "en"] if RENDERINGS in kinds else [])],
    }
    return [("system", _PROMPT.read_text("utf-8")), ("user", json.dumps(data, ensure_ascii=False, indent=1))]


# ---- the files ----
def official(kind: str, folder: Path, notice: Notice) -> list[Row]:
    """The rows of enquiries.jsonl or renderings.jsonl. Raises NoticeError."""
    path = folder / kind
    read = read_enquiries(path, notice) if kind == ENQUIRIES else read_renderings(path, notice)
    return [asdict(record) for record in read]


def drafted(kind: str, folder: Path) -> list[tuple[str, Row]]:
    """The lines of a draft, each as it is written and as read. Raises NoticeError for one that is no JSON object."""
    path = folder / "drafts" / DRAFTS[kind]
    try:
        lines = path.read_text("utf-8-sig").split("\n") if path.exists() else []
    except UnicodeDecodeError as error:
        raise NoticeError(f"{path} 不是 UTF-8 文本。请另存为 UTF-8 后重试。 / Not UTF-8 text.") from error
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise NoticeError(
                    f"{path} 第 {number} 行不是 JSON 对象。请改正或删去该行。 / Line {number} is no JSON object."
                )
            found.append((line, row))
    return found


def _append(path: Path, rows: list[Row]) -> None:
    """All rows or none, on the disk when this returns."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    with path.open("a+b") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 1, 0))
        try:
            # a person's last line may lack its end
            file.write((b"\n" if file.read(1) not in (b"", b"\n") else b"") + text)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            file.truncate(size)
            raise


@contextmanager
def _at_work(folder: Path) -> Iterator[None]:
    """The drafts of a notice, by one process at a time; what the disk refuses becomes a NoticeError."""
    try:
        (folder / "drafts").mkdir(exist_ok=True)
        with FileLock(folder / "drafts" / ".lock", timeout=0):
            yield
    except Timeout as error:
        raise NoticeError("另一个进程正在起草这份公告。请等它结束后再运行。 / Another run is at work.") from error
    except OSError as error:
        raise NoticeError(
            f"草稿不能写入 {folder}：{error.strerror}。请检查磁盘空间和权限。 / The drafts cannot be written."
        ) from error


# ---- drafting ----
def lacking(folder: Path, notice: Notice, addresses: Collection[str] = ()) -> list[tuple[Clause, list[str]]]:
    """The clauses without enquiries or a rendering, drafted or not, and which of the two: in reading order.

    addresses: only these; empty for all that say something of their own. Raises NoticeError for one that does not.
    """
    for address in addresses:
        clause = notice.get(address)
        if clause is None or not notice.substantial(clause):
            raise NoticeError(
                f"没有地址为 {address}、有自己文字的条款。请用 python -m corpus tree 查看全部地址。"
                f" / There is no clause {address} with a text of its own."
            )
    have = {
        kind: {
            str(row.get("clause"))
            for row in (*official(kind, folder, notice), *(row for _, row in drafted(kind, folder)))
        }
        for kind in DRAFTS
    }
    clauses = [c for c in notice.clauses if notice.substantial(c) and (not addresses or c.address in addresses)]
    found = [(c, [kind for kind in DRAFTS if c.address not in have[kind]]) for c in clauses]
    return [(clause, kinds) for clause, kinds in found if kinds]


def draft(
    folder: Path, notice: Notice, model: LanguageModel, addresses: Collection[str] = (), *, progress: bool = True
) -> Report:
    """Draft what `lacking` names, each clause on the disk when it is done. Raises NoticeError, after which a further
    run goes on where this one stopped."""
    made: dict[str, list[Row]] = {kind: [] for kind in DRAFTS}
    failed: list[str] = []
    with _at_work(folder), connected(model) as ask:
        left = lacking(folder, notice, addresses)
        taken = {key(ENQUIRIES, row) for row in official(ENQUIRIES, folder, notice)}
        taken |= {key(ENQUIRIES, row) for _, row in drafted(ENQUIRIES, folder)}
        in_a_row = 0
        for clause, kinds in tqdm(left, desc="起草 Drafting", disable=not progress, file=sys.stderr, unit="条"):
            try:
                rows = _asked(ask, prompt(notice, clause, kinds), clause, kinds)
            except UnusableReplyError as error:
                failed.append(f"{clause.address}：{error}。")
                in_a_row += 1
                if in_a_row == _UNUSABLE_IN_A_ROW:
                    raise NoticeError(
                        f"连续 {in_a_row} 条都没有得到可用的回复，已停止。{failed[-1]}"
                        "请换一个更强的模型，或检查 WENCE_LLM_MODEL。 / No usable reply; try a stronger model."
                    ) from error
                continue
            except NoticeError as error:
                done = len({row["clause"] for kind in DRAFTS for row in made[kind]})
                raise NoticeError(f"{error}\n已起草 {done} 条，都已保存；再次运行会从停下处继续。") from error
            in_a_row = 0
            for kind in kinds:
                for row in rows[kind]:
                    row["review"] = " ".join(faults(kind, row, notice, taken))
                    taken.add(key(kind, row))
                _append(folder / "drafts" / DRAFTS[kind], rows[kind])
                made[kind] += rows[kind]
    return _report(made, failed)


def _asked(ask: Ask, messages: Messages, clause: Clause, kinds: Collection[str]) -> dict[str, list[Row]]:
    """The rows for a clause; where the reply cannot be read the model is told so and asked once more."""
    reply = ask(messages)
    try:
        return read_reply(reply, clause.address, kinds)
    except UnusableReplyError as error:
        again = f"这个回复不能用：{error}。请重新输出，只输出一个 JSON 对象，含“需要”里的全部字段。"
        return read_reply(ask([*messages, ("assistant", reply), ("user", again)]), clause.address, kinds)


def _report(made: dict[str, list[Row]], failed: list[str]) -> Report:
    counts: dict[str, list[int]] = {}
    for row in made[ENQUIRIES]:
        count = counts.setdefault(row["clause"], [0, 0])
        count[0] += 1
        count[1] += row["lang"] == "en"
    thin = [
        f"{address}：问句 {every} 条，其中英语 {english} 条。"
        for address, (every, english) in counts.items()
        if every < ENOUGH or english < ENOUGH_ENGLISH
    ]
    rows = [row for kind in DRAFTS for row in made[kind]]
    return Report(
        len({row["clause"] for row in rows}), {kind: len(made[kind]) for kind in DRAFTS},
        sum(bool(row["review"]) for row in rows), tuple(failed), tuple(thin),
    )  # fmt: skip


# ---- accepting ----
def accept(folder: Path, notice: Notice) -> tuple[dict[str, int], list[str]]:
    """Move the reviewed lines without a fault: (how many into each file, sentences on reviewed lines that stay)."""
    moved: dict[str, int] = {}
    stayed: list[str] = []
    with _at_work(folder):
        for kind, name in DRAFTS.items():
            path = folder / "drafts" / name
            before = path.read_bytes() if path.exists() else b""
            there = official(kind, folder, notice)
            taken = {key(kind, row) for row in there}
            good: list[Row] = []
            kept: list[str] = []
            lines = drafted(kind, folder)
            for line, row in lines:
                plain = {field: clean(row.get(field)) for field in FIELDS[kind]}
                if row.get("reviewed") is not True:
                    kept.append(line)
                elif plain in there:  # an accept that was interrupted came as far as this line
                    continue
                elif found := list(faults(kind, plain, notice, taken)):
                    kept.append(line)
                    stayed.append(f"{name} {row.get('clause')}“{plain.get('text', '')}”：{' '.join(found)}")
                else:
                    good.append(plain)
                    taken.add(key(kind, plain))
            if good:
                _append(folder / kind, good)
            if len(kept) < len(lines):
                _replace(path, before, kept)
            moved[kind] = len(good)
    return moved, stayed


def _replace(path: Path, before: bytes, lines: list[str]) -> None:
    beside = path.with_suffix(".tmp")
    beside.write_bytes("".join(f"{line}\n" for line in lines).encode())
    if path.read_bytes() != before:  # saved by a person in this moment: the next accept takes out what has moved
        raise NoticeError(f"{path} 刚刚被改动。请再运行一次 --accept。 / The draft was just changed; run it again.")
    beside.replace(path)


# ---- the command line ----
def command(folder: Path, notice: Notice, addresses: Collection[str], *, dry_run: bool, accepting: bool) -> int:
    """`python -m corpus draft`: 0 when all was drafted or moved, 1 when something stays behind, 130 when interrupted."""
    if accepting:
        return _accept_command(folder, notice)
    if dry_run:
        left = lacking(folder, notice, addresses)
        for role, text in prompt(notice, *left[0]) if left else []:
            print(f"[{role}]\n{text}")
        print(f"（演习：{len(left)} 条条款待起草，没有调用模型。）")
        return 0
    try:
        report = draft(folder, notice, LanguageModel.read(), addresses)
    except KeyboardInterrupt:
        print(
            "已中断。起草好的都已保存，再次运行会从停下处继续。 / Interrupted; run it again to go on.", file=sys.stderr
        )
        return 130
    for sentence in report.failed:
        print(f"未起草：{sentence}")
    for sentence in report.thin:
        print(f"偏少：{sentence}")
    print(
        f"起草了 {report.clauses} 条条款：问句 {report.rows[ENQUIRIES]} 行，译述 {report.rows[RENDERINGS]} 行，"
        f"其中 {report.flagged} 行的 review 写有核对发现的问题。"
    )
    print(
        f'草稿在 {folder / "drafts"}，没有人核对就不会使用。请逐行核对、修改，好的行加上 "reviewed": true，'
        "再运行 python -m corpus draft --accept。"
    )
    return 1 if report.failed else 0


def _accept_command(folder: Path, notice: Notice) -> int:
    moved, stayed = accept(folder, notice)
    for sentence in stayed:
        print(f"未收入：{sentence}")
    print(
        f"收入问句 {moved[ENQUIRIES]} 行，译述 {moved[RENDERINGS]} 行；{len(stayed)} 行已核对而仍有问题，留在草稿中。"
    )
    return 1 if stayed else 0
