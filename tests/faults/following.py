"""Changes in any order: an index that followed them is the one that is built of the end at once.

Pages come, change, move and go; articles that come from no page are added, replaced and deleted; in
between, at any time, the index is brought up to date.
"""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, core, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

import searchkit
from searchkit import updating
from searchkit.article import Article
from searchkit.hits import Refusal
from searchkit.ingest import Page, Reading
from searchkit.ingest.pages import read_page
from searchkit.query import FACETS

from .plan import article
from .row import SURVIVED, Place, Row

_AT_ONCE = 10
_STEPS = 12

_NAMES = ("a.txt", "tide/a.txt", "tide/b.html", "tide/c.jsonl", "pier/c.jsonl", "pier/d.txt")
_EVENTS = ('name = "Tide"\nstart = 2025-10-01\n', 'place = "Porto"\n', "start = 7\n")
_PEOPLE = ("Ana Ruiz", "Tom Lind", "A. Ruiz", "Grace Wanjiru Kariuki")


def _text(number: int) -> bytes:
    chance = Random(number)
    who, other = chance.sample(_PEOPLE, 2)
    return (
        f"The ferry of the day {number}\n\nLISBON, {number % 28 + 1} October 2025 -- The ferry was "
        f'late again. "The pier {number} is too short," said {who}, chair of the Harbour Guild.\n\n'
        f'{other}, the pilot, denied it. "It is the tide," {other.split()[-1]} said.\n'
    ).encode()


def _html(number: int) -> bytes:
    body = b"".join(b"<p>%s</p>" % part for part in _text(number).split(b"\n\n")[1:])
    return b"<html><body><article><h1>Tide %d</h1>%s</article></body></html>" % (number, body)


def _lines(number: int) -> bytes:
    """Articles whose ids other pages, and articles of no page, have too."""
    rows = [article(number % 5 + place, number) for place in range(number % 3 + 1)]
    return "".join(f"{one.to_json()}\n" for one in rows).encode()


_MAKERS = {".txt": _text, ".html": _html, ".jsonl": _lines}
_numbers = st.integers(0, 30)
_names = st.sampled_from(_NAMES)


class Following(RuleBasedStateMachine):
    """An index that follows a corpus, and what is added to it beside."""

    ended = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="searchkit-following-"))
        self.corpus = self.folder / "corpus"
        self.corpus.mkdir()
        (self.corpus / "always.txt").write_bytes(_text(99))
        self.index = searchkit.open(self.folder / "index", create=True)

    @rule(name=_names, number=_numbers)
    def put(self, name: str, number: int) -> None:
        path = self.corpus / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(_MAKERS[path.suffix](number))

    @rule(name=_names)
    def spoil(self, name: str) -> None:
        self.put(name, 0)
        (self.corpus / name).write_bytes(b"\0\1\2")

    @rule(name=_names)
    def remove(self, name: str) -> None:
        (self.corpus / name).unlink(missing_ok=True)

    @rule(name=_names, other=_names)
    def move(self, name: str, other: str) -> None:
        path, target = self.corpus / name, self.corpus / other
        if path.exists():
            target.parent.mkdir(exist_ok=True)
            path.replace(target)

    @rule(collection=st.sampled_from(("tide", "pier")), text=st.sampled_from(_EVENTS))
    def describe(self, collection: str, text: str) -> None:
        (self.corpus / collection).mkdir(exist_ok=True)
        (self.corpus / collection / "collection.toml").write_text(text, "utf-8")

    @rule(numbers=st.lists(_numbers, max_size=4))
    def add(self, numbers: list[int]) -> None:
        """Articles of ids that no page has: whose an id is depends on who came first."""
        self.index.add([article(1000 + number % 7, number) for number in numbers])

    @rule(number=st.integers(0, 7))
    def delete(self, number: int) -> None:
        self.index.delete([f"page{1000 + number}"])

    @rule(rebuild=st.booleans())
    def update(self, rebuild: bool) -> None:
        self.index.update(self.corpus, rebuild=rebuild)

    def teardown(self) -> None:
        try:
            self.index.update(self.corpus)
            with searchkit.open(self.folder / "again", create=True) as again:
                again.add(_of_no_page(self.index))
                again.update(self.corpus)
                assert _seen(self.index) == _seen(again)
                assert self.index.check(self.corpus) == again.check(self.corpus)
            type(self).ended += 1
        finally:
            self.index.close()
            rmtree(self.folder)


def _of_no_page(index: searchkit.Index) -> list[Article]:
    of_pages = {id for page in index.engine.pages().values() for id in page.ids}
    return [one for one in index.export() if one.id not in of_pages]


def _seen(index: searchkit.Index) -> dict[str, Any]:
    """Return what can be seen of an index, but for how large it is and how it is ordered inside."""
    tables = index.engine.tables()
    return {
        "articles": sorted(one.to_json() for one in index.export()),
        "pages": {name: (page.fingerprint, set(page.ids)) for name, page in _pages(index)},
        "tables": {name: tables[name] for name in tables},
        "stats": replace(index.stats(), bytes=0, terms=0),
        "speakers": index.speakers(),
        "ferry": _hits(index.search("ferry pier*", match="any", limit=None, facets=FACETS)),
        "said": _hits(index.quotes("tide OR pier~", limit=None, facets=FACETS)),
        "fields": _hits(index.search("speaker:ruiz said:pier date:>=2025-10-03", limit=None)),
    }


def _pages(index: searchkit.Index) -> Sequence[tuple[str, Any]]:
    return sorted(index.engine.pages().items())


def _hits(hits: searchkit.Hits) -> tuple[object, ...]:
    rows = [(hit.key, round(hit.score, 9), hit.snippets) for hit in hits]
    return hits.total, rows, hits.facets


def _read_here(pages: Sequence[Page], jobs: int) -> Iterator[Reading]:
    """Read pages as the workers do, but in this process, which is quicker for a few."""
    for page in pages:
        found = list(read_page(page))
        articles = tuple(one for one in found if isinstance(one, Article))
        yield Reading(page, articles, tuple(one for one in found if isinstance(one, Refusal)))


def trials(place: Place) -> Iterator[str]:
    """Yield whether each sequence of changes ended as it should."""
    chosen = settings(
        max_examples=_AT_ONCE,
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    callbacks = list(gc.callbacks)
    try:
        while True:
            before = Following.ended
            core.global_force_seed = place.chance.randrange(1 << 32)  # type: ignore[assignment]
            try:
                with mock.patch.object(updating, "read_pages", _read_here):
                    run_state_machine_as_test(Following, settings=chosen)
            except Exception as error:
                told = "\n".join([str(error)[:2000], *getattr(error, "__notes__", ())])
                yield f"hypothesis seed {core.global_force_seed}: {told}"
                continue
            finally:
                core.global_force_seed = None
            for _ in range(Following.ended - before):
                yield SURVIVED
    finally:
        gc.callbacks[:] = callbacks  # to which Hypothesis adds what an interrupt may fall into


ROW = Row(
    "follow",
    "incremental = rebuilt, random sequences of add, change, delete (hypothesis, stateful)",
    200,
    trials,
    2,
)
