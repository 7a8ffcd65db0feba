"""Where a noun or a phrase reports: "her claim that", "according to", "quoted as saying"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from searchkit.speakers import nouns
from searchkit.speakers.lexicon import Cue, Frame, lexicon, word_set
from searchkit.speakers.names import Names
from searchkit.speakers.nouns import Phrase
from searchkit.speakers.phrases import start_of
from searchkit.speakers.report import Report
from searchkit.speakers.tokens import Token

_CLAIM = Frame("claim", frozenset(("that",)), False, 0.5)
_OWNERS = word_set("his her their its")


def claim_at(tokens: Sequence[Token], i: int, names: Names) -> Iterator[Report]:
    """ "The minister's claim that ...", "her warning that ...": the source owns the noun."""
    if i == 0 or i + 1 >= len(tokens) or tokens[i + 1].low != "that":
        return
    owner = i - 1 if tokens[i - 1].low in _OWNERS or tokens[i - 1].is_possessive else i - 2
    if owner < 0:
        return
    if tokens[owner].low in _OWNERS:
        source: Phrase | None = Phrase(owner, owner + 1, owner, owner + 1)
    else:
        source = _owner(tokens, owner, names)
    if source is not None:
        yield Report(_CLAIM, "", i, i + 1, source, source.left, i + 1, "noun")


PHRASE_STARTS = frozenset(("according", "in"))
_ACCORDING = Frame("according", frozenset(("clause", "phrase")), True, 0.84)


def phrase_at(tokens: Sequence[Token], i: int, names: Names) -> Iterator[Report]:
    """ "According to the ministry": the source stands behind the phrase."""
    for phrase in lexicon().sources:
        end = i + len(phrase)
        if tuple(token.low for token in tokens[i:end]) != phrase:
            continue
        source = nouns.governed(tokens, end, names)
        if source is not None:
            yield Report(_ACCORDING, "", i, end, source, i, source.right, "phrase")
        return


def _owner(tokens: Sequence[Token], i: int, names: Names) -> Phrase | None:
    """The phrase that ends in the possessive token ``i``: "the Kenyan minister's"."""
    if not tokens[i].is_possessive:
        return None
    named = names.ending(tokens, i + 1)
    start = named[0] if named is not None else start_of(tokens, i, 0)
    return None if start is None else Phrase(start, i + 1, start, i + 1)


def quoted_as(tokens: Sequence[Token], i: int, cue: Cue, names: Names) -> Report | None:
    """ "Ana Ruiz was quoted as saying", "the paper quoted Ana Ruiz as saying"."""
    end = i - 2 if tokens[i - 2].low in _QUOTED else i - 1
    near = end == i - 2 or any(token.low in _QUOTED for token in tokens[max(0, i - 9) : i - 1])
    source = nouns.before(tokens, end, names) if near else None
    if source is None:
        return None
    return Report(cue.frame, cue.form, i, i + 1, source, source.left, i + 1, "before")


_QUOTED = frozenset(("quoted", "quotes", "quoting", "cited", "cites", "citing", "reported"))
