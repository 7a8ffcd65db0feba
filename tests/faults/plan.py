"""Changes to an index, one commit each, and what it must hold after each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import searchkit
from searchkit.article import Article
from searchkit.engines import Change
from searchkit.engines.whoosh import WhooshEngine
from searchkit.errors import SearchkitError
from tests.engines import press

KINDS = ("add", "update", "delete", "merge", "rebuild")
_ROUND = 70  # commits that delete, until there is little left and all is added again

Held = Mapping[str, str]
"""Articles by id, as JSON."""


def article(number: int, version: int = 0) -> Article:
    """Return an article that no other one is like, found by a word of its own."""
    (one,) = press.articles(number * 31 + version)
    return replace(one, id=f"page{number}", headline=f"{mark(number, version)} {one.headline}")


def mark(number: int, version: int) -> str:
    """Return the word that only this version of this article has."""
    return f"mark{number}v{version}"


@dataclass(frozen=True, slots=True)
class Plan:
    """Commits of one kind, numbered from 0; the first brings the index to where the others start.

    ``jobs`` processes share the work of each.  Pages of a rebuilt index lie in ``corpus``.
    """

    kind: str
    jobs: int
    corpus: Path

    def after(self, step: int) -> Held:
        """Return what the index holds after a step; nothing after step -1."""
        return {one.id: one.to_json() for one in self._articles(step)}

    def do(self, index: searchkit.Index, step: int) -> None:
        """Make the commit of a step."""
        if self.kind == "rebuild":
            self._write_page(step)
            index.update(self.corpus, jobs=self.jobs, rebuild=True)
        elif self.kind == "delete" and step % _ROUND:
            before, after = self._numbers(step - 1), self._numbers(step)
            index.delete([f"page{number}" for number in before - after])
        else:
            index.add(self._added(step), jobs=self.jobs)

    def _numbers(self, step: int) -> set[int]:
        """Return the numbers of the articles that are there after a step."""
        if step < 0:
            return set()
        match self.kind:
            case "add":
                return set(range(20 + step * 12))
            case "update":
                return set(range(40))
            case "delete":
                return set(range(step % _ROUND * 3, 240))
            case "merge":
                return set(range(30 + step * 2))
            case _:
                return set(range((step + 1) * 4))

    def _version(self, number: int, step: int) -> int:
        """Return how often an article was changed: each step of an update changes every second."""
        if self.kind != "update":
            return 0
        return sum(1 for past in range(1, step + 1) if (number + past) % 2)

    def _articles(self, step: int) -> Iterator[Article]:
        for number in sorted(self._numbers(step)):
            yield article(number, self._version(number, step))

    def _added(self, step: int) -> Sequence[Article]:
        before = self.after(step - 1)
        return [one for one in self._articles(step) if before.get(one.id) != one.to_json()]

    def _write_page(self, step: int) -> None:
        self.corpus.mkdir(exist_ok=True)
        lines = "".join(f"{one.to_json()}\n" for one in self._added(step))
        part = self.corpus / ".part"
        part.write_text(lines, "utf-8")
        part.rename(self.corpus / f"{step:04}.jsonl")


def held(index: searchkit.Index) -> Held:
    """Return what an index holds."""
    return {stored.id: stored.to_json() for stored in index.export()}


def fault_of(folder: Path, allowed: Sequence[Held], chance: Random) -> str:
    """Open an index, and say what is wrong if it is in none of some states, or does not answer."""
    try:
        with searchkit.open(folder) as index:
            return fault_in(index, allowed, chance)
    except SearchkitError as error:
        return f"{type(error).__name__}: {error.message}"


def fault_in(index: searchkit.Index, allowed: Sequence[Held], chance: Random) -> str:
    """Say what is wrong with an index that should be in one of some states."""
    if index.notes():
        return f"{index.notes()}"
    found = held(index)
    if found not in allowed:
        sizes = ", ".join(str(len(state)) for state in allowed)
        return f"holds {len(found)} articles, and should one of {sizes}, or with other words"
    for id in chance.sample(sorted(found), min(3, len(found))):
        word = (Article.from_json(found[id]).headline or "").partition(" ")[0]
        ids = [hit.id for hit in index.search(f"headline:{word}")]
        if ids != [id]:
            return f"{word} finds {ids}, and should {id}"
    quoted = sum(len(Article.from_json(text).quotes) for text in found.values())
    if quoted != index.stats().quotes:
        return f"counts {index.stats().quotes} quotes of {quoted}"
    return ""


def fault_in_writing(folder: Path) -> str:
    """Say what is wrong if the next writer cannot write at once, or leaves files behind."""
    try:
        engine = WhooshEngine(folder)
        engine.change(_NOTHING)
        named = {file.name for file in engine._index.state().files}
    except SearchkitError as error:
        return f"the next writer: {type(error).__name__}: {error.message}"
    names = {path.name for path in folder.iterdir()}
    kept = {name for name in names if name.endswith((".toc", ".arrays"))}
    others = names - kept - {"searchkit.json", "searchkit.lock"}
    if others or len(kept - named) > _OF_THE_STATE_BEFORE or not named <= names:
        return f"files left behind: {sorted(names - named)}"
    return ""


_OF_THE_STATE_BEFORE = 12  # two tables of contents, and segments that were joined
_NOTHING = Change(deleted=["no such article"])
