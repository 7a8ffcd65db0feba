"""What a headline gives as said without a verb: "Ruiz: ice is thin", "Ice is thin: minister"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit.speakers.heads import head_of, is_plural, is_role, singular
from searchkit.speakers.names import Names
from searchkit.speakers.nouns import Phrase
from searchkit.speakers.regions import Region, has_verb, trimmed
from searchkit.speakers.together import joined
from searchkit.speakers.tokens import Passage, Sentence, Token
from searchkit.speakers.utterance import Utterance, length, utterance_of

_LONGEST = 6
"""Tokens of a source beside a colon."""

_FEWEST = 3
"""Words of a claim."""


def labels(passages: Sequence[Passage], names: Names) -> Iterator[Utterance]:
    """Yield the claims of headlines whose source stands before or behind a colon.

    A source is a name of the article or a role; a claim has a verb, so that "Ana Ruiz: a life in
    ice" is none.
    """
    for passage in passages:
        for sentence in passage.sentences:
            yield from _label(sentence, names)


def _label(sentence: Sentence, names: Names) -> Iterator[Utterance]:
    tokens = sentence.tokens
    colon = next((i for i, token in enumerate(tokens) if token.low == ":"), None)
    if colon is None:
        return
    for source, claim in (
        ((0, colon), (colon + 1, len(tokens))),
        ((colon + 1, len(tokens)), (0, colon)),
    ):
        region = trimmed(tokens, *claim)
        words = trimmed(tokens, *source)
        if region and words and _speaks(tokens, words, names) and _claims(tokens, region):
            for phrase in _sources(tokens, words, names):
                yield utterance_of(sentence, [region], phrase, None, "headline", 0.6)
            return


def _sources(tokens: Sequence[Token], words: Region, names: Names) -> list[Phrase]:
    named = names.ending(tokens, words[1])
    start = named[0] if named is not None and named[0] >= words[0] else words[0]
    source = Phrase(start, words[1], *words)
    return [*joined(tokens, source, names), source]


def _claims(tokens: Sequence[Token], region: Region) -> bool:
    return length(tokens[slice(*region)]) >= _FEWEST and has_verb(tokens, *region)


def _speaks(tokens: Sequence[Token], words: Region, names: Names) -> bool:
    """Whether words are a name, its titles included, or a role: "Kenyan minister"."""
    start, end = words
    if end - start > _LONGEST or not all(token.is_word for token in tokens[start:end]):
        return False
    named = names.ending(tokens, end)
    if named is not None and named[0] >= start:
        return True
    head = tokens[head_of(tokens, start, end)]
    return is_role(head) or (is_plural(head.low) and is_role(head._replace(low=singular(head.low))))
