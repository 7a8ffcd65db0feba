"""What can still be read of an index that is damaged: each article that came from no page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from searchkit.engines.whoosh.commits.states import is_damage
from searchkit.engines.whoosh.commits.storage import Index, Storage
from searchkit.engines.whoosh.segments.codec import Segment


def salvaged(storage: Storage, index: Index) -> Iterator[bytes | None]:
    """Yield the JSON of each article, and None for each document that cannot be read.

    Where it cannot be told, either, which documents are articles, quotes count, too.
    """
    for segment in index.segments():
        documents = _whole(segment.codec().per_document_reader, storage, segment)
        numbers = _whole(_articles, storage, segment)
        for number in range(segment.doc_count_all()) if numbers is None else numbers:
            if not segment.is_deleted(number):
                found = documents and _whole(_text, documents, number)
                if found != b"":
                    yield found


def _whole(read: Callable[..., Any], *given: Any) -> Any:
    """Return what is read, None where it is damaged."""
    try:
        return read(*given)
    except Exception as error:
        if not is_damage(error):
            raise
        return None


def _articles(storage: Storage, segment: Segment) -> Sequence[int]:
    """Return the numbers of the documents that are articles."""
    postings = segment.codec().terms_reader(storage, segment).postings("unit")
    if postings is None:
        return ()
    return postings.docs.part(*postings.extent(*postings.lexicon.begins(b"article")))


def _text(documents: Any, number: int) -> bytes:
    """Return the JSON of an article that came from no page; nothing of any other document."""
    record = documents.record(number)
    if "page" not in record or json.loads(record["page"])[0] is not None:
        return b""
    text: bytes = record["json"]
    return text
