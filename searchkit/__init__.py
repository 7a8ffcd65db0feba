"""Full-text search over conference coverage: what was said, and who said it.

    import searchkit
    article = searchkit.extract(page)                    # bytes | str -> Article, quotes attributed
    with searchkit.open("index", create=True) as index:
        index.add([article])
        for hit in index.search('speaker:kariuki river'):
            print(hit.rank, hit.headline)

Names are loaded on first use: `import searchkit` itself costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from searchkit.article import Article, Caption, Paragraph, Quote, Speaker
    from searchkit.errors import QueryError, SearchkitError
    from searchkit.index import Index, open
    from searchkit.ingest import extract
    from searchkit.query import Literal, literal
    from searchkit.speakers import quotes_in as attribute

__all__ = [
    "Article",
    "Caption",
    "Index",
    "Literal",
    "Paragraph",
    "QueryError",
    "Quote",
    "SearchkitError",
    "Speaker",
    "attribute",
    "extract",
    "literal",
    "open",
]

_HOMES = {
    "Article": "article",
    "Caption": "article",
    "Index": "index",
    "Literal": "query",
    "Paragraph": "article",
    "QueryError": "errors",
    "Quote": "article",
    "SearchkitError": "errors",
    "Speaker": "article",
    "attribute": "speakers:quotes_in",
    "extract": "ingest",
    "literal": "query",
    "open": "index",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'searchkit' has no attribute {name!r}")
    module, _, inner = _HOMES[name].partition(":")
    value = getattr(import_module(f"searchkit.{module}"), inner or name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
