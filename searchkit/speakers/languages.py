"""Which language a text is in, and the verbs of saying of each but English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from searchkit.speakers.lexicon import Words, table, word_set

WORD = re.compile(r"[^\W\d_]+(?:[-'’·][^\W\d_]+)*")

_SAMPLE = 20_000
"""Code points that the language is told from."""

_SCRIPTS = (("zh", re.compile(r"[\u4e00-\u9fff]")), ("ar", re.compile(r"[\u0620-\u064a]")))


@dataclass(frozen=True, slots=True)
class Language:
    """The verbs of saying of a language as a pattern, and the words that are no part of a name.

    ``common`` are its most frequent words.
    """

    code: str
    verb: re.Pattern[str]
    roles: Words
    pronouns: tuple[str, ...]
    common: Words

    def is_name(self, word: str) -> bool:
        """Whether a word in small letters may be part of a name."""
        return not (word in self.roles or word in self.pronouns or word in self.common)


@cache
def languages() -> dict[str, Language]:
    """Return the languages by their codes."""
    return {code: _language(code, row) for code, row in table("say").items()}


def _language(code: str, row: dict[str, str]) -> Language:
    simple, _, participles = row["verbs"].partition("|")
    pattern = "|".join(sorted(simple.split(), key=len, reverse=True))
    if participles:
        pattern += rf"|(?:ont?|a(?:vait)?)(?:-t-(?:il|elle))? (?:{'|'.join(participles.split())})"
        pattern += rf"|(?:{'|'.join(simple.split())})-(?:t-)?(?:ils?|elles?)"
    if code == "ar":
        pattern = f"[وف]?(?:{pattern})"
    edges = (r"(?<!\w)", r"(?![\w-])") if code != "zh" else ("", "")
    return Language(
        code,
        re.compile(f"{edges[0]}(?:{pattern}){edges[1]}"),
        word_set(row["roles"]),
        tuple(row["pronouns"].split()),
        word_set(row["common"]),
    )


def language_of(paragraphs: Sequence[str]) -> str:
    """Return "en" or the code of the language whose frequent words or letters lead in the text."""
    sample = ""
    for paragraph in paragraphs:
        sample += paragraph[: _SAMPLE - len(sample)]
        if len(sample) >= _SAMPLE:
            break
    for code, letters in _SCRIPTS:
        if 4 * len(letters.findall(sample)) > sum(map(str.isalpha, sample)):
            return code
    counts = Counter(word.lower() for word in WORD.findall(sample))
    scores = {
        code: sum(counts[word] for word in spoken.common) for code, spoken in languages().items()
    }
    scores["en"] = sum(counts[word] for word in _ENGLISH)
    return max(scores, key=lambda code: (scores[code], code == "en"))


_ENGLISH = word_set("the of and to in that is for it with as on by at this he said are was")
