"""python -m web pause | resume | reload | purge: what whoever runs the service does to it while it runs."""

from __future__ import annotations

import argparse
import logging
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from corpus.clause import WenceError
from index.settings import Settings
from rag.feedback import FeedbackError, FeedbackStore
from web import pid_file
from web.question_log import QuestionLog
from web.security.pause import LONGEST, PAUSED, Pause

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

DAY_S = 24 * 3600.0

_log = logging.getLogger("wence")


class OperationError(WenceError):
    """A command cannot be carried out as it was given."""


def add(commands: Commands) -> None:
    """Add them to those of python -m web."""
    pause = commands.add_parser("pause", help="公众问答暂停，原文照常可读 answer the public nothing until resume")
    pause.add_argument(
        "sentence", nargs="?", default="", help=f"给公众看的一句话，不超过 {LONGEST} 字 what to tell them"
    )
    pause.set_defaults(run=_pause)
    commands.add_parser("resume", help="恢复公众问答 answer the public again").set_defaults(run=_resume)
    reload = commands.add_parser(
        "reload", help="换上新的原文、词表和模型，不断服务 take up what has changed, dropping no request"
    )
    reload.set_defaults(run=_reload)
    purge = commands.add_parser("purge", help="删除旧的反馈和提问日志 delete old feedback and logged questions")
    purge.add_argument("--older-than", required=True, metavar="DAYS", help="180d")
    purge.set_defaults(run=_purge)


def purge(store: FeedbackStore | None, log: QuestionLog, days: int) -> tuple[int, int]:
    """Delete records and logged days older than so many days; how many of each. Raises FeedbackError."""
    before = datetime.now(UTC) - timedelta(days=days)
    return (store.purge(before) if store else 0), log.purge(before.date())


def tidy(store: FeedbackStore | None, log: QuestionLog, settings: Settings) -> None:
    """Delete what is older than WENCE_FEEDBACK_DAYS and WENCE_LOG_DAYS, also of a log in which nothing is written any more.
    What cannot be deleted is complained of and left for the next time."""
    try:
        log.purge_old()
        if store is not None and settings.feedback_days:
            store.purge(datetime.now(UTC) - timedelta(days=settings.feedback_days))
    except (FeedbackError, OSError) as error:
        _log.warning("what is old was not deleted: %s", error)


def keep_tidy(store: FeedbackStore | None, log: QuestionLog, settings: Settings) -> None:
    """`tidy` once a day, in the background, for as long as the process lives."""

    def daily() -> None:
        while True:
            tidy(store, log, settings)
            time.sleep(DAY_S)

    threading.Thread(target=daily, name="retention", daemon=True).start()


def _pause(options: argparse.Namespace) -> None:
    said = options.sentence.strip()
    if len(said) > LONGEST or "\n" in said:
        raise OperationError(f"请写成一句话，不超过 {LONGEST} 字。 One sentence of at most {LONGEST} characters.")
    Pause(Settings.read().pause_file).begin(said)
    print(f"公众问答已暂停：{said or PAUSED}\n恢复 resume: python -m web resume")


def _resume(_: argparse.Namespace) -> None:
    was = Pause(Settings.read().pause_file).end()
    print("公众问答已恢复。 The public is answered again." if was else "本来就没有暂停。 It was not paused.")


def _reload(_: argparse.Namespace) -> None:
    pid_file.reload(pid_file.path_of(Settings.read()))
    print("已换新。 The service has reloaded.")


def _purge(options: argparse.Namespace) -> None:
    found = re.fullmatch(r"([1-9]\d{0,4})d", options.older_than)
    if found is None:
        raise OperationError("--older-than 写成天数，如 180d。 --older-than is a number of days, such as 180d.")
    settings = Settings.read()
    records, days = purge(FeedbackStore.of(settings), QuestionLog.of(settings), int(found[1]))
    print(f"已删除 {records} 条反馈、{days} 天的提问日志。 {records} records and {days} days of the log deleted.")
