"""What a person is said to be in Spanish, French and German: role and body, beside the name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from searchkit.speakers.abroad.capitals import Word, words_in
from searchkit.speakers.languages import Language
from searchkit.speakers.lexicon import lexicon
from searchkit.speakers.roles import Description

_PHRASE = 90
"""Code points of a role behind a name."""

_BEFORE = 12
"""Words of a role before a name."""

_STOP = re.compile(r"[,.;:!?\ufffc«»“”„\"()\n]| [–—] ")


def descriptions(
    text: str, words: Sequence[Word], first: int, end: int, spoken: Language
) -> Iterator[Description]:
    """Yield what stands behind the name at words ``first`` to ``end``, and before it."""
    behind = _behind(text, words[end - 1].end, spoken)
    if any(spoken.is_role(word.low) for word in behind[:3]):
        yield _description(text, behind, spoken)
    before = _before(text, words, first, spoken)
    if before:
        told = _description(text, before, spoken)
        body = _body_behind(text, words[end - 1].end, spoken)
        yield told if told.affiliation or not body else told._replace(affiliation=body)


def _behind(text: str, start: int, spoken: Language) -> Sequence[Word]:
    """The words between the comma behind a name and the next mark or verb."""
    if text[start : start + 1] != ",":
        return ()
    return words_in(text, start + 1, _phrase_end(text, start + 1, spoken))


def _phrase_end(text: str, start: int, spoken: Language) -> int:
    limit = min(start + _PHRASE, len(text))
    ends = (_STOP.search(text, start, limit), spoken.verb.search(text, start, limit))
    return min([limit, *(found.start() for found in ends if found)])


def _body_behind(text: str, start: int, spoken: Language) -> str | None:
    """The body that a preposition joins to a name: "Ana Ruiz, de la Universidad del Istmo"."""
    start += text[start : start + 1] == ","
    phrase = words_in(text, start, _phrase_end(text, start, spoken))
    if not phrase or phrase[0].low not in spoken.of:
        return None
    body = _until_small(_without_article(phrase[1:], spoken), spoken)
    return _body(text, body, spoken) if body and spoken.is_body(body[0].low) else None


def _until_small(words: Sequence[Word], spoken: Language) -> Sequence[Word]:
    """The words before a small one that binds none; German has no comma there."""
    bound = spoken.of | spoken.articles
    ends = (i for i, word in enumerate(words) if not word.is_capital and word.low not in bound)
    return words[: next(ends, len(words))] if spoken.compounds else words


# Before the name


def _before(text: str, words: Sequence[Word], first: int, spoken: Language) -> Sequence[Word]:
    """The role phrase that ends before a name: "la ministra de Agua, ", "commissaire "."""
    between = text[words[first - 1].end : words[first].start] if first else "\n"
    if between.strip(" .\u00a0") not in ("", ","):
        return ()
    start = _clause(text, words, first)
    roles = [i for i in range(start, first) if spoken.is_role(words[i].low)]
    if not roles or spoken.verb.search(text, words[roles[0]].end, words[first - 1].end):
        return ()
    if "," in between:
        return words[roles[0] : first]
    if first - roles[-1] > (1 if spoken.compounds else 2) or words[first - 1].low in spoken.closed:
        return ()
    begin = roles[-1]
    while begin - 1 in roles or (begin - 2 in roles and words[begin - 1].low in _AND):
        begin -= 1 if begin - 1 in roles else 2
    return words[begin:first]


_AND = frozenset(("y", "e", "et", "und"))


def _clause(text: str, words: Sequence[Word], first: int) -> int:
    """The first word behind the mark before a name and its comma."""
    start = first - 1
    while start > 0 and first - start < _BEFORE:
        if _STOP.search(text[words[start - 1].end : words[start].start]):
            break
        start -= 1
    return start


# Role and body


def _description(text: str, phrase: Sequence[Word], spoken: Language) -> Description:
    """Take a role apart at the preposition that leads to a body or a country."""
    words = _without(phrase, spoken.definite | spoken.indefinite)
    at = [i for i, word in enumerate(words) if i and word.low in spoken.of]
    for i, stop in zip(at, [*at[1:], len(words)], strict=False):
        body = _without_article(words[i + 1 :], spoken)
        is_body = bool(body) and (body[0].is_capital or spoken.is_body(body[0].low))
        if is_body and not _is_field(words, i, stop, spoken):
            role = _role(text, words[:i], spoken)
            return Description(role, _body(text, body, spoken), _country(body))
        if not is_body and words[i].low not in spoken.inside:
            return Description(_role(text, words[:i], spoken), None, None)
    return Description(_role(text, words, spoken), None, None)


def _is_field(words: Sequence[Word], i: int, stop: int, spoken: Language) -> bool:
    """Whether "de Agua" behind "ministra" is a field of work."""
    body = _without_article(words[i + 1 : stop], spoken)
    if not body or not words[0].low.startswith(spoken.fielded):
        return False
    return not spoken.is_body(body[0].low) and body[0].text not in lexicon().countries


def _without(words: Sequence[Word], leading: frozenset[str]) -> Sequence[Word]:
    start = next((i for i, word in enumerate(words) if word.low not in leading), len(words))
    return words[start:]


def _without_article(words: Sequence[Word], spoken: Language) -> Sequence[Word]:
    return words[1:] if words and words[0].low in spoken.articles else words


def _role(text: str, words: Sequence[Word], spoken: Language) -> str | None:
    """A role as printed, but for the ending of a German genitive."""
    if not words:
        return None
    role = text[words[0].start : words[-1].end]
    is_genitive = bool(spoken.compounds) and len(words) == 1 and role.endswith("s")
    return role[:-1] if is_genitive and spoken.is_role(role[:-1].lower()) else role


def _body(text: str, words: Sequence[Word], spoken: Language) -> str:
    """The name of a body, its head without the ending of a German genitive."""
    name = text[words[0].start : words[-1].end]
    head = words[0].text
    for ending in ("es", "s"):
        bare = head.removesuffix(ending)
        if spoken.compounds and bare != head and spoken.is_body(bare.lower()):
            return bare + name[len(head) :]
    return name


def _country(words: Sequence[Word]) -> str | None:
    return next((c for word in words if (c := lexicon().countries.get(word.text))), None)
