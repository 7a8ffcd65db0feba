"""What an engine is asked when it is measured: to build, to open, to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from searchkit.article import Article

from ..questions import Question
from ..timing import Act

LIMIT = 10
"""How many hits are asked for."""

Shown = tuple[str, str | None, object]
"""A hit for a reader: id, headline, and the snippet in whatever form the engine gives one."""

KINDS = (
    "rare term",
    "common term",
    "OR of 2",
    "AND of 3",
    "phrase",
    "prefix",
    "fuzzy",
    "headline",
    "term and dates",
)
"""The classes of questions that are asked: those that bare articles can answer."""


class Opened(Protocol):
    """An index that is open.

    An act takes nothing and answers once; it is None for a class that the engine cannot answer.
    """

    def count(self, question: Question) -> int | None:
        """Return how many articles a question finds; it is not timed."""

    def bare(self, question: Question) -> Act | None:
        """Return the act that ranks the best for a query made now, and fetches nothing."""

    def whole(self, question: Question) -> Callable[[], Sequence[Shown]] | None:
        """Return the act that reads the query's text, and gives the best as a reader gets them."""

    def close(self) -> None:
        """Let go of files."""


class Engine(Protocol):
    """An engine; a module can be one."""

    @property
    def ONE_SHOT(self) -> str | None:
        """A program that takes a folder and a word, and prints ten hits; None where it cannot."""

    def build(self, articles: Iterable[Article], folder: Path) -> None:
        """Index articles in a folder that is there and empty; all is on disk at the end."""

    def open(self, folder: Path) -> Opened:
        """Open what was built, ready to answer."""


def text_of(article: Article) -> str:
    """Return the text as one string, as engines without paragraphs keep it."""
    return "\n".join(paragraph.text for paragraph in article.paragraphs)
