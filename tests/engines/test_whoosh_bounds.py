"""What a search, a worker and a process that lives long may take."""

from __future__ import annotations

import gc
from io import BytesIO
from pathlib import Path

import pytest

from searchkit.engines.whoosh import WhooshEngine
from searchkit.engines.whoosh.commits.workers import Worker
from searchkit.engines.whoosh.disk.checked import read_record, record
from searchkit.engines.whoosh.searching import snapshot
from searchkit.errors import EngineError, IndexDamaged, SearchTimeout
from searchkit.query import understand
from tests.engines import press
from tests.engines.small_index import build, read, the

TOC_HEAD = 23  # bytes before the segments
ASKED = understand("ferry tide")


def total(engine: WhooshEngine) -> int:
    return engine.search(ASKED, limit=1, offset=0, sort="score", facets=()).total


def test_a_search_ends_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = press.build(tmp_path)
    before = total(engine)
    with monkeypatch.context() as patched:
        patched.setattr(snapshot, "SECONDS", -1.0)
        for ask in (total, lambda engine: list(engine.scan(understand("harb*")))):
            with pytest.raises(SearchTimeout) as raised:
                ask(engine)
            told = "the search takes too long; ask for fewer words, or longer ones"
            assert raised.value.message == told
    assert total(engine) == before > 0


def test_what_a_worker_fails_of_is_told(tmp_path: Path) -> None:
    build(tmp_path)
    the(tmp_path, "*.toc").write_bytes(b"x")
    worker = Worker(str(tmp_path))
    try:
        with pytest.raises(EngineError) as raised:
            worker.finish()
    finally:
        worker.end()
    start = "a process that wrote a part of the index failed (ValueError: "
    assert raised.value.message.startswith(start)
    end = "); run it again with --jobs 1 --debug, and report what it prints"
    assert raised.value.message.endswith(end)


def test_a_segment_is_listed_once(tmp_path: Path) -> None:
    """Or else a short list of a hostile index would be hours of work."""
    build(tmp_path)
    path = the(tmp_path, "*.toc")
    data = path.read_bytes()
    segments = read_record(BytesIO(data[TOC_HEAD:]).read)
    path.write_bytes(data[:TOC_HEAD] + record(segments * 2))
    with pytest.raises(IndexDamaged, match="lists a segment twice"):
        read(tmp_path)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="reads /proc")
def test_files_that_are_deleted_are_not_kept_open_for_long(tmp_path: Path) -> None:
    engine = press.build(tmp_path)
    gc.collect()
    gc.disable()
    try:
        for number in range(40):
            press.add(engine, 100 + number)
            total(engine)
        maps = Path("/proc/self/maps").read_text().splitlines()
    finally:
        gc.enable()
    kept = [line for line in maps if str(tmp_path) in line and line.endswith("(deleted)")]
    assert len(kept) < 20
