"""Which address of the net a host stands at, and whether it is a public one.

A name is resolved once, and what is checked is what is connected to: a name that leads to a
private address the second time cannot pass.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from threading import Thread
from time import monotonic

from searchkit.errors import PageRefused

# Of NAT64, and the compatible ones of old: an address of IPv4 behind 96 bits.
_WRAPPED = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))


def addresses_of(host: str, port: int, deadline: float) -> list[str]:
    """Return the addresses of a host in the order of the system, each once.

    Raises PageRefused where it has none, TimeoutError where none is known at the ``deadline``, of
    the clock ``time.monotonic``.
    """
    answer: Future[list[str]] = Future()
    # The system takes as long as the name's server makes it, and cannot be stopped.
    Thread(target=_resolve, args=(answer, host, port), daemon=True).start()
    try:
        return answer.result(max(0.0, deadline - monotonic()))
    except TimeoutError:
        raise
    except (OSError, UnicodeError):
        raise PageRefused(f"no address is known for {host}; is the name right?") from None


def _resolve(answer: Future[list[str]], host: str, port: int) -> None:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answer.set_result(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
    except Exception as error:  # is raised where the answer is waited for
        answer.set_exception(error)


def check_public(host: str, addresses: list[str]) -> None:
    """Raise PageRefused unless all addresses of a host are public."""
    for address in addresses:
        if not is_public(address):
            raise PageRefused(
                f"{host} is at {address}, which is no public address; allow it with --allow-private"
            )


def is_public(address: str) -> bool:
    """Return whether a numeric address is one that all of the net may reach.

    Private, loopback, link-local, multicast and reserved ones are not, nor is an address of IPv6
    that stands for such a one of IPv4.
    """
    try:
        whole = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = list(_inner(whole))
    return all(map(_is_public, inner)) if inner else _is_public(whole)


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    is_local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or is_local)


def _inner(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """The addresses of IPv4 that one of IPv6 stands for."""
    if isinstance(address, IPv4Address):
        return
    found = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
    yield from (inner for inner in found if inner is not None)
    if any(address in network for network in _WRAPPED):
        yield IPv4Address(int(address) & 0xFFFF_FFFF)
