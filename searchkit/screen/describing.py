"""The commands that describe searchkit itself: help, fields, completion; all from the tables."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence

from searchkit.screen.arguments import GLOBALS, Argument
from searchkit.screen.commands import Command, Place, commands_of, find
from searchkit.screen.options import Options
from searchkit.screen.session import Exit, Session
from searchkit.screen.styled import Fragment, Layout, Line, display_width, line, wrap

SUMMARY = "Full-text search over conference coverage: what was said, and who said it."

Entry = tuple[str, str]
"""Something that can be typed, and what it means."""

SYNTAX: Sequence[Entry] = (
    ("digital divide", "both words, in any form"),
    ("cable OR satellite", "one of them, or both"),
    ("-fishermen", "without it; also NOT fishermen"),
    ("(a OR b) c", "parentheses group"),
    ('"digital divide"', "the phrase"),
    ('"digital divide"~5', "both within 5 words, in any order"),
    ("digi*", "words that begin so, as printed"),
    ("lindquist~", "words written alike"),
    ("word^2", "counts double"),
    ("field:word", "the word in that field; also field:(a OR b), field:“a b”"),
    ("quote:( … )", "a condition on one quote"),
    ("date:2025-10-15", "a day; also 2025-10, >=2025-10-15, 2025-10-14..2025-10-16, friday"),
)
KEYS: Sequence[Entry] = (
    ("Tab", "complete commands, fields and their values"),
    ("Up, Down", "earlier queries"),
    ("Right", "take the suggestion from history"),
    ("Ctrl-R", "search in earlier queries"),
    ("Ctrl-C", "clear the line, or stop a command"),
    ("Ctrl-D", "leave"),
)
EXITS: Sequence[Entry] = (
    ("0", "found; all well"),
    ("1", "nothing found; some pages refused"),
    ("2", "an error"),
    ("130", "interrupted"),
)
ENVIRONMENT: Sequence[Entry] = (
    ("NO_COLOR", "if set, nothing is coloured"),
    ("SEARCHKIT_OPENSEARCH_USER", "who asks a cluster"),
    ("SEARCHKIT_OPENSEARCH_PASSWORD", "the password"),
    ("SEARCHKIT_OPENSEARCH_API_KEY", "in place of both"),
    ("SEARCHKIT_OPENSEARCH_CA", "file of a certificate authority of your own"),
    ("SEARCHKIT_PURE", "if set, nothing compiled is used"),
)
_WIDEST_ENTRY = 30


def guide(session: Session, options: Options) -> Exit:
    """Print the help of the prompt, or of one command of it."""
    command = find(options.topic.removeprefix(":"), "prompt") if options.topic else None
    session.screen.show(prompt_help(command, session.screen.layout))
    return Exit.DONE


def fields(session: Session, options: Options) -> Exit:
    """Print the fields that a query can name."""
    session.screen.show(_section("fields", _fields(), session.screen.layout))
    return Exit.DONE


def completion(session: Session, options: Options) -> Exit:
    """Print the script that completes commands and options in a shell."""
    import shtab  # slow to import, and seldom needed

    session.screen.write((shtab.complete(_whole_parser(), options.shell), "\n"))
    return Exit.DONE


def shell_help(command: Command | None, layout: Layout) -> Iterator[Line]:
    """Yield the help of a command, or of the program."""
    if command is not None:
        yield from _command_help(command, f"searchkit {command.usage('shell')}", "shell", layout)
        yield from _section("options of every command", _entries(GLOBALS), layout)
        return
    yield line(SUMMARY)
    yield ()
    yield line("usage: searchkit [COMMAND] [ARGUMENT ...]; without a command, the prompt")
    yield from _section("commands", synopsis("shell"), layout)
    yield from _section("options, before or after the command", _entries(GLOBALS), layout)
    yield from _section("environment", ENVIRONMENT, layout)
    yield from _section("exit codes", EXITS, layout)
    yield ()
    yield line("searchkit COMMAND --help says more of a command.")


def prompt_help(command: Command | None, layout: Layout) -> Iterator[Line]:
    """Yield the help of a command of the prompt, or of the prompt."""
    if command is not None:
        yield from _command_help(command, _at_prompt(command), "prompt", layout)
        return
    yield line("A line is a query; one that begins with a colon is a command.")
    yield from _section("commands", synopsis("prompt"), layout)
    yield from _section("queries", SYNTAX, layout)
    yield from _section("fields", _fields(), layout)
    yield from _section("keys", KEYS, layout)


def synopsis(place: Place) -> list[Entry]:
    """Return how each command of a place is written, and what it does."""
    written = _short if place == "shell" else _at_prompt
    return [(written(command), command.summary) for command in commands_of(place).values()]


def _at_prompt(command: Command) -> str:
    return f":{command.usage('prompt')}"


def _short(command: Command) -> str:
    words = [argument.usage() for argument in command.arguments if not argument.is_option]
    return " ".join((command.name, *words))


def _command_help(command: Command, usage: str, place: Place, layout: Layout) -> Iterator[Line]:
    yield from wrap(line(Fragment("headline", usage)), layout.width, hanging=4)
    yield line(f"  {command.summary}")
    yield from _section("arguments", _entries(command.arguments_at(place)), layout)
    if command.takes_query:
        yield from _section("queries", SYNTAX, layout)
        yield from _section("fields", _fields(), layout)
    if command.aliases and place == "prompt":
        yield ()
        yield line("also ", ", ".join(f":{alias}" for alias in command.aliases))


def _entries(arguments: Iterable[Argument]) -> list[Entry]:
    return [(_spelled(argument), argument.help) for argument in arguments]


def _spelled(argument: Argument) -> str:
    if not argument.is_option:
        return argument.value
    return ", ".join(f"{name} {argument.value}".rstrip() for name in argument.names)


def _fields() -> list[Entry]:
    # The query room reads its tables of words at import, which other commands need not wait for.
    from searchkit.query import FIELDS

    return [(field.name, f"{field.summary}, as {field.example}") for field in FIELDS.values()]


def _section(title: str, entries: Sequence[Entry], layout: Layout) -> Iterator[Line]:
    """Yield a title and the entries below it, their meanings in one column."""
    if not entries:
        return
    yield from ((), line(Fragment("label", title)))
    sizes = (display_width(written) for written, _ in entries)
    column = max((size for size in sizes if size <= _WIDEST_ENTRY), default=0) + 4
    for written, meaning in entries:
        blanks = column - 2 - display_width(written)
        if blanks < 2:
            yield line("  ", Fragment("command", written))
            yield from wrap(line(" " * column, meaning), layout.width, column)
        else:
            pieces = line("  ", Fragment("command", written), " " * blanks, meaning)
            yield from wrap(pieces, layout.width, column)


def _whole_parser() -> ArgumentParser:
    """The parser of all commands, for shtab to read."""
    import shtab

    offers = {"file": shtab.FILE, "directory": shtab.DIRECTORY}
    parser = ArgumentParser("searchkit", description=SUMMARY, add_help=False)
    _fill(parser, GLOBALS, offers)
    children = parser.add_subparsers()
    for command in commands_of("shell").values():
        child = children.add_parser(command.name, help=command.summary, add_help=False)
        _fill(child, (*command.arguments, *GLOBALS), offers)
    return parser


def _fill(
    parser: ArgumentParser, arguments: Iterable[Argument], offers: Mapping[str, object]
) -> None:
    for argument in arguments:
        action = parser.add_argument(*argument.names, **argument.settings())
        if argument.files:
            action.complete = offers[argument.files]  # type: ignore[attr-defined]  # shtab's way
