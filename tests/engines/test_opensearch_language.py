"""Every row of the query language means in a cluster what it means on this machine.

What the rows say is what reading the articles finds: tests/query holds them to it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

pytest.importorskip("opensearchpy", reason="needs the extra opensearch")

from searchkit.engines import Change, Entry
from searchkit.engines.opensearch.engine import OpenSearchEngine
from searchkit.events import events_table
from searchkit.index import Index
from tests.query.conftest import EVENT
from tests.query.press import PRESS, TODAY
from tests.query.test_language import test_meaning  # it is collected here, too

__all__ = ["test_meaning"]


@pytest.fixture(scope="module")
def index(module_place: str) -> Iterator[Index]:
    engine = OpenSearchEngine(module_place, create=True)
    engine.change(Change(map(Entry, PRESS), tables=lambda: events_table({"tideline": EVENT})))
    with Index(engine, today=lambda: TODAY) as index:
        yield index
