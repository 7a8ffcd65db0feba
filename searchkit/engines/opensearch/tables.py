"""The tables of derived data in a cluster: documents of their own, exchanged as one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from searchkit.engines import Tables
from searchkit.engines.opensearch.connection import Cluster, Conflict
from searchkit.errors import IndexBusy, IndexDamaged

_CONTENTS = "tables"
"""The document that names the set of tables that holds; a set is never changed."""

_TRIES = 20
_NONE = {"set": "", "names": []}


class StoredTables:
    """Reads and writes the tables of an index."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._set = ""
        self._known: dict[str, Any] = {}

    def read(self) -> Tables:
        """Return the tables as they are now, the same value as long as they are the same."""
        target = self._cluster.location.name
        for _ in range(_TRIES):
            held, _ = self._contents(target)
            if held["set"] == self._set:
                return self._known
            found = self._cluster.documents(target, _ids(held))
            if all(found):  # else another set has just taken its place
                rows = (json.loads(row["_source"]["json"]) for row in found if row)
                self._known = dict(zip(held["names"], rows, strict=True))
                self._set = held["set"]
                return self._known
        raise IndexDamaged(
            f"the tables at {self._cluster.location.text} are lost; run: searchkit index --rebuild"
        )

    def write(self, target: str, tables: Callable[[], Tables]) -> None:
        """Put tables in place of those that are there.

        They are asked for anew where another writer was faster, whose articles then count.
        """
        for _ in range(_TRIES):
            old, version = self._contents(target)
            given = tables()
            new = {"set": uuid4().hex, "names": sorted(given)}
            for id, name in zip(_ids(new), new["names"], strict=True):
                self._put(target, id, "table", given[name])
            try:
                self._put(target, _CONTENTS, "tables", new, **version)
            except Conflict:
                held, _ = self._contents(target)
                if held["set"] != new["set"]:  # or it was ours that arrived twice
                    self._remove(target, _ids(new))
                    continue
            self._remove(target, _ids(old))
            return
        raise IndexBusy(f"{self._cluster.location.text} is changed by too many others at once")

    def _contents(self, target: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return which tables hold, and what is to be given to replace just these."""
        (found,) = self._cluster.documents(target, [_CONTENTS])
        if found is None:
            return _NONE, {"op_type": "create"}
        version = {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
        return json.loads(found["_source"]["json"]), version

    def _put(self, target: str, id: str, unit: str, value: Any, **version: Any) -> None:
        row = {"unit": unit, "json": json.dumps(value)}
        self._cluster.ask("PUT", f"{target}/_doc/{id}", row, require_alias=True, **version)

    def _remove(self, target: str, ids: list[str]) -> None:
        for id in ids:
            self._cluster.find("DELETE", f"{target}/_doc/{id}")


def _ids(contents: dict[str, Any]) -> list[str]:
    """Return the documents of the tables of a set."""
    return [f"table-{contents['set']}-{number}" for number, _ in enumerate(contents["names"])]
