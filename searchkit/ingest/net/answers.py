"""What a web server answered: its status, the kind of the body, and the body, unpacked."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from dataclasses import dataclass
from email.parser import BytesHeaderParser

from searchkit.ingest.files import LARGEST

_HEADERS = BytesHeaderParser()
_STATUS = re.compile(rb"HTTP/\S{0,9}[ \t]{1,9}([0-9]{3})(?![0-9])")
_ENDS = (b"\r\n\r\n", b"\n\n")
# How zlib reads each coding; some servers call raw deflate what should have a header of zlib.
_WINDOWS = {
    "gzip": (16 + zlib.MAX_WBITS,),
    "x-gzip": (16 + zlib.MAX_WBITS,),
    "deflate": (zlib.MAX_WBITS, -zlib.MAX_WBITS),
}
_PLAIN = ("", "identity")


class AnswerUnreadable(ValueError):
    """An answer of a server cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``content_type`` is as the header has it; ``body`` is cut one byte above the bound."""

    status: int
    content_type: str
    body: bytes


def recorded_answer(data: bytes) -> Answer:
    """Return an answer that was written down whole: status line, headers, body.

    Raises AnswerUnreadable.
    """
    cuts = [(place, end) for end in _ENDS if (place := data.find(end)) >= 0]
    place, end = min(cuts, default=(len(data), b""))
    first, _, lines = data[:place].partition(b"\n")
    status = _STATUS.match(first)
    if not status:
        raise AnswerUnreadable("no answer of a web server")
    headers = headers_in(lines)
    body = data[place + len(end) :]
    if "chunked" in headers["transfer-encoding"].lower():
        body = _joined(body)
    body = unpacked_body(body, headers["content-encoding"])
    return Answer(int(status[1]), headers["content-type"], body)


def headers_in(lines: bytes) -> defaultdict[str, str]:
    """Return the headers in some lines by their names in lower case; an absent one is ""."""
    found: defaultdict[str, str] = defaultdict(str)
    for name, value in _HEADERS.parsebytes(lines).items():
        found.setdefault(name.lower(), str(value).strip())  # a Header where it is not ASCII
    return found


def unpacked_body(body: bytes, coding: str) -> bytes:
    """Return a body without its content coding, cut one byte above the bound of a page.

    Raises AnswerUnreadable where the coding is another than gzip and deflate, or is damaged.
    """
    coding = coding.strip().lower()
    if coding in _PLAIN:
        return body[: LARGEST + 1]
    if coding not in _WINDOWS:
        raise AnswerUnreadable(f"packed as {coding:.20}, which is not read")
    for window in _WINDOWS[coding]:
        try:
            return zlib.decompressobj(window).decompress(body, LARGEST + 1)
        except zlib.error:
            continue
    return _unlike(body, coding)


def _unlike(body: bytes, coding: str) -> bytes:
    """A body that is not packed as its header says: crawlers unpack, and keep the header."""
    if body.lstrip()[:1] == b"<":
        return body[: LARGEST + 1]
    raise AnswerUnreadable(f"damaged: it is not packed as {coding}")


def _joined(body: bytes) -> bytes:
    """The chunks of a body (RFC 9112, 7.1) as one; a body without chunks as it is."""
    pieces: list[bytes] = []
    place = 0
    while (end := body.find(b"\r\n", place, place + 100)) >= 0:
        size = _size(body[place:end])
        if size is None:
            break
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[end + 2 : end + 2 + size])
        place = end + 2 + size + 2
    # Cut off, or unpacked by the crawler, which kept the header.
    return b"".join(pieces) or body


def _size(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    try:
        return int(digits, 16) if digits.isalnum() else None
    except ValueError:
        return None
