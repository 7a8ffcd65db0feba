"""Worker processes: bounds of time and memory, deaths, order, and an end with the parent's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchkit.article import Article, Paragraph
from searchkit.hits import Refusal
from searchkit.ingest.identity import Page
from searchkit.ingest.processes.workers import Reading, read_pages
from searchkit.spool import Spool

PAGES = Path(__file__).parents[1] / "pages"
MISBEHAVING = "tests.ingest.misbehaving:read"


def readings(*sources: str, jobs: int = 2, seconds: float = 5.0) -> list[Reading]:
    pages = [Page(PAGES, source) for source in sources]
    return list(
        read_pages(pages, jobs, seconds=seconds, megabytes=300, reader=MISBEHAVING)
    )  # fmt: skip


def ids(reading: Reading) -> list[str]:
    return [article.id for article in reading.articles]


def test_pages_are_read_in_their_order() -> None:
    pages = [Page(PAGES, name, "forum") for name in ("harbour.html", "missing.txt", "pasted.txt")]
    first, second, third = read_pages(pages, jobs=2)
    assert [article.headline for article in first.articles] == [
        "Seven ports agree to share tide data"
    ]
    assert second.articles == ()
    assert second.refusals == (Refusal("missing.txt", "cannot be read: No such file or directory"),)
    assert [article.collection for article in third.articles] == ["forum"]
    assert third.page == pages[2]


def test_each_page_takes_only_itself_down() -> None:
    names = (
        "a",
        "hang-1",
        "b",
        "swell-1",
        "c",
        "exit-1",
        "d",
        "crash-1",
        "e",
        "raise-1",
        "print-f",
    )
    results = readings(*names, seconds=1.0)
    assert [result.page.source for result in results] == list(names)
    assert {result.page.source: ids(result) for result in results if result.articles} == {
        name: [name] for name in ("a", "b", "c", "d", "e", "print-f")
    }
    assert [refusal for result in results for refusal in result.refusals] == [
        Refusal("hang-1", "took more than 1 s to read; save the article alone"),
        Refusal("swell-1", "needs too much memory to read; save the article alone"),
        Refusal("exit-1", "its reader died (exit status 3); report the page"),
        Refusal("crash-1", "its reader died (exit status -11); report the page"),
        Refusal(
            "raise-1", "cannot be read (ValueError: a page that nobody thought of); report the page"
        ),
    ]


def test_each_entry_of_a_file_has_its_own_time() -> None:
    [result] = readings("slow", jobs=1, seconds=0.7)
    assert ids(result) == ["slow-0", "slow-1", "slow-2", "slow-3", "slow"]


def test_refusals_beyond_a_thousand_are_counted(tmp_path: Path) -> None:
    good = Article("a", paragraphs=(Paragraph("x"),)).to_json()
    (tmp_path / "many.jsonl").write_text("{\n" * 1500 + good + "\n")
    [result] = read_pages([Page(tmp_path, "many.jsonl")])
    assert ids(result) == ["a"]
    assert len(result.refusals) == 1001
    assert result.refusals[-1] == Refusal("many.jsonl", "500 more entries are refused")


def test_pages_are_taken_as_they_are_needed() -> None:
    taken = 0

    def endless() -> Iterator[Page]:
        nonlocal taken
        while True:
            taken += 1
            yield Page(PAGES, f"page{taken}")

    results = read_pages(endless(), jobs=1, reader=MISBEHAVING)
    assert [ids(next(results)) for _ in range(3)] == [["page1"], ["page2"], ["page3"]]
    results.close()
    assert taken < 10


PARENT = """
import sys
from pathlib import Path
from searchkit.ingest.identity import Page
from searchkit.ingest.processes.workers import read_pages
pages = [Page(Path("."), "a"), Page(Path("."), "hang")]
for reading in read_pages(pages * 10, 2, seconds=30.0, reader="tests.ingest.misbehaving:read"):
    print(reading.page.source, flush=True)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_workers_end_when_their_parent_is_killed() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=environment
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"a\n"
    children = children_of(parent.pid)
    assert len(children) == 2
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while any(map(is_running, children)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert [child for child in children if is_running(child)] == []


def children_of(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if stat.read_text().rpartition(")")[2].split()[1] == str(parent):
                found.append(int(stat.parent.name))
        except OSError:  # it ended in between
            continue
    return found


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_what_another_try_may_read_is_marked() -> None:
    results = readings("a", "hang-1", "swell-1", "exit-1", "raise-1", seconds=1.0)
    assert [result.is_cut for result in results] == [False, True, False, True, False]


def test_many_articles_of_a_page_wait_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    (few,) = readings("a")
    assert isinstance(few.articles, tuple)
    monkeypatch.setattr(Spool.__init__, "__defaults__", (0,))
    (many,) = readings("a")
    assert not isinstance(many.articles, tuple)
    assert list(many.articles) == list(many.articles) == list(few.articles)
