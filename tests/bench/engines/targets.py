"""Which of the figures that searchkit is to reach are reached, beside the peers of the run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..table import Cell, Table
from ..timing import median
from .builds import Builds, peak, rate
from .known import OURS
from .latencies import WAYS, Latencies, Latency, Way, ratio
from .starts import Starts

_COLUMNS = ("target", "wanted", "measured", "worst in", "reached")
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to reach: at most ``most``, or at least ``least``; ``got`` is None if not taken.

    ``place`` is the class of questions where it is worst.
    """

    name: str
    got: float | None
    most: float | None = None
    least: float | None = None
    place: str | None = None

    @property
    def reached(self) -> bool | None:
        if self.got is None:
            return None
        return (self.most is None or self.got <= self.most) and (
            self.least is None or self.got >= self.least
        )


def targets(builds: Builds, latencies: Latencies, starts: Starts) -> tuple[Target, ...]:
    """Return all targets with what was measured."""
    return (*_answers(latencies), *_builds(builds), *_starts(starts))


def table(reached: tuple[Target, ...]) -> Table:
    """Return the table of targets."""
    return Table("engines: targets", _COLUMNS, tuple(map(_row, reached)))


def _answers(latencies: Latencies) -> Iterator[Target]:
    yield _worst("bare p50 / tantivy's", latencies, "tantivy", "bare", 3)
    ratios = [r for c in latencies.values() if (r := ratio(c, "tantivy", "whole")) is not None]
    equal = sum(r <= 1 for r in ratios) if ratios else None
    yield Target("classes whole p50 <= tantivy's", equal, least=len(latencies) // 2 + 1)
    yield _worst("whole p50 / tantivy's", latencies, "tantivy", "whole", 1.5)
    for way in WAYS:
        yield _worst(f"{way} p50 / FTS5's", latencies, "fts5", way, 1)
    for way in WAYS:
        yield _widest(latencies, way)


def _worst(name: str, latencies: Latencies, peer: str, way: Way, most: float) -> Target:
    ratios = {
        kind: found
        for kind, by_engine in latencies.items()
        if (found := ratio(by_engine, peer, way)) is not None
    }
    return _highest(name, ratios, most)


def _widest(latencies: Latencies, way: Way) -> Target:
    """How far our slow answers lie from our usual ones, beside the peer where they lie furthest."""
    spreads = {}
    for kind, by_engine in latencies.items():
        known = {name: _spread(latency, way) for name, latency in by_engine.items()}
        ours = known.pop(OURS)
        theirs = [spread for spread in known.values() if spread is not None]
        if ours is not None and theirs:
            spreads[kind] = ours / max(theirs)
    return _highest(f"{way} p95/p50 / the worst peer's", spreads, 1.5)


def _spread(latency: Latency, way: Way) -> float | None:
    usual, slow = latency.p50(way), latency.p95(way)
    return slow / usual if usual and slow else None


def _highest(name: str, figures: Mapping[str, float], most: float) -> Target:
    place = max(figures, key=lambda kind: figures[kind], default=None)
    return Target(name, None if place is None else figures[place], most, place=place)


def _builds(builds: Builds) -> Iterator[Target]:
    for name, least in (("tantivy", 0.7), ("whoosh", 10.0)):
        got = rate(builds[OURS]) / rate(builds[name]) if name in builds else None
        yield Target(f"articles/processor s / {name}'s", got, least=least)
    size = builds[OURS][-1].disk / builds["fts5"][-1].disk if "fts5" in builds else None
    yield Target("disk / FTS5's", size, most=1)
    yield Target("peak MB of a build", _megabytes(peak(builds[OURS])), most=1000)


def _starts(starts: Starts) -> Iterator[Target]:
    yield Target("open ms", median(starts[OURS].opened), most=2)
    yield Target("anonymous MB after all answers", _megabytes(starts[OURS].memory), most=150)


def _megabytes(count: float | None) -> float | None:
    return None if count is None else count / _MEGABYTE


def _row(target: Target) -> tuple[Cell, ...]:
    wanted = f"<= {target.most:g}" if target.most is not None else f">= {target.least:g}"
    said = {True: "yes", False: "no", None: "not measured"}[target.reached]
    return target.name, wanted, target.got, target.place, said
