"""The one object that a caller holds keeps, answers and refuses the same over a cluster."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("opensearchpy", reason="needs the extra opensearch")

from searchkit import index as indexes
from searchkit.index import Index
from tests import test_index
from tests.test_index import CAPTION, EMPTY, FERRY

ELSEWHERE = {
    "test_the_size_of_an_index": "bytes are asked of the cluster",
    "test_what_the_callers_articles_raise_leaves_all_as_it_was": "see test_opensearch_engine",
}
"""Tests of what is told of a folder."""


def asks_an_index(name: str) -> bool:
    test = getattr(test_index, name)
    return (
        name.startswith("test_")
        and "index" in test.__code__.co_varnames[: test.__code__.co_argcount]
    )


globals().update(
    {
        name: getattr(test_index, name)
        for name in dir(test_index)
        if name.startswith("test_") and name not in ELSEWHERE and asks_an_index(name)
    }
)


@pytest.fixture
def index(place: str) -> Iterator[Index]:
    with indexes.open(place, create=True) as index:
        index.add([FERRY, CAPTION, EMPTY])
        yield index
