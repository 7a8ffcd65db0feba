"""An article becomes records: what stands in each field of it, and of each of its quotes.

Engines index records, and highlighting reads them, so that both see the same words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from searchkit.analysis import terms
from searchkit.query.fields import Unit

Texts = Mapping[str, tuple[str, ...]]
Roles = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""By the name of a speaker: the roles, and the affiliations and countries."""

Get = Callable[[Any, str], Any]
"""Gives a part by its name: ``getattr`` of an Article, ``getitem`` of its JSON, unchecked."""

ReadTexts = Callable[[Any, Get], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """The texts of each field, in order; a phrase never runs from one text into the next."""

    unit: Unit
    texts: Texts
    day: date | None = None


def unchecked(stored: bytes) -> dict[str, Any]:
    """Return the JSON of an article as ``to_json`` wrote it, a fifth of an Article's cost."""
    row: dict[str, Any] = json.loads(stored.decode())
    return row


def unchecked_texts(stored: bytes) -> dict[str, Any]:
    """The same without speakers and quotes: they stand last, and are the greater part."""
    texts, _, _ = stored.partition(b',"speakers":[')  # in a text the quotation mark is escaped
    return unchecked(texts + b"}")


def day_of(article: Any, get: Get = getattr) -> date | None:
    """Return the day of publication as printed, whatever the zone."""
    published = get(article, "published")
    if isinstance(published, str):
        return date.fromisoformat(published[:10])
    return published.date() if isinstance(published, datetime) else published


def collection_term(collection: str | None) -> str:
    """Return a collection as ``collection:`` finds it, folded; none is the empty text."""
    return "".join(terms("exact", collection or ""))


def article_record(article: Any, get: Get = getattr) -> Record:
    """Return the record of an article."""
    return Record("article", article_texts(article, get), day_of(article, get))


def quote_records(article: Any, get: Get = getattr) -> Iterator[Record]:
    """Yield the records of the quotes of an article, in the order of ``article.quotes``."""
    day, roles = day_of(article, get), roles_of(article, get)
    for quote in get(article, "quotes"):
        yield Record("quote", quote_texts(quote, roles, get), day)


def article_texts(article: Any, get: Get = getattr) -> Texts:
    """Return the texts of an article by field."""
    return {field: read(article, get) for field, read in TEXTS.items()}


def roles_of(article: Any, get: Get = getattr) -> Roles:
    """Return the distinct roles of the speakers of an article, in printed order."""
    speakers: dict[str, list[Any]] = {}
    for speaker in get(article, "speakers"):
        speakers.setdefault(get(speaker, "name"), []).append(speaker)
    return {
        name: (
            _distinct(get(one, "role") for one in printed),
            _distinct(get(one, org) for one in printed for org in ("affiliation", "country")),
        )
        for name, printed in speakers.items()
    }


def quote_texts(quote: Any, roles: Roles, get: Get = getattr) -> Texts:
    """Return the texts of a quote by field; ``roles`` are those of its article."""
    speaker = get(quote, "speaker")
    role, org = roles.get(speaker, ((), ()))
    return {
        "said": _given(get(quote, "text")),
        "speaker": _given(speaker),
        "role": role,
        "org": org,
        "kind": (get(quote, "kind"),),
    }


def _given(*texts: str | None) -> tuple[str, ...]:
    return tuple([text for text in texts if text])  # faster so than without a list


def _distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    return _given(*dict.fromkeys(texts))


def _headline(article: Any, get: Get) -> tuple[str, ...]:
    """A derived headline is no text of its own."""
    return () if get(article, "headline_derived") else _given(get(article, "headline"))


def _one(name: str) -> ReadTexts:
    return lambda article, get: _given(get(article, name))


def _several(name: str) -> ReadTexts:
    return lambda article, get: _given(*get(article, name))


def _texts_of(name: str) -> ReadTexts:
    return lambda article, get: tuple(
        [text for part in get(article, name) if (text := get(part, "text"))]  # faster so
    )


TEXTS: Mapping[str, ReadTexts] = {
    "headline": _headline,
    "caption": _texts_of("captions"),
    "subhead": _several("subheads"),
    "text": _texts_of("paragraphs"),
    "outlet": _one("outlet"),
    "author": _several("authors"),
    "place": _one("place"),
    "lang": _one("language"),
    "collection": _one("collection"),
    "id": _one("id"),
}
"""How the texts of each field of an article are read."""
