"""Which language a text is in, and the words of each but English that reporting is made of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from searchkit.speakers.alternatives import one_of
from searchkit.speakers.lexicon import Words, table, word_set

WORD = re.compile(r"[^\W\d_]+(?:[-'’·][^\W\d_]+)*")

_SAMPLE = 20_000
"""Code points that the language is told from."""

_SCRIPTS = (("zh", re.compile(r"[\u4e00-\u9fff]")), ("ar", re.compile(r"[\u0620-\u064a]")))

_KANA = re.compile(r"[\u3040-\u30ff]")
"""Letters of Japanese, which shares the Chinese ones."""

SHORT_VOWELS = "[\u064b-\u0652]?"
"""Arabic marks that may stand behind a letter."""


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """The verbs of saying of a language as a pattern, and its words as say.toml lists them.

    There is one of each, so it is equal to itself only.
    """

    code: str
    verb: re.Pattern[str]
    common: Words
    closed: Words
    leads: Words
    auxiliaries: Words
    roles: Words
    fielded: tuple[str, ...]
    he: Words
    she: Words
    pronouns: Words
    definite: Words
    indefinite: Words
    governing: Words
    that: Words
    according: Words
    bodies: Words
    of: Words
    inside: Words
    articles: Words
    joints: Words
    impersonal: Words = frozenset()
    adjectives: Words = frozenset()
    given: Words = frozenset()
    unisex: Words = frozenset()
    cuts: Words = frozenset()
    surnames: Words = frozenset()
    long_names: bool = False
    compounds: tuple[str, ...] = ()
    body_compounds: tuple[str, ...] = ()

    def is_role(self, low: str) -> bool:
        """Whether a word in small letters is a role; in German by its last part, without -in."""
        return low in self.roles or (bool(self.compounds) and _ends_in_role(low, self))

    def is_body(self, low: str) -> bool:
        """Whether a word in small letters is a noun for a body; in German by its last part."""
        return low in self.bodies or (bool(self.body_compounds) and _ends_in_body(low, self))


_LONGEST = 60
"""Letters of a compound."""


@lru_cache(maxsize=4096)
def _ends_in_role(low: str, spoken: Language) -> bool:
    return len(low) <= _LONGEST and any(
        low.removesuffix(ending).endswith(spoken.compounds)
        for ending in ("", "s", "n", "en", "in", "innen")
    )


@lru_cache(maxsize=4096)
def _ends_in_body(low: str, spoken: Language) -> bool:
    return len(low) <= _LONGEST and any(
        low.removesuffix(ending).endswith(spoken.body_compounds) for ending in ("", "s", "es")
    )


@cache
def language(code: str) -> Language:
    """Return a language; its pattern is made on the first call, which takes a while."""
    row: dict[str, Any] = dict(table("say")[code])
    verb = _verb(code, row)
    for key in ("verbs", "regular", "participles"):
        row.pop(key, None)
    fielded = tuple(row.pop("fielded").split())
    compounds, long_names = row.pop("compounds", False), row.pop("long_names", False)
    according = frozenset(row.pop("according").split(", "))
    words = {key: word_set(value) for key, value in row.items()}
    return Language(
        code=code,
        verb=verb,
        according=according,
        fielded=fielded,
        long_names=long_names,
        compounds=_endings(words["roles"]) if compounds else (),
        body_compounds=_endings(words["bodies"]) if compounds else (),
        **words,
    )


def _endings(words: Words) -> tuple[str, ...]:
    """The words long enough to be told as the last part of a compound."""
    return tuple(sorted(word for word in words if len(word) > 3))


# Verbs


def _verb(code: str, row: dict[str, Any]) -> re.Pattern[str]:
    regular = [(ends.split(" "), stems.split()) for ends, stems in row.get("regular", {}).items()]
    forms = {f"{stem}{end}" for ends, stems in regular for stem in stems for end in ends}
    forms.update(row["verbs"].split())
    if code == "zh":
        return re.compile(rf"{one_of(forms)}(?![{row.pop('unsaid')}])")
    if code == "ar":
        return re.compile(rf"(?<!\w)[وف]?{one_of(forms, _vocalised)}(?!\w)")
    participles = [f"{stem}{end}" for stem, end in _participles(code, regular)]
    participles += row["participles"].split()
    return re.compile("|".join(_patterns(code, row, forms, participles)))


def _vocalised(char: str) -> str:
    return char + SHORT_VOWELS


_PARTICIPLES = {"es": ("ado", "ido"), "fr": ("é",)}


def _participles(
    code: str, regular: Sequence[tuple[list[str], list[str]]]
) -> Iterator[tuple[str, str]]:
    """The stems of a language with the ending of their participle."""
    for ending, (_, stems) in zip(_PARTICIPLES.get(code, ()), regular, strict=False):
        for stem in stems:
            yield stem, ending


_WHO = r"(?:ils?|elles?|on)"
_ADVERBS = r"(?:\w+ment|aussi|encore|ensuite|alors|également)"


def _patterns(
    code: str, row: dict[str, Any], forms: set[str], participles: Sequence[str]
) -> Iterator[str]:
    """Compound tenses, French inversion, and the simple forms; all as whole words."""
    simple, auxiliary = one_of(forms), one_of(row["auxiliaries"].split() or ("-",))
    if code == "fr":
        clitic = r"(?:(?:[lmt]['’]|(?:lui|leur|nous|me|le|la|les|te) )?"
        perfect = rf"{clitic}{auxiliary}|s['’]est)(?:-(?:t-)?{_WHO})? (?:{_ADVERBS} )?"
        yield rf"(?<![\w-]){perfect}(?:{one_of(participles)}|fait (?:valoir|savoir))(?![\w-])"
        yield rf"(?<![\w-]){simple}-(?:t-)?{_WHO}(?!\w)"
    elif participles:
        yield rf"(?<!\w){auxiliary} {one_of(participles)}(?!\w)"
    yield rf"(?<![\w-]){simple}(?![\w-])"


# Telling the language


def language_of(paragraphs: Sequence[str]) -> str:
    """Return "en" or the code of the language whose frequent words or letters lead in the text."""
    sample = ""
    for paragraph in paragraphs:
        sample += paragraph[: _SAMPLE - len(sample)]
        if len(sample) >= _SAMPLE:
            break
    for code, letters in _SCRIPTS:
        if code == "zh" and len(_KANA.findall(sample)) * 20 > len(sample):
            continue
        if 4 * len(letters.findall(sample)) > sum(map(str.isalpha, sample)):
            return code
    counts = Counter(word.lower() for word in WORD.findall(sample))
    scores = {code: sum(counts[word] for word in words) for code, words in _common().items()}
    scores["en"] = sum(counts[word] for word in _ENGLISH)
    return max(scores, key=lambda code: (scores[code], code == "en"))


@cache
def _common() -> dict[str, Words]:
    """Return the frequent words of each language but English."""
    return {code: word_set(row["common"]) for code, row in table("say").items()}


_ENGLISH = word_set("the of and to in that is for it with as on by at this he said are was")
