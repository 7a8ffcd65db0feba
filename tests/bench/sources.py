"""Where the articles to be indexed come from: a file of rows, an index, a folder of pages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import TextIO
from zlib import crc32

import searchkit
from searchkit.article import Article, Paragraph
from searchkit.corpus import collection_of, sources
from searchkit.ingest import Page, read_page
from searchkit.records import day_of
from searchkit.speakers import read

from .plan import Source

_FIRST_DAY = date(2015, 1, 1)
_DAYS = 3652  # ten years


def of_rows(file: Path, count: int | None) -> Iterator[Article]:
    """Yield the articles of a ``.jsonl`` or ``.jsonl.gz`` file, the first ``count`` or all.

    A row has ``id``, ``title`` and ``text``, each line of which is a paragraph; or it is an
    article as ``searchkit export`` writes it.
    """
    with _opened(file) as lines:
        for line in islice(lines, count):
            yield _article(line)


def of_index(folder: Path, count: int | None) -> Iterator[Article]:
    """Yield the articles of an index, the first ``count`` or all."""
    with searchkit.open(folder) as index:
        yield from islice(index.export(), count)


def of_pages(corpus: Path, count: int | None) -> Iterator[Article]:
    """Yield the articles of a corpus, the first ``count`` or all; no refusals."""
    pages = (Page(corpus, source, collection_of(source)) for source in sources(corpus))
    found = (article for page in pages for article in read_page(page))
    yield from islice((a for a in found if isinstance(a, Article)), count)


def attributed(articles: Source) -> Iterator[Article]:
    """Yield articles with their quotes, which rows of bare text do not have."""
    return map(read, articles())


def bare(articles: Source) -> Iterator[Article]:
    """Yield articles with id, headline, paragraphs and day only.

    One without a day gets a day of ten years, the same for the same id.
    """
    for article in articles():
        yield Article(
            article.id,
            headline=article.headline,
            paragraphs=article.paragraphs,
            published=day_of(article) or _day_for(article.id),
        )


def first(articles: Source, count: int) -> Iterator[Article]:
    """Yield the first ``count`` articles."""
    return islice(articles(), count)


def _opened(file: Path) -> TextIO:
    if file.suffix == ".gz":
        return gzip.open(file, "rt", encoding="utf-8")
    return file.open(encoding="utf-8")


def _day_for(id: str) -> date:
    return _FIRST_DAY + timedelta(days=crc32(id.encode("utf-8", "replace")) % _DAYS)


def _article(line: str) -> Article:
    row = json.loads(line)
    if "paragraphs" in row:
        return Article.from_json(line)
    paragraphs = tuple(Paragraph(text) for text in row["text"].splitlines() if text.strip())
    return Article(str(row["id"]), headline=row["title"] or None, paragraphs=paragraphs)
