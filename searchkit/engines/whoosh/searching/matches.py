"""What a search tells of a document that it found, decoded when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from searchkit.article import Quote
from searchkit.engines import Match
from searchkit.engines.whoosh.commits.storage import reading
from searchkit.engines.whoosh.disk.stored import Record
from searchkit.engines.whoosh.schema import quote_key
from searchkit.hits import Header, decoded

Records = Callable[[int], Record]


class ArticleMatch(Match):
    """An article, by its document, of which ``records`` reads the stored fields.

    They are read when they are first asked for, which may be after the index is closed, or has
    changed: who reads them keeps the file mapped.
    """

    _record: Record | None = None
    _header: Header | None = None
    _stored: bytes | None = None

    def __init__(self, score: float, records: Records, document: int, location: str) -> None:
        self.score = score
        self._records = records
        self._document = document
        self._location = location

    @property
    def key(self) -> str:
        return self.header.id

    @property
    def header(self) -> Header:
        if self._header is None:
            with reading(self._location):
                self._header = _header(json.loads(self._read("header").decode()))
        return self._header

    @property
    def stored(self) -> bytes:
        if self._stored is None:
            with reading(self._location):
                self._stored = self._read("json")
        return self._stored

    def _read(self, name: str) -> bytes:
        if self._record is None:
            self._record = self._records(self._document)
        value: bytes = self._record[name]
        return value

    @property
    def quote(self) -> Quote | None:
        return None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ArticleMatch):
            return NotImplemented
        mine = self.score, self.header, self.stored, self.quote
        return mine == (other.score, other.header, other.stored, other.quote)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.key!r}, {self.score})"

    __hash__ = None  # type: ignore[assignment]


class QuoteMatch(ArticleMatch):
    """A quote, by its article and its place there."""

    def __init__(
        self, score: float, records: Records, article: int, place: int, location: str
    ) -> None:
        super().__init__(score, records, article, location)
        self._place = place

    @property
    def key(self) -> str:
        return quote_key(self.header.id, self._place)

    @property
    def quote(self) -> Quote:
        with reading(self._location):
            return decoded(self.stored).quotes[self._place]


def _header(row: list[Any]) -> Header:
    id, headline, outlet, published, source = row
    return Header(id, headline, outlet, _day(published), source)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
