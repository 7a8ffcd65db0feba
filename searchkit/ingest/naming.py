"""What a page that came without a name is called: by what its bytes are."""

from __future__ import annotations

import json
import zlib

from searchkit.ingest.containers.archives import ZIP
from searchkit.ingest.containers.warc import WARC
from searchkit.ingest.decoding import decode
from searchkit.ingest.files import GZIP, LARGEST, LARGEST_ARCHIVE, unpacked
from searchkit.ingest.identity import id_of
from searchkit.ingest.mhtml import is_packed
from searchkit.ingest.reading import is_markup
from searchkit.ingest.saved import saved


def name_of(data: bytes) -> str:
    """Return a file name for a page that came without one: its id, and what it is."""
    return f"{id_of(data)}{suffix_of(data)}"


def suffix_of(data: bytes) -> str:
    """Return the end of a file name that says what the bytes are, with ``.gz`` where they are."""
    if data.startswith(ZIP):
        return ".zip"
    plain = unpacked(data, LARGEST_ARCHIVE)
    return _suffix(plain) + (".gz" if data.startswith(GZIP) else "")


def _suffix(data: bytes) -> str:
    if data.startswith(WARC):
        return ".warc"
    if is_packed(data):
        return ".mhtml"
    from searchkit.ingest.containers.feeds import is_feed  # brings lxml

    text = saved(decode(data).text).text
    if _is_jsonl(text):  # first, for a page of markup may be told of in it
        return ".jsonl"
    if is_feed(text):
        return ".xml"
    return ".html" if is_markup(text) else ".txt"


def suffix_of_lines(head: bytes) -> str:
    """Return the end of a name for articles, one a line, where a page begins so; else nothing.

    The first line tells, gzip or not; ``head`` are 5 MB of the page, or all of it.
    """
    is_packed = head.startswith(GZIP)
    try:
        plain = zlib.decompressobj(31).decompress(head, LARGEST) if is_packed else head
    except zlib.error:
        return ""
    if not _is_jsonl(plain.decode("utf-8-sig", "replace")):
        return ""
    return ".jsonl.gz" if is_packed else ".jsonl"


def _is_jsonl(text: str) -> bool:
    try:
        return isinstance(json.loads(text.strip().partition("\n")[0]), dict)
    except (ValueError, RecursionError):
        return False
