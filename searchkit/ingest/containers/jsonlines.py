"""A file of articles gives one for each line of JSON, as ``Article.to_json`` writes them.

It is read line by line and may be of any size; each line is a page, and bounded as one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import blake2b
from io import BufferedIOBase

from searchkit.article import Article
from searchkit.errors import ArticleError, PageRefused
from searchkit.hits import Refusal
from searchkit.ingest.containers.entries import Place
from searchkit.ingest.files import LARGEST
from searchkit.ingest.identity import source_name
from searchkit.speakers import read as with_speakers

_MARK = b"\xef\xbb\xbf"  # of UTF-8, at the head of a file


def articles_in_lines(file: BufferedIOBase, place: Place) -> Iterator[Article | Refusal]:
    """Yield the article of each line; a bad line is refused by its number, the others go on."""
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            yield _entry(line, place)
        except (ArticleError, PageRefused) as error:
            yield Refusal(place.name, f"line {number}: {error.message}")


def _lines(file: BufferedIOBase) -> Iterator[bytes]:
    """Yield each line; of one that is too long no more than shows that."""
    mark = _MARK
    while line := file.readline(LARGEST + 1):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = file.readline(LARGEST + 1)
        yield line.removeprefix(mark).removesuffix(b"\n")
        mark = b""


def _entry(line: bytes, place: Place) -> Article:
    """The article of one line, with what it does not say filled in from its place.

    Without an id it gets one of its address, or else of its bytes, not of its number: a line put
    in above would make all that follow other articles.
    """
    if len(line) > LARGEST:
        raise PageRefused(f"larger than {LARGEST // 1_000_000} MB")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"this is not JSON: {error}") from None
    if not isinstance(row, dict):
        raise ArticleError("an article is a JSON object")
    if not row.get("id"):
        key = row.get("url") or blake2b(line.strip(), digest_size=6).hexdigest()
        row["id"] = place.under(str(key)).id
    of_place = {"source": source_name(place.source), "collection": place.collection}
    article = Article.from_json(json.dumps(of_place | row))
    return article if "quotes" in row else with_speakers(article)
