"""One history of an index about a council, by our codec and by Whoosh's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from whoosh import columns, fields, query
from whoosh.analysis import LowercaseFilter, RegexTokenizer
from whoosh.filedb.filestore import RamStorage

from searchkit.engines.whoosh.commits.storage import Storage

PLACES = ("harbour", "station", "bridge", "market", "school")
TOPICS = ("ferries", "timetables", "flood walls", "fish prices", "a new roof")


def text(number: int) -> str:
    place, topic = PLACES[number % 5], TOPICS[number // 5 % 5]
    return f"At the {place} meeting {number} the council spoke of {topic}. " * (1 + number % 7)


def document(number: int, edition: int = 1) -> dict[str, Any]:
    return {
        "id": f"page{number}",
        "text": f"{text(number)} edition {edition}",
        "title": f"{PLACES[number % 3]} {'boosted ' * (number % 4)}",
        "year": 1900 + number % 120,
        "price": (number % 13 - 6) / 4,
        "when": datetime(2025, 10, 1) + timedelta(hours=7 * number),
        "free": number % 3 == 0,
        "tags": f"{PLACES[number % 5]},{TOPICS[number % 3]}",
        "outlet": PLACES[number % 5].encode(),
        "body": text(number).encode(),
        "note": f"note “{number}”",
        "_title_boost": 2.5 if number % 10 == 0 else 1.0,
    }


def schema() -> fields.Schema:
    words = RegexTokenizer(r"\w+") | LowercaseFilter()
    return fields.Schema(
        id=fields.ID(unique=True, stored=True),
        text=fields.TEXT(analyzer=words, stored=True),
        title=fields.TEXT(analyzer=words, phrase=False),
        year=fields.NUMERIC(sortable=True, stored=True),
        price=fields.NUMERIC(float, signed=True),
        when=fields.DATETIME(sortable=True, stored=True),
        free=fields.BOOLEAN(stored=True),
        tags=fields.KEYWORD(commas=True, stored=True),
        outlet=fields.COLUMN(columns.RefBytesColumn()),
        body=fields.STORED(),
        note=fields.STORED(),
    )


def ours(folder: Path) -> Any:
    return Storage(folder).create().create_index(schema())


def stock() -> Any:
    return RamStorage().create_index(schema(), "searchkit")


def pair(folder: Path) -> tuple[Any, Any]:
    """An index of ours and one of Whoosh's: 150 documents and 14 new editions in five segments."""
    made = ours(folder), stock()
    for index in made:
        for _ in history(index, last=-1):
            pass
    return made


def history(index: Any, last: int | None = None) -> Iterator[None]:
    """Write 150 documents in several commits, and stop after each."""
    for low, high in ((0, 60), (60, 100), (100, 145), (145, 150)):
        writer = index.writer()
        for number in range(low, high):
            writer.add_document(**document(number))
        writer.commit(merge=False)
        yield
    writer = index.writer()
    for number in range(0, 150, 11):
        writer.update_document(**document(number, edition=2))
    writer.commit(merge=False)
    yield
    with index.writer() as writer:
        writer.merge = False
        writer.delete_by_term("text", "roof")
        writer.delete_by_query(query.NumericRange("year", 1950, 1953))
    yield
    if last is None:
        index.writer().commit(optimize=True)
        yield


QUERIES = (
    query.Term("text", "harbour"),
    query.Term("text", "nowhere"),
    query.And([query.Term("text", "market"), query.Term("text", "walls")]),
    query.Or([query.Term("text", "ferries"), query.Term("tags", "ferries")]),
    query.Phrase("text", ["council", "spoke", "of", "fish"]),
    query.Phrase("text", ["fish", "council"], slop=9),
    query.Prefix("text", "time"),
    query.NumericRange("year", 1950, 1960),
    query.NumericRange("price", -1.0, 0.25),
    query.DateRange("when", datetime(2025, 10, 3), datetime(2025, 11, 1)),
    query.Term("free", True),
    query.Every(),
    query.Every("title"),
)


def rows(results: Any) -> list[tuple[str, float]]:
    return [(hit["id"], round(hit.score, 6)) for hit in results]
