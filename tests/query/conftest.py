"""An index with the short articles, and an event to count days from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from searchkit.engines import Change, Entry
from searchkit.engines.whoosh import WhooshEngine
from searchkit.events import events_table
from searchkit.index import Index
from searchkit.query import Event
from tests.query.press import PRESS, TODAY

EVENT = Event("Tideline", date(2025, 10, 14), date(2025, 10, 17))


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder: Path = tmp_path_factory.mktemp("press")
    engine = WhooshEngine(folder, create=True)
    engine.change(Change(map(Entry, PRESS), tables=lambda: events_table({"tideline": EVENT})))
    with Index(engine, today=lambda: TODAY) as index:
        yield index
