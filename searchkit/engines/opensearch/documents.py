"""An article becomes a document of a cluster, its quotes nested in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from searchkit.analysis import terms
from searchkit.article import Article
from searchkit.engines import Entry
from searchkit.engines.opensearch.mapping import LENGTH, PRINTED, QUOTES, VALUE, WORDS
from searchkit.people.printed import names_of
from searchkit.query.fields import FIELDS
from searchkit.records import Texts, article_record, quote_records

LONGEST_TERM = 4_000
"""Characters of a term; a longer one is cut, and a digest of it makes it another than the rest."""

_LONGEST_ID = 500  # bytes; a cluster takes 512
_LONGEST_NAME = 30_000  # bytes; a cluster takes 32,766


def document_id(id: str) -> str:
    """Return what a cluster calls the document of an article; any text may be an article's id."""
    coded = id.encode("utf-8", "surrogatepass")
    is_plain = is_text(id) and len(coded) <= _LONGEST_ID
    return f"={id}" if is_plain else f"#{blake2b(coded).hexdigest()}"


def is_text(text: str) -> bool:
    """Say whether there is no half of a surrogate pair, which no document holds."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def clipped(term: str) -> str:
    """Return a term as a cluster takes it."""
    if len(term) <= LONGEST_TERM:
        return term
    return term[:LONGEST_TERM] + blake2b(term.encode(), digest_size=16).hexdigest()


def document(entry: Entry, run: str) -> dict[str, Any]:
    """Return the document of an article; ``run`` names the change that brings it."""
    article = entry.article
    record = article_record(article)
    found: dict[str, Any] = {
        "unit": "article",
        "key": article.id,
        "header": json.dumps(_header(article), ensure_ascii=False),
        "json": entry.json or article.to_json(),
        "run": run,
        **_fields(record.texts),
    }
    if record.day:
        found["day"] = record.day.isoformat()
    if entry.page is not None:
        found.update(page=entry.page, fingerprint=entry.fingerprint)
    if names := [name for name in map(_name, names_of(article)) if name]:
        found["names"] = names
    if quotes := list(quote_records(article)):
        around = {"collection": found["collection"]} if "collection" in found else {}
        found[QUOTES] = [
            {"place": place, **around, **_fields(quote.texts)} for place, quote in enumerate(quotes)
        ]
    return found


def _name(key: Sequence[str | None]) -> str:
    """Return a name, or one with a role, as the text that is counted; a monstrous one is none."""
    name = json.dumps(key, ensure_ascii=False)
    return name if len(name.encode()) <= _LONGEST_NAME else ""


def _fields(texts: Texts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, values in texts.items():
        field = FIELDS[name]
        if field.facet and values:
            found[name + VALUE] = list(dict.fromkeys(map(clipped, values)))
        if field.analysis == "exact":
            found[name] = [clipped(term) for text in values for term in terms("exact", text)]
        else:
            found.update(_words(name, values))
    return {name: value for name, value in found.items() if value}


def _words(name: str, texts: Sequence[str]) -> dict[str, Any]:
    """Return the fields of texts as their words, a blank between them."""
    field = FIELDS[name]
    printed = [_joined(_printed, text) for text in texts]
    words = [word for text in printed for word in text.split()]
    found: dict[str, Any] = {name: printed}
    if field.analysis == "stemmed":
        found[name] = [_joined(_stems, text) for text in texts]
        found[name + PRINTED] = printed
    found[name + WORDS] = list(dict.fromkeys(words))
    if field.weight:
        found[name + LENGTH] = len(words)
    return found


def _joined(read: Callable[[str], str], text: str) -> str:
    """Return the terms of a text, read piece by piece: analysis never sees across a blank."""
    return " ".join(filter(None, map(read, text.split())))


@lru_cache(maxsize=1 << 17)
def _printed(piece: str) -> str:
    return " ".join(map(clipped, terms("folded", piece)))


@lru_cache(maxsize=1 << 17)
def _stems(piece: str) -> str:
    return " ".join(map(clipped, terms("stemmed", piece)))


def _header(article: Article) -> list[str | None]:
    published = article.published.isoformat() if article.published else None
    return [article.id, article.headline, article.outlet, published, article.source]
