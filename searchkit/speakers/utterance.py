"""What is said and by which words it is ascribed, before it is known who that is."""

from __future__ import annotations

from dataclasses import dataclass

from searchkit.article import Kind, Span
from searchkit.speakers.tokens import Token


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
