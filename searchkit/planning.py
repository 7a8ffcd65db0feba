"""What an update of an index will do: which pages of the corpus are to be read, which are gone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchkit.corpus import collection_of, fingerprint_of, sources
from searchkit.engines import Engine
from searchkit.engines import Page as KeptPage
from searchkit.events import events, events_table
from searchkit.hits import Refusal
from searchkit.ingest import Page, source_name

REFUSED = "refused"
"""The table of what was refused, so that it need not be read at every run."""

COUNTS = "counts"
"""The table of how many articles each page of several has given."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What was refused of a page when it was read last.

    ``taken`` are the ids of its articles that others have; ``is_empty`` says that nothing of the
    page is in the index.
    """

    fingerprint: str
    refusals: tuple[Refusal, ...]
    taken: tuple[str, ...]
    is_empty: bool

    def row(self) -> list[Any]:
        """Return it as a row of the table."""
        refusals = [[refusal.source, refusal.reason] for refusal in self.refusals]
        return [self.fingerprint, refusals, self.taken, self.is_empty]

    @classmethod
    def of(cls, row: list[Any]) -> Remembered:
        fingerprint, refusals, taken, is_empty = row
        return cls(fingerprint, tuple(Refusal(*r) for r in refusals), tuple(taken), is_empty)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run will do, by the names of pages.

    ``changed`` are the pages to be read, in the order of their names, ``gone`` the ids of articles
    that were read of them and of pages that are no more, ``ids`` all others.
    """

    known: Mapping[str, KeptPage]
    fingerprints: Mapping[str, str]
    changed: list[Page]
    remembered: Mapping[str, Remembered]
    tables: dict[str, Any]
    old_tables: Mapping[str, Any]
    bad_events: list[Refusal]
    ids: frozenset[str]
    gone: frozenset[str]

    @property
    def is_needed(self) -> bool:
        forgotten = self.old_tables.get(REFUSED, {}).keys() - self.fingerprints.keys()
        return bool(self.changed or self.gone or forgotten) or any(
            self.old_tables.get(name) != table for name, table in self.tables.items()
        )

    @property
    def cut(self) -> dict[str, Remembered]:
        """What was refused last of pages that are tried at every run."""
        pages = {name: Remembered.of(row) for name, row in self.old_tables.get(REFUSED, {}).items()}
        return {name: page for name, page in pages.items() if not page.fingerprint}

    def lacking(self, name: str) -> int:
        """Return how many articles of a page were taken out of the index, but not of the corpus."""
        return _lacking(self.old_tables, name, self.known[name]) if name in self.known else 0

    @property
    def left(self) -> dict[str, KeptPage]:
        """The pages of the index that are not read anew and not gone."""
        read = {source_name(page.source) for page in self.changed}
        stay = self.fingerprints.keys() - read
        return {name: page for name, page in self.known.items() if name in stay}


def plan_of(engine: Engine, corpus: Path, rebuild: bool) -> Plan:
    """Return what is to be done to an engine that it may hold what a corpus folder does."""
    found = {source_name(source): source for source in sources(corpus)}
    fingerprints = {name: fingerprint_of(corpus, source) for name, source in found.items()}
    known = {} if rebuild else engine.pages()
    old_tables = {} if rebuild else engine.tables()
    ids = frozenset() if rebuild else engine.ids()
    remembered = _remembered(old_tables, fingerprints)
    missing = known.keys() - found
    changed = {
        name
        for name, fingerprint in fingerprints.items()
        if not _is_read(known.get(name), remembered.get(name), fingerprint)
    }
    changed |= {name for name, page in known.items() if _lacking(old_tables, name, page)} - missing
    changed |= _claiming(remembered, ids - _ids_of(known, changed | missing))
    gone = _ids_of(known, changed | missing)
    described, bad_events = events(corpus)
    return Plan(
        known,
        fingerprints,
        [Page(corpus, found[name], collection_of(found[name])) for name in sorted(changed)],
        {name: page for name, page in remembered.items() if name not in changed},
        events_table(described),
        old_tables,
        bad_events,
        ids - gone,
        gone,
    )


def _remembered(
    tables: Mapping[str, Any], fingerprints: Mapping[str, str]
) -> dict[str, Remembered]:
    """Return what is remembered of pages that are as they were.

    Of one that was unreadable or cut off nothing is, so that it is tried at every run.
    """
    pages = ((name, Remembered.of(row)) for name, row in tables.get(REFUSED, {}).items())
    return {
        name: page
        for name, page in pages
        if page.fingerprint and page.fingerprint == fingerprints.get(name)
    }


def _is_read(page: KeptPage | None, remembered: Remembered | None, fingerprint: str) -> bool:
    """Say whether a page is in the index as it is now, or was refused whole."""
    if page is None:
        return remembered is not None and remembered.is_empty
    return page.fingerprint == fingerprint


def _lacking(tables: Mapping[str, Any], name: str, page: KeptPage) -> int:
    given: int = tables.get(COUNTS, {}).get(name, 0)
    return max(0, given - len(page.ids))


def _claiming(remembered: Mapping[str, Remembered], present: frozenset[str]) -> set[str]:
    """Return the pages with an article whose id another had, and may not have any more."""
    return {name for name, page in remembered.items() if not present.issuperset(page.taken)}


def _ids_of(known: Mapping[str, KeptPage], names: Collection[str]) -> frozenset[str]:
    return frozenset(id for name in names if name in known for id in known[name].ids)
