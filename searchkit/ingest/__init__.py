"""A page becomes an article: read safely, decoded, cleaned, taken apart into its fields.

Names are loaded on first use; the HTML parser only when a page is read.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from searchkit.ingest.explaining import Explained, explain
    from searchkit.ingest.identity import RECIPE, Page, fingerprint, source_name
    from searchkit.ingest.naming import name_of
    from searchkit.ingest.pages import articles_in, extract, is_page, read_page
    from searchkit.ingest.processes.workers import Reading, read_pages

__all__ = [
    "RECIPE",
    "Explained",
    "Page",
    "Reading",
    "articles_in",
    "explain",
    "extract",
    "fingerprint",
    "is_page",
    "name_of",
    "read_page",
    "read_pages",
    "source_name",
]

_HOMES = {
    "RECIPE": "identity",
    "Explained": "explaining",
    "Page": "identity",
    "Reading": "processes.workers",
    "articles_in": "pages",
    "explain": "explaining",
    "extract": "pages",
    "fingerprint": "identity",
    "is_page": "pages",
    "name_of": "naming",
    "read_page": "pages",
    "read_pages": "processes.workers",
    "source_name": "identity",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'searchkit.ingest' has no attribute {name!r}")
    value = getattr(import_module(f"searchkit.ingest.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
