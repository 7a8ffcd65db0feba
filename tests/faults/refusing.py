"""An index of ten articles, a commit that adds more, and a call that must be refused by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import searchkit
from searchkit.article import Article
from searchkit.errors import SearchkitError

from .plan import article, held

ADDED = 40
"""Articles that a commit adds to the ten."""


def articles(many: int) -> list[Article]:
    return [article(number) for number in range(many)]


def kept(many: int) -> dict[str, str]:
    return {one.id: one.to_json() for one in articles(many)}


def add(folder: Path, jobs: int = 1) -> None:
    with searchkit.open(folder / "index") as index:
        index.add(articles(10 + ADDED), jobs=jobs)


def refused(
    kind: type[SearchkitError], words: str, call: Callable[[], object], index: Path | None = None
) -> None:
    """Make a call that must fail with an error of a kind; the index then answers as before."""
    try:
        call()
    except SearchkitError as error:
        assert type(error) is kind, f"{type(error).__name__} for {kind.__name__}: {error.message}"
        assert words in error.message, f"{error.message!r} says nothing of {words!r}"
    else:
        raise AssertionError(f"was not refused with {kind.__name__}")
    if index is not None:
        with searchkit.open(index) as asked:
            assert held(asked) == kept(10), "another state answers"
            assert asked.search("headline:mark3v0").total == 1, "a search finds nothing"
