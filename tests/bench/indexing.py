"""How fast articles become an index, how large it is, and how much memory that takes."""

from __future__ import annotations

import resource
import sys
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import searchkit
from searchkit.article import Article
from searchkit.errors import UsageError

from .plan import Plan, Source
from .table import Table
from .timing import isolated, milliseconds

_COLUMNS = (
    "way",
    "articles",
    "quotes",
    "text MB",
    "seconds",
    "processor s",
    "articles/s",
    "disk MB",
    "memory before MB",
    "peak MB",
)
_FOLDER = "index"
_MEGABYTE = 1_000_000
_RESIDENT = 1 if sys.platform == "darwin" else 1024  # bytes in the unit of ru_maxrss


@dataclass(frozen=True, slots=True)
class Indexing:
    """What it took to index articles that were in memory; sizes in bytes, of text as UTF-8.

    Seconds are those of the wall; those of the processor tell how far a busy machine held it up.
    """

    articles: int
    quotes: int
    text: int
    seconds: float
    processor_seconds: float
    disk: int
    memory_before: int
    memory_peak: int


def measured(plan: Plan) -> Table:
    """Return the table of indexing, by one call of ``Index.add`` on an empty index."""
    got = isolated(indexed, plan.articles, plan.scratch / _FOLDER)
    row = (
        "Index.add",
        got.articles,
        got.quotes,
        got.text / _MEGABYTE,
        got.seconds,
        got.processor_seconds,
        got.articles / got.seconds,
        got.disk / _MEGABYTE,
        got.memory_before / _MEGABYTE,
        got.memory_peak / _MEGABYTE,
    )
    return Table("indexing", _COLUMNS, (row,))


def index_of(plan: Plan) -> Path:
    """Return the index to be searched, made now if the run has none yet."""
    if plan.index is not None:
        return plan.index
    made = plan.scratch / _FOLDER
    if not made.exists():
        isolated(indexed, plan.articles, made)
    return made


def indexed(articles: Source, folder: Path) -> Indexing:
    """Index articles in a new folder; to be called in a process that did nothing before."""
    given = list(articles())
    if not given:
        raise UsageError("there is no article to index")
    with searchkit.open(folder, create=True) as index:
        before = _peak()
        started = process_time()
        seconds = milliseconds(lambda: index.add(given)) / 1000
        processor_seconds = process_time() - started
        peak = _peak()
    return Indexing(
        articles=len(given),
        quotes=sum(len(article.quotes) for article in given),
        text=sum(map(_text_size, given)),
        seconds=seconds,
        processor_seconds=processor_seconds,
        disk=sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()),
        memory_before=before,
        memory_peak=peak,
    )


def _peak() -> int:
    """Return the most memory that this process has held so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RESIDENT


def _text_size(article: Article) -> int:
    texts = [article.headline or "", *article.subheads]
    texts += [caption.text for caption in article.captions]
    texts += [paragraph.text for paragraph in article.paragraphs]
    return sum(len(text.encode("utf-8", "replace")) for text in texts)
