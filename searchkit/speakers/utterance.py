"""What is said and by which words it is ascribed, before it is known who that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from searchkit.article import Kind, Span
from searchkit.speakers.nouns import Phrase
from searchkit.speakers.regions import Region
from searchkit.speakers.tokens import Sentence, Token

DIRECT = 0.9
"""Share of the words in quotation marks above which an utterance is direct."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words said, and the words that name who said them, not yet resolved to a person.

    ``phrase`` are the tokens of the source; ``name`` is the speaker where the rule knows it
    already; ``certainty`` (0 to 1) is that of the rule alone.  ``continues`` tells that the speaker
    is the one of the utterance before.
    """

    paragraph: int
    spans: tuple[Span, ...]
    kind: Kind
    phrase: tuple[Token, ...]
    source: Span | None
    cue: Span | None
    rule: str
    certainty: float
    name: str | None = None
    continues: bool = False


def utterance_of(
    sentence: Sentence,
    regions: Sequence[Region],
    source: Phrase,
    cue: Span | None,
    rule: str,
    certainty: float,
) -> Utterance:
    """Return the words of a sentence in some regions as an utterance of its source."""
    tokens = sentence.tokens
    return Utterance(
        paragraph=sentence.paragraph,
        spans=tuple(span for region in regions for span in spans_of(tokens, region)),
        kind=_kind([token for a, b in regions for token in tokens[a:b]]),
        phrase=tuple(tokens[source.start : source.end]),
        source=(tokens[source.start].start, tokens[source.end - 1].end),
        cue=cue,
        rule=rule,
        certainty=certainty,
    )


def spans_of(tokens: Sequence[Token], region: Region) -> Iterator[Span]:
    """A region as code points: quotations one by one, else one span without marks at its ends."""
    words = [token for token in tokens[slice(*region)] if token.is_word or token.quotation]
    if all(token.quotation for token in words):
        for token in words:
            if token.quotation is not None:
                yield token.quotation.inner, token.quotation.outer
        return
    first, last = tokens[region[0]], tokens[region[1] - 1]
    start = first.quotation.inner if first.quotation else first.start
    yield start, last.quotation.outer if last.quotation else last.end


def _kind(tokens: Sequence[Token]) -> Kind:
    quoted = length([token for token in tokens if token.quotation])
    if quoted == 0:
        return "indirect"
    return "direct" if quoted > DIRECT * length(tokens) else "mixed"


def length(tokens: Sequence[Token]) -> int:
    """The number of words, those inside quotations too."""
    return sum(len(t.text.split()) if t.quotation else t.is_word for t in tokens)
