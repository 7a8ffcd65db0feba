"""The fields that a query can name: what each one means, how it is analysed, what it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from searchkit.analysis import Analysis

Unit = Literal["article", "quote"]
"""What a hit is: a whole article, or one quote in it."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    ``unit`` says of what it is true, ``weight`` says how often a word in it counts (a filter,
    which all its hits match alike, weighs nothing), ``free``
    fields are searched by words without a field, ``facet`` fields can be counted, and the
    ``values`` of a field that has only a few are listed.
    """

    name: str
    unit: Unit
    analysis: Analysis
    summary: str
    example: str
    weight: float = 1.0
    free: bool = False
    facet: bool = False
    values: tuple[str, ...] = ()


_TABLE = (
    Field(
        "headline",
        "article",
        "stemmed",
        "words of the headline",
        "headline:cable",
        4.0,
        free=True,
    ),
    Field("caption", "article", "stemmed", "words under a picture", "caption:chart", free=True),
    Field(
        "subhead", "article", "stemmed", "words of a subhead", "subhead:register", 1.5, free=True
    ),
    Field("text", "article", "stemmed", "words of the paragraphs", 'text:"sea level"', free=True),
    Field("said", "quote", "stemmed", "words that somebody said", 'said:"digital divide"'),
    Field("speaker", "quote", "folded", "who said it", "speaker:kariuki", facet=True),
    Field("role", "quote", "folded", "the speaker's role", "role:negotiator", facet=True),
    Field(
        "org",
        "quote",
        "folded",
        "the speaker's affiliation or country",
        "org:senegal",
        facet=True,
    ),
    Field(
        "kind",
        "quote",
        "exact",
        "how the words are given",
        "kind:direct",
        0.0,
        facet=True,
        values=("direct", "indirect", "mixed"),
    ),
    Field(
        "outlet",
        "article",
        "folded",
        "who published the article",
        "outlet:gazette",
        0.0,
        facet=True,
    ),
    Field("author", "article", "folded", "who wrote it", "author:rosmaninho", 0.0, facet=True),
    Field("date", "article", "day", "the day of publication", "date:2025-10-15", facet=True),
    Field("day", "article", "day", "the day of the event, from collection.toml", "day:1"),
    Field(
        "place", "article", "folded", "where it was written", 'place:"porto alvar"', 0.0, facet=True
    ),
    Field(
        "lang", "article", "exact", "the language, by its ISO 639 code", "lang:en", 0.0, facet=True
    ),
    Field(
        "collection",
        "article",
        "exact",
        "its folder in corpus/",
        "collection:tideline-summit-2025",
        0.0,
        facet=True,
    ),
    Field("id", "article", "exact", "one article", "id:0a1b2c3d4e5f", 0.0),
)

FIELDS = MappingProxyType({field.name: field for field in _TABLE})
"""All fields by name, in the order in which they are listed to a user."""

FREE = tuple(field.name for field in _TABLE if field.free)
"""Where words without a field are looked for."""

FACETS = tuple(field.name for field in _TABLE if field.facet)
"""The fields whose values can be counted."""


def names_of(unit: Unit) -> tuple[str, ...]:
    """Return the names of the fields of a unit, in order."""
    return tuple(field.name for field in _TABLE if field.unit == unit)
