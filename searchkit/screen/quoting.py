"""A quote becomes lines: its words, who said them, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from searchkit.article import Article, Quote, Span, Speaker
from searchkit.hits import Hit
from searchkit.screen.styled import Fragment, Layout, Line, line, marked, plain, wrap

Matches = Mapping[str, Sequence[Span]]
"""The spans that matched, by the text that they lie in."""

PLACES = {"text": "paragraph", "caption": "caption"}
NOBODY = "nobody named"


def words(quote: Quote, matches: Matches, layout: Layout, first: Line) -> Iterator[Line]:
    """Yield the words of a quote behind ``first``, such as a rank.

    Only words that are direct from end to end stand in quotation marks; of the rest the page says
    itself that they are not the speaker's own.
    """
    opening, closing = quotation_marks(quote)
    said = marked(quote.text, matches.get(quote.text, ()), marks=layout.marks)
    yield from wrap(line(*first, opening, *said, closing), layout.width, len(plain(first)))


def quotation_marks(quote: Quote) -> tuple[str, str]:
    """Return what stands around the words of a quote."""
    return ("“", "”") if quote.kind == "direct" else ("", "")


def credit(
    quote: Quote,
    article: Article,
    origin: Iterable[str | None],
    matches: Matches,
    layout: Layout,
    indent: int,
) -> Iterator[Line]:
    """Yield who said it, and in brackets where it comes from and how it is given."""
    facts = filter(None, (*origin, place_of(quote), _manner(quote)))
    name = named_by(quote, article)
    who = marked(name, matches.get(name, ()), "speaker", layout.marks)
    rest = _description(speaker_of(quote, article), matches, layout)
    facts_shown = Fragment("meta", f" ({', '.join(facts)})")
    yield from wrap(
        line(" " * indent, "— ", *who, *rest, facts_shown), layout.width, hanging=indent + 2
    )


def citation(hit: Hit) -> str:
    """Return a quote on one line that can be cited: words, speaker, and where they stand."""
    if hit.quote is None:
        raise ValueError(f"hit {hit.rank} of {hit.id} is no quote")
    opening, closing = quotation_marks(hit.quote)
    who = ", ".join((named_by(hit.quote, hit.article), *described(hit.speaker)))
    day = hit.published.isoformat()[:10] if hit.published else None
    facts = filter(None, (hit.outlet, day, place_of(hit.quote), _manner(hit.quote)))
    return f"{opening}{hit.quote.text}{closing} — {who} ({', '.join(facts)}; {hit.id})"


def place_of(quote: Quote) -> str:
    """Return where in its article the quote stands, counted from 1."""
    name = PLACES.get(quote.where)
    return f"{name} {quote.paragraph + 1}" if name else quote.where


def named_by(quote: Quote, article: Article) -> str:
    """Return the speaker's name, or the words of the page that stand for it."""
    if quote.speaker:
        return quote.speaker
    return article.text_of(quote)[slice(*quote.source)] if quote.source else NOBODY


def speaker_of(quote: Quote, article: Article) -> Speaker | None:
    """Return the quote's speaker, with the first role that the article prints."""
    return next((s for s in article.speakers if s.name == quote.speaker), None)


def described(speaker: Speaker | None) -> tuple[str, ...]:
    """Return role, affiliation and country, but for what one before has said already."""
    if speaker is None:
        return ()
    known: list[str] = []
    for fact in (speaker.role, speaker.affiliation, speaker.country):
        if fact and not any(fact in said for said in known):
            known.append(fact)
    return tuple(known)


def role_list(speakers: Iterable[Speaker], most: int | None = None) -> str:
    """Return the roles of a speaker, each once, the first ``most`` of them."""
    roles = tuple(dict.fromkeys(filter(None, (", ".join(described(s)) for s in speakers))))
    shown = roles[:most]
    more = len(roles) - len(shown)
    return "; ".join((*shown, *((f"{more} more",) if more else ())))


def reasons(quote: Quote, article: Article, layout: Layout, indent: int) -> Iterator[Line]:
    """Yield how the quote was found: its rule, and the words that gave it away."""
    text = article.text_of(quote)
    spans = {"cue": quote.cue, "source": quote.source}
    shown = (f"{name} “{text[slice(*span)]}”" for name, span in spans.items() if span)
    facts = (f"rule {quote.rule or 'unknown'}", *shown, f"confidence {quote.confidence:.2f}")
    pieces = line(" " * indent, Fragment("note", " · ".join(facts)))
    yield from wrap(pieces, layout.width, indent)


def _description(speaker: Speaker | None, matches: Matches, layout: Layout) -> Iterator[Fragment]:
    for fact in described(speaker):
        yield Fragment("", ", ")
        yield from marked(fact, matches.get(fact, ()), marks=layout.marks)


def _manner(quote: Quote) -> str | None:
    return None if quote.kind == "direct" else quote.kind
