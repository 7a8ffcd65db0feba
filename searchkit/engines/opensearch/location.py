"""Where a cluster is, read of what was typed: opensearch://HOST:PORT,HOST:PORT/NAME."""

from __future__ import annotations

import re
from dataclasses import dataclass

from searchkit.errors import UsageError
from searchkit.printable import one_line

PORT = 9200
SHARDS = 3

_LOCATION = re.compile(
    r"(?P<scheme>opensearch(?:\+http)?)://(?P<hosts>[^/?#@]+)/(?P<name>[^/?#]*)"
    r"(?:\?shards=(?P<shards>[1-9]\d{0,2}))?"
)
_HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:\[\],]+)(?::(?P<port>\d{1,5}))?")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
_FORM = "opensearch://HOST:PORT/NAME, or opensearch+http://… without encryption"


@dataclass(frozen=True, slots=True)
class Location:
    """The hosts of a cluster with their ports, whether they speak TLS, and the name of an index.

    ``shards`` is how many parts an index is made of that is made there.
    """

    text: str
    hosts: tuple[tuple[str, int], ...]
    name: str
    is_secure: bool
    shards: int = SHARDS

    @classmethod
    def read(cls, text: str) -> Location:
        """Read a location; UsageError where it is none."""
        if "@" in text:  # it may hold a password, which is not repeated
            raise UsageError(
                "the location of an index holds no user and password; they stand in "
                "SEARCHKIT_OPENSEARCH_USER and SEARCHKIT_OPENSEARCH_PASSWORD"
            )
        match = _LOCATION.fullmatch(text)
        if match is None:
            raise UsageError(f"{one_line(text)} is no location of an index; write {_FORM}")
        if not _NAME.fullmatch(match["name"]):
            raise UsageError(
                f"{one_line(text)}: the name of an index is of small letters, digits and . _ -"
            )
        hosts = tuple(_host(part, text) for part in match["hosts"].split(","))
        shards = int(match["shards"] or SHARDS)
        return cls(text, hosts, match["name"], match["scheme"] == "opensearch", shards)


def _host(part: str, text: str) -> tuple[str, int]:
    match = _HOST.fullmatch(part)
    if match is None or int(match["port"] or PORT) > 65535:
        raise UsageError(f"{one_line(text)}: {one_line(part)} is no host; write {_FORM}")
    return match["host"].strip("[]"), int(match["port"] or PORT)
