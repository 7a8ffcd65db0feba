"""The arguments that commands take, as data: words and options with their help."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from searchkit.asked import MOST_PROCESSES


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument.

    ``names`` is one word for a positional, or the spellings of an option.  ``metavar`` is how the
    value is written in help; an option without one is a flag.  ``many`` says how often a value may
    come: ``?`` at most once, ``*`` any number, ``+`` once or more; an option with ``+`` may be
    repeated.  ``files`` is what a shell should offer for it.
    """

    names: tuple[str, ...]
    help: str
    metavar: str = ""
    many: Literal["", "?", "*", "+"] = ""
    read: Callable[[str], Any] = str
    choices: tuple[str, ...] = ()
    files: Literal["", "file", "directory"] = ""
    name: str = ""

    @property
    def is_option(self) -> bool:
        return self.names[0].startswith("-")

    @property
    def is_flag(self) -> bool:
        return self.is_option and not self.metavar and not self.choices

    @property
    def value(self) -> str:
        """How the value is written in help."""
        return "|".join(self.choices) or self.metavar

    def settings(self) -> dict[str, Any]:
        """Return the keywords of ``ArgumentParser.add_argument``."""
        if self.is_flag:
            return {"action": "store_true", "help": self.help} | self._destination()
        kind: dict[str, Any] = {"help": self.help, "metavar": self.value, "type": self._value}
        if self.is_option:
            kind["action"] = "append" if self.many else "store"
        elif self.many:
            kind["nargs"] = self.many
        return kind | ({"choices": self.choices} if self.choices else {}) | self._destination()

    def _value(self, text: str) -> Any:
        if self.choices and text not in self.choices:
            raise ArgumentTypeError(f"{text!r} is none of {', '.join(self.choices)}")
        return self.read(text)

    def _destination(self) -> dict[str, str]:
        return {"dest": self.name} if self.name and self.is_option else {}

    def usage(self) -> str:
        """Return how the argument is written in a synopsis, such as ``[-n N]``."""
        if self.is_flag:
            return f"[{self.names[0]}]"
        if self.is_option:
            return f"[{self.names[0]} {self.value}]"
        more = " ..." if self.many in ("*", "+") else ""
        return f"[{self.value}{more}]" if self.many in ("?", "*") else f"{self.value}{more}"


def whole_number(text: str) -> int:
    """Read a number of 0 or more; raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ArgumentTypeError(f"{text!r} is no whole number of 0 or more")
    return int(text)


def processes(text: str) -> int:
    """Read how many processes share the work; raises ArgumentTypeError."""
    if (count := whole_number(text)) > MOST_PROCESSES:
        raise ArgumentTypeError(f"at most {MOST_PROCESSES} pages are read at once")
    return count


def rank(text: str) -> int:
    """Read the number of a hit, from 1; raises ArgumentTypeError."""
    if not whole_number(text):
        raise ArgumentTypeError("hits are counted from 1")
    return int(text)


def limit(text: str) -> int | None:
    """Read how many hits to give; 0 means all, which is None."""
    return whole_number(text) or None


CORPUS = Argument(
    ("--corpus",),
    "folder of the pages (or $SEARCHKIT_CORPUS; default: corpus)",
    "DIR",
    files="directory",
)
INDEX = Argument(
    ("--index",),
    "where the index is: a folder, or opensearch://HOST:PORT/NAME (or $SEARCHKIT_INDEX; "
    "default: index)",
    "LOCATION",
    files="directory",
)
DEBUG = Argument(("--debug",), "show the traceback of an error")
VERSION = Argument(("--version",), "print the version")
HELP = Argument(("-h", "--help"), "print this help")
GLOBALS = (CORPUS, INDEX, DEBUG, VERSION, HELP)

QUERY = Argument(("query",), "what to look for; several words are one query", "QUERY", "+")
OPTIONAL_QUERY = Argument(("query",), "count only the quotes that it finds", "QUERY", "*")
LIMIT = Argument(("-n", "--limit"), "how many; 0 is all (default: 10)", "N", read=limit)
TOP = Argument(("-n", "--limit"), "how many; 0 is all, the default", "N", read=limit, name="top")
OFFSET = Argument(("--offset",), "leave out so many of the first", "N", read=whole_number)
ANY = Argument(("--any",), "find what has any of the words, not all")
EXPAND = Argument(("--expand",), "rank by the words of the first hits, too")
SORT = Argument(("--sort",), "the best first, or the newest", choices=("score", "date"))
FACET = Argument(
    ("--facet",), "count the values of a field; may be repeated", "FIELD", "+", name="facets"
)
FORMAT = Argument(("--format",), "how to print", choices=("text", "json", "jsonl", "csv", "md"))
PLAIN = Argument(("--plain",), "neither colours nor marks")
PATHS = Argument(
    ("paths",), "a page, a folder of them, an address, or - for standard input", "PATH|URL|-", "+"
)
COLLECTION = Argument(("--collection",), "the conference: a folder of corpus/", "NAME")
JOBS = Argument(("--jobs",), "how many pages to read at once", "N", read=processes)
ALLOW_PRIVATE = Argument(("--allow-private",), "fetch from private addresses, too")
REBUILD = Argument(("--rebuild",), "read all pages again, and make the index anew")
ID = Argument(("ids",), "the id of an article", "ID")
IDS = Argument(("ids",), "ids of articles", "ID", "+")
FILE = Argument(("file",), "a page, or - for standard input", "FILE|-", files="file")
JSON = Argument(("--json",), "print JSON")
EXPLAIN = Argument(
    ("--explain",), "say where each field is from, what was left out, and how quotes were found"
)
SHELL = Argument(("shell",), "the shell", choices=("bash", "zsh", "fish"))

RANK = Argument(("rank",), "the number of a hit", "N", read=rank)
FACET_FIELD = Argument(("field",), "the field to count", "FIELD")
SORT_KEY = Argument(("sort",), "the best first, or the newest", choices=("score", "date"))
MATCH = Argument(("match",), "all of the words, or any", choices=("all", "any"))
NUMBER = Argument(("limit",), "how many; 0 is all", "N", read=limit)
TOPIC = Argument(("topic",), "a command", "COMMAND", "?")
