"""A page that a browser saved whole (MHTML, RFC 2557) becomes the page alone.

It is a mail whose parts are the page, its frames and its pictures; the first part that is HTML is
the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from searchkit.errors import PageRefused
from searchkit.ingest.files import LARGEST, too_large
from searchkit.ingest.saved import marked

if TYPE_CHECKING:
    from email.message import Message

_HEADER = re.compile(rb"[\w-]{1,40}:")
_LOOKED_AT = 4096
_PAGES = ("text/html", "application/xhtml+xml")


def is_packed(data: bytes) -> bool:
    """Return whether the bytes are a page in MHTML."""
    head = data[:_LOOKED_AT].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    is_mail = bool(_HEADER.match(head)) and b"\nmime-version:" in b"\n" + head
    return is_mail and b"multipart/related" in head


def unpacked_page(data: bytes) -> bytes:
    """Return the bytes of the page in it, marked with its address and charset.

    Raises PageRefused where no part is a page, or it is larger than 5 MB.
    """
    from email import message_from_bytes  # few pages are packed so

    try:
        mail = message_from_bytes(data)
        part = next((p for p in mail.walk() if p.get_content_type() in _PAGES), None)
        page = part.get_payload(decode=True) if part else None
    except (RecursionError, ValueError, LookupError) as error:
        raise PageRefused(f"this MHTML cannot be read ({type(error).__name__})") from None
    if part is None or not isinstance(page, bytes) or not page.strip():
        raise PageRefused("no page is in this MHTML; save it again, as HTML")
    if len(page) > LARGEST:
        raise PageRefused(too_large(LARGEST))
    return marked(page, _address(part, mail), part.get_content_charset())


def _address(part: Message, mail: Message) -> str:
    found = (part["Content-Location"], mail["Snapshot-Content-Location"])
    return next((str(url).strip() for url in found if url), "")
