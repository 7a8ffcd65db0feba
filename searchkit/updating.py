"""An index is brought up to date with a corpus: what changed is read anew, in one commit.

What results does not depend on the way there: an index that followed a corpus through its changes
holds what one holds that is built of it at once.  So where two pages claim an id, the first by name
has it, and the other is read anew once the id is free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from searchkit.article import Article
from searchkit.derived import commit
from searchkit.engines import Change, Engine, Entry, SharedEngine
from searchkit.errors import ArticleError, IndexDamaged, IndexLocked
from searchkit.hits import Refusal, Report
from searchkit.ingest import Reading, read_pages, source_name
from searchkit.planning import COUNTS, REFUSED, Plan, Remembered, plan_of

Progress = Callable[[int, int, str], None]

_LOST = "could not be read whole; articles in it that came from no page may be lost: add them again"
_LOST_OF_IT = "up to {:,} articles in it could not be read; add those again that came from no page"
_TRIES = 5  # to make a plan that no other writer overtakes


def update(
    engine: Engine, corpus: Path, jobs: int, rebuild: bool, progress: Progress | None
) -> Report:
    """Bring an engine up to date with a corpus folder; see ``Index.update``."""
    for _ in range(_TRIES):
        run = _Run(engine, plan_of(engine, corpus, rebuild), rebuild, progress)
        if not (run.plan.is_needed or rebuild):
            break
        with suppress(_Overtaken), closing(read_pages(run.plan.changed, jobs)) as readings:
            entries = run.entries(readings)
            commit(engine, Change(entries, run.plan.gone, run.tables, replace=rebuild))
            break
    else:
        raise IndexLocked(f"others keep changing the index in {engine.location}; try again later")
    return run.report()


def _without_page(engine: Engine) -> tuple[list[Article], list[Refusal]]:
    """Return the articles that came from no page, and the fault, if not all can be read."""
    kept: list[Article] = []
    lost = 0
    try:
        for stored in engine.salvage():
            try:
                kept.append(Article.from_json(stored or b""))
            except ArticleError:
                lost += 1
    except IndexDamaged:
        return kept, [Refusal(engine.location, _LOST)]
    if lost:
        return kept, [Refusal(engine.location, _LOST_OF_IT.format(lost))]
    return kept, [Refusal(engine.location, _LOST)] if engine.notes() else []


class _Overtaken(Exception):
    """Another writer has changed the index since it was planned from; it is planned anew."""


@dataclass(slots=True)
class _Run:
    """Counts what a run reads, while the engine takes the entries one by one."""

    engine: Engine
    plan: Plan
    rebuild: bool
    progress: Progress | None
    lost: list[Refusal] = field(default_factory=list)
    entered: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    owners: dict[str, str] = field(init=False)
    refused: dict[str, list[Refusal]] = field(init=False)
    taken: dict[str, list[str]] = field(init=False)
    cut: set[str] = field(default_factory=set)

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
            if reading.is_cut:
                self.cut.add(name)
            for article in reading.articles:
                if self.enters(article.id, name):
                    yield Entry(article, name, self.fingerprint(name))
            if self.progress:
                self.progress(done, len(self.plan.changed), name)

    def fingerprint(self, name: str) -> str:
        """Return that of a page; none of one that was cut off, which is tried again."""
        return "" if name in self.cut else self.plan.fingerprints[name]

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
        giving = Counter(self.owners.values())
        rows = {
            name: Remembered(
                self.fingerprint(name),
                tuple(refusals),
                tuple(self.taken[name]),
                name not in giving,
            ).row()
            for name, refusals in self.refused.items()
            if refusals or name not in giving
        }
        counts = {name: count for name, count in giving.items() if count > 1}
        return {**self.plan.tables, REFUSED: rows, COUNTS: counts}

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
