"""Which words of a sentence are reporting verbs here: particle, form and what stands before."""

from __future__ import annotations

from collections.abc import Sequence

from searchkit.speakers.lexicon import Cue, lexicon, word_set
from searchkit.speakers.tokens import Token


def cue_at(tokens: Sequence[Token], i: int) -> Cue | None:
    """The cue that token ``i`` is here: its particle follows, its form fits what stands before."""
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if tokens[i].is_capital and i > 0 and tokens[i].low not in _IN_HEADLINES:
        return None
    for cue in lexicon().cues[tokens[i].low]:
        if cue.particle is None or cue.particle == following:
            return cue if _fits(tokens, i, cue) else None
    return None


_IN_HEADLINES = frozenset(("says", "said", "tells", "warns", "calls", "urges"))


def _fits(tokens: Sequence[Token], i: int, cue: Cue) -> bool:
    """No passive, negation, infinitive or possibility; a noun form stands behind no article."""
    grammar = lexicon().grammar
    auxiliary = auxiliary_before(tokens, i)
    if auxiliary in grammar.negations or auxiliary.endswith("n't") or auxiliary in _UNREAL:
        return False
    if cue.form in ("past", "participle") and auxiliary in BE:
        return False
    if cue.form == "participle" and auxiliary not in _PERFECT:
        return False
    if cue.form == "ing" and i > 0 and tokens[i - 1].low in _GERUND:
        return False
    previous = tokens[i - 1] if i > 0 else None
    if cue.noun and previous is not None:
        return not (previous.low in grammar.determiners or previous.is_possessive)
    return True


_UNREAL = word_set("to can could may might should must")
BE = word_set("is are was were be been being am get got isn't wasn't weren't")


_PERFECT = word_set("has have had having 've 'd i've we've they've")


_GERUND = word_set("of for from without about against the a his her their its")


def auxiliary_before(tokens: Sequence[Token], i: int) -> str:
    """The word before the cue, adverbs left out."""
    grammar = lexicon().grammar
    j = i - 1
    while j >= 0 and (tokens[j].low in grammar.adverbs or tokens[j].low.endswith("ly")):
        j -= 1
    return tokens[j].low if j >= 0 and tokens[j].is_word else ""
