"""The event of a collection: what its collection.toml says of it, and how an index keeps that."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from searchkit.errors import PageRefused
from searchkit.hits import Refusal
from searchkit.ingest.files import read_packed
from searchkit.ingest.identity import source_name
from searchkit.printable import one_line
from searchkit.query.dates import Event

DESCRIPTION = "collection.toml"
"""The file in a collection that tells of its event; it is no page."""

_LARGEST = 5000  # bytes: tomllib takes 0.2 s for a dotted key of that length, 86 s for 99,000
_EVENTS = "events"
_TEXTS = ("name", "place", "timezone")
_DAYS = ("start", "end")


def events(corpus: Path) -> tuple[dict[str, Event], list[Refusal]]:
    """Return what each collection says of its event, and the descriptions that cannot be read."""
    found: dict[str, Event] = {}
    refused = []
    for path in sorted(corpus.glob(f"*/{DESCRIPTION}")):
        if path.parent.name.startswith(".") or path.parent.is_symlink():
            continue  # as of pages, see corpus.sources
        name = source_name(path.parent.name)
        try:
            found[name] = _event(described(path))
        except PageRefused as error:
            refused.append(Refusal(f"{name}/{DESCRIPTION}", error.message))
    return found, refused


def described(path: Path) -> bytes:
    """Return the bytes of a description; raises PageRefused where it cannot be one."""
    data = read_packed(path, _LARGEST)
    if len(data) > _LARGEST:
        raise PageRefused(
            f"cannot be read: larger than {_LARGEST:,} bytes; leave in it what tells of the event"
        )
    return data


def events_table(found: Mapping[str, Event]) -> dict[str, Any]:
    """Return events as the table that an index keeps."""
    rows = {
        name: {key: str(value) for key, value in asdict(event).items() if value is not None}
        for name, event in found.items()
    }
    return {_EVENTS: rows}


def events_of(tables: Mapping[str, Any]) -> dict[str, Event]:
    """Return the events that the tables of an index hold."""
    return {name: _kept_event(row) for name, row in tables.get(_EVENTS, {}).items()}


def _kept_event(row: Mapping[str, str]) -> Event:
    start, end = (date.fromisoformat(row[key]) if key in row else None for key in _DAYS)
    return Event(row.get("name"), start, end, row.get("place"), row.get("timezone"))


def _event(data: bytes) -> Event:
    try:
        row: dict[str, Any] = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PageRefused(f"cannot be read: {one_line(str(error))}") from None
    for key in _TEXTS:
        if not isinstance(row.get(key, ""), str):
            raise PageRefused(f'{key} must be a text, like {key} = "…"')
    for key in _DAYS:
        if key in row and (not isinstance(row[key], date) or isinstance(row[key], datetime)):
            raise PageRefused(f"{key} must be a day, like {key} = 2025-11-07")
    event = Event(*map(row.get, ("name", "start", "end", "place", "timezone")))
    if event.start and event.end and event.end < event.start:
        raise PageRefused("end lies before start")
    return event
