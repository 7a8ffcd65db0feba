"""The commands: one table, from which parser, help, prompt, completion and README come."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from searchkit.errors import UsageError
from searchkit.screen import arguments as a

Place = Literal["shell", "prompt"]


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    ``act`` names the module of this room and the function in it that does the work.  A command
    with a query takes all that follows as one query.  ``aliases`` hold at the prompt.
    """

    name: str
    summary: str
    act: str
    arguments: tuple[a.Argument, ...] = ()
    places: tuple[Place, ...] = ("shell", "prompt")
    aliases: tuple[str, ...] = ()

    @property
    def takes_query(self) -> bool:
        return any(argument.names == a.QUERY.names for argument in self.arguments)

    def arguments_at(self, place: Place) -> tuple[a.Argument, ...]:
        """Return what it takes; at the prompt, settings stand for the options of a query."""
        if place == "shell":
            return self.arguments
        kept = (x for x in self.arguments if not (x.is_option and self.takes_query))
        return tuple(argument for argument in kept if argument is not a.PLAIN)

    def usage(self, place: Place) -> str:
        """Return how the command is written."""
        return " ".join((self.name, *(x.usage() for x in self.arguments_at(place))))


_ANSWER = (a.LIMIT, a.OFFSET, a.ANY, a.EXPAND, a.SORT, a.FACET, a.FORMAT, a.PLAIN)

_TABLE = (
    Command(
        "search", "find articles, the best first", "asking.search",
        (a.QUERY, *_ANSWER), aliases=("s",),
    ),
    Command(
        "quotes", "find what was said, and by whom", "asking.quotes",
        (a.QUERY, *_ANSWER),
    ),
    Command(
        "speakers", "who spoke, their roles, and how many quotes", "asking.speakers",
        (a.OPTIONAL_QUERY, a.TOP, a.FORMAT, a.PLAIN),
    ),
    Command("open", "read a hit, its matches marked", "browsing.open_hit", (a.RANK,),
            places=("prompt",), aliases=("o",)),
    Command("more", "the next hits", "browsing.more", places=("prompt",), aliases=("m",)),
    Command("facet", "count the values of a field over the last answer", "browsing.facet",
            (a.FACET_FIELD,), places=("prompt",)),
    Command("explain", "why a hit has its score", "browsing.explain", (a.RANK,),
            places=("prompt",)),
    Command("sort", "order the answers by score or by date", "browsing.change", (a.SORT_KEY,),
            places=("prompt",)),
    Command("match", "want all of the words, or any", "browsing.change", (a.MATCH,),
            places=("prompt",)),
    Command("limit", "how many hits at a time", "browsing.change", (a.NUMBER,),
            places=("prompt",)),
    Command("show", "print an article", "asking.show", (a.ID, a.JSON, a.PLAIN)),
    Command("add", "copy pages into the corpus, and index them", "changing.add",
            (a.PATHS, a.COLLECTION, a.ALLOW_PRIVATE, a.JOBS)),
    Command("remove", "take articles out of the corpus and the index", "changing.remove",
            (a.IDS,)),
    Command("index", "bring the index up to date with the corpus", "changing.index",
            (a.REBUILD, a.JOBS)),
    Command("extract", "print the article that a page holds", "asking.extract",
            (a.FILE, a.JSON, a.EXPLAIN, a.PLAIN)),
    Command("check", "list what is wrong in the corpus and the index", "changing.check"),
    Command("stats", "how much the index holds", "asking.stats", (a.JSON, a.PLAIN)),
    Command("export", "print all articles, a JSON object on each line", "asking.export",
            places=("shell",)),
    Command("completion", "print the completion script of a shell", "describing.completion",
            (a.SHELL,), places=("shell",)),
    Command("fields", "the fields that a query can name", "describing.fields",
            places=("prompt",)),
    Command("help", "this help, or that of a command", "describing.guide", (a.TOPIC,),
            places=("prompt",), aliases=("h", "?")),
    Command("quit", "leave, as Ctrl-D does", "browsing.leave", places=("prompt",),
            aliases=("q", "exit")),
)  # fmt: skip


def commands_of(place: Place) -> dict[str, Command]:
    """Return the commands of a place by name, in the order in which they are listed."""
    return {command.name: command for command in _TABLE if place in command.places}


def find(name: str, place: Place) -> Command:
    """Return the command of that name, or alias at the prompt.

    Raises UsageError, with the nearest name, where there is none.
    """
    known = commands_of(place)
    if place == "prompt":
        known |= {alias: command for command in known.values() for alias in command.aliases}
    if name in known:
        return known[name]
    near = get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]}?" if near else f"the commands are {', '.join(known)}"
    raise UsageError(f"no command is called {name}; {hint}")
