"""The tables of an index follow its articles: who is who, whichever way they came and went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from searchkit import index as indexes
from searchkit.article import Article, Speaker
from searchkit.derived import commit
from searchkit.engines import Change, Entry
from searchkit.index import Index
from tests.ferry import article

FULL = article(
    "full",
    "“We wait,” said Ana Ruiz Vidal. “We go,” said the crew.",
    spoken={"We wait,": "Ana Ruiz Vidal", "We go,": "the crew"},
    collection="Tide",
    speakers=(
        Speaker("Ana Ruiz Vidal", "pilot"),
        Speaker("Ana Ruiz Vidal", None, "Ferry Guild"),
        Speaker("the crew"),
    ),
)
SHORT = article(
    "short",
    "“We wait,” said Ms Ruiz. “We swim,” she said.",
    spoken={"We wait,": "Ms Ruiz", "We swim,": "Ms Ruiz"},
    collection="tide",
)
OTHER = replace(SHORT, id="other", collection="fair")
NOWHERE = replace(SHORT, id="nowhere", collection=None)

NAMES_OF_FULL = [
    ["Ana Ruiz Vidal", 1],
    ["Ana Ruiz Vidal", None, "Ferry Guild", None, 1],
    ["Ana Ruiz Vidal", "pilot", None, None, 1],
    ["the crew", 1],
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with indexes.open(tmp_path / "index", create=True) as index:
        yield index


def table(index: Index, name: str) -> Any:
    return index.engine.tables()[name]


def test_what_is_added_is_counted_by_collection(index: Index) -> None:
    index.add([FULL, SHORT, OTHER, NOWHERE])
    assert table(index, "names") == {
        "tide": [*NAMES_OF_FULL[:3], ["Ms Ruiz", 1], NAMES_OF_FULL[3]],
        "fair": [["Ms Ruiz", 1]],
        "": [["Ms Ruiz", 1]],
    }
    assert table(index, "people") == {"tide": {"Ms Ruiz": "Ana Ruiz Vidal"}, "fair": {}, "": {}}


def test_what_is_deleted_is_subtracted(index: Index) -> None:
    index.add([FULL, SHORT, replace(SHORT, id="again")])
    index.delete(["full"])
    assert table(index, "names") == {"tide": [["Ms Ruiz", 2]]}
    assert table(index, "people") == {"tide": {}}
    index.delete(["short", "again"])
    assert (table(index, "names"), table(index, "people")) == ({}, {})


def test_what_is_replaced_is_subtracted_too(index: Index) -> None:
    index.add([FULL, SHORT])
    index.add([replace(SHORT, collection="fair"), replace(FULL, speakers=FULL.speakers[:1])])
    assert table(index, "names") == {
        "tide": [NAMES_OF_FULL[0], *NAMES_OF_FULL[2:]],
        "fair": [["Ms Ruiz", 1]],
    }
    assert table(index, "people") == {"tide": {}, "fair": {}}


def test_a_deleted_article_that_comes_back_counts_once(index: Index) -> None:
    index.add([FULL])
    commit(index.engine, Change([Entry(FULL)], deleted=["full", "none"]))
    assert table(index, "names") == {"tide": NAMES_OF_FULL}
    commit(index.engine, Change([Entry(FULL)], replace=True))
    assert table(index, "names") == {"tide": NAMES_OF_FULL}


def test_other_tables_stay_or_are_given(index: Index) -> None:
    commit(index.engine, Change(tables=lambda: {"events": {"tide": {}}}))
    index.add([FULL])
    assert dict(index.engine.tables()) == {
        "events": {"tide": {}},
        "names": {"tide": NAMES_OF_FULL},
        "people": {"tide": {}},
    }


def test_an_index_without_names_is_counted_once(index: Index) -> None:
    index.engine.change(Change(map(Entry, (FULL, OTHER, NOWHERE))))
    index.add([SHORT])
    index.delete(["nowhere"])
    names = {"tide": [*NAMES_OF_FULL[:3], ["Ms Ruiz", 1], NAMES_OF_FULL[3]]}
    assert table(index, "names") == names | {"fair": [["Ms Ruiz", 1]]}
    assert table(index, "people") == {"tide": {"Ms Ruiz": "Ana Ruiz Vidal"}, "fair": {}}


def test_a_change_that_fails_leaves_the_tables(index: Index) -> None:
    index.add([FULL])

    def failing() -> Iterator[Entry]:
        yield Entry(SHORT)
        raise OSError(5, "the caller's disk")

    with pytest.raises(OSError, match="the caller's disk"):
        commit(index.engine, Change(failing(), deleted=["full"]))
    assert table(index, "names") == {"tide": NAMES_OF_FULL}


def test_another_process_that_changes_the_index_is_counted(index: Index, tmp_path: Path) -> None:
    index.add([SHORT])
    with indexes.open(tmp_path / "index") as other:
        other.add([FULL])
    index.delete(["short"])
    assert table(index, "names") == {"tide": NAMES_OF_FULL}


def test_articles_without_speakers_need_no_table(index: Index) -> None:
    index.add([Article("empty")])
    assert (table(index, "names"), table(index, "people")) == ({}, {})
