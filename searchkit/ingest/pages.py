"""The files of a corpus become articles, or refusals that say why they cannot.

How a file is read says the end of its name; what the bytes of a page are, the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BufferedIOBase, BytesIO
from pathlib import PurePath

from searchkit.article import Article
from searchkit.errors import PageRefused
from searchkit.hits import Refusal
from searchkit.ingest.containers.entries import Entry, Place
from searchkit.ingest.containers.jsonlines import articles_in_lines
from searchkit.ingest.decoding import decode
from searchkit.ingest.files import (
    LARGEST,
    LARGEST_ARCHIVE,
    LINES,
    opened,
    read_packed,
    too_large,
    unpacked,
    unpacking,
)
from searchkit.ingest.identity import Page, source_name
from searchkit.ingest.reading import account_of
from searchkit.ingest.saved import saved

_XHTML = re.compile(r"<html[\s>]", re.IGNORECASE)
_LOOKED_AT = 4096

_Found = Iterator[Article | Refusal]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How files of a kind are read: ``limit`` in bytes; gzip is undone before, or while reading.

    One that is ``read_lines`` never is in memory whole, and has no limit as a file of the corpus.
    """

    read: Callable[[bytes, Place], _Found]
    limit: int
    is_stream: bool = False
    read_lines: Callable[[BufferedIOBase, Place], _Found] | None = None


def extract(page: bytes | str, url: str | None = None) -> Article:
    """Return the article that a page holds: HTML or plain text, gzip or not, quotes attributed.

    Its id is 12 hex digits of BLAKE2b over the page's bytes.  Raises PageRefused, with the
    reason, where the page is empty, binary, larger than 5 MB or has no text.
    """
    return account_of(page, url).article


def read_page(page: Page) -> _Found:
    """Yield what a file of the corpus holds: one article, or one for each of its entries."""
    place = Place(page.source, collection=page.collection)
    try:
        kind = _kind(page.source)
        if kind is None:
            raise PageRefused(_unknown())
        if kind.read_lines:
            with opened(page.path) as file, unpacking(file) as plain:
                yield from kind.read_lines(plain, place)
        else:
            yield from _read(read_packed(page.path, kind.limit), place)
    except PageRefused as refused:
        yield Refusal(place.name, refused.message)


def articles_in(data: bytes, source: str, collection: str | None) -> _Found:
    """Yield the articles in the bytes of the page at ``source``, and what of it is refused.

    Every article bears the path as its source and the collection, unless it is a line of JSON
    that says what they are; its id is made of the path, and of its key where the file has many.
    """
    place = Place(source, collection=collection)
    try:
        yield from _read(data, place)
    except PageRefused as refused:
        yield Refusal(place.name, refused.message)


def is_page(source: str) -> bool:
    """Return whether a file of this name is read at all."""
    return _kind(source) is not None


def _read(data: bytes, place: Place) -> _Found:
    kind = _kind(place.key or place.source)
    if kind is None:
        raise PageRefused(_unknown())
    if place.key:  # what one entry swells to, ten thousand may
        return _in_archive(kind, data, place)
    if kind.is_stream:
        if len(data) > kind.limit:
            raise PageRefused(too_large(kind.limit))
        return kind.read(data, place)
    return kind.read(unpacked(data, kind.limit), place)


def _in_archive(kind: _Kind, data: bytes, place: Place) -> _Found:
    if kind.is_stream:
        raise PageRefused("an archive in an archive; unpack it and add what is in it")
    return kind.read(unpacked(data, LARGEST), place)


def _one_page(data: bytes, place: Place) -> _Found:
    yield replace(
        account_of(data).article,
        id=place.id,
        source=source_name(place.source),
        collection=place.collection,
    )


def _feed(data: bytes, place: Place) -> _Found:
    from searchkit.ingest.containers.feeds import feed_entries  # brings lxml

    page = saved(decode(data).text)
    if _XHTML.search(page.text, 0, _LOOKED_AT):
        return _one_page(data, place)
    return _pages_of(feed_entries(page.text, page.url), place)


def _warc(data: bytes, place: Place) -> _Found:
    from searchkit.ingest.containers.warc import warc_entries  # brings email

    return _pages_of(warc_entries(data), place)


def _zip(data: bytes, place: Place) -> _Found:
    from searchkit.ingest.containers.archives import zip_entries  # brings zipfile

    return _pages_of(zip_entries(data, is_page), place, _read)


def _lines(data: bytes, place: Place) -> _Found:
    return articles_in_lines(BytesIO(data), place)


def _pages_of(
    entries: Iterator[Entry], place: Place, read: Callable[[bytes, Place], _Found] = _one_page
) -> _Found:
    """Read each entry; a bad one is refused by its name, and the others go on."""
    for entry in entries:
        inner = place.under(entry.key)
        try:
            if entry.refused:
                raise PageRefused(entry.refused)
            yield from read(entry.page, inner)
        except PageRefused as refused:
            yield Refusal(inner.name, refused.message)


# How a file is read, by the end of its name; ``.gz`` after it is taken off first.
_KINDS: dict[str, _Kind] = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".txt", ".text", ".md"), _Kind(_one_page, LARGEST)),
    **dict.fromkeys((".mhtml", ".mht"), _Kind(_one_page, LARGEST_ARCHIVE)),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf"), _Kind(_feed, LARGEST_ARCHIVE)),
    **dict.fromkeys(LINES, _Kind(_lines, LARGEST_ARCHIVE, read_lines=articles_in_lines)),
    ".warc": _Kind(_warc, LARGEST_ARCHIVE, is_stream=True),
    ".zip": _Kind(_zip, LARGEST_ARCHIVE, is_stream=True),
}


def _kind(source: str) -> _Kind | None:
    return _KINDS.get(PurePath(source.lower().removesuffix(".gz")).suffix)


def _unknown() -> str:
    known = " ".join(sorted(_KINDS))
    return f"unknown kind of file; known are {known}, each also with .gz"
