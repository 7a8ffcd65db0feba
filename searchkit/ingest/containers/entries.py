"""A file of many pages gives its entries one by one, each with a key of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from searchkit.ingest.identity import id_at, source_name


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in a file: its bytes, or the reason why it is refused.

    ``key`` tells it from the others in the file, and stays its own when others come or go.
    """

    key: str
    page: bytes = b""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: in the file at a path, under a key where the file has many."""

    source: str
    key: str = ""
    collection: str | None = None

    @property
    def id(self) -> str:
        return id_at(self.source, self.key)

    @property
    def name(self) -> str:
        """The path and the key as text, for a refusal."""
        return source_name(self.source) + (f"#{self.key}" if self.key else "")

    def under(self, key: str) -> Place:
        """Return the place of an entry in the file that stands here."""
        return replace(self, key=f"{self.key}#{key}" if self.key else key)
