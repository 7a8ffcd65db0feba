"""A connection to a web server: to the address that was checked, or through the user's proxy.

It ends at its deadline, however slowly the other side sends.
"""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from searchkit.errors import PageRefused
from searchkit.ingest.net.addresses import addresses_of, check_public

PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Line:
    """An open connection, and what to ask for on it: a proxy wants the whole address."""

    connection: HTTPConnection
    target: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Route:
    """The addresses to connect to, the first that answers; ``proxy`` where they are a proxy's."""

    addresses: list[str]
    port: int
    proxy: SplitResult | None = None
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def connected(url: SplitResult, deadline: float, allow_private: bool) -> Iterator[Line]:
    """Give a connection to the host of an address; it is closed in the end.

    At the ``deadline``, of the clock ``time.monotonic``, it is cut, and reading fails.  Raises
    PageRefused where the host is unknown, or private and not allowed, or the proxy is of no known
    kind; OSError where it cannot be reached.
    """
    route = _route(url, deadline, allow_private)
    held = [_reached(route, deadline)]
    watch = Timer(max(0.0, deadline - monotonic()), _cut, [held])
    watch.daemon = True
    watch.start()
    try:
        if url.scheme == "https":
            _secure(url, route, held)
        connection = HTTPConnection(url.hostname or "")
        connection.sock = held[-1]
        if route.proxy and url.scheme == "http":
            yield Line(connection, url.geturl(), route.headers)
        else:
            yield Line(connection, url._replace(scheme="", netloc="").geturl(), {})
    finally:
        watch.cancel()
        held[-1].close()


def _route(url: SplitResult, deadline: float, allow_private: bool) -> _Route:
    host, port = url.hostname or "", url.port or PORTS[url.scheme]
    proxy = _proxy(url)
    if proxy is None:
        found = addresses_of(host, port, deadline)
        if not allow_private:
            check_public(host, found)
        return _Route(found, port)
    if not allow_private:
        # The proxy resolves names itself, and this machine may know none.
        known: list[str] = []
        with suppress(PageRefused):
            known = addresses_of(host, port, deadline)
        check_public(host, known)
    proxy_port = proxy.port or PORTS["http"]
    found = addresses_of(proxy.hostname or "", proxy_port, deadline)
    return _Route(found, proxy_port, proxy, _pass(proxy))


def _proxy(url: SplitResult) -> SplitResult | None:
    """The proxy that the environment names for an address, as programs understand it."""
    found = getproxies()
    address = found.get(url.scheme) or found.get("all")
    if not address or proxy_bypass(url.netloc):
        return None
    try:
        proxy = urlsplit(address if "://" in address else f"http://{address}")
        _ = proxy.port
    except ValueError as error:
        raise PageRefused(f"the proxy of the environment is no address ({error})") from None
    if proxy.scheme != "http" or not proxy.hostname:
        raise PageRefused(f"the proxy of the environment is of no known kind ({proxy.scheme})")
    return proxy


def _pass(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    words = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": f"Basic {base64.b64encode(words.encode()).decode()}"}


def _reached(route: _Route, deadline: float) -> socket.socket:
    fault: OSError = OSError("no address")
    for address in route.addresses:
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        try:
            return socket.create_connection((address, route.port), timeout=left)
        except OSError as error:
            fault = error
    raise fault


def _secure(url: SplitResult, route: _Route, held: list[socket.socket]) -> None:
    if route.proxy:
        _open_tunnel(url, route, held[-1])
    secured = ssl.create_default_context().wrap_socket(
        held[-1], server_hostname=url.hostname, do_handshake_on_connect=False
    )
    held.append(secured)
    secured.do_handshake()


def _open_tunnel(url: SplitResult, route: _Route, wire: socket.socket) -> None:
    place = url.netloc if url.port else f"{url.netloc}:{PORTS[url.scheme]}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    lines += [f"{name}: {value}" for name, value in route.headers.items()]
    wire.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
    with HTTPResponse(wire, method="CONNECT") as answer:
        answer.begin()
        if answer.status != 200:
            raise PageRefused(f"the proxy answered {answer.status} {answer.reason:.50}")


def _cut(held: list[socket.socket]) -> None:
    """End all reading on a connection, from another thread."""
    with suppress(OSError):
        # Not the method of SSLSocket, which gives up encryption before it shuts down.
        socket.socket.shutdown(held[-1], socket.SHUT_RDWR)
