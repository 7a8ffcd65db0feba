"""A place where a sentence reports: a verb, noun or phrase with the source it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from searchkit.speakers.lexicon import Frame
from searchkit.speakers.nouns import Phrase

Manner = Literal["before", "after", "shared", "participle", "fronted", "relative", "phrase", "noun"]


@dataclass(frozen=True, slots=True)
class Report:
    """A cue with its source, in places of tokens.

    ``start`` to ``end`` is the cue; what is said may stand before ``left`` and from ``right`` on.
    ``manner`` tells where the source stands to the cue: ``shared`` with the cue before it,
    ``fronted`` and ``participle`` are -ing forms, ``phrase`` is "according to", ``noun`` "her claim
    that".  ``form`` is that of the verb (see Cue), empty where there is none.
    """

    frame: Frame
    form: str
    start: int
    end: int
    source: Phrase
    left: int
    right: int
    manner: Manner
