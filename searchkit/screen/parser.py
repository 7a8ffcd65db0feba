"""Words typed in a shell, or a line at the prompt, become a command with its options.

argparse reads the values and words the errors; this module only sorts the words first, so that
global options may stand anywhere and a query may begin with a minus.
"""

from __future__ import annotations

import shlex
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, Never

from searchkit.errors import UsageError
from searchkit.screen.arguments import GLOBALS, Argument
from searchkit.screen.commands import Command, find
from searchkit.screen.options import Options, from_environment, typed


class Call(NamedTuple):
    """A command and its options; no command is the prompt."""

    command: Command | None
    options: Options


class Parser(ArgumentParser):
    """An argparse parser that raises UsageError instead of leaving the program."""

    def error(self, message: str) -> Never:
        raise UsageError(message)


def read_words(words: Sequence[str], environ: Mapping[str, str]) -> Call:
    """Read the words of a command line, without the name of the program.

    Raises UsageError.
    """
    command, flags, others = _sorted(words)
    options = from_environment(environ)
    if {"-h", "--help"} & set(flags):
        return Call(command, typed(options, {"help": True}))
    arguments = (*(command.arguments if command else ()), *GLOBALS)
    return Call(command, _read(arguments, [*flags, *_apart(others, command)], options))


def read_line(text: str, options: Options) -> Call:
    """Read a line of the prompt: a query, or a colon and a command.

    ``options`` are the settings that hold; a query is taken as typed.  Raises UsageError.
    """
    name, _, rest = text.strip().removeprefix(":").partition(" ")
    if not text.strip().startswith(":"):
        return Call(find("search", "prompt"), typed(options, {"query": [text.strip()]}))
    command = find(name, "prompt")
    if command.takes_query:
        return Call(command, typed(options, {"query": [rest.strip()]}))
    return Call(command, _read(command.arguments_at("prompt"), _split(rest), options))


def _read(arguments: Iterable[Argument], words: Sequence[str], options: Options) -> Options:
    parser = Parser(add_help=False, allow_abbrev=False, argument_default=SUPPRESS)
    for argument in arguments:
        parser.add_argument(*argument.names, **argument.settings())
    return typed(options, vars(parser.parse_args(words)))


def _apart(words: list[str], command: Command | None) -> list[str]:
    """Set words apart from options where the command takes any."""
    takes_words = command and any(not argument.is_option for argument in command.arguments)
    return ["--", *words] if words and takes_words else words


def _split(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError as error:
        raise UsageError(f"{error} in {text!r}") from None


def _sorted(words: Sequence[str]) -> tuple[Command | None, list[str], list[str]]:
    """The command, the options with their values, and the other words in order."""
    command: Command | None = None
    flags: list[str] = []
    others: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            others.extend(rest)
        elif option := list(_option(word, rest, command)):
            flags.extend(option)
        elif command is None:
            command = find(word, "shell")
        else:
            others.append(word)
    return command, flags, others


def _option(word: str, rest: Iterator[str], command: Command | None) -> Iterator[str]:
    """The word with its value where it is an option; nothing where it is not."""
    argument = _options(command).get(_name(word))
    takes_query = command is not None and command.takes_query
    if argument is None:
        if word.startswith("--") or (word[1:] and word[0] == "-" and not takes_query):
            yield word  # for argparse to refuse
        return
    yield word
    if word in argument.names and not argument.is_flag:
        yield from islice(rest, 1)


def _options(command: Command | None) -> dict[str, Argument]:
    arguments = (*GLOBALS, *(command.arguments if command else ()))
    return {
        name: argument for argument in arguments if argument.is_option for name in argument.names
    }


def _name(word: str) -> str:
    """The name of the option that a word would be: ``-n5`` and ``--limit=5`` carry a value."""
    if word.startswith("--"):
        return word.partition("=")[0]
    return word[:2] if word[2:].isdigit() else word
