"""What a search tells of an article or a quote that it found."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cached_property
from typing import Any

from searchkit.article import Quote
from searchkit.engines import Match
from searchkit.hits import Header, decoded


class Answer(Match):
    """An article as its document has it, or, given its place, one of its quotes."""

    def __init__(self, score: float, source: dict[str, Any], place: int | None = None) -> None:
        self.score = score
        self.place = place
        self._source = source

    @property
    def key(self) -> str:
        return self.header.id if self.place is None else quote_key(self.header.id, self.place)

    @cached_property
    def header(self) -> Header:
        id, headline, outlet, published, source = json.loads(self._source["header"])
        return Header(id, headline, outlet, _day(published), source)

    @cached_property
    def stored(self) -> bytes:
        text: str = self._source["json"]
        return text.encode()

    @property
    def quote(self) -> Quote | None:
        return None if self.place is None else decoded(self.stored).quotes[self.place]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Answer):
            return NotImplemented
        mine = self.score, self.key, self.header, self.stored
        return mine == (other.score, other.key, other.header, other.stored)

    def __repr__(self) -> str:
        return f"Answer({self.key!r}, {self.score})"

    __hash__ = None  # type: ignore[assignment]


def quote_key(id: str, place: int) -> str:
    """Return the key of a quote by its place in its article; an article's key is its id."""
    return f"{id}#{place:05}"


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
