"""An index is brought up to date with a corpus: what changed is read anew, in one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchkit.article import Article
from searchkit.corpus import collection_of, events, events_table, fingerprint_of, sources
from searchkit.engines import Change, Engine, Entry
from searchkit.engines import Page as KeptPage
from searchkit.errors import IndexDamaged
from searchkit.hits import Refusal, Report
from searchkit.ingest import Page, Reading, read_pages, source_name

Progress = Callable[[int, int, str], None]

_REFUSED = "refused"  # the table of refused pages, so that they need not be read at every run


def update(
    engine: Engine, corpus: Path, jobs: int, rebuild: bool, progress: Progress | None
) -> Report:
    """Bring an engine up to date with a corpus folder; see ``Index.update``."""
    plan = _plan(engine, corpus, rebuild)
    run = _Run(plan, progress)
    kept = list(_without_page(engine)) if rebuild else []
    if plan.is_needed or rebuild:
        engine.change(
            Change(
                run.entries(read_pages(plan.changed, jobs), kept),
                deleted=plan.gone,
                tables=run.tables,
                replace=rebuild,
            )
        )
    return run.report()


def check(engine: Engine, corpus: Path) -> tuple[Refusal, ...]:
    """Return how an engine and a corpus differ, and which articles cannot be read."""
    plan = _plan(engine, corpus, rebuild=False)
    missing = sorted(set(plan.known) - set(plan.fingerprints))
    problems = [Refusal(source, "is in the index, but gone from the corpus") for source in missing]
    for page in plan.changed:
        name = source_name(page.source)
        state = "has changed since it was indexed" if name in plan.known else "is not indexed"
        problems.append(Refusal(name, state))
    problems += [r for rows in plan.refused.values() for r in rows] + plan.bad_events
    try:
        for stored in engine.export():
            Article.from_json(stored)
    except IndexDamaged as error:
        problems.append(Refusal(engine.location, error.message))
    return tuple(problems)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a run will do: pages by name with their fingerprints, and what the index knows."""

    known: Mapping[str, KeptPage]
    fingerprints: dict[str, str]
    changed: list[Page]
    refused: dict[str, list[Refusal]]
    tables: dict[str, Any]
    old_tables: Mapping[str, Any]
    bad_events: list[Refusal]
    ids: frozenset[str]
    gone: frozenset[str]

    @property
    def is_needed(self) -> bool:
        return bool(self.changed or self.gone) or self.tables != {
            name: table for name, table in self.old_tables.items() if name != _REFUSED
        }


def _plan(engine: Engine, corpus: Path, rebuild: bool) -> _Plan:
    found = {source_name(source): source for source in sources(corpus)}
    fingerprints = {name: fingerprint_of(corpus, source) for name, source in found.items()}
    known = {} if rebuild else engine.pages()
    old_tables = {} if rebuild else engine.tables()
    refused = _still_refused(old_tables, fingerprints)
    changed = [
        Page(corpus, source, collection_of(source))
        for name, source in found.items()
        if name not in refused and not _is_known(known.get(name), fingerprints[name])
    ]
    stale = {source_name(page.source) for page in changed} | (set(known) - set(found))
    gone = frozenset(id for name in stale & set(known) for id in known[name].ids)
    described, bad_events = events(corpus)
    ids = frozenset() if rebuild else engine.ids() - gone
    tables = events_table(described)
    return _Plan(known, fingerprints, changed, refused, tables, old_tables, bad_events, ids, gone)


def _is_known(page: KeptPage | None, fingerprint: str) -> bool:
    return page is not None and page.fingerprint == fingerprint


def _still_refused(
    tables: Mapping[str, Any], fingerprints: Mapping[str, str]
) -> dict[str, list[Refusal]]:
    """Return the pages that were refused whole and have not changed since."""
    return {
        name: [Refusal(*row) for row in rows]
        for name, (fingerprint, rows) in tables.get(_REFUSED, {}).items()
        if fingerprint and fingerprints.get(name) == fingerprint
    }


def _without_page(engine: Engine) -> Iterator[Article]:
    """Yield the articles that came from no page, as far as they can be read."""
    from_pages = frozenset(id for page in engine.pages().values() for id in page.ids)
    for stored in engine.export():
        article = Article.from_json(stored)
        if article.id not in from_pages:
            yield article


@dataclass(slots=True)
class _Run:
    """Counts what a run reads, while the engine takes the entries one by one."""

    plan: _Plan
    progress: Progress | None
    added: int = 0
    updated: int = 0
    seen: set[str] = field(default_factory=set)
    refused: list[Refusal] = field(default_factory=list)
    refused_pages: dict[str, list[Refusal]] = field(default_factory=dict)

    def entries(self, readings: Iterator[Reading], kept: list[Article]) -> Iterator[Entry]:
        self.refused_pages.update(self.plan.refused)
        for article in kept:
            self.seen.add(article.id)
            yield Entry(article)
        for done, reading in enumerate(readings, 1):
            name = source_name(reading.page.source)
            yield from self._entries_of(reading, name)
            if self.progress:
                self.progress(done, len(self.plan.changed), name)

    def _entries_of(self, reading: Reading, name: str) -> Iterator[Entry]:
        kept_one = False
        for article in reading.articles:
            if article.id in self.seen or article.id in self.plan.ids:
                reason = f"an article with the id {article.id} is there already"
                self.refused.append(Refusal(name, reason))
                continue
            kept_one = True
            self.seen.add(article.id)
            self.added += article.id not in self.plan.gone
            self.updated += article.id in self.plan.gone
            yield Entry(article, name, self.plan.fingerprints[name])
        self.refused += reading.refusals
        if not kept_one:
            self.refused_pages[name] = list(reading.refusals)

    def tables(self) -> dict[str, Any]:
        """Return the tables to be committed, once all entries are taken."""
        rows = {
            name: [self.plan.fingerprints.get(name, ""), [[r.source, r.reason] for r in refusals]]
            for name, refusals in self.refused_pages.items()
        }
        return {**self.plan.tables, _REFUSED: rows}

    def report(self) -> Report:
        remembered = [refusal for rows in self.plan.refused.values() for refusal in rows]
        changed = {source_name(page.source) for page in self.plan.changed}
        return Report(
            added=self.added,
            updated=self.updated,
            removed=len(self.plan.gone) - self.updated,
            unchanged=len(set(self.plan.known) & set(self.plan.fingerprints) - changed),
            refused=(*self.plan.bad_events, *remembered, *self.refused),
        )
