"""Articles that are given to be added: the last one of each id, read as it will be read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from searchkit.article import Article
from searchkit.engines import Entry
from searchkit.spool import Spool


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
                yield Entry(article, json=text if _is_read_as_it_is(text) else None)

    def _kept(self, articles: Iterable[Article]) -> Spool:
        spool = Spool(most=0)
        for article in articles:
            self._ids.append(article.id)
            spool.add(article.to_json())
        spool.flush()  # a full disk is told before anything is changed
        return spool


def _is_read_as_it_is(text: str) -> bool:
    """Say whether all is text: half a surrogate pair is read as another character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
