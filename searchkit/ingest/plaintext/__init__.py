"""Pasted text becomes an article: caption, headline, byline, subheads and paragraphs by layout.

Nothing marks them but their lines: short or long, with or without a final stop, apart or not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from searchkit.article import Article, Caption, Paragraph
from searchkit.ingest.plaintext.lines import Line, lines_of
from searchkit.ingest.plaintext.outline import outline_of
from searchkit.ingest.printed.bylines import byline_authors
from searchkit.ingest.printed.credits import marked_caption
from searchkit.ingest.printed.datelines import dateline_of
from searchkit.ingest.printed.dates import day_alone, printed_day
from searchkit.ingest.printed.headlines import derived_headline
from searchkit.ingest.printed.languages import language_of
from searchkit.ingest.printed.subheads import looks_like_heading

_HEAD = 4
"""Lines at the head of a text in which a byline or a line with nothing but a date may stand."""

_LONGEST_BYLINE = 100
_LONGEST_CAPTION = 600


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above the body; ``rest`` is the lines that are left."""

    headline: str | None
    authors: tuple[str, ...]
    day: date | None
    captions: tuple[Caption, ...]
    rest: list[Line]


def read_plaintext(text: str, url: str | None = None) -> Article:
    """Return the article that a plain text holds, without an id; quotes are not yet attributed."""
    head = _head_of(lines_of(text))
    language = language_of(text)
    body = _body_of(head.rest, language)
    first = body.paragraphs[0].text if body.paragraphs else ""
    dateline = dateline_of(first)
    captions = (*head.captions, *body.captions)
    return replace(
        body,
        url=url,
        outlet=dateline.agency if dateline else None,
        language=language,
        headline=head.headline or derived_headline(first) or None,
        headline_derived=head.headline is None and bool(first),
        authors=head.authors,
        published=head.day or (dateline and dateline.day) or _day_of(captions),
        place=dateline.place if dateline else None,
        captions=captions,
    )


def _head_of(lines: list[Line]) -> _Head:
    captions: list[Caption] = []
    rest = list(lines)
    while rest and (caption := _caption(rest[0])):
        captions.append(caption)
        rest.pop(0)
    is_above = not captions  # a headline stands over the picture, a standfirst may stand under it
    headline = rest.pop(0).text if _starts_with_headline(rest, is_above) else None
    authors: tuple[str, ...] = ()
    day: date | None = None
    for line in rest[:_HEAD]:
        if len(line.text) > _LONGEST_BYLINE:
            continue
        names, printed = byline_authors(line.text), day_alone(line.text)
        if not names and not printed:
            continue
        authors, day = authors or names, day or printed
        rest.remove(line)
    return _Head(headline, authors, day, tuple(captions), rest)


def _body_of(lines: list[Line], language: str | None) -> Article:
    captions = {place: found for place, line in enumerate(lines) if (found := _caption(line))}
    paragraphs: list[Paragraph] = []
    subheads: list[str] = []
    rest = [line for place, line in enumerate(lines) if place not in captions]
    for section in outline_of(rest, language):
        subheads += [section.subhead] if section.subhead else []
        if section.text:
            paragraphs.append(Paragraph(section.text, subheads[-1] if subheads else None))
    return Article(
        id="",
        captions=tuple(captions.values()),
        paragraphs=tuple(paragraphs),
        subheads=tuple(subheads),
    )


def _starts_with_headline(lines: list[Line], is_above: bool) -> bool:
    """Whether the first line is a headline: marked, or short, unstopped and above all or apart."""
    if len(lines) < 2:
        return False
    first, second = lines[:2]
    if first.marked:
        return True
    apart = second.gap or bool(byline_authors(second.text)) or bool(day_alone(second.text))
    longest = max((line.text for line in lines[1:]), key=len)
    return (is_above or apart) and looks_like_heading(first.text, longest, longest_in_words=25)


def _caption(line: Line) -> Caption | None:
    return None if len(line.text) > _LONGEST_CAPTION else marked_caption(line.text)


def _day_of(captions: tuple[Caption, ...]) -> date | None:
    return next(filter(None, (printed_day(caption.text) for caption in captions)), None)
