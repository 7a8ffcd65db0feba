"""Articles are given to a cluster in batches, and what it does not take is told by article.

An article and its quotes are one document under the article's id.  So a batch may be given twice
where nobody knows whether it arrived, and a run that was cut off is run again.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from searchkit.engines import Entry
from searchkit.engines.opensearch import connection
from searchkit.engines.opensearch.connection import REFUSALS, Cluster, TooLarge
from searchkit.engines.opensearch.documents import document, document_id
from searchkit.errors import ArticlesRejected
from searchkit.printable import one_line

MOST_BYTES = 4 << 20
MOST_DOCUMENTS = 500
"""What a batch holds at most; a single article may be larger."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0  # seconds


class Writer:
    """Takes entries and ids to be deleted; what is taken is on the disks after ``finish``."""

    def __init__(self, cluster: Cluster, target: str) -> None:
        self.run = uuid4().hex
        self._cluster = cluster
        self._target = target
        self._waiting: dict[str, str] = {}
        self._size = 0
        self._rejected: dict[str, str] = {}
        self._is_marked = False

    def put(self, entry: Entry) -> None:
        """Take an entry; it replaces one of its id."""
        row = json.dumps(document(entry, self.run), ensure_ascii=False)
        if entry.page is not None and not self._is_marked:
            self._mark()
        self._take(entry.article.id, f"{_action('index', entry.article.id)}\n{row}\n")

    def delete(self, ids: Iterable[str]) -> None:
        for id in ids:
            self._take(id, f"{_action('delete', id)}\n")

    def finish(self) -> None:
        """Give what is left, and let it be found."""
        self._flush()
        self._cluster.ask("POST", f"{self._target}/_refresh")

    def close(self) -> None:
        """Say that the run is whole; raise ArticlesRejected if the cluster did not take all."""
        if self._is_marked:
            self._cluster.find("DELETE", self._marks_path(), refresh=True)
        if self._rejected:
            raise ArticlesRejected(self._rejected)

    @property
    def has_rejected(self) -> bool:
        return bool(self._rejected)

    def _mark(self) -> None:
        """Leave a mark as long as the run is not whole: its pages are then read again."""
        mark = {"unit": "run", "key": self.run, "run": self.run}
        self._cluster.ask("PUT", self._marks_path(), mark, refresh=True, require_alias=True)
        self._is_marked = True

    def _marks_path(self) -> str:
        return f"{self._target}/_doc/run-{self.run}"

    def _take(self, id: str, lines: str) -> None:
        size = len(lines.encode())
        if self._waiting and (
            self._size + size > MOST_BYTES or len(self._waiting) == MOST_DOCUMENTS
        ):
            self._flush()
        self._waiting[id] = lines
        self._size += size

    def _flush(self) -> None:
        waiting, self._waiting, self._size = self._waiting, {}, 0
        until, pause = time.monotonic() + connection.PATIENCE, _FIRST_PAUSE
        while waiting:
            refused = self._given(waiting)
            if len(refused) < len(waiting):
                until = time.monotonic() + connection.PATIENCE  # it goes on
            elif time.monotonic() + pause > until:
                self._rejected.update(refused)
                return
            waiting = {id: waiting[id] for id in refused}
            if waiting:
                time.sleep(pause * random.uniform(0.5, 1))
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _given(self, waiting: Mapping[str, str]) -> dict[str, str]:
        """Give a batch, and return what may be taken later, with the reasons."""
        path, lines = f"{self._target}/_bulk", "".join(waiting.values())
        try:
            answer = self._cluster.ask("POST", path, lines, require_alias=True)
        except TooLarge as error:
            if len(waiting) > 1:
                return self._given_one_by_one(waiting)
            self._rejected.update(dict.fromkeys(waiting, error.message))
            return {}
        later: dict[str, str] = {}
        for id, item in zip(waiting, answer["items"], strict=True):
            (result,) = item.values()
            if "error" in result:
                refused = later if result["status"] in REFUSALS else self._rejected
                refused[id] = _reason(result["error"])
        return later

    def _given_one_by_one(self, waiting: Mapping[str, str]) -> dict[str, str]:
        later: dict[str, str] = {}
        for id, lines in waiting.items():
            later.update(self._given({id: lines}))
        return later


def _action(name: str, id: str) -> str:
    return json.dumps({name: {"_id": document_id(id)}})


def _reason(error: Mapping[str, Any]) -> str:
    cause = error.get("caused_by") or error
    return one_line(str(cause.get("reason") or error.get("reason") or error.get("type")))
