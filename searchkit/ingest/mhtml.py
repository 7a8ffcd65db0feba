"""A page that a browser saved whole (MHTML, RFC 2557) becomes the page alone.

It is a mail whose parts are the page, its frames and its pictures; the first part that is HTML is
the page.  The parts are told apart here: ``email`` makes an object of each line and each part of
the whole mail, and a hostile one has millions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from searchkit.errors import PageRefused
from searchkit.ingest.files import LARGEST, too_large
from searchkit.ingest.saved import marked

if TYPE_CHECKING:
    from email.message import Message

MOST_PARTS = 2_000
DEEPEST = 4
"""Levels of parts in parts; browsers write one, mail programs three."""

_HEADER = re.compile(rb"[\w-]{1,40}:")
_LOOKED_AT = 4096
_LONGEST_HEAD = 65_536
_END = re.compile(rb"\n\r?\n")
_PAGES = ("text/html", "application/xhtml+xml")
_LARGEST_PACKED = 16_000_000  # quoted-printable takes three bytes for one, and breaks lines


def is_packed(data: bytes) -> bool:
    """Return whether the bytes are a page in MHTML."""
    head = data[:_LOOKED_AT].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    is_mail = bool(_HEADER.match(head)) and b"\nmime-version:" in b"\n" + head
    return is_mail and b"multipart/related" in head


def unpacked_page(data: bytes) -> bytes:
    """Return the bytes of the page in it, marked with its address and charset.

    Raises PageRefused where no part is a page, or it is larger than 5 MB.
    """
    try:
        mail, _ = _taken_apart(data)
        part, body = next(_pages(data), (None, b""))
        page = _decoded(part, body) if part else b""
    except (ValueError, LookupError) as error:
        raise PageRefused(f"this MHTML cannot be read ({type(error).__name__})") from None
    if part is None or not page.strip():
        raise PageRefused("no page is in this MHTML; save it again, as HTML")
    if len(page) > LARGEST:
        raise PageRefused(too_large(LARGEST))
    return marked(page, _address(part, mail), part.get_content_charset())


def _pages(data: bytes, depth: int = 0) -> Iterator[tuple[Message, bytes]]:
    """Yield the parts that are pages, each with its body as it is packed."""
    if depth > DEEPEST:
        raise PageRefused("this MHTML has parts in parts without end; save the page again, as HTML")
    head, body = _taken_apart(data)
    if head.get_content_maintype() == "multipart":
        for piece in _pieces(body, head.get_boundary("")):
            yield from _pages(piece, depth + 1)
    elif head.get_content_type() in _PAGES:
        yield head, body


def _taken_apart(part: bytes) -> tuple[Message, bytes]:
    """The headers of a part, and its body."""
    from email.parser import BytesHeaderParser  # few pages are packed so

    # With a line end before it, for a part without headers begins with the empty line.
    end = _END.search(b"\n" + part[:_LONGEST_HEAD])
    head, body = (part[: end.start()], part[end.end() - 1 :]) if end else (part, b"")
    return BytesHeaderParser().parsebytes(head[:_LOOKED_AT]), body


def _pieces(body: bytes, boundary: str) -> Iterator[bytes]:
    """Yield the parts between the lines that are the boundary (RFC 2046, 5.1.1)."""
    mark = re.escape(boundary.encode("ascii", "surrogateescape"))
    start = None
    for count, line in enumerate(re.finditer(rb"^--%s(--)?[ \t]{0,99}+\r?$" % mark, body, re.M)):
        if count > MOST_PARTS:
            raise PageRefused(f"more than {MOST_PARTS:,} parts are in this MHTML; save it as HTML")
        if start is not None:
            yield body[start : line.start()]
        if line[1]:
            return
        start = line.end() + 1
    if start is not None:  # cut off
        yield body[start:]


def _decoded(part: Message, body: bytes) -> bytes:
    if len(body) > _LARGEST_PACKED:
        raise PageRefused(too_large(LARGEST))
    part.set_payload(body.decode("ascii", "surrogateescape"))
    page = part.get_payload(decode=True)
    return page if isinstance(page, bytes) else b""


def _address(part: Message, mail: Message) -> str:
    found = (part["Content-Location"], mail["Snapshot-Content-Location"])
    return next((str(url).strip() for url in found if url), "")
