"""The values of an article: paragraphs, captions, speakers, quotes.

Offsets are code points, ends are exclusive.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal

from searchkit.errors import ArticleError

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
        article = cls(**{key: read(key, row[key]) for key, read in _ARTICLE.items() if key in row})
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


# Reading back: each reader takes the key, for the message, and the JSON value.
_Read = Callable[[str, Any], Any]


def _typed(expected: str, *types: type) -> _Read:
    def read(key: str, value: Any) -> Any:
        if type(value) not in types:
            raise ArticleError(f"{key} must be {expected}, not {value!r:.40}")
        return value

    return read


def _optional(inner: _Read) -> _Read:
    return lambda key, value: None if value is None else inner(key, value)


def _one_of(choices: tuple[str, ...]) -> _Read:
    def read(key: str, value: Any) -> Any:
        if value not in choices:
            raise ArticleError(f"{key} must be one of {', '.join(choices)}, not {value!r:.40}")
        return value

    return read


def _many(inner: _Read) -> _Read:
    def read(key: str, value: Any) -> tuple[Any, ...]:
        items = _typed("a list", list)(key, value)
        return tuple(inner(f"{key}[{place}]", item) for place, item in enumerate(items))

    return read


def _part(kind: Callable[..., Any], readers: dict[str, _Read], required: tuple[str, ...]) -> _Read:
    def read(key: str, value: Any) -> Any:
        row = _typed("an object", dict)(key, value)
        for name in required:
            if name not in row:
                raise ArticleError(f"{key}.{name} is missing")
        known = {name: inner for name, inner in readers.items() if name in row}
        return kind(**{name: inner(f"{key}.{name}", row[name]) for name, inner in known.items()})

    return read


def _span(key: str, value: Any) -> Span:
    ends = _many(_WHOLE)(key, value)
    if len(ends) != 2 or not 0 <= ends[0] <= ends[1]:
        raise ArticleError(f"{key} must be [start, end], not {value!r:.40}")
    return ends[0], ends[1]


def _text(key: str, value: Any) -> str:
    text: str = _STRING(key, value)
    return text if text.isascii() else _HALF_A_PAIR.sub("\ufffd", text)


def _share(key: str, value: Any) -> float:
    share: float = _NUMBER(key, value)
    if not 0 <= share <= 1:
        raise ArticleError(f"{key} must lie between 0 and 1, not {value!r:.40}")
    return share


def _day(key: str, value: Any) -> date:
    text = _text(key, value)
    try:
        return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise ArticleError(f"{key} must be an ISO date, not {value!r:.40}") from None


_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
_STRING = _typed("a text", str)
_NUMBER = _typed("a number", int, float)
_WHOLE = _typed("a whole number", int)
_MAYBE = _optional(_text)
_CAPTION = _part(Caption, {"text": _text, "credit": _MAYBE}, ("text",))
_PARAGRAPH = _part(Paragraph, {"text": _text, "subhead": _MAYBE}, ("text",))
_SPEAKER = _part(
    Speaker, {"name": _text, "role": _MAYBE, "affiliation": _MAYBE, "country": _MAYBE}, ("name",)
)
_QUOTE = _part(
    Quote,
    {
        "paragraph": _WHOLE,
        "spans": _many(_span),
        "text": _text,
        "kind": _one_of(KINDS),
        "speaker": _MAYBE,
        "source": _optional(_span),
        "cue": _optional(_span),
        "confidence": _share,
        "rule": _text,
        "where": _one_of(WHERES),
    },
    ("paragraph", "spans", "text", "kind"),
)
_ARTICLE: dict[str, _Read] = {
    "id": _text,
    "source": _MAYBE,
    "url": _MAYBE,
    "outlet": _MAYBE,
    "language": _MAYBE,
    "collection": _MAYBE,
    "headline": _MAYBE,
    "headline_derived": _typed("true or false", bool),
    "authors": _many(_text),
    "published": _optional(_day),
    "place": _MAYBE,
    "captions": _many(_CAPTION),
    "paragraphs": _many(_PARAGRAPH),
    "subheads": _many(_text),
    "speakers": _many(_SPEAKER),
    "quotes": _many(_QUOTE),
}
