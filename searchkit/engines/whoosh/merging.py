"""Which segments a commit writes anew: the small ones, and those of which much is deleted."""

from __future__ import annotations

from typing import Any

from whoosh.reading import SegmentReader
from whoosh.writing import MERGE_SMALL

_SHARE = 0.2
"""Of the documents of a segment: when so many are deleted, the others are written anew."""


def merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Write worn segments anew and merge small ones; return those that stay as they are."""
    worn = [segment for segment in segments if is_worn(segment)]
    for segment in worn:
        rewrite(writer, segment)
    kept: list[Any] = MERGE_SMALL(writer, [s for s in segments if s not in worn])
    return kept


def is_worn(segment: Any) -> bool:
    """Say whether so much of a segment is deleted that the rest is worth writing anew."""
    return bool(segment.deleted_count() > segment.doc_count_all() * _SHARE)


def rewrite(writer: Any, segment: Any) -> None:
    """Write what is left of a segment into the one that is being made."""
    reader = SegmentReader(writer.storage, writer.schema, segment)
    try:
        writer.add_reader(reader)
    finally:
        reader.close()
