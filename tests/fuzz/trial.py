"""One bent page, made of a seed and a number, read as a file of the corpus would be."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from searchkit.article import Article
from searchkit.ingest import articles_in
from searchkit.ingest.files import GZIP, LARGEST_ARCHIVE, unpacked
from searchkit.printable import one_line

from .mutations import bent

_MOST_FRAMES = 20
_NO_PAGES = (".json", ".toml", ".py", ".pyc")


@dataclass(frozen=True, slots=True)
class Seed:
    """A page to bend: the name says how it is read."""

    name: str
    page: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many articles and refusals a page gave; ``fault`` is what should not have been."""

    articles: int = 0
    refusals: int = 0
    fault: str = ""


def seeds_in(folders: Sequence[Path]) -> list[Seed]:
    """Return the pages below some folders, in the order of their paths."""
    paths = [path for folder in folders for path in sorted(folder.rglob("*"))]
    return [
        _seed(path)
        for path in paths
        if path.is_file() and path.suffix not in _NO_PAGES and not path.name.startswith(".")
    ]


def _seed(path: Path) -> Seed:
    """A page unpacked: what is bent is the page, not its packing."""
    data = path.read_bytes()
    if data.startswith(GZIP) and path.suffix == ".gz" and not path.stem.endswith(".warc"):
        return Seed(path.stem, unpacked(data, LARGEST_ARCHIVE))
    return Seed(path.name, data)


def bent_page(seeds: Sequence[Seed], seed: int, number: int) -> Seed:
    """Return the bent page of a number: the same for the same seeds, seed and number."""
    random = Random(f"{seed}:{number}")
    chosen, other = random.choice(seeds), random.choice(seeds)
    return Seed(chosen.name, bent(random, chosen.page, other.page))


def tried(page: Seed) -> Outcome:
    """Read a page; whatever is neither an article nor a refusal is a fault."""
    try:
        found = list(articles_in(page.page, page.name, None))
        articles = [one for one in found if isinstance(one, Article)]
        fault = next(filter(None, map(_fault, articles)), "")
        return Outcome(len(articles), len(found) - len(articles), fault)
    except Exception as error:  # this is what is looked for
        return Outcome(fault="".join(traceback.format_exception(error, limit=_MOST_FRAMES)))


def _fault(article: Article) -> str:
    """What is wrong with an article: it must come back from JSON, and be safe to show."""
    if Article.from_json(article.to_json().encode("utf-8")) != article:
        return "the article is another one after JSON"
    texts = [article.headline or "", *(caption.text for caption in article.captions)]
    texts += [*(paragraph.text for paragraph in article.paragraphs), *article.subheads]
    texts += [*article.authors, article.outlet or "", article.place or ""]
    return next(
        (f"not safe to show: {text!r:.300}" for text in texts if one_line(text) != text), ""
    )
