"""Which segments a commit writes anew: small ones, and those of which much is deleted.

What a commit writes anew is bounded by what came and went since: one document never costs the
writing of all.  A segment is joined to smaller ones where it is not much larger than they are
together, so that their number grows with the logarithm of the documents only.
"""

from __future__ import annotations

from typing import Any

from whoosh.reading import SegmentReader

_SHARE = 0.2
"""Of the documents of a segment: when so many are deleted, the others are worth writing anew."""

_TIMES = 4
"""A segment is joined to what is smaller if it is at most so many times as large, and a commit
writes so many documents anew for each that came or went."""

_ALWAYS = 2000
"""Documents that are written anew without a second thought: it takes hundredths of a second."""


def merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Give segments to the writer that are to be joined; return those that stay as they are."""
    joined = added = writer.doc_count()
    spent = 0
    kept = []
    for segment in sorted(segments, key=lambda segment: segment.doc_count()):
        alive, deleted = segment.doc_count(), segment.deleted_count()
        is_worn = deleted > (alive + deleted) * _SHARE
        is_small = 0 < alive <= _TIMES * joined
        if (is_worn or is_small) and spent + alive <= max(_ALWAYS, _TIMES * (added + deleted)):
            joined += alive
            spent += alive
            _join(writer, segment)
        else:
            kept.append(segment)
    return [segment for segment in segments if segment in kept]


def _join(writer: Any, segment: Any) -> None:
    reader = SegmentReader(writer.storage, writer.schema, segment)
    try:
        writer.add_reader(reader)
    finally:
        reader.close()
