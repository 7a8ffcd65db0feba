"""Processes that share the work of a commit: the same index, all or nothing, nobody left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import searchkit
from searchkit import Article, Paragraph
from searchkit.engines import Entry
from searchkit.engines.whoosh import WhooshEngine
from searchkit.engines.whoosh.commits.workers import Worker
from searchkit.errors import ArticleError, SearchkitError


def articles(count: int) -> list[Article]:
    return [
        Article(f"page{n}", headline=f"Ferry {n}", paragraphs=(Paragraph(f"tide {n % 7} word{n}"),))
        for n in range(count)
    ]


def test_two_processes_write_what_one_writes(tmp_path: Path) -> None:
    answers = []
    for jobs in (1, 2):
        with searchkit.open(tmp_path / str(jobs), create=True) as index:
            assert index.add(articles(60), jobs=jobs).added == 60
            assert index.add(articles(10), jobs=jobs).updated == 10
            found = [index.search(query, limit=None) for query in ("tide", "ferry 3", "word5*")]
            answers.append([[(hit.id, hit.score) for hit in hits] for hits in found])
            assert {article.id for article in index.export()} == {f"page{n}" for n in range(60)}
    assert answers[0] == answers[1]


def test_a_bad_article_leaves_nothing_of_the_others(tmp_path: Path) -> None:
    def given() -> Iterator[Article]:
        yield from articles(20)
        yield Article("bad", headline=7)  # type: ignore[arg-type]

    with searchkit.open(tmp_path, create=True) as index:
        index.add(articles(1))
        before = sorted(os.listdir(tmp_path))
        with pytest.raises(ArticleError, match="headline must be a text"):
            index.add(given(), jobs=2)
        assert sorted(os.listdir(tmp_path)) == before
        assert [article.id for article in index.export()] == ["page0"]
        assert index.add(articles(5), jobs=2).added == 4


def test_a_worker_that_dies_is_told_and_nothing_is_committed(tmp_path: Path) -> None:
    WhooshEngine(tmp_path, create=True).close()
    before = sorted(os.listdir(tmp_path))
    worker = Worker(str(tmp_path))
    worker.take(Entry(articles(1)[0]))
    worker._process.kill()
    with pytest.raises(SearchkitError, match="a process that wrote a part of the index died"):
        worker.finish()
    worker.end()
    with searchkit.open(tmp_path) as index:
        assert index.stats().articles == 0
        index.add(articles(1))  # which removes what the dead one left
    assert len(os.listdir(tmp_path)) >= len(before)


def test_a_worker_ends_and_cleans_up_when_its_parent_is_gone(tmp_path: Path) -> None:
    WhooshEngine(tmp_path, create=True).close()
    before = sorted(os.listdir(tmp_path))
    worker = Worker(str(tmp_path))
    worker.take(Entry(articles(1)[0]))
    assert worker._process.stdin is not None
    worker._process.stdin.close()  # as the end of its parent would
    worker._process.wait(20)
    assert sorted(os.listdir(tmp_path)) == before
    worker.end()
