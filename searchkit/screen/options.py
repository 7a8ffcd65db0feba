"""What was typed, as one value: the options of a command, with their defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

Sort = Literal["score", "date"]
Match = Literal["all", "any"]
Format = Literal["text", "json", "jsonl", "csv", "md"]


@dataclass(frozen=True, slots=True)
class Options:
    """The options of all commands; a command looks at those that it takes."""

    corpus: Path = Path("corpus")
    index: str = "index"
    debug: bool = False
    version: bool = False
    help: bool = False
    query: str = ""
    limit: int | None = 10
    offset: int = 0
    top: int | None = None
    match: Match = "all"
    expand: bool = False
    sort: Sort = "score"
    facets: tuple[str, ...] = ()
    format: Format = "text"
    plain: bool = False
    paths: tuple[str, ...] = ()
    collection: str | None = None
    allow_private: bool = False
    jobs: int | None = None
    rebuild: bool = False
    ids: tuple[str, ...] = ()
    file: str = "-"
    json: bool = False
    explain: bool = False
    shell: str = "bash"
    rank: int = 1
    field: str = ""
    topic: str | None = None


_NAMES = {f.name for f in fields(Options)}


def from_environment(environ: Mapping[str, str]) -> Options:
    """Return the options that hold where nothing is typed."""
    return Options(
        corpus=Path(environ.get("SEARCHKIT_CORPUS") or "corpus"),
        index=environ.get("SEARCHKIT_INDEX") or "index",
    )


def typed(options: Options, values: Mapping[str, Any]) -> Options:
    """Return the options with those that were typed, as argparse gives them, in their place."""
    known = {name: _READ.get(name, _same)(value) for name, value in values.items()}
    if known.pop("any", False):
        known["match"] = "any"
    return replace(options, **{name: known[name] for name in known if name in _NAMES})


def _same(value: Any) -> Any:
    return value


def _tuple(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


_READ: dict[str, Callable[[Any], Any]] = {
    "corpus": Path,
    "query": " ".join,
    "facets": _tuple,
    "paths": _tuple,
    "ids": _tuple,
}
