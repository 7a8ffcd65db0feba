"""What can go wrong, in one tree.

SearchkitError
├── QueryError          the query text cannot be read; span, hint and caret line say where
├── SearchTimeout       a query takes longer to answer than the engine allows
├── PageRefused         a page cannot become an article; the reason says why
├── ArticleError        a JSON text is not an article of ours
├── CorpusError         the corpus folder or a collection.toml in it cannot be used
├── UsageError          a command or a function was called the wrong way
└── EngineError         the index cannot be used as it is
    ├── IndexMissing    there is no index at the location
    ├── IndexVersion    it was written by another version of searchkit
    ├── IndexDamaged    what lies on disk is not what was written
    ├── IndexLocked     another process is writing
    ├── IndexUnwritable the location cannot be written
    ├── IndexUnreachable  no host of the cluster answers
    ├── IndexForbidden  the cluster does not let this user in, or not do this
    ├── IndexForeign    what bears the name in the cluster was made by something else
    ├── IndexBusy       the cluster would not do it in time
    ├── ArticlesRejected  the cluster does not take some articles; all others are kept
    └── QueryTooLarge   the query has more parts than the cluster takes
"""

from __future__ import annotations

from collections.abc import Mapping

_SHOWN = 5  # articles that a message names


class SearchkitError(Exception):
    """Base of every error that a caller can cause and is expected to handle."""

    @property
    def message(self) -> str:
        """What went wrong and what to do, in one line."""
        return str(self.args[0]) if self.args else ""


class QueryError(SearchkitError):
    """The query text cannot be read.

    ``text`` is the whole query, ``span`` the faulty part of it in code points with exclusive
    end, ``hint`` what the user may have meant, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        text: str = "",
        span: tuple[int, int] = (0, 0),
        hint: str | None = None,
    ) -> None:
        super().__init__(message)
        self.text = text
        self.span = span
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        return _query_error, (self.message, self.text, self.span, self.hint)

    def caret(self) -> str:
        """Return two lines: the query, and carets under the fault.

        Line breaks in the query are shown as blanks, so that the carets stay in place.
        """
        start, end = self.span
        shown = "".join(" " if char.isspace() else char for char in self.text)
        return f"{shown}\n{' ' * start}{'^' * max(1, end - start)}"


def _query_error(message: str, text: str, span: tuple[int, int], hint: str | None) -> QueryError:
    return QueryError(message, text=text, span=span, hint=hint)


class SearchTimeout(SearchkitError):
    """A query takes longer to answer than the engine allows; one with fewer words may not."""


class PageRefused(SearchkitError):
    """A page cannot become an article: too large, binary, empty, unreadable."""


class ArticleError(SearchkitError):
    """A JSON text is not an article of ours; the message names the key."""


class CorpusError(SearchkitError):
    """The corpus folder or a collection.toml in it cannot be used."""


class UsageError(SearchkitError):
    """A command or a function was called the wrong way."""


class EngineError(SearchkitError):
    """The index cannot be used as it is."""


class IndexMissing(EngineError):
    """There is no index at the location."""


class IndexVersion(EngineError):
    """The index was written by another version of searchkit."""


class IndexDamaged(EngineError):
    """What lies on disk is not what was written."""


class IndexLocked(EngineError):
    """Another process is writing to the index."""


class IndexUnwritable(EngineError):
    """The location of the index cannot be written."""


class IndexUnreachable(EngineError):
    """No host of the cluster answers."""


class IndexForbidden(EngineError):
    """The cluster does not let this user in, or does not let it do this."""


class IndexForeign(EngineError):
    """What bears the name of the index in the cluster was made by something else."""


class IndexBusy(EngineError):
    """The cluster had too much to do, or too few of its parts were there, for too long."""


class QueryTooLarge(EngineError):
    """The query has more parts than the cluster takes."""


class ArticlesRejected(EngineError):
    """The cluster does not take some articles; ``reasons`` has why, by id."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        shown = [f"{id}: {reason}" for id, reason in list(reasons.items())[:_SHOWN]]
        more = [f"and {len(reasons) - _SHOWN:,} more"] if len(reasons) > _SHOWN else []
        super().__init__(
            f"the cluster does not take {len(reasons):,} of the articles, and all others: "
            + "; ".join([*shown, *more])
        )
        self.reasons = dict(reasons)

    def __reduce__(self) -> tuple[object, ...]:
        return ArticlesRejected, (self.reasons,)
