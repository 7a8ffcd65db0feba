"""The README agrees with the code: its tables, its map, its commands, its lines of Python.

``pytest tests/test_readme.py --rewrite`` writes the tables and the map anew.
"""

from __future__ import annotations

import ast
import io
import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from searchkit.query import FIELDS, understand
from searchkit.screen.cli import main
from searchkit.screen.describing import synopsis
from tests.faults.table import ROWS

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PACKAGE = ROOT / "searchkit"


def question_of(path: Path) -> str:
    """Return the first line of a module's docstring."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert doc, f"{path} says nothing of itself"
    return doc.splitlines()[0]


def map_lines() -> Iterator[str]:
    """The modules at the top and the rooms, then what stands in each room."""
    yield from ("| where | what it answers |", "|---|---|")
    rooms = [path.parent for path in PACKAGE.glob("*/__init__.py")]
    tops = [path for path in PACKAGE.glob("*.py")]
    for path in sorted([*tops, *rooms]):
        name = f"`{path.relative_to(ROOT)}{'/' if path.is_dir() else ''}`"
        yield f"| {name} | {question_of(path / '__init__.py' if path.is_dir() else path)} |"
    for room in sorted(path.parent for path in PACKAGE.rglob("*/__init__.py")):
        name = str(room.relative_to(ROOT))
        modules = [path for path in sorted(room.glob("*.py")) if path.stem != "__init__"]
        if not modules:
            continue
        yield f"\n<details><summary>{name}/</summary>\n\n| module | what it answers |\n|---|---|"
        inner = [path.parent for path in room.glob("*/__init__.py")]
        for path in sorted([*modules, *inner]):
            question = question_of(path / "__init__.py" if path.is_dir() else path)
            yield f"| `{path.name}{'/' if path.is_dir() else ''}` | {question} |"
        yield "\n</details>"


def field_lines() -> Iterator[str]:
    yield from ("| field | finds | of | example |", "|---|---|---|---|")
    for field in FIELDS.values():
        yield f"| `{field.name}` | {field.summary} | {field.unit} | `{field.example}` |"


def command_lines() -> Iterator[str]:
    yield from ("| command | does |", "|---|---|")
    for usage, summary in synopsis("shell"):
        shown = usage.replace("|", "\\|")  # or it would end the cell
        yield f"| `searchkit {shown}` | {summary} |"


def run(command: str, index: Path) -> tuple[int, str, str]:
    """Run a command line of the README; return its exit code, its output and its messages."""
    environment = {"SEARCHKIT_CORPUS": str(ROOT / "corpus"), "SEARCHKIT_INDEX": str(index)}
    out, err = io.StringIO(), io.StringIO()
    words = shlex.split(command)
    assert words[0].endswith("searchkit")
    code = main(words[1:], environment, io.StringIO(), out, err)
    return int(code), out.getvalue(), err.getvalue()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample corpus, as a newcomer makes it."""
    folder = tmp_path_factory.mktemp("readme") / "index"
    assert run("searchkit index", folder)[0] == 0
    return folder


SESSION = (
    "searchkit search 'speaker:kariuki flood audit' -n 1",
    "searchkit quotes '\"digital divide\" speaker:ndiaye' -n 1",
    "searchkit quotes 'speker:kariuki river'",
)


def session_lines(index: Path) -> Iterator[str]:
    """What is typed and printed; how long an answer took is left out, for it differs."""
    yield "```"
    for command in SESSION:
        _, out, err = run(command, index)
        yield f"$ {command}"
        yield from (line for line in f"{out}{err}".splitlines() if line and " ms)" not in line)
    yield "```"


SECTIONS: dict[str, Callable[[Path], Iterable[str]]] = {
    "session": session_lines,
    "map": lambda index: map_lines(),
    "fields": lambda index: field_lines(),
    "commands": lambda index: command_lines(),
}


def section(text: str, name: str) -> str:
    """Return what stands between ``<!-- name -->`` and ``<!-- /name -->``."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", text, re.DOTALL)
    assert found, f"the README has no section {name}"
    return found[1]


@pytest.mark.parametrize("name", SECTIONS)
def test_section(name: str, index: Path, pytestconfig: pytest.Config) -> None:
    text, wanted = README.read_text(encoding="utf-8"), "\n".join(SECTIONS[name](index))
    if pytestconfig.getoption("--rewrite"):
        before, after = f"<!-- {name} -->\n", f"\n<!-- /{name} -->"
        text = text.replace(before + section(text, name) + after, before + wanted + after)
        README.write_text(text, encoding="utf-8")
    assert section(text, name) == wanted


def test_the_readme_tells_of_every_fault_that_is_tried() -> None:
    _, _, *lines = section(README.read_text(encoding="utf-8"), "faults").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines]
    assert [fault for fault, _ in rows] == [row.fault for row in ROWS]
    for (_, counted), row in zip(rows, ROWS, strict=True):
        survived, tried = (int(count.replace(",", "")) for count in counted.split(" / "))
        assert survived == tried >= (row.goal or 1)


def test_every_query_in_the_readme_is_read() -> None:
    table = README.read_text(encoding="utf-8").split("## Queries")[1].split("<!-- fields -->")[0]
    rows = [line.split(" | ")[0] for line in table.splitlines() if line.startswith("| `")]
    queries = [query for row in rows for query in re.findall(r"`([^`]+)`", row)]
    assert len(queries) > 20
    for query in queries:
        if not query.startswith("day:"):  # which needs an event
            understand(query)


def test_the_first_command_line_searches_the_sample_corpus(tmp_path: Path) -> None:
    line = section(README.read_text(encoding="utf-8"), "run").strip("`\n")
    ours = [command for command in line.split(" && ") if "bin/searchkit" in command]
    answers = [run(command, tmp_path / "index") for command in ours]
    assert [code for code, _, _ in answers] == [0, 0]
    assert "«Lindqvist»" in answers[-1][1]


def test_the_library_runs_as_printed(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(index.parent)
    code = re.search(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert code
    names: dict[str, Any] = {}
    exec(code[1], names)
    assert names["hits"].total > 0
    assert names["article"].quotes[0].speaker == "Ann Bell"
