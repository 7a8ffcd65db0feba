"""A cluster is asked over HTTP: tried again where that helps, faults told in our own errors."""

from __future__ import annotations

import json
import logging
import random
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import SerializationError, SSLError, TransportError

from searchkit.engines.opensearch.location import Location
from searchkit.errors import (
    EngineError,
    IndexBusy,
    IndexForbidden,
    IndexLocked,
    IndexMissing,
    IndexUnreachable,
    IndexUnwritable,
    QueryTooLarge,
    UsageError,
)
from searchkit.printable import one_line

USER, PASSWORD = "SEARCHKIT_OPENSEARCH_USER", "SEARCHKIT_OPENSEARCH_PASSWORD"
API_KEY = "SEARCHKIT_OPENSEARCH_API_KEY"
CA = "SEARCHKIT_OPENSEARCH_CA"
"""The environment variable with the file of the certificates that are trusted beside the usual."""

TIMEOUT = 60
"""Seconds that one request may take."""

PATIENCE = 60.0
"""Seconds for which a cluster is asked again that is busy, or that answered before."""

REFUSALS = frozenset((429, 502, 503, 504))
"""Status codes of a cluster, or of a part of it, that may do later what it does not do now."""

_SHORTEST, _LONGEST = 0.1, 5.0  # seconds between two tries
logging.getLogger("opensearch").addHandler(logging.NullHandler())  # or it prints each fault


class Conflict(EngineError):
    """Another writer was faster."""


class TooLarge(EngineError):
    """A request has more bytes than the cluster takes."""


class Cluster:
    """Asks the hosts of a location, one after the other where one does not answer."""

    def __init__(self, location: Location, environ: Mapping[str, str]) -> None:
        self.location = location
        self._has_answered = False
        self._client = OpenSearch(
            hosts=[{"host": host, "port": port} for host, port in location.hosts],
            use_ssl=location.is_secure,
            timeout=TIMEOUT,
            max_retries=max(2, len(location.hosts)),
            retry_on_timeout=True,
            **_credentials(environ),
            **(_trust(environ) if location.is_secure else {}),
        )

    def close(self) -> None:
        self._client.close()

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        patience: float | None = None,
        **params: Any,
    ) -> Any:
        """Return the answer to a request that may be made twice, as JSON has it.

        ``body`` is JSON, or its lines; ``patience`` is in seconds, and PATIENCE unless told.
        Raises EngineError and below.
        """
        until = time.monotonic() + (PATIENCE if patience is None else patience)
        pause = _SHORTEST
        while True:
            try:
                answer = self._asked(method, path, body, params)
                self._has_answered = True
                return answer
            except TransportError as error:
                is_over = time.monotonic() + pause > until
                if is_over or not self._may_answer_later(error):
                    raise self._fault(error) from None
            except SerializationError:
                place = one_line(self.location.text)
                raise EngineError(f"what answers at {place} is no OpenSearch") from None
            time.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, _LONGEST)

    def find(self, method: str, path: str, body: Any = None, **params: Any) -> Any | None:
        """Return the answer to a request, None where what is asked for is not there."""
        try:
            return self.ask(method, path, body, **params)
        except IndexMissing:
            return None

    def documents(self, target: str, ids: Sequence[str]) -> list[Any | None]:
        """Return documents as they are now, None for one that is not there."""
        if not ids:
            return []
        found = self.ask("POST", f"{target}/_mget", {"ids": list(ids)})["docs"]
        return [document if document["found"] else None for document in found]

    def search(self, body: Mapping[str, Any]) -> Any:
        """Return the answer to a search of the index, whole or not at all."""
        path = f"{self.location.name}/_search"
        return self.ask("POST", path, body, allow_partial_search_results=False)

    def search_all(self, bodies: Iterable[Mapping[str, Any]]) -> list[Any]:
        """Return the answers to several searches of the index."""
        head = json.dumps({"allow_partial_search_results": False})
        lines = "".join(f"{head}\n{json.dumps(body)}\n" for body in bodies)
        answers: list[Any] = self.ask("POST", f"{self.location.name}/_msearch", lines)["responses"]
        return answers

    def _asked(self, method: str, path: str, body: Any, params: Mapping[str, Any]) -> Any:
        kind = "application/x-ndjson" if isinstance(body, str) else "application/json"
        given = {name: _written(value) for name, value in params.items()}
        headers = {"content-type": kind}
        answer: Any = self._client.transport.perform_request(
            method, f"/{path}", headers=headers, params=given, body=body
        )
        for part in _parts(answer):
            if "error" in part:
                raise TransportError(part.get("status", 404), part["error"]["type"], part)
        return answer

    def _may_answer_later(self, error: TransportError) -> bool:
        if isinstance(error, SSLError):
            return False
        if isinstance(error, NoConnection):
            return self._has_answered
        return error.status_code in REFUSALS

    def _fault(self, error: TransportError) -> EngineError:
        place = one_line(self.location.text)
        if isinstance(error, SSLError):
            return IndexUnreachable(
                f"{place}: the certificate of the host is not trusted: {one_line(_text(error))}; "
                f"{CA} names the file of another authority"
            )
        if isinstance(error, NoConnection):
            return IndexUnreachable(f"no host of {place} answers: {one_line(_text(error))}")
        kinds, reason = _kinds(error.info), one_line(_reason(error.info) or str(error.error))
        if "cluster_block_exception" in kinds:
            return _blocked(place, reason)
        for kind, (fault, message) in _FAULTS.items():
            if kind in kinds or kind == error.status_code:
                return fault(message.format(place=place, reason=reason))
        return EngineError(f"{place}: {reason} (status {error.status_code})")


_FAULTS: dict[str | int, tuple[type[EngineError], str]] = {
    "too_many_clauses": (
        QueryTooLarge,
        "the query has more parts than the cluster at {place} takes; make it shorter, or raise "
        "indices.query.bool.max_clause_count there: {reason}",
    ),
    401: (
        IndexForbidden,
        "{place} knows neither this user and password nor this key; they stand in "
        f"{USER} and {PASSWORD}, or in {API_KEY}",
    ),
    "resource_already_exists_exception": (Conflict, "{place}: {reason}"),
    403: (IndexForbidden, "{place} does not allow this to the user: {reason}"),
    404: (IndexMissing, "there is no index at {place}; run: searchkit index"),
    409: (Conflict, "{place}: {reason}"),
    413: (TooLarge, "it is larger than the cluster takes"),
    429: (IndexBusy, "{place} was too busy for too long: {reason}"),
    503: (IndexBusy, "{place} was not ready for too long: {reason}"),
}
"""By the kind of a fault as the cluster names it, or by the status of its answer."""


def _blocked(place: str, reason: str) -> EngineError:
    if "index write (api)" in reason:
        return IndexLocked(
            f"{place} is just being replaced; try again, or run: searchkit index --rebuild"
        )
    return IndexUnwritable(f"{place} cannot be written: {reason}")


def _credentials(environ: Mapping[str, str]) -> dict[str, Any]:
    key, user = environ.get(API_KEY), environ.get(USER)
    if key and user:
        raise UsageError(f"{API_KEY} and {USER} are both given; one of them is enough")
    if key:
        return {"headers": {"authorization": f"ApiKey {key}"}}
    return {"http_auth": (user, environ.get(PASSWORD, ""))} if user else {}


def _trust(environ: Mapping[str, str]) -> dict[str, Any]:
    file = environ.get(CA)
    return {"verify_certs": True, **({"ca_certs": file} if file else {})}


def _written(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool | int) else str(value)


def _parts(answer: Any) -> Sequence[Mapping[str, Any]]:
    """Return the answers to the parts of a request; those of a bulk are its writer's."""
    if not isinstance(answer, dict):
        return ()
    return answer.get("responses") or answer.get("docs") or ()


def _text(error: TransportError) -> str:
    """Return the innermost cause of a fault of the connection."""
    cause: Any = error.info if isinstance(error.info, BaseException) else error
    while getattr(cause, "reason", None) is not None and cause.reason is not cause:
        cause = cause.reason
    text = str(cause).rpartition(": ")[2] or type(cause).__name__
    return re.sub(r"^\[Errno -?\d+\] ", "", text)


def _causes(info: Any) -> list[Mapping[str, Any]]:
    """Return what the cluster tells of a fault, the outermost cause first."""
    found: list[Mapping[str, Any]] = []
    waiting = [info.get("error", info)] if isinstance(info, Mapping) else []
    while waiting:
        cause = waiting.pop(0)
        if isinstance(cause, Mapping):
            found.append(cause)
            shards = [shard.get("reason") for shard in cause.get("failed_shards", ())]
            waiting += [cause.get("caused_by"), *cause.get("root_cause", ()), *shards]
    return found


def _kinds(info: Any) -> frozenset[str]:
    kinds = frozenset(str(cause.get("type")) for cause in _causes(info))
    is_too_large = any("clause" in kind for kind in kinds)
    return kinds | {"too_many_clauses"} if is_too_large else kinds


def _reason(info: Any) -> str:
    """Return the innermost reason that the cluster tells."""
    reasons = [str(cause["reason"]) for cause in _causes(info) if cause.get("reason")]
    return reasons[-1] if reasons else ""
