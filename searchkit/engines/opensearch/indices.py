"""Which index of a cluster bears a name: made, checked, and replaced behind an alias."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from searchkit.engines.opensearch.connection import Cluster, Conflict
from searchkit.engines.opensearch.mapping import FORMAT, mapping, settings
from searchkit.errors import EngineError, IndexForeign, IndexLocked, IndexMissing, IndexVersion
from searchkit.printable import one_line

OLDEST = (2, 4)
"""The first version of OpenSearch that holds on to a state of an index (a point in time)."""


def check_version(cluster: Cluster) -> None:
    """Raise IndexVersion where the cluster is none that can be used."""
    told = cluster.ask("GET", "")
    version = told.get("version", {})
    product, number = version.get("distribution", "no OpenSearch"), str(version.get("number"))
    parts = re.findall(r"\d+", number)
    if product != "opensearch" or tuple(map(int, parts[:2])) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise IndexVersion(
            f"{one_line(cluster.location.text)} is {one_line(f'{product} {number}')}; "
            f"OpenSearch {wanted} or newer is needed"
        )


def check_mapping(cluster: Cluster) -> None:
    """Raise IndexMissing, IndexForeign or IndexVersion where the index is none of ours."""
    name, place = cluster.location.name, one_line(cluster.location.text)
    found = cluster.find("GET", f"{name}/_mapping")
    if found is None:
        raise IndexMissing(_missing(place, _ours(cluster)))
    if len(found) != 1 or name in found:
        raise IndexForeign(f"{place} is an index made by something else; choose another name")
    (one,) = found.values()
    kept = _format(one)
    if kept is None:
        raise IndexForeign(f"{place} was made by something else; choose another name")
    if kept != FORMAT:
        raise IndexVersion(
            f"the index at {place} has format {kept!r}, this searchkit writes {FORMAT}; "
            "run: searchkit index --rebuild"
        )


def _missing(place: str, ours: Sequence[str]) -> str:
    if not ours:
        return f"there is no index at {place}; run: searchkit index"
    return (
        f"no index has the alias of {place}, though {ours[-1]} is there; give it the alias, or "
        "run: searchkit index"
    )


def create(cluster: Cluster) -> None:
    """Make an empty index; another process may just have made it."""
    name = cluster.location.name
    while not _bearing(cluster):
        with suppress(Conflict):
            _made(cluster, _numbered(name, 1 + _last(cluster)), name)


def renew(cluster: Cluster) -> None:
    """Put an empty index in place of one of another version."""
    with replacing(cluster):
        pass


@contextmanager
def replacing(cluster: Cluster) -> Iterator[str]:
    """Give the name by which a new index is written, and put it in place of the old one at last.

    All is as it was where something goes wrong; what is left of a new index is removed when the
    next one takes its place.  Raises IndexLocked if the old one was changed meanwhile.
    """
    name = cluster.location.name
    before = _state(cluster)
    index = _numbered(name, 1 + _last(cluster))
    writing = f"{index}-new"
    _made(cluster, index, writing)
    try:
        yield writing
        cluster.ask("POST", f"{writing}/_flush")
        _swap(cluster, index, writing, before)
    except BaseException:
        with suppress(EngineError):
            if index not in _bearing(cluster):  # or it stands already, and only the answer was lost
                cluster.find("DELETE", index)
        raise


def _swap(cluster: Cluster, index: str, writing: str, before: Mapping[str, Any]) -> None:
    name = cluster.location.name
    old = _bearing(cluster)
    _block(cluster, old, True)
    try:
        if _state(cluster) != before:
            raise IndexLocked(
                f"{one_line(cluster.location.text)} was changed while a new index was made; it is "
                "as it was, and nothing is lost; run it again"
            )
        removed = [{"remove": {"index": one, "alias": name}} for one in old]
        removed.append({"remove": {"index": index, "alias": writing}})
        added = {"add": {"index": index, "alias": name}}
        cluster.ask("POST", "_aliases", {"actions": [*removed, added]})
    except BaseException:
        if _bearing(cluster) != [index]:  # or it was done, and only the answer was lost
            _block(cluster, old, False)
            raise
    with suppress(EngineError):  # what is left now is removed when the next one takes its place
        for one in _ours(cluster):
            if one < index:
                cluster.find("DELETE", one)


def size(cluster: Cluster) -> int:
    """Return the bytes of the index on the disks, copies of it among them."""
    told = cluster.ask("GET", f"{cluster.location.name}/_stats/store")
    found: int = told["_all"]["total"]["store"]["size_in_bytes"]
    return found


def _made(cluster: Cluster, index: str, alias: str) -> None:
    """Make an index, and wait until its copies are there: a node may be lost the next moment."""
    body = {
        "settings": settings(cluster.location.shards),
        "mappings": mapping(),
        "aliases": {alias: {}},
    }
    cluster.ask("PUT", index, body, wait_for_active_shards="all")


def _numbered(name: str, number: int) -> str:
    return f"{name}-{number:06}"


def _with_number(cluster: Cluster) -> dict[str, Any]:
    """Return the mappings of the indices that have the name and a number, whoever made them."""
    name = cluster.location.name
    found = cluster.ask("GET", f"{name}-*/_mapping", expand_wildcards="all")
    wanted = re.compile(rf"{re.escape(name)}-\d{{6}}")
    return {index: one for index, one in found.items() if wanted.fullmatch(index)}


def _ours(cluster: Cluster) -> list[str]:
    """Return those that were made here, in order."""
    found = _with_number(cluster)
    return sorted(index for index, one in found.items() if _format(one) is not None)


def _format(index: Mapping[str, Any]) -> Any:
    """Return the version of what stands in an index, None where it is none of ours."""
    return index["mappings"].get("_meta", {}).get("searchkit", {}).get("format")


def _last(cluster: Cluster) -> int:
    return max((int(index[-6:]) for index in _with_number(cluster)), default=0)


def _bearing(cluster: Cluster) -> list[str]:
    """Return the index that bears the name as its alias, or none."""
    return list(cluster.find("GET", f"_alias/{cluster.location.name}") or ())


def _state(cluster: Cluster) -> dict[str, Any]:
    """Return by index and shard how many changes were made to it."""
    told = cluster.find("GET", f"{cluster.location.name}/_stats", level="shards") or {}
    return {
        f"{index} {shard}": max(copy["seq_no"]["max_seq_no"] for copy in copies)
        for index, one in told.get("indices", {}).items()
        for shard, copies in one["shards"].items()
    }


def _block(cluster: Cluster, indices: list[str], is_blocked: bool) -> None:
    for index in indices:
        cluster.ask("PUT", f"{index}/_settings", {"index.blocks.write": is_blocked or None})
