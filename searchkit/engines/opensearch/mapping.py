"""The mapping of a cluster's index, made from our field table: what is kept of each field.

A document is an article; its quotes are nested in it.  Texts come as terms, and are only parted at
blanks.  What ranking needs is kept as it is: how often a term stands in a field (the similarity
``count``), and how many terms the field has (``…_length``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from searchkit.query.fields import FIELDS, Field, Unit
from searchkit.query.parser import MAX_NEAR

FORMAT = 1
"""Version of what stands in the index; another one is not read."""

GAP = MAX_NEAR + 1
"""Positions left out between two texts of a field, so that nothing is near across them."""

LONGEST_BEGINNING = 20
"""Characters of the longest beginning of a word that is a term of its own."""

QUOTES = "quotes"
MOST_INNER = 10_000
"""Quotes of one article that an answer may list."""

PRINTED, BEGINS, WORDS = "_printed", ".begins", "_words"
VALUE, LENGTH = "_value", "_length"
"""Endings of the fields beside a field: its words as printed where it holds stems, how they begin,
each of them once; its whole values; its number of terms."""


def path(name: str) -> str:
    """Return the field of the cluster that holds the terms of a field of ours."""
    return f"{QUOTES}.{name}" if FIELDS[name].unit == "quote" else name


def printed_path(name: str) -> str:
    """Return the field with the words of a field as printed."""
    return path(name) + PRINTED if FIELDS[name].analysis == "stemmed" else path(name)


def words_path(name: str) -> str:
    """Return the field with each word of a field once."""
    return path(name) if FIELDS[name].analysis == "exact" else path(name) + WORDS


def value_path(name: str) -> str:
    """Return the field with the values of a facet field."""
    return "day" if name == "date" else path(name) + VALUE


def collection_path(unit: Unit) -> str:
    """Return the field with the collection of an article, or of the article of a quote."""
    return "collection" if unit == "article" else f"{QUOTES}.collection"


def settings(shards: int) -> dict[str, Any]:
    """Return the settings of an index."""
    return {
        "number_of_shards": shards,
        "auto_expand_replicas": "0-1",
        "refresh_interval": "1s",
        "codec": "best_compression",
        "max_inner_result_window": MOST_INNER,
        "similarity": {"count": {"type": "scripted", "script": {"source": "return doc.freq;"}}},
        "analysis": {
            "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": 100_000}},
            "filter": {
                "beginning": {"type": "edge_ngram", "min_gram": 2, "max_gram": LONGEST_BEGINNING}
            },
            "analyzer": {
                "terms": {"type": "custom", "tokenizer": "blanks"},
                "beginnings": {"type": "custom", "tokenizer": "blanks", "filter": ["beginning"]},
            },
        },
    }


def mapping() -> dict[str, Any]:
    """Return the mapping of an index."""
    return {
        "dynamic": "strict",
        "_meta": {"searchkit": {"format": FORMAT}},
        "_source": {"includes": ["header", "json"]},
        "properties": {
            "unit": {"type": "keyword"},
            "key": {"type": "keyword"},
            "day": {"type": "date", "format": "strict_date"},
            "header": _KEPT,
            "json": _KEPT,
            "page": {"type": "keyword"},
            "fingerprint": _COUNTED,
            "run": {"type": "keyword"},
            "names": _COUNTED,
            **_properties("article"),
            QUOTES: {
                "type": "nested",
                "properties": {
                    "place": {"type": "integer"},
                    "collection": {"type": "keyword"},
                    **_properties("quote"),
                },
            },
        },
    }


_KEPT = {"type": "keyword", "index": False, "doc_values": False}
_COUNTED = {"type": "keyword", "index": False}


def _properties(unit: Unit) -> dict[str, Any]:
    fields = (field for field in FIELDS.values() if field.unit == unit)
    return {name: kind for field in fields for name, kind in _kinds(field)}


def _kinds(field: Field) -> Iterator[tuple[str, dict[str, Any]]]:
    if field.analysis == "day":
        return
    if field.analysis == "exact":
        yield field.name, {"type": "keyword"}
    elif field.analysis == "stemmed":
        yield field.name, _text("positions")
        yield field.name + PRINTED, _text("freqs", fields=_BEGINNINGS)
    else:
        yield field.name, _text("positions", fields=_BEGINNINGS)
    if field.analysis != "exact":
        yield field.name + WORDS, _COUNTED
        if field.weight:
            yield field.name + LENGTH, {"type": "integer", "index": False}
    if field.facet:
        yield field.name + VALUE, {"type": "keyword"}


def _text(options: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "text",
        "analyzer": "terms",
        "similarity": "count",
        "norms": False,
        "index_options": options,
        **({"position_increment_gap": GAP} if options == "positions" else {}),
        **more,
    }


_BEGINNINGS = {
    "begins": {
        "type": "text",
        "analyzer": "beginnings",
        "search_analyzer": "terms",
        "similarity": "count",
        "norms": False,
        "index_options": "freqs",
    }
}
