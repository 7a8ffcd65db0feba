"""What an article prints of names: what is counted to tell who is who."""

from __future__ import annotations

from searchkit.article import Article

Key = tuple[str | None, ...]
"""A name, for the articles that print it, or a name, role, affiliation and country."""


def names_of(article: Article) -> frozenset[Key]:
    """Return each name that the article prints, and each role that it prints with it."""
    quoted = (quote.speaker for quote in article.quotes)
    names = {(name,) for name in (*quoted, *(s.name for s in article.speakers)) if name}
    roles = {
        (s.name, s.role or None, s.affiliation or None, s.country or None)
        for s in article.speakers
        if s.role or s.affiliation or s.country
    }
    return frozenset(names | roles) if names else frozenset()
