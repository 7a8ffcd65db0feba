"""What may follow in a line of the prompt: commands, fields, and values from the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from searchkit.hits import Suggestion
from searchkit.query import FACETS, FIELDS
from searchkit.query.lexer import Token, tokens
from searchkit.query.parser import MAX_LENGTH
from searchkit.screen.arguments import FACET_FIELD, TOPIC
from searchkit.screen.commands import Command, commands_of

Suggest = Callable[[str], Sequence[Suggestion]]
"""Given a query, how its last word may go on."""


class Candidate(NamedTuple):
    """A text that may stand from ``start`` (code points of the line) to the cursor, and a note."""

    text: str
    start: int
    note: str


def candidates(text: str, cursor: int, suggest: Suggest) -> tuple[Candidate, ...]:
    """Return what may stand at the cursor in a line, the likeliest first."""
    head = text[:cursor]
    if len(head) > MAX_LENGTH:
        return ()  # no query is so long
    if not head.lstrip().startswith(":"):
        return tuple(_query(head, 0, suggest))
    name, blank, rest = head.lstrip()[1:].partition(" ")
    known = commands_of("prompt")
    if not blank:
        start = head.index(":") + 1
        return tuple(_matching(name, start, ((c.name, c.summary) for c in known.values())))
    by_alias = {alias: c for c in known.values() for alias in c.aliases}
    command = (by_alias | known).get(name)
    return tuple(_argument(command, rest.lstrip(), len(head), suggest)) if command else ()


def last_word(query: str) -> int:
    """Return where the word begins that stands at the end of a query, its field included."""
    found = list(tokens(query))
    start = len(query)
    for token in reversed(found[-2:]):
        if not _belongs(token, start, len(query)):
            break
        start = token.start
    return start


def _belongs(token: Token, start: int, end: int) -> bool:
    """Say whether a token is part of the last word, given where the word starts so far."""
    if token.sort == "field":
        return True
    return start == end and token.sort in ("word", "unclosed")


def _query(query: str, offset: int, suggest: Suggest) -> Iterator[Candidate]:
    start = offset + last_word(query)
    for found in suggest(query):
        yield Candidate(found.text, start, f"{found.count:,}" if found.count else found.value)


def _argument(command: Command, rest: str, end: int, suggest: Suggest) -> Iterator[Candidate]:
    if command.takes_query:
        yield from _query(rest, end - len(rest), suggest)
    elif " " not in rest:
        yield from _matching(rest, end - len(rest), _choices(command))


def _choices(command: Command) -> Iterator[tuple[str, str]]:
    for argument in command.arguments:
        yield from ((choice, argument.help) for choice in argument.choices)
        if argument.names == FACET_FIELD.names:
            yield from ((name, FIELDS[name].summary) for name in FACETS)
        if argument.names == TOPIC.names:
            yield from ((c.name, c.summary) for c in commands_of("prompt").values())


def _matching(word: str, start: int, known: Iterable[tuple[str, str]]) -> Iterator[Candidate]:
    for text, note in known:
        if text.startswith(word) and text != word:
            yield Candidate(text, start, note)
