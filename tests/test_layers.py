"""The house stands as it is drawn: imports point one way, and what is slow stays outside."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import searchkit

HOUSE = Path(searchkit.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))

# A module imports from its own room and from those before it.
ROOMS = (
    "errors",
    "asked",
    "typed",
    "spool",
    "compiled",
    "printable",
    "durable",
    "article",
    "analysis",
    "query",
    "hits",
    "speakers",
    "ingest",
    "records",
    "matching",
    "scanning",
    "candidates",
    "marking",
    "people",
    "excerpts",
    "highlight",
    "tally",
    "engines",
    "derived",
    "batch",
    "events",
    "incoming",
    "corpus",
    "expansion",
    "suggestion",
    "planning",
    "updating",
    "checking",
    "removal",
    "answering",
    "index",
    "screen",
    "__main__",
)

# In rooms of many modules, likewise: those that stand beside a folder in it are named with it.
INNER = {
    "ingest": (
        "words",
        "cleaning",
        "identity",
        "printed",
        "markup",
        "webpage",
        "plaintext",
        "files",
        "decoding",
        "saved",
        "mhtml",
        "reading",
        "net",
        "containers",
        "naming",
        "pages",
        "explaining",
        "processes",
        "__init__",
    ),
    "engines/whoosh": (
        "disk",
        "schema",
        "kernel",
        "segments",
        "commits",
        "loops",
        "searching",
        "__init__",
    ),
}

# Where each package that is not Python's own may be imported, as a path below searchkit/.
HOMES = {
    "bs4": "ingest",
    "lxml": "ingest",
    "py3langid": "ingest",
    "whoosh": "engines/whoosh",
    "opensearchpy": "engines/opensearch/connection.py",
    "prompt_toolkit": "screen",
    "tqdm": "screen",
    "shtab": "screen",
    "Stemmer": "analysis.py",
    "rapidfuzz": "matching.py",
    "numpy": "engines/whoosh",
    "isal": "engines/whoosh/disk/stored.py",
}

SLOW = ("bs4", "lxml", "py3langid", "prompt_toolkit", "shtab", "tqdm", "opensearchpy")


def below(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Return the full names of the modules that a file imports, wherever in it."""
    return tuple(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{below(path)} imports relatively"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


FACE = HOUSE / "__init__.py"
INSIDE = [path for path in MODULES if path != FACE]


@pytest.mark.parametrize("path", INSIDE, ids=below)
def test_imports_point_one_way(path: Path) -> None:
    allowed = ROOMS[: ROOMS.index(room_of(path)) + 1]
    for name in imported(path):
        first, *rest = name.split(".")
        if first == "searchkit":
            assert rest[0] in allowed, f"{below(path)} imports {name}"


@pytest.mark.parametrize("room", INNER)
def test_imports_within_a_room_point_one_way(room: str) -> None:
    order, package = INNER[room], f"searchkit.{room.replace('/', '.')}"
    modules = sorted((HOUSE / room).rglob("*.py"))
    places = {path: path.relative_to(HOUSE / room).parts[0].removesuffix(".py") for path in modules}
    assert set(places.values()) == set(order)
    for path, place in places.items():
        for name in imported(path):
            if name.startswith(f"{package}."):
                first = name.removeprefix(f"{package}.").partition(".")[0]
                allowed = order[: order.index(place) + 1]
                assert first in allowed, f"{below(path)} imports {name}"


def test_only_the_screen_looks_at_the_public_face() -> None:
    assert {room_of(path) for path in INSIDE if "import searchkit\n" in path.read_text()} <= {
        "screen"
    }


def test_every_room_is_in_the_plan() -> None:
    assert {room_of(path) for path in INSIDE} == set(ROOMS)


@pytest.mark.parametrize("path", MODULES, ids=below)
def test_other_packages_stay_in_their_homes(path: Path) -> None:
    for name in imported(path):
        package = name.partition(".")[0]
        if package == "searchkit" or package in sys.stdlib_module_names:
            continue
        assert package in HOMES, f"{below(path)} imports {package}"
        assert below(path).startswith(HOMES[package]), f"{below(path)} imports {package}"


def test_a_module_answers_one_question_in_few_lines() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert (ast.get_docstring(tree_of(path)) or "").strip(), f"{below(path)} says nothing"
        assert text.count("\n") < 300, f"{below(path)} is too long"


def test_no_submodule_bears_the_name_of_something_public() -> None:
    assert set(ROOMS).isdisjoint(searchkit.__all__)


def test_the_public_names_are_sorted_and_there() -> None:
    assert searchkit.__all__ == sorted(searchkit.__all__)
    for name in searchkit.__all__:
        assert getattr(searchkit, name).__module__.startswith("searchkit.")
    assert set(searchkit.__all__) <= set(dir(searchkit))
    with pytest.raises(AttributeError, match="module 'searchkit' has no attribute 'nonesuch'"):
        _ = searchkit.nonesuch


def loaded_by(program: str) -> set[str]:
    """Return the names of all modules that a fresh interpreter has loaded after a program."""
    program = f"{program}\nimport sys; print(*sys.modules)"
    command = [sys.executable, "-W", "ignore", "-c", program]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    return set(ended.stdout.split())


def test_importing_the_package_loads_nothing_else() -> None:
    loaded = loaded_by("import searchkit")
    assert {name for name in loaded if name.startswith("searchkit")} == {"searchkit"}
    assert loaded.isdisjoint(HOMES)


def test_a_search_pays_for_search_only(tmp_path: Path) -> None:
    loaded = loaded_by(
        f"import searchkit\nwith searchkit.open({str(tmp_path)!r}, create=True) as index:\n"
        "    index.add([searchkit.Article('a', headline='ferry')])\n"
        "    print(*[hit.snippets for hit in index.search('ferry')])"
    )
    assert "whoosh" in loaded
    assert loaded.isdisjoint({*SLOW, "rapidfuzz", "searchkit.ingest.pages", "searchkit.updating"})
