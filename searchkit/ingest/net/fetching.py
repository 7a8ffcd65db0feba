"""A page is fetched from its address on the net, within bounds, from public addresses only.

Written on http.client: the address that was checked must be the one that is connected to, which
libraries with pools and resolvers of their own do not promise.
"""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from hashlib import blake2b
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from searchkit.errors import PageRefused
from searchkit.ingest.files import LARGEST, too_large
from searchkit.ingest.net.answers import AnswerUnreadable, unpacked_body
from searchkit.ingest.net.connecting import PORTS, connected
from searchkit.ingest.saved import charset_of, marked

SECONDS = 30.0
"""For a page with all its redirects."""

MOST_REDIRECTS = 5

_REDIRECTS = (301, 302, 303, 307, 308)
_KINDS = (
    "", "text/html", "application/xhtml+xml", "text/plain", "text/xml", "application/xml",
    "application/rss+xml", "application/atom+xml", "application/rdf+xml",
)  # fmt: skip
_HEADERS = {
    "User-Agent": "searchkit",
    "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, text/plain;q=0.8",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}
_LATE = "the server is too slow; try again later"
_PATH = "%/:@!$&'()*+,;=~"
_NOT_IN_NAMES = re.compile(r"[\W_]+")
_LONGEST_NAME = 55  # letters of up to four bytes; a file system takes 255 bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page from the net: marked with its address, and a name for it without an ending."""

    page: bytes
    url: str
    name: str


def fetch(url: str, *, allow_private: bool = False, seconds: float = SECONDS) -> Fetched:
    """Return the page at an address of http or https.

    Redirects are followed, each checked like the first address; ``seconds`` is the time for all of
    it.  Raises PageRefused where the page cannot be had within the bounds, or an address is private
    and that is not allowed.
    """
    deadline = monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        target = _target(url)
        answer = _answer(target, deadline, allow_private)
        if answer.location is None:
            page = marked(answer.body, target.geturl(), charset_of(answer.content_type))
            return Fetched(page, target.geturl(), _name(target))
        url = _led_to(target, answer.location)
    raise PageRefused(f"more than {MOST_REDIRECTS} redirects, the last to {url:.200}")


@dataclass(frozen=True, slots=True)
class _Answer:
    location: str | None
    content_type: str
    body: bytes


def _target(url: str) -> SplitResult:
    """The parts of an address, in ASCII and without a fragment."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
        host = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise PageRefused("this is no address of a page; is it complete?") from None
    if parts.scheme not in PORTS:
        raise PageRefused(f"{parts.scheme} is not read; give an address of http or https")
    if not host:
        raise PageRefused("this address names no host")
    if parts.username is not None:
        raise PageRefused("an address with a user name in it is not fetched; save the page")
    place = f"[{host}]" if ":" in host else host
    if port not in (None, PORTS[parts.scheme]):
        place += f":{port}"
    path, query = quote(parts.path or "/", _PATH), quote(parts.query, _PATH + "?")
    return SplitResult(parts.scheme, place, path, query, "")


def _led_to(target: SplitResult, location: str) -> str:
    try:
        return urljoin(target.geturl(), location)
    except ValueError:
        raise PageRefused(f"it is redirected to no address of a page ({location:.200})") from None


def _answer(target: SplitResult, deadline: float, allow_private: bool) -> _Answer:
    try:
        with connected(target, deadline, allow_private) as line:
            headers = _HEADERS | {"Host": target.netloc} | line.headers
            line.connection.request("GET", line.target, headers=headers)
            with line.connection.getresponse() as response:
                answer = _read(response)
    except (HTTPException, OSError) as error:
        if monotonic() >= deadline or isinstance(error, TimeoutError):
            raise PageRefused(_LATE) from None
        raise PageRefused(_fault(error)) from None
    if monotonic() >= deadline:  # a connection that was cut reads like one that has ended
        raise PageRefused(_LATE)
    return answer


def _fault(error: HTTPException | OSError) -> str:
    if isinstance(error, ssl.SSLError):
        told = getattr(error, "verify_message", "") or error.reason
        return f"the server cannot be trusted ({told})"
    if isinstance(error, OSError):
        return f"the server cannot be reached ({error.strerror or error})"
    return f"the server does not speak as it should ({type(error).__name__})"


def _read(response: HTTPResponse) -> _Answer:
    kind = response.headers.get("Content-Type", "")
    location = response.headers.get("Location")
    if response.status in _REDIRECTS and location:
        return _Answer(location, "", b"")
    if response.status != 200:
        raise PageRefused(f"the server answered {response.status} {response.reason:.50}")
    if kind.partition(";")[0].strip().lower() not in _KINDS:
        raise PageRefused(f"this is {kind:.50}, no page; download it, and add the file")
    body = _body(response)
    if len(body) > LARGEST:
        raise PageRefused(too_large(LARGEST))
    if response.length:  # what was promised and did not come
        raise PageRefused("the server broke off within the page; try again later")
    try:
        body = unpacked_body(body, response.headers.get("Content-Encoding", ""))
    except AnswerUnreadable as error:
        raise PageRefused(str(error)) from None
    if len(body) > LARGEST:
        raise PageRefused(too_large(LARGEST))
    return _Answer(None, kind, body)


def _body(response: HTTPResponse) -> bytes:
    """The body, cut one byte above the bound.

    Into a buffer: of a chunk of negative length ``read`` takes all that ever comes.
    """
    buffer = memoryview(bytearray(LARGEST + 1))
    size = 0
    while count := response.readinto(buffer[size:]):
        size += count
    return bytes(buffer[:size])


def _name(url: SplitResult) -> str:
    """A file name of the letters and digits in host and path, told from others by a hash."""
    host = (url.hostname or "").removeprefix("www.")
    words = _NOT_IN_NAMES.sub("-", unquote(f"{host}{url.path}").lower()).strip("-")
    whole = f"{url.netloc}{url.path}?{url.query}".encode()
    return f"{words[:_LONGEST_NAME].strip('-')}-{blake2b(whole, digest_size=4).hexdigest()}"
