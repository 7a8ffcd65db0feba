"""All hits of a search in one order, page by page, over one state of the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from searchkit.engines.opensearch.connection import Cluster
from searchkit.errors import EngineError, IndexForbidden, QueryTooLarge

PAGE = 500
"""Hits that are asked for at once; with small answers ten times as many."""

BY_KEY = [{"key": "asc"}]
_KEPT_FOR = "10m"
_TRIES = 5
_PATIENCE = 2.0  # seconds, after which another state is looked at


def hits(cluster: Cluster, body: Mapping[str, Any], size: int = PAGE) -> Iterator[Any]:
    """Yield the hits of a search; its ``sort`` must tell any two of them apart.

    Where the state that is looked at is lost, with a node that went, the newest one is looked at
    from there on.
    """
    last: dict[str, Any] = {}
    tries = 0
    while True:
        with _state(cluster) as state:
            try:
                while found := _page(cluster, {**body, **last, "size": size}, state):
                    tries = 0
                    for hit in found:
                        last = {"search_after": hit["sort"]}
                        yield hit
                return
            except (IndexForbidden, QueryTooLarge):
                raise
            except EngineError:
                tries += 1
                if tries == _TRIES:
                    raise


def _page(cluster: Cluster, body: Mapping[str, Any], state: str) -> list[Any]:
    asked = {**body, "pit": {"id": state, "keep_alive": _KEPT_FOR}, "track_total_hits": False}
    answer = cluster.ask(
        "POST", "_search", asked, patience=_PATIENCE, allow_partial_search_results=False
    )
    found: list[Any] = answer["hits"]["hits"]
    return found


@contextmanager
def _state(cluster: Cluster) -> Iterator[str]:
    """Hold on to one state of the index; a lost one is let go of by the cluster itself."""
    path = f"{cluster.location.name}/_search/point_in_time"
    id: str = cluster.ask("POST", path, keep_alive=_KEPT_FOR)["pit_id"]
    try:
        yield id
    finally:
        with suppress(EngineError):
            cluster.ask("DELETE", "_search/point_in_time", {"pit_id": [id]}, patience=0)
