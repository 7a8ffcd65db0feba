"""An article becomes records: what stands in each field of it, and of each of its quotes.

Engines index records, and highlighting reads them, so that both see the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from searchkit.analysis import terms
from searchkit.article import Article, Quote
from searchkit.query.fields import Unit

Texts = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Record:
    """The texts of each field, in order; a phrase never runs from one text into the next."""

    unit: Unit
    texts: Texts
    day: date | None = None


def day_of(article: Article) -> date | None:
    """Return the day of publication as printed, whatever the zone."""
    published = article.published
    return published.date() if isinstance(published, datetime) else published


def collection_term(collection: str | None) -> str:
    """Return a collection as ``collection:`` finds it, folded; none is the empty text."""
    return "".join(terms("exact", collection or ""))


def article_record(article: Article) -> Record:
    """Return the record of an article; a derived headline is no text of its own."""
    headline = None if article.headline_derived else article.headline
    texts = {
        "headline": _given(headline),
        "caption": _given(*(caption.text for caption in article.captions)),
        "subhead": _given(*article.subheads),
        "text": _given(*(paragraph.text for paragraph in article.paragraphs)),
        "outlet": _given(article.outlet),
        "author": _given(*article.authors),
        "place": _given(article.place),
        "lang": _given(article.language),
        "collection": _given(article.collection),
        "id": (article.id,),
    }
    return Record("article", texts, day_of(article))


def quote_records(article: Article) -> tuple[Record, ...]:
    """Return the records of the quotes of an article, in the order of ``article.quotes``."""
    day = day_of(article)
    return tuple(Record("quote", _quote_texts(article, quote), day) for quote in article.quotes)


def _quote_texts(article: Article, quote: Quote) -> Texts:
    roles = [speaker for speaker in article.speakers if speaker.name == quote.speaker]
    return {
        "said": _given(quote.text),
        "speaker": _given(quote.speaker),
        "role": _distinct(speaker.role for speaker in roles),
        "org": _distinct(org for s in roles for org in (s.affiliation, s.country)),
        "kind": (quote.kind,),
    }


def _given(*texts: str | None) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _distinct(texts: Iterable[str | None]) -> tuple[str, ...]:
    return _given(*dict.fromkeys(texts))
