"""The tables that the articles of an index give: committed with each change, never read anew.

``names`` counts the articles of each collection that print a name, and the roles with it; what a
change takes out is subtracted, what it brings is added.  ``people`` says who is who, and follows
from the names alone.  So an index that followed its corpus has the tables of one built at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from searchkit.article import Article
from searchkit.engines import Change, Engine, Entry, Names, SharedEngine, Tables
from searchkit.people.merging import Printed, who_is_who
from searchkit.people.printed import Key, names_of
from searchkit.people.spellings import PEOPLE
from searchkit.records import collection_term

_NAMES = "names"


def commit(engine: Engine, change: Change) -> None:
    """Make a change, and bring the tables of derived data up to date in the same commit."""
    tally = _Tally(engine, change)
    engine.change(replace(change, entries=tally.entries(), tables=tally.tables))


class _Tally:
    """What a change brings and takes, by collection, counted while the engine takes it.

    Both methods are called under the lock of the engine, so what they read of it is what the
    change is made to; a SharedEngine has no lock, and counts by itself.
    """

    def __init__(self, engine: Engine, change: Change) -> None:
        self.engine = engine
        self.change = change
        self.come: defaultdict[str, Counter[Key]] = defaultdict(Counter)
        self.gone: defaultdict[str, Counter[Key]] = defaultdict(Counter)

    def entries(self) -> Iterator[Entry]:
        """Yield the entries of the change, and count them and what they replace."""
        kept = frozenset() if self.change.replace else self.engine.ids()
        deleted = kept.intersection(self.change.deleted)
        self._leave(deleted)
        for entry in self.change.entries:
            if entry.article.id in kept - deleted:
                self._leave((entry.article.id,))
            _count(self.come, entry.article)
            yield entry

    def _leave(self, ids: Iterable[str]) -> None:
        for stored in map(self.engine.get, ids):
            if stored is not None:
                _count(self.gone, Article.from_json(stored))

    def tables(self) -> Tables:
        """Return all tables as they are after the change, once all entries are taken."""
        old = {} if self.change.replace else self.engine.tables()
        names, people = self._names(old), dict(old.get(PEOPLE, {}))
        for collection, counts in self._counted(names):
            names.pop(collection, None)
            people.pop(collection, None)
            if rows := _rows(counts):
                names[collection] = rows
                people[collection] = who_is_who(_printed(rows))
        given = old if self.change.tables is None else self.change.tables()
        return {**given, _NAMES: names, PEOPLE: people}

    def _counted(self, old: Names) -> Iterator[tuple[str, Counter[Key]]]:
        """Yield the counts of each collection that the change touches, as they are after it.

        Where others write at the same time, the engine counts: what it had before is not known.
        """
        touched = sorted(self.come.keys() | self.gone.keys())
        if isinstance(self.engine, SharedEngine) and not self.change.replace:
            now = self.engine.names(touched)
            yield from ((collection, _counter(now[collection])) for collection in touched)
            return
        for collection in touched:
            counts = _counter(old.get(collection, []))
            counts.update(self.come[collection])
            counts.subtract(self.gone[collection])
            yield collection, counts

    def _names(self, old: Tables) -> dict[str, list[list[Any]]]:
        """Return the table of names; that of an index that has none yet is counted."""
        if _NAMES in old or self.change.replace:
            return dict(old.get(_NAMES, {}))
        if isinstance(self.engine, SharedEngine):
            self.come.update({name: Counter() for name in self.engine.names(None)})
            return {}
        counts: defaultdict[str, Counter[Key]] = defaultdict(Counter)
        for stored in self.engine.export():
            _count(counts, Article.from_json(stored))
        for collection in counts.keys() - self.come.keys():
            self.come[collection] = Counter()
        return {collection: _rows(found) for collection, found in counts.items()}


def _count(counts: defaultdict[str, Counter[Key]], article: Article) -> None:
    """Count an article once for each name that it prints and each role that it prints with it."""
    if names := names_of(article):
        counts[collection_term(article.collection)].update(names)


def _counter(rows: Iterable[Sequence[Any]]) -> Counter[Key]:
    return Counter({tuple(key): count for *key, count in rows})


def _rows(counts: Counter[Key]) -> list[list[Any]]:
    """Return counts as JSON has them, in one order whatever came first."""
    kept = [[*key, count] for key, count in counts.items() if count > 0]
    return sorted(kept, key=lambda row: [text or "" for text in row[:-1]])


def _printed(rows: Sequence[Sequence[Any]]) -> dict[str, Printed]:
    articles = {row[0]: row[1] for row in rows if len(row) == 2}
    roles: defaultdict[str, list[tuple[Any, Any, Any]]] = defaultdict(list)
    for name, role, affiliation, country, _ in (row for row in rows if len(row) == 5):
        roles[name].append((role, affiliation, country))
    return {name: Printed(count, tuple(roles[name])) for name, count in articles.items()}
