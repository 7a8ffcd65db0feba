"""The commands that change the corpus or the index: add, remove, index, and check of both."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from searchkit.errors import IndexMissing
from searchkit.hits import Refusal, Report
from searchkit.screen import tables
from searchkit.screen.options import Options
from searchkit.screen.session import Exit, Session
from searchkit.screen.styled import Fragment, line

if TYPE_CHECKING:
    from searchkit.index import Index


def add(session: Session, options: Options) -> Exit:
    """Copy pages into the corpus, then bring the index up to date."""
    # What fetches and unpacks pages is slow to import.
    from searchkit import corpus

    added = corpus.add(
        options.corpus,
        options.paths,
        collection=options.collection,
        stdin=session.stdin.buffer,
        allow_private=options.allow_private,
    )
    if not added.sources:
        _reported(session, Report(refused=added.refused))
        return Exit.FAILED
    report = _updated(session, options)
    refused = (*added.refused, *_of(report.refused, added.sources))
    return _reported(session, replace(report, refused=refused))


def index(session: Session, options: Options) -> Exit:
    """Bring the index up to date with the corpus."""
    return _reported(session, _updated(session, options))


def remove(session: Session, options: Options) -> Exit:
    """Take articles out of the corpus and the index, by their ids."""
    return _reported(session, session.index.remove(options.ids, options.corpus))


def check(session: Session, options: Options) -> Exit:
    """List what is wrong in the corpus and the index."""
    faults = session.index.check(options.corpus)
    session.told.update(fault.reason for fault in faults)
    session.screen.show(tables.refusals(faults, session.screen.layout))
    if not faults:
        session.screen.tell(line("nothing is wrong"))
    return Exit.REFUSED if faults else Exit.DONE


def _updated(session: Session, options: Options) -> Report:
    index = _index_for(session, options)
    with session.screen.progress() as step:
        return index.update(
            options.corpus, jobs=options.jobs or _cores(), rebuild=options.rebuild, progress=step
        )


def _index_for(session: Session, options: Options) -> Index:
    from searchkit import corpus

    if options.rebuild:
        corpus.sources(options.corpus)  # raises where there is nothing to make an index of
    try:
        return session.renewed_index if options.rebuild else session.index
    except IndexMissing:
        corpus.sources(options.corpus)
        return session.made_index


def _cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _of(refused: Sequence[Refusal], sources: Sequence[str]) -> list[Refusal]:
    """The refusals of these pages, and of entries in them."""
    named = set(sources)
    return [page for page in refused if page.source.partition("#")[0] in named]


def _reported(session: Session, report: Report) -> Exit:
    screen = session.screen
    screen.tell(*tables.refusals(report.refused, screen.layout))
    screen.tell(line(Fragment("meta", tables.report(report))))
    return Exit.REFUSED if report.refused else Exit.DONE
