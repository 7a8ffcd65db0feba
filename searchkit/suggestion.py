"""How a query that is being typed may go on: names of fields, their values, words of the index."""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchkit.analysis import fold, words
from searchkit.engines import Engine
from searchkit.hits import Suggestion
from searchkit.query.fields import FACETS, FIELDS, FREE
from searchkit.query.leaves import MIN_PREFIX
from searchkit.query.parser import MAX_LENGTH

_TAIL = re.compile(r'(?:^|(?<=[\s(]))-?(?:(?P<field>[A-Za-z_]+):)?(?P<typed>"[^"]*|[^\s()":]*)$')


def suggestions(engine: Engine, text: str, limit: int) -> tuple[Suggestion, ...]:
    """Return at most ``limit`` ways for the last word of a query to go on.

    Behind ``field:`` values of the field, by any of their words, the most frequent first; else
    names of fields, then words of the index.  None where the text is longer than a query may be.
    """
    match = _TAIL.search(text) if len(text) <= MAX_LENGTH else None
    if match is None:
        return ()
    field, typed = match["field"], match["typed"].removeprefix('"')
    if field is None:
        found = [*_names(typed), *_words(engine, None, FREE, typed)]
    elif field in FACETS:
        found = list(_values(engine, field, typed))
    elif field in FIELDS and FIELDS[field].analysis != "day":
        found = list(_words(engine, field, (field,), typed))
    else:
        found = []
    return tuple(found[:limit])


def _names(typed: str) -> Iterator[Suggestion]:
    for name, field in FIELDS.items():
        if name.startswith(typed.lower()):
            yield Suggestion(f"{name}:", None, field.summary, 0)


def _values(engine: Engine, field: str, typed: str) -> Iterator[Suggestion]:
    wanted = fold(typed)
    for value in engine.values(field):
        folded = fold(value.value)
        if folded.startswith(wanted) or any(
            word.term.startswith(wanted) for word in words(value.value)
        ):
            yield Suggestion(f"{field}:{_quoted(value.value)}", field, value.value, value.count)


def _words(
    engine: Engine, field: str | None, fields: tuple[str, ...], typed: str
) -> Iterator[Suggestion]:
    if len(typed) < MIN_PREFIX:
        return
    for word in engine.words(fields, fold(typed)):
        name = f"{field}:" if field else ""
        yield Suggestion(f"{name}{word.value}", field, word.value, word.count)


def _quoted(value: str) -> str:
    plain = re.fullmatch(r"[\w.-]+", value) is not None
    return value if plain else '"{}"'.format(value.replace('"', ""))
