"""Articles that are given to be added: the last one of each id, read as it will be read again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO

from searchkit.article import Article
from searchkit.engines import Entry
from searchkit.errors import IndexUnwritable


class Batch:
    """Articles in the order given, but for those that a later one of the same id replaces.

    What can be run through only once stands in a temporary file meanwhile, so that memory holds
    one article at a time, and the ids.
    """

    def __init__(self, articles: Iterable[Article]) -> None:
        self._texts: Iterable[str]
        if isinstance(articles, Sequence):
            self._ids = [article.id for article in articles]
            self._texts = (article.to_json() for article in articles)
        else:
            self._ids = []
            self._texts = self._kept(articles)
        self._last = {id: place for place, id in enumerate(self._ids)}

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self._last)

    def entries(self) -> Iterator[Entry]:
        """Yield each article, once; ArticleError for one that could not be read again."""
        for place, (id, text) in enumerate(zip(self._ids, self._texts, strict=True)):
            if self._last[id] == place:
                article = Article.from_json(text)
                yield Entry(article, json=text.rstrip("\n") if _is_read_as_it_is(text) else None)

    def _kept(self, articles: Iterable[Article]) -> Iterator[str]:
        """Write articles to a file that vanishes with its reader, and return its lines."""
        with _keeping():
            # It lives as long as the lines that are read from it.
            file = tempfile.TemporaryFile(  # noqa: SIM115
                "w+", encoding="utf-8", errors="surrogatepass", newline="\n"
            )
        try:
            for article in articles:
                self._ids.append(article.id)
                with _keeping():
                    file.write(article.to_json() + "\n")
            with _keeping():
                file.seek(0)
        except BaseException:
            with suppress(OSError):  # of a full disk, which it meets once more
                file.close()
            raise
        return _lines(file)


@contextmanager
def _keeping() -> Iterator[None]:
    """Turn an OSError of the temporary file (disk full) into IndexUnwritable."""
    try:
        yield
    except OSError as error:
        raise IndexUnwritable(f"cannot write a temporary file: {error.strerror}") from error


def _is_read_as_it_is(text: str) -> bool:
    """Say whether all is text: half a surrogate pair is read as another character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _lines(file: IO[str]) -> Iterator[str]:
    with file:
        yield from file
