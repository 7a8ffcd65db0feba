"""An article's paragraphs, captions and headline become quotes, and its speakers are listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from searchkit.article import Article, Quote, Speaker, Where
from searchkit.speakers import abroad
from searchkit.speakers.headlines import labels
from searchkit.speakers.languages import language_of
from searchkit.speakers.names import learn
from searchkit.speakers.people import People, survey
from searchkit.speakers.resolve import Answer, Resolver
from searchkit.speakers.speech import utterances
from searchkit.speakers.tokens import Passage, passage
from searchkit.speakers.utterance import Utterance


def quotes_in(paragraphs: Sequence[str]) -> tuple[Quote, ...]:
    """Return the quotes of an article's paragraphs in order.

    Speakers are resolved over all of them.  Time grows linearly with the text; where nobody
    speaks the answer is empty.
    """
    passages = _passages(paragraphs)
    language = language_of(paragraphs)
    people = _people(passages, language)
    return tuple(_quotes(passages, people, "text", language))


def read(article: Article) -> Article:
    """Return the article with its quotes, of captions and headline too, and with its speakers.

    Speakers stand in the order of their first quote, each with its roles in printed order.
    """
    texts: dict[Where, Sequence[str]] = {
        "text": [paragraph.text for paragraph in article.paragraphs],
        "caption": [caption.text for caption in article.captions],
        "headline": _printed_headline(article),
    }
    passages: dict[Where, list[Passage]] = {}
    start = 0
    for where, rows in texts.items():
        passages[where] = _passages(rows, start)
        start += len(rows) + 1
    language = language_of([text for rows in texts.values() for text in rows])
    people = _people([passage for rows in passages.values() for passage in rows], language)
    quotes = [
        quote
        for where, rows in passages.items()
        for quote in _quotes(rows, people, where, language)
    ]
    return replace(article, quotes=tuple(quotes), speakers=tuple(_speakers(quotes, people)))


def _printed_headline(article: Article) -> list[str]:
    """A derived headline says again what a paragraph says."""
    return [article.headline] if article.headline and not article.headline_derived else []


def _passages(texts: Iterable[str], start: int = 0) -> list[Passage]:
    """Read texts, numbered from ``start``: every passage of an article has its own place."""
    return [passage(number, text) for number, text in enumerate(texts, start)]


def _people(passages: Sequence[Passage], language: str) -> People:
    if language != "en":
        return abroad.people(passages, language)
    names = learn(sentence for passage in passages for sentence in passage.sentences)
    return survey(passages, names)


def _quotes(
    passages: Sequence[Passage], people: People, where: Where, language: str
) -> Iterator[Quote]:
    resolver = Resolver(people, terse=where == "headline")
    for utterance in _found(passages, people, where, language):
        place = utterance.paragraph - passages[0].number
        yield _quote(utterance, place, passages[place].text, resolver.resolve(utterance), where)


def _found(
    passages: Sequence[Passage], people: People, where: Where, language: str
) -> Iterable[Utterance]:
    if language != "en":
        return abroad.utterances(passages, language, people)
    found = list(utterances(passages, people.names))
    if where == "headline" and not found:
        return labels(passages, people.names)
    return found


def _quote(utterance: Utterance, place: int, text: str, answer: Answer, where: Where) -> Quote:
    return Quote(
        paragraph=place,
        spans=utterance.spans,
        text=" ".join(text[start:end] for start, end in utterance.spans),
        kind=utterance.kind,
        speaker=answer.name,
        source=utterance.source,
        cue=utterance.cue,
        confidence=round(utterance.certainty * answer.certainty, 3),
        rule=utterance.rule,
        where=where,
    )


def _speakers(quotes: Iterable[Quote], people: People) -> Iterator[Speaker]:
    for name in dict.fromkeys(quote.speaker for quote in quotes if quote.speaker):
        roles = [Speaker(name, *described) for described in people.described.get(name, ())]
        yield from roles or [Speaker(name)]
