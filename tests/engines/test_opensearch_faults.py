"""A cluster of three nodes loses one, refuses, is interrupted: answers go on, nothing is lost."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("opensearchpy", reason="needs the extra opensearch")

from searchkit import index as indexes
from searchkit.article import Article, Paragraph
from searchkit.engines import Change, Entry
from searchkit.engines.opensearch import connection, writing
from searchkit.engines.opensearch.engine import OpenSearchEngine
from searchkit.errors import IndexBusy
from searchkit.query import FACETS, understand
from tests.engines.conftest import asked
from tests.engines.test_whoosh_engine import pages

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "tests" / "opensearch"
COUNT = 1_500
EVERYTHING = understand("*")


@pytest.fixture
def three(place: str) -> str:
    """The location of an index that names all three nodes; they are all there."""
    subprocess.run([SCRIPTS / "start"], check=True, capture_output=True, timeout=300)
    scheme, _, rest = place.partition("://")
    name = rest.rpartition("/")[2]
    return f"{scheme}://127.0.0.1:9201,127.0.0.1:9202,127.0.0.1:9203/{name}"


@contextmanager
def stopped(node: int) -> Iterator[None]:
    """Kill a node; bring it back in the end, and wait until every copy is there again."""
    subprocess.run([SCRIPTS / "stop", str(node)], check=True, timeout=60)
    try:
        yield
    finally:
        subprocess.run([SCRIPTS / "start"], check=True, capture_output=True, timeout=300)


def articles(count: int) -> Iterator[Article]:
    for number in range(count):
        yield Article(f"a{number}", headline=f"ferry {number}", paragraphs=(Paragraph("tide"),))


@contextmanager
def beside(act: Any) -> Iterator[None]:
    """Do something in a thread meanwhile, and wait for it; what it raises is raised."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        thread.join(180)
    assert not thread.is_alive()
    if raised:
        raise raised[0]


def wait_until(is_true: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < until
        time.sleep(0.01)


def keys(engine: OpenSearchEngine) -> Counter[str]:
    return Counter(match.key for match in engine.scan(EVERYTHING))


def test_a_node_is_killed_while_articles_come(three: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MOST_DOCUMENTS", 50)
    engine = OpenSearchEngine(three, create=True)
    taken = 0

    def entries() -> Iterator[Entry]:
        nonlocal taken
        for article in articles(COUNT):
            taken += 1
            time.sleep(0.002)
            yield Entry(article)

    with beside(lambda: engine.change(Change(entries()))):
        wait_until(lambda: taken >= COUNT // 4)
        with stopped(2):
            assert taken < COUNT
            wait_until(lambda: taken == COUNT)
    expected = Counter({f"a{number}": 1 for number in range(COUNT)})
    assert keys(engine) == expected
    for node in (9201, 9202, 9203):
        one = OpenSearchEngine(f"opensearch+http://127.0.0.1:{node}/{three.rpartition('/')[2]}")
        assert keys(one) == expected
        assert one.search(EVERYTHING, limit=0, offset=0, sort="score", facets=()).total == COUNT


def test_a_node_is_killed_while_questions_come(three: str) -> None:
    engine = OpenSearchEngine(three, create=True)
    engine.change(Change(map(Entry, pages(60))))
    queries = [(understand(query, unit), sort)
               for query in ("ferry tide", "speaker:ruiz", "harbor~2")
               for unit in ("article", "quote")
               for sort in ("score", "date")]  # fmt: skip

    def answers() -> list[Any]:
        return [
            engine.search(query, limit=20, offset=0, sort=sort, facets=FACETS)  # type: ignore[arg-type]
            for query, sort in queries
        ]

    expected, scanned = answers(), keys(engine)
    scan = engine.scan(EVERYTHING)
    before = [next(scan).key for _ in range(3)]
    seen = 0
    for node in (3, 1):
        with stopped(node):
            until = time.monotonic() + 4
            while time.monotonic() < until:
                assert answers() == expected
                seen += 1
            assert keys(engine) == scanned
    assert seen > 3
    assert Counter(before + [match.key for match in scan]) == scanned
    assert answers() == expected


LIMIT = "network.breaker.inflight_requests.limit"


@pytest.fixture
def refusing() -> Iterator[Callable[[str | None], None]]:
    """Says of how many bytes a request may be; each node refuses (429) larger ones."""

    def refuse(limit: str | None) -> None:
        asked("PUT", "_cluster/settings", {"transient": {LIMIT: limit}})

    yield refuse
    refuse(None)


def test_a_cluster_refuses_and_comes_back(
    three: str, refusing: Callable[[str | None], None]
) -> None:
    engine = OpenSearchEngine(three, create=True)
    refusing("4kb")
    with beside(lambda: engine.change(Change(map(Entry, articles(200))))):
        time.sleep(1.5)
        meanwhile = engine.ids()
        refusing(None)
    assert meanwhile == frozenset()
    expected = Counter({f"a{number}": 1 for number in range(200)})
    assert keys(engine) == expected
    long = understand(" OR ".join(f"headline:ferry^{n}" for n in range(1, 30)))
    found: list[int] = []

    def ask() -> None:
        found.append(engine.search(long, limit=5, offset=0, sort="score", facets=()).total)

    refusing("4kb")
    with beside(ask):
        time.sleep(1)
        assert not found
        refusing(None)
    assert found == [200]


def test_a_cluster_that_refuses_for_long_is_told_and_nothing_is_lost(
    three: str, refusing: Callable[[str | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = OpenSearchEngine(three, create=True)
    engine.change(Change([Entry(Article("first"))]))
    monkeypatch.setattr(connection, "PATIENCE", 0.5)
    refusing("4kb")
    with pytest.raises(IndexBusy, match="was too busy for"):
        engine.change(Change(map(Entry, articles(200))))
    assert engine.ids() == {"first"}
    refusing(None)
    engine.change(Change(map(Entry, articles(200))))
    assert len(engine.ids()) == 201


REBUILD = """
import sys, time
from searchkit.article import Article
from searchkit.engines import Change, Entry
from searchkit.engines.opensearch import writing
from searchkit.engines.opensearch.engine import OpenSearchEngine

def entries():
    for number in range(100):
        yield Entry(Article(f"new{number}"))
    print("half-way", flush=True)
    time.sleep(600)

writing.MOST_DOCUMENTS = 10
OpenSearchEngine(sys.argv[1]).change(Change(entries(), replace=sys.argv[2] == "replace"))
"""


def cut_off(place: str, kind: str) -> None:
    """Kill a process that has given nearly all of 100 articles."""
    command = [sys.executable, "-W", "ignore", "-c", REBUILD, place, kind]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == b"half-way\n"
        process.kill()


def test_a_rebuild_is_cut_off(three: str) -> None:
    engine = OpenSearchEngine(three, create=True)
    engine.change(Change(map(Entry, articles(50)), tables=lambda: {"a": 1}))
    name = three.rpartition("/")[2]
    cut_off(three, "replace")
    assert set(asked("GET", f"{name}-*/_alias")) == {f"{name}-000001", f"{name}-000002"}
    for one in (engine, OpenSearchEngine(three)):
        assert one.ids() == {f"a{number}" for number in range(50)}
        assert one.tables() == {"a": 1}
    engine.change(Change([Entry(Article("more"))]))
    assert len(engine.ids()) == 51
    engine.change(Change(map(Entry, articles(20)), replace=True))
    assert engine.ids() == {f"a{number}" for number in range(20)}
    assert set(asked("GET", f"{name}-*/_alias")) == {f"{name}-000003"}


def test_a_run_is_cut_off_and_run_again(three: str, tmp_path: Path) -> None:
    engine = OpenSearchEngine(three, create=True)
    cut_off(three, "add")
    engine.change(Change())  # whoever comes next finds what had come
    assert 0 < len(engine.ids()) < 100
    with indexes.open(three) as index, indexes.open(tmp_path, create=True) as folder:
        for one in (index, folder):
            one.add(Article(f"new{number}") for number in range(100))
        assert keys(engine) == Counter({f"new{number}": 1 for number in range(100)})
        assert index.engine.tables() == folder.engine.tables()
