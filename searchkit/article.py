"""The values of an article: paragraphs, captions, speakers, quotes.

Offsets are code points, ends are exclusive.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

from searchkit.errors import ArticleError
from searchkit.typed import Wrong, many, one_of, optional, part, string, typed

SCHEMA = 1
"""Version of the JSON form of an article."""

Span = tuple[int, int]
Kind = Literal["direct", "indirect", "mixed"]
Where = Literal["text", "caption", "headline"]
KINDS: tuple[Kind, ...] = ("direct", "indirect", "mixed")
WHERES: tuple[Where, ...] = ("text", "caption", "headline")


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under a picture, and who is credited for it."""

    text: str
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, and the subhead that it stands under."""

    text: str
    subhead: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke, as printed: a person with two roles is two Speakers of one name.

    A collective or an organisation is a Speaker without role.
    """

    name: str
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that somebody said, directly or indirectly, in one paragraph.

    ``paragraph`` is the 0-based place in the paragraphs, or in the captions where ``where`` is
    ``caption``; it is 0 in a headline.  ``spans`` are the words said, without the quotation
    marks; ``text`` is the spans joined by one blank.  ``speaker`` is the resolved full name;
    ``source`` and ``cue`` are the spans, in the same paragraph, of the words that name the
    speaker and of the words that report.  ``confidence`` lies between 0 and 1, ``rule`` names how
    the quote was found.
    """

    paragraph: int
    spans: tuple[Span, ...]
    text: str
    kind: Kind
    speaker: str | None = None
    source: Span | None = None
    cue: Span | None = None
    confidence: float = 1.0
    rule: str = ""
    where: Where = "text"


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned page of coverage; only ``id`` is required.

    ``published`` is a date, or a datetime with the offset as printed, never moved to another
    zone.  ``subheads`` stand in document order; one may stand over no paragraph.  ``source`` is
    the page's path below the corpus folder.
    """

    id: str
    source: str | None = None
    url: str | None = None
    outlet: str | None = None
    language: str | None = None
    collection: str | None = None
    headline: str | None = None
    headline_derived: bool = False
    authors: tuple[str, ...] = ()
    published: date | None = None
    place: str | None = None
    captions: tuple[Caption, ...] = ()
    paragraphs: tuple[Paragraph, ...] = ()
    subheads: tuple[str, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    quotes: tuple[Quote, ...] = ()

    def text_of(self, quote: Quote) -> str:
        """Return the text that the quote's offsets count in."""
        if quote.where == "headline":
            return self.headline or ""
        if quote.where == "caption":
            return self.captions[quote.paragraph].text
        return self.paragraphs[quote.paragraph].text

    def to_json(self) -> str:
        """Return the article as one line of JSON, keys in the order of the fields.

        Raises ArticleError for a value that JSON has not.
        """
        try:
            return _ENCODE({"schema": SCHEMA} | _plain_row(self))
        except TypeError as error:
            raise ArticleError(f"article {self.id!r:.40} is not written: {error}") from None

    @classmethod
    def from_json(cls, text: str | bytes) -> Article:
        """Read what ``to_json`` wrote; unknown keys are ignored.

        Half a surrogate pair, which is no text, becomes U+FFFD.  Raises ArticleError, naming the
        key, where the text is not such an article.
        """
        try:
            row = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ArticleError(f"this is not JSON: {error}") from None
        if not isinstance(row, dict):
            raise ArticleError("an article is a JSON object")
        if row.get("schema", SCHEMA) != SCHEMA:
            raise ArticleError(f"schema {row['schema']!r} is not {SCHEMA}, the one read here")
        if not row.get("id"):
            raise ArticleError("an article needs an id")
        try:
            article: Article = _ARTICLE(row)
        except Wrong as wrong:
            raise ArticleError(f"{wrong.key[1:]} {wrong.said}") from None
        for place, quote in enumerate(article.quotes):
            _check_place(f"quotes[{place}]", quote, article)
        return article


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _plain(value: Any) -> Any:
    """A field of an article as JSON has it."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, tuple | list):  # who makes an article by hand may give lists
        return [_plain(item) for item in value]
    if isinstance(value, Caption | Paragraph | Speaker | Quote):
        return _plain_row(value)
    return value.isoformat() if isinstance(value, date) else value


def _plain_row(value: Any) -> dict[str, Any]:
    return {name: _plain(getattr(value, name)) for name in _NAMES[type(value)]}


_NAMES = {
    kind: tuple(field.name for field in fields(kind))
    for kind in (Article, Caption, Paragraph, Speaker, Quote)
}


def _check_place(key: str, quote: Quote, article: Article) -> None:
    """Raise ArticleError for a quote that stands in no text of the article, or beyond its end."""
    places = {"headline": 1, "caption": len(article.captions), "text": len(article.paragraphs)}
    if not 0 <= quote.paragraph < places[quote.where]:
        raise ArticleError(f"{key}.paragraph: there is no {quote.where} {quote.paragraph}")
    length = len(article.text_of(quote))
    for start, end in filter(None, (*quote.spans, quote.source, quote.cue)):
        if end > length:
            raise ArticleError(f"{key}: [{start}, {end}] ends beyond the {length} characters")


def _span(value: Any) -> Span:
    ends: Span = _WHOLES(value)
    if len(ends) != 2 or not 0 <= ends[0] <= ends[1]:
        raise Wrong(f"must be [start, end], not {value!r:.40}")
    return ends


def _share(value: Any) -> float:
    share: float = _NUMBER(value)
    if not 0 <= share <= 1:
        raise Wrong(f"must lie between 0 and 1, not {value!r:.40}")
    return share


def _day(value: Any) -> date:
    day = string(value)
    try:
        return date.fromisoformat(day) if len(day) == 10 else datetime.fromisoformat(day)
    except ValueError:
        raise Wrong(f"must be an ISO date, not {value!r:.40}") from None


_NUMBER = typed("a number", int, float)
_WHOLE = typed("a whole number", int)
_WHOLES = many(_WHOLE)
_MAYBE = optional(string)
_CAPTION = part(Caption, {"text": string, "credit": _MAYBE}, ("text",))
_PARAGRAPH = part(Paragraph, {"text": string, "subhead": _MAYBE}, ("text",))
_SPEAKER = part(
    Speaker, {"name": string, "role": _MAYBE, "affiliation": _MAYBE, "country": _MAYBE}, ("name",)
)
_QUOTE = part(
    Quote,
    {
        "paragraph": _WHOLE,
        "spans": many(_span),
        "text": string,
        "kind": one_of(KINDS),
        "speaker": _MAYBE,
        "source": optional(_span),
        "cue": optional(_span),
        "confidence": _share,
        "rule": string,
        "where": one_of(WHERES),
    },
    ("paragraph", "spans", "text", "kind"),
)
_ARTICLE = part(
    Article,
    {
        "id": string,
        "source": _MAYBE,
        "url": _MAYBE,
        "outlet": _MAYBE,
        "language": _MAYBE,
        "collection": _MAYBE,
        "headline": _MAYBE,
        "headline_derived": typed("true or false", bool),
        "authors": many(string),
        "published": optional(_day),
        "place": _MAYBE,
        "captions": many(_CAPTION),
        "paragraphs": many(_PARAGRAPH),
        "subheads": many(string),
        "speakers": many(_SPEAKER),
        "quotes": many(_QUOTE),
    },
    ("id",),
)
