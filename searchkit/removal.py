"""Articles are taken out of an index and, with the pages that they came from, out of a corpus."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from searchkit import corpus as folder
from searchkit.derived import commit
from searchkit.engines import Change, Engine, Entry
from searchkit.hits import Refusal, Report
from searchkit.ingest import source_name

_UNKNOWN = "no article has this id"


def remove(engine: Engine, corpus: Path, ids: Sequence[str]) -> Report:
    """Remove articles by their ids; see ``Index.remove``."""
    wanted = dict.fromkeys(ids)
    present, pages = engine.ids(), engine.pages()
    page_of = {id: name for name, page in pages.items() for id in page.ids}
    left = {name: [id for id in page.ids if id not in wanted] for name, page in pages.items()}
    refused = [
        Refusal(id, _shared(page_of[id], left[page_of[id]]) if id in present else _UNKNOWN)
        for id in wanted
        if id not in present or left.get(page_of.get(id, ""))
    ]
    gone = wanted.keys() - {refusal.source for refusal in refused}
    emptied = {page_of[id] for id in gone if id in page_of}
    if gone:
        commit(engine, Change(_no_entries(corpus, emptied), deleted=gone))
    return Report(removed=len(gone), refused=tuple(refused))


def _no_entries(corpus: Path, emptied: Collection[str]) -> Iterator[Entry]:
    """Delete pages, once the engine may write: where it may not, their articles stay, too."""
    if emptied and corpus.is_dir():
        found = {source_name(source): source for source in folder.sources(corpus)}
        folder.remove(corpus, [found[name] for name in sorted(found.keys() & emptied)])
    yield from ()


def _shared(page: str, others: Sequence[str]) -> str:
    """A page is removed whole or not at all, for it would be read again."""
    count = f"{len(others)} more article{'s' if len(others) > 1 else ''}"
    shown = " ".join(others[:5]) + (" …" if len(others) > 5 else "")
    return f"{page} holds {count}; name all of them to remove it: {shown}"
