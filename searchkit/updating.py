"""An index is brought up to date with a corpus: what changed is read anew, in one commit.

What results does not depend on the way there: an index that followed a corpus through its changes
holds what one holds that is built of it at once.  So where two pages claim an id, the first by name
has it, and the other is read anew once the id is free.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchkit.article import Article
from searchkit.corpus import collection_of, events, events_table, fingerprint_of, sources
from searchkit.derived import commit
from searchkit.engines import Change, Engine, Entry, SharedEngine
from searchkit.engines import Page as KeptPage
from searchkit.errors import ArticleError, IndexDamaged, IndexLocked
from searchkit.hits import Refusal, Report
from searchkit.ingest import Page, Reading, read_pages, source_name

Progress = Callable[[int, int, str], None]

_LOST = "could not be read whole; articles in it that came from no page may be lost: add them again"
_TRIES = 5  # to make a plan that no other writer overtakes
_REFUSED = "refused"  # the table of what was refused, so that it need not be read at every run


def update(
    engine: Engine, corpus: Path, jobs: int, rebuild: bool, progress: Progress | None
) -> Report:
    """Bring an engine up to date with a corpus folder; see ``Index.update``."""
    for _ in range(_TRIES):
        run = _Run(engine, _plan(engine, corpus, rebuild), rebuild, progress)
        if not (run.plan.is_needed or rebuild):
            break
        with suppress(_Overtaken), closing(read_pages(run.plan.changed, jobs)) as readings:
            entries = run.entries(readings)
            commit(engine, Change(entries, run.plan.gone, run.tables, replace=rebuild))
            break
    else:
        raise IndexLocked(f"others keep changing the index in {engine.location}; try again later")
    return run.report()


def check(engine: Engine, corpus: Path) -> tuple[Refusal, ...]:
    """Return how an engine and a corpus differ, and what in the engine is damaged."""
    damage = engine.damage()
    if damage:  # then its differences from the corpus say nothing
        return tuple(Refusal(engine.location, fault) for fault in damage)
    plan = _plan(engine, corpus, rebuild=False)
    missing = sorted(set(plan.known) - set(plan.fingerprints))
    problems = [Refusal(source, "is in the index, but gone from the corpus") for source in missing]
    for page in plan.changed:
        name = source_name(page.source)
        state = "has changed since it was indexed" if name in plan.known else "is not indexed"
        problems.append(Refusal(name, state))
    for _, remembered in sorted(plan.remembered.items()):
        problems += remembered.refusals
    problems += plan.bad_events
    try:
        for stored in engine.export():
            Article.from_json(stored)
    except (ArticleError, IndexDamaged) as error:
        problems.append(Refusal(engine.location, error.message))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class _Remembered:
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
    def of(cls, row: list[Any]) -> _Remembered:
        fingerprint, refusals, taken, is_empty = row
        return cls(fingerprint, tuple(Refusal(*r) for r in refusals), tuple(taken), is_empty)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a run will do, by the names of pages.

    ``changed`` are the pages to be read, in the order of their names, ``gone`` the ids of articles
    that were read of them and of pages that are no more, ``ids`` all others.
    """

    known: Mapping[str, KeptPage]
    fingerprints: Mapping[str, str]
    changed: list[Page]
    remembered: Mapping[str, _Remembered]
    tables: dict[str, Any]
    old_tables: Mapping[str, Any]
    bad_events: list[Refusal]
    ids: frozenset[str]
    gone: frozenset[str]

    @property
    def is_needed(self) -> bool:
        forgotten = self.old_tables.get(_REFUSED, {}).keys() - self.fingerprints.keys()
        return bool(self.changed or self.gone or forgotten) or any(
            self.old_tables.get(name) != table for name, table in self.tables.items()
        )

    @property
    def left(self) -> dict[str, KeptPage]:
        """The pages of the index that are not read anew and not gone."""
        read = {source_name(page.source) for page in self.changed}
        stay = self.fingerprints.keys() - read
        return {name: page for name, page in self.known.items() if name in stay}


def _plan(engine: Engine, corpus: Path, rebuild: bool) -> _Plan:
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
    changed |= _claiming(remembered, ids - _ids_of(known, changed | missing))
    gone = _ids_of(known, changed | missing)
    described, bad_events = events(corpus)
    return _Plan(
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
) -> dict[str, _Remembered]:
    """Return what is remembered of pages that are as they were; an unreadable one never is."""
    pages = ((name, _Remembered.of(row)) for name, row in tables.get(_REFUSED, {}).items())
    return {
        name: page
        for name, page in pages
        if page.fingerprint and page.fingerprint == fingerprints.get(name)
    }


def _is_read(page: KeptPage | None, remembered: _Remembered | None, fingerprint: str) -> bool:
    """Say whether a page is in the index as it is now, or was refused whole."""
    if page is None:
        return remembered is not None and remembered.is_empty
    return page.fingerprint == fingerprint


def _claiming(remembered: Mapping[str, _Remembered], present: frozenset[str]) -> set[str]:
    """Return the pages with an article whose id another had, and may not have any more."""
    return {name for name, page in remembered.items() if not present.issuperset(page.taken)}


def _ids_of(known: Mapping[str, KeptPage], names: Collection[str]) -> frozenset[str]:
    return frozenset(id for name in names if name in known for id in known[name].ids)


def _without_page(engine: Engine) -> tuple[list[Article], list[Refusal]]:
    """Return the articles that came from no page, and the fault, if not all can be read."""
    kept: list[Article] = []
    try:
        from_pages = frozenset(id for page in engine.pages().values() for id in page.ids)
        for stored in engine.export():
            article = Article.from_json(stored)
            if article.id not in from_pages:
                kept.append(article)
    except (ArticleError, IndexDamaged):
        return kept, [Refusal(engine.location, _LOST)]
    return kept, [Refusal(engine.location, _LOST)] if engine.notes() else []


class _Overtaken(Exception):
    """Another writer has changed the index since it was planned from; it is planned anew."""


@dataclass(slots=True)
class _Run:
    """Counts what a run reads, while the engine takes the entries one by one."""

    engine: Engine
    plan: _Plan
    rebuild: bool
    progress: Progress | None
    lost: list[Refusal] = field(default_factory=list)
    entered: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(init=False)
    refused: dict[str, list[Refusal]] = field(init=False)
    taken: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self.owners = {id: name for name, page in self.plan.left.items() for id in page.ids}
        remembered = self.plan.remembered.items()
        self.refused = {name: list(page.refusals) for name, page in remembered}
        self.taken = {name: list(page.taken) for name, page in remembered}

    def entries(self, readings: Iterator[Reading]) -> Iterator[Entry]:
        for article in self.without_page():
            self.seen.add(article.id)
            yield Entry(article)
        for done, reading in enumerate(readings, 1):
            name = source_name(reading.page.source)
            self.refused[name] = list(reading.refusals)
            self.taken[name] = []
            for article in reading.articles:
                if self.enters(article.id, name):
                    yield Entry(article, name, self.plan.fingerprints[name])
            if self.progress:
                self.progress(done, len(self.plan.changed), name)

    def without_page(self) -> list[Article]:
        """Return what a rebuilt index keeps, now that others are kept out; or raise _Overtaken."""
        if self.rebuild:
            kept, self.lost = _without_page(self.engine)
            return kept
        if not isinstance(self.engine, SharedEngine) and (
            self.engine.ids() != self.plan.ids | self.plan.gone
            or self.engine.pages() != self.plan.known
        ):
            raise _Overtaken
        return []

    def enters(self, id: str, name: str) -> bool:
        """Say whether the article of a page may have its id, and keep account of it."""
        owner = self.owners.get(id)
        if id in self.seen or (id in self.plan.ids and (owner is None or owner < name)):
            self._loses(name, id)
            return False
        if owner is not None:
            self._loses(owner, id)
        self.owners[id] = name
        self.seen.add(id)
        self.entered.add(id)
        return True

    def _loses(self, name: str, id: str) -> None:
        reason = f"an article with the id {id} is there already"
        self.refused.setdefault(name, []).append(Refusal(name, reason))
        self.taken.setdefault(name, []).append(id)

    def tables(self) -> dict[str, Any]:
        """Return the tables to be committed, once all entries are taken."""
        giving = set(self.owners.values())
        rows = {
            name: _Remembered(
                self.plan.fingerprints[name],
                tuple(refusals),
                tuple(self.taken[name]),
                name not in giving,
            ).row()
            for name, refusals in self.refused.items()
            if refusals or name not in giving
        }
        return {**self.plan.tables, _REFUSED: rows}

    def report(self) -> Report:
        before = self.plan.gone | self.plan.ids
        refused = [refusal for name in sorted(self.refused) for refusal in self.refused[name]]
        return Report(
            added=len(self.entered - before),
            updated=len(self.entered & before),
            removed=len(self.plan.gone - self.entered),
            unchanged=len(self.plan.left),
            refused=(*self.lost, *self.plan.bad_events, *refused),
        )
