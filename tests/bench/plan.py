"""What a run measures: which pages and articles, how many questions, how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from searchkit.article import Article

Source = Callable[[], Iterator[Article]]
"""Gives the articles to be indexed; it can be pickled, so that each process reads its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of a run.

    ``index`` is a folder to be searched as it is; where it is None one is made of the articles, in
    ``scratch``.  ``rounds`` counts the timed answers to each question, ``runs`` the timed starts of
    each process.
    """

    pages: Path
    articles: Source
    scratch: Path
    index: Path | None = None
    seed: int = 1
    questions: int = 20
    rounds: int = 5
    runs: int = 11
