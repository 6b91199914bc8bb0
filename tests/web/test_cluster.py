"""Two processes of the program behind nginx, with one Chroma, Redis and PostgreSQL, all real, under questions from eight
threads whose answers are known: what happens when a part of it is killed."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cluster import App, Chroma, Nginx, Server
from tests.load import KEY, THREADS, answers, clear, kill, load, wait_for
from tests.services import Postgres, postgres_running, redis_running

PORTAL = "http://portal.example"


@dataclass(frozen=True)
class Cluster:
    """All of it."""

    nginx: Nginx
    apps: tuple[App, App]
    chroma: Chroma
    redis: Any
    postgres: Postgres
    database: str

    @property
    def address(self) -> str:
        return self.nginx.address

    def metric(self, app: App, name: str, **labels: str) -> float:
        """The sum of a metric of one process, over the label values that are not given."""
        text = httpx.get(f"{app.address}/metrics", timeout=20).raise_for_status().text
        samples = [s for family in text_string_to_metric_families(text) for s in family.samples if s.name == name]
        return sum(s.value for s in samples if labels.items() <= s.labels.items())


def small(folder: Path) -> Path:
    """The notice without its enquiries, whose index is built in a moment."""
    source = Path(__file__).resolve().parents[2] / "corpus/notices/xintian-qida-2025"
    names = ("source.txt", "notice.toml", "repairs.toml", "renderings.jsonl")
    folder.mkdir()
    for name in names:
        shutil.copy(source / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with ExitStack() as during:
        # in the folder of all temporary files: pytest's own is closed to the user that nginx's workers are
        folder = Path(during.enter_context(tempfile.TemporaryDirectory(prefix="cluster-")))
        redis, postgres = during.enter_context(redis_running()), during.enter_context(postgres_running())
        chroma = Chroma(folder)
        during.callback(chroma.kill)
        chroma.start()
        database = postgres.database()
        settings = {
            "WENCE_NOTICE": str(small(folder / "xintian-qida-2025")),
            "WENCE_CHROMA_URL": chroma.address,
            "WENCE_FEEDBACK_URL": database,
            "WENCE_LIMITS_URL": redis.url,
            "WENCE_LIMIT_ADDRESS": "12/hour",
            "WENCE_INDEX_DIR": str(folder / "index"),
            "WENCE_LOG_DIR": str(folder / "log"),
            "WENCE_PAUSE_FILE": str(folder / "paused"),
            "WENCE_SECRET_KEY": "one for both",
            "WENCE_API_KEYS": KEY,
            "WENCE_ORIGINS": PORTAL,
            "WENCE_TRUSTED_PROXIES": "127.0.0.1",
            "WENCE_LOG_FORMAT": "json",
            "WENCE_CHAT": "false",
        }
        one, two = App(folder, settings=settings), App(folder, settings=settings)
        for app in (one, two):
            during.callback(app.kill)
            app.launch()
        nginx = Nginx(folder, upstreams=(one.port, two.port))
        during.callback(nginx.kill)
        nginx.start()
        one.ready()
        two.ready()
        yield Cluster(nginx, (one, two), chroma, redis, postgres, database)


def test_both_answer_by_one_index(cluster: Cluster) -> None:
    before = [cluster.metric(app, "wence_questions_total") for app in cluster.apps]
    with load(cluster.address) as asked:
        asked.more(4 * THREADS)
    after = [cluster.metric(app, "wence_questions_total", surface="api", status="answered") for app in cluster.apps]
    assert all(now - then >= THREADS for then, now in zip(before, after, strict=True))
    held = {cluster.metric(app, "wence_index_passages") for app in cluster.apps}
    assert len(held) == 1
    assert held.pop() > 300
    assert not list((cluster.nginx.folder / "index").glob("*/chroma.sqlite3"))  # it is all on the server


def test_a_request_keeps_its_id_to_the_log(cluster: Cluster) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "X-Request-ID": "a-forged-request-id"}
    question = "农村低保最低多少钱一个月?"
    response = httpx.post(f"{cluster.address}/api/ask", json={"question": question}, headers=headers, timeout=20)
    number = response.headers["X-Request-ID"]
    assert number != "a-forged-request-id"

    def logs() -> str:
        return "".join(app.said() for app in cluster.apps)

    wait_for(lambda: logs().count(number) == 2)  # its question, its request
    wait_for(lambda: number in cluster.nginx.log.read_text("utf-8"))
    assert "农村低保" not in logs()
    assert "127.0.0.1" not in logs().replace("http://127.0.0.1:", "")


def test_a_stream_passes(cluster: Cluster) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Accept": "text/event-stream"}
    body = {"question": "农村低保最低多少钱一个月?"}
    with httpx.stream("POST", f"{cluster.address}/api/ask", json=body, headers=headers, timeout=20) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert "485元/月" in response.read().decode()


def test_a_rating_is_kept_once(cluster: Cluster) -> None:
    body = {"question": "农村低保最低多少钱一个月?", "rating": "up"}
    headers = {"Authorization": f"Bearer {KEY}"}
    response = httpx.post(f"{cluster.address}/api/feedback", json=body, headers=headers, timeout=20)
    assert response.status_code == 201
    with psycopg.connect(cluster.database.replace("+psycopg", "")) as connection:
        rows = connection.execute("SELECT count(*) FROM feedback").fetchone()
    assert rows == (1,)


def test_a_killed_worker_costs_nobody_an_answer(cluster: Cluster) -> None:
    (worker,) = cluster.apps[0].workers
    with load(cluster.address) as asked:
        asked.more(THREADS)
        kill(worker)
        asked.more(6 * THREADS)
        wait_for(lambda: answers(cluster.apps[0]))  # by itself
        asked.more(THREADS)
    assert worker not in cluster.apps[0].workers


def test_a_killed_process_costs_nobody_an_answer(cluster: Cluster) -> None:
    one = cluster.apps[1]
    with load(cluster.address) as asked:
        asked.more(THREADS)
        one.kill()
        asked.more(6 * THREADS)
    one.launch()
    one.ready()
    with load(cluster.address) as asked:
        wait_for(lambda: cluster.metric(one, "wence_questions_total") > 0)


def test_questions_go_on_without_chroma(cluster: Cluster) -> None:
    with load(cluster.address) as asked:
        asked.more(THREADS)
        cluster.chroma.kill()
        asked.more(6 * THREADS)
        cluster.chroma.start()
        asked.more(THREADS)


def test_questions_go_on_without_redis(cluster: Cluster) -> None:
    page = {"Origin": PORTAL}

    def statuses(times: int) -> Counter[int]:
        with httpx.Client(base_url=cluster.address, headers=page, timeout=20) as client:
            return Counter(client.post("/api/ticket").status_code for _ in range(times))

    assert statuses(20) == {201: 12, 429: 8}  # one count for both processes
    cluster.redis.stop()
    try:
        with load(cluster.address) as asked:
            asked.more(2 * THREADS)
            alone = statuses(40)
        assert 12 < alone[201] <= 24  # each process counts by itself
        assert alone[429] == 40 - alone[201]
    finally:
        cluster.redis.start()


def test_without_any_process_it_says_so_and_comes_back_by_itself(cluster: Cluster) -> None:
    with load(cluster.address, clear) as asked:
        asked.more(THREADS)
        for app in cluster.apps:
            assert app.stop() == 0
        wait_for(lambda: asked.statuses[503] > THREADS)
        page = httpx.get(f"{cluster.address}/notice", timeout=20)
        assert page.status_code == 503
        assert "服务暂时无法访问" in page.text
        for app in cluster.apps:
            app.launch()
        for app in cluster.apps:
            app.ready()
        asked.more(4 * THREADS)
    assert set(asked.statuses) == {200, 503}


def test_every_server_is_of_this_machine_alone(cluster: Cluster) -> None:
    servers: list[Server] = [cluster.nginx, *cluster.apps, cluster.chroma]
    assert {server.address.rpartition(":")[0] for server in servers} == {"http://127.0.0.1"}
