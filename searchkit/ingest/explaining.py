"""Why an article is as it is: where each field comes from, what of the page was kept, what not.

Nothing is read another way for it: an explanation is made of what reading leaves behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from searchkit.article import Article
from searchkit.ingest.printed.headlines import letters
from searchkit.ingest.reading import Account, account_of

if TYPE_CHECKING:
    from searchkit.ingest.webpage import WebPage

Use = Literal["paragraph", "subhead", "caption", "left out"]

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Origin:
    """A field of an article with its value as text, and where the page gives it."""

    field: str
    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A text of a page, what it became, and why it was left out, where it was.

    The text of what was left out is cut after 200 characters.
    """

    text: str
    use: Use
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """An article and why it is so.

    ``charset`` is how the bytes were read and why; ``pieces`` are the blocks of the page in order,
    and after them what was taken out before the page was looked at.
    """

    article: Article
    charset: str
    origins: tuple[Origin, ...]
    pieces: tuple[Piece, ...]


def explain(page: bytes | str, url: str | None = None) -> Explained:
    """Return the article that ``extract`` gives for a page, and why it is so.

    Raises PageRefused as ``extract`` does.
    """
    account = account_of(page, url)
    read = account.decoded
    return Explained(
        account.article,
        f"{read.codec}, {read.reason}" if read.codec else read.reason,
        tuple(_origins(account)),
        tuple(_pieces(account)),
    )


def _origins(account: Account) -> Iterator[Origin]:
    article = account.article
    values = {
        "headline": article.headline,
        "authors": ", ".join(article.authors),
        "published": article.published and article.published.isoformat(),
        "outlet": article.outlet,
        "language": article.language,
        "place": article.place,
        "url": article.url,
    }
    places = _places_of_text(account) if account.page is None else _places_of_page(account.page)
    if article.headline_derived:
        places["headline"] = "the first sentence"
    for field, value in values.items():
        if value:
            yield Origin(field, value, places[field])


def _places_of_text(account: Account) -> dict[str, str]:
    """Where a plain text gives its fields: its layout has one place for each."""
    return {
        "headline": "the first line",
        "authors": "byline",
        "published": "a line of its own, the dateline or a caption",
        "outlet": "dateline",
        "language": "the words of the text",
        "place": "dateline",
        "url": "given",
    }


def _places_of_page(page: WebPage) -> dict[str, str]:
    facts = page.facts
    found = {
        "headline": facts.headline,
        "authors": next(iter(facts.authors), None),
        "published": facts.published,
        "outlet": facts.outlet,
        "place": facts.place,
        "url": facts.url,
    }
    places = {field: fact.origin if fact else "dateline" for field, fact in found.items()}
    said = facts.language
    places["language"] = "the words of the text" + (
        f"; {said.origin} says {said.text}" if said else ""
    )
    return places


def _pieces(account: Account) -> Iterator[Piece]:
    yield from (Piece(caption.text, "caption") for caption in account.article.captions)
    if account.page is None:
        yield from _kept(account.article)
    elif account.page.is_hidden:
        yield from _kept(account.article)
        yield from (_out(b.text, "the page shows only a part") for b in account.page.blocks)
    else:
        yield from _of_blocks(account.page)
    if account.page is not None:
        yield from (_out(taken.text, taken.reason) for taken in account.page.taken if taken.text)


def _kept(article: Article) -> Iterator[Piece]:
    """The text of an article in reading order; a subhead may stand over no paragraph."""
    pending = list(article.subheads)
    for subhead, paragraphs in groupby(article.paragraphs, lambda p: p.subhead):
        upto = pending.index(subhead) + 1 if subhead in pending else 0
        yield from (Piece(text, "subhead") for text in pending[:upto])
        del pending[:upto]
        yield from (Piece(paragraph.text, "paragraph") for paragraph in paragraphs)
    yield from (Piece(text, "subhead") for text in pending)


def _of_blocks(page: WebPage) -> Iterator[Piece]:
    paragraphs = {paragraph.text for paragraph in page.article.paragraphs}
    subheads = set(page.article.subheads)
    reasons = _reasons(page)
    for block in page.blocks:
        if block.text in subheads and block.text not in paragraphs:
            yield Piece(block.text, "subhead")
        elif block.text in paragraphs:
            yield Piece(block.text, "paragraph")
        else:
            yield _out(block.text, reasons.get(id(block), "a heading over nothing, or a repeat"))


def _reasons(page: WebPage) -> dict[int, str]:
    """Why blocks are left out, by their identity: they are sifted once more, in the same way."""
    from searchkit.ingest.webpage.asides import known_texts, sifted  # brings bs4
    from searchkit.ingest.webpage.regions import place_of

    headline = page.facts.headline.text if page.facts.headline else ""
    place = place_of(page.blocks, page.regions, headline)
    reasons = {id(block): "above the article" for block in page.blocks[: place.start]}
    reasons |= {id(block): "below the article" for block in page.blocks[place.end :]}
    known = known_texts(page.facts, page.article.captions)
    reasons |= {
        id(b): "has a field of its own" for b in page.blocks if letters(b.text) in known.texts
    }
    left = page.blocks[place.start : place.end]
    for reason, kept in sifted(left, known):
        stays = {id(block) for block in kept}
        reasons |= {id(block): reason for block in left if id(block) not in stays}
        left = kept
    return reasons


def _out(text: str, reason: str) -> Piece:
    return Piece(text[:_LONGEST], "left out", reason)
