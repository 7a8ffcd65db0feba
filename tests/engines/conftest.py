"""A real cluster for the tests that need one, and a name in it for each of them."""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

CLUSTER = os.environ.get("SEARCHKIT_OPENSEARCH", "")
"""The URL of a cluster, as tests/opensearch/start prints it."""


if CLUSTER:
    import_module("opensearchpy")  # what needs a cluster is not to be skipped for want of a client


def asked(method: str, path: str, body: object = None) -> Any:
    """Ask the cluster something beside the engine."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    request = urllib.request.Request(f"{CLUSTER}/{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


@pytest.fixture
def place() -> Iterator[str]:
    """The location of an index that is not there; what was made of it is removed in the end."""
    yield from _place()


@pytest.fixture(scope="module")
def module_place() -> Iterator[str]:
    """The same for the tests of a whole module."""
    yield from _place()


def _place() -> Iterator[str]:
    if not CLUSTER:
        pytest.skip("needs a cluster: SEARCHKIT_OPENSEARCH=$(tests/opensearch/start)")
    name = f"test-{uuid4().hex}"
    yield f"opensearch+http://{urlsplit(CLUSTER).netloc}/{name}"
    asked("DELETE", f"{name}-*")
