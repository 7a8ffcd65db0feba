"""A saved page says in a comment where it was saved from: read at its head, written there.

Browsers write ``<!-- saved from url=(0029)https://... -->``, the number being the length of the
address.  What a server said of a page beside its bytes travels in the same line, so that a page
read from an archive or fetched from the net is a page like any other.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple
from urllib.parse import quote

from searchkit.ingest.decoding import decode

_LOOKED_AT = 4096
_LONGEST = 2000
_ADDRESS = rf"(?P<url>https?://[^\s<>\"]{{1,{_LONGEST}}})"
_OURS = re.compile(
    rf"<!--(?: charset=[\w.:-]{{1,40}})?(?: saved from url=\(\d{{4}}\){_ADDRESS})? -->\n"
)
_THEIRS = (
    re.compile(rf"<!--\s{{1,9}}saved from url=\(\d{{4}}\)\s?{_ADDRESS}\s"),
    re.compile(rf"<!--\s{{1,9}}Page saved with SingleFile\s{{1,9}}url:\s?{_ADDRESS}\s"),
)
_WIDE = ("utf-16", "utf-32")
_CHARSET = re.compile(r"[\w.:-]{1,40}", re.ASCII)
_PARAMETER = re.compile(
    r";\s{0,9}charset\s{0,9}=\s{0,9}[\"']?([\w.:-]{1,40})", re.IGNORECASE | re.ASCII
)
_ESCAPED = re.compile(r"%([46][35])(?=harset=|ncoding=)", re.IGNORECASE)
_MISTAKABLE = re.compile(r"c(?=harset=)|e(?=ncoding=)", re.IGNORECASE)


class Saved(NamedTuple):
    """The text of a page, and the address that it was saved from, where it says so."""

    text: str
    url: str | None


def saved(text: str) -> Saved:
    """Return a page and where it was saved from; the line of ``marked`` is taken off again.

    Without it a plain text is a plain text, and an XML declaration stands first.
    """
    if ours := _OURS.match(text):
        url = ours["url"] and _ESCAPED.sub(lambda code: chr(int(code[1], 16)), ours["url"])
        return Saved(text[ours.end() :], url)
    found = (mark.search(text, 0, _LOOKED_AT) for mark in _THEIRS)
    return Saved(text, next((match["url"] for match in found if match), None))


def marked(page: bytes, url: str | None, charset: str | None = None) -> bytes:
    """Return a page with a first line that says its address and the charset that came with it.

    The charset so counts as one that the page declares.  The bytes stay as they are, but for
    UTF-16 and UTF-32, which become UTF-8: a line before them would make them unreadable.
    """
    read = decode(page)
    if read.codec.startswith(_WIDE):
        page, charset = read.text.encode("utf-8", "replace"), "utf-8"
    line = _line(url or "", charset or "").encode("ascii")
    if page.startswith(codecs.BOM_UTF8):
        return codecs.BOM_UTF8 + line + page.removeprefix(codecs.BOM_UTF8)
    return line + page


def _line(url: str, charset: str) -> str:
    url = quote(url, safe="%/:?#[]@!$&'()*+,;=~")
    # Escaped, the letter means the same (RFC 3986, 2.3) and is not taken for a declaration.
    url = _MISTAKABLE.sub(lambda letter: f"%{ord(letter[0]):02X}", url)
    known = f" charset={charset}" if _CHARSET.fullmatch(charset) else ""
    is_web = url.startswith(("http://", "https://")) and len(url) <= _LONGEST
    known += f" saved from url=({len(url):04}){url}" if is_web else ""
    return f"<!--{known} -->\n" if known else ""


def charset_of(content_type: str) -> str:
    """Return the charset that a ``Content-Type`` header names, or "".

    >>> charset_of('text/html; charset="koi8-r"')
    'koi8-r'
    """
    match = _PARAMETER.search(content_type[:_LONGEST])
    return match[1] if match else ""
