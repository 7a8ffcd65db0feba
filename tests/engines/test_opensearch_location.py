"""Where a cluster is, who may ask it, and what is said where it cannot be asked."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from searchkit import index as indexes
from searchkit.engines.opensearch.location import Location
from searchkit.errors import (
    EngineError,
    IndexForbidden,
    IndexForeign,
    IndexMissing,
    IndexUnreachable,
    IndexVersion,
    UsageError,
)
from tests.engines.conftest import CLUSTER, asked


@pytest.mark.parametrize(
    ("text", "hosts", "name", "is_secure", "shards"),
    [
        ("opensearch://search.press/press", (("search.press", 9200),), "press", True, 3),
        ("opensearch+http://localhost:9201/a-b_c.1", (("localhost", 9201),), "a-b_c.1", False, 3),
        ("opensearch://a,b:1,[::1]:2/x", (("a", 9200), ("b", 1), ("::1", 2)), "x", True, 3),
        ("opensearch://a/x?shards=12", (("a", 9200),), "x", True, 12),
    ],
)
def test_a_location_is_read(
    text: str, hosts: tuple[tuple[str, int], ...], name: str, is_secure: bool, shards: int
) -> None:
    assert Location.read(text) == Location(text, hosts, name, is_secure, shards)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("opensearch://host:9200", "is no location of an index; write opensearch://HOST:PORT/NAME"),
        ("opensearch+https://host/x", "is no location of an index"),
        ("opensearch://host/x?replicas=1", "is no location of an index"),
        ("opensearch://host/x?shards=0", "is no location of an index"),
        ("opensearch://host/Press", "the name of an index is of small letters, digits and . _ -"),
        ("opensearch://host/", "the name of an index is of small letters"),
        ("opensearch://host/_all", "the name of an index is of small letters"),
        ("opensearch://host/a*", "the name of an index is of small letters"),
        ("opensearch://host:99999/x", "host:99999 is no host"),
        ("opensearch://a,,b/x", " is no host"),
        ("opensearch://us er/x", "us er is no host"),
    ],
)
def test_what_is_no_location_is_told(text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        Location.read(text)
    assert message in raised.value.message


def test_a_password_in_a_location_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as raised:
        Location.read("opensearch://anna:secret@host/press")
    assert "secret" not in str(raised.value)
    assert "SEARCHKIT_OPENSEARCH_PASSWORD" in raised.value.message


def test_without_the_extra_it_is_told_what_to_install() -> None:
    program = (
        "import sys; sys.modules['opensearchpy'] = None\n"
        "import searchkit\n"
        "try: searchkit.open('opensearch://host/press')\n"
        "except searchkit.SearchkitError as error: print(error.message)\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", program]
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    assert ended.stdout == (
        "an index in a cluster needs another package; run: pip install 'searchkit[opensearch]'\n"
    )


class TestAskingHosts:
    """What needs the client, but no cluster: hosts that answer wrongly, or not at all."""

    @pytest.fixture(autouse=True)
    def client(self) -> None:
        pytest.importorskip("opensearchpy", reason="needs the extra opensearch")

    def test_a_host_that_does_not_answer_is_told_at_once(self) -> None:
        with pytest.raises(IndexUnreachable) as raised:
            indexes.open("opensearch+http://127.0.0.1:9,127.0.0.1:1/press", create=True)
        assert raised.value.message == (
            "no host of opensearch+http://127.0.0.1:9,127.0.0.1:1/press answers: Connection refused"
        )

    def test_two_ways_in_are_one_too_many(self) -> None:
        with pytest.raises(UsageError, match="one of them is enough"):
            opened("opensearch://host/x", {KEY: "k", USER: "u"})

    @pytest.mark.parametrize(
        ("environ", "header"),
        [
            ({}, None),
            ({"SEARCHKIT_OPENSEARCH_API_KEY": "a1b2"}, "ApiKey a1b2"),
            (
                {"SEARCHKIT_OPENSEARCH_USER": "anna", "SEARCHKIT_OPENSEARCH_PASSWORD": "secret"},
                "Basic YW5uYTpzZWNyZXQ=",
            ),
        ],
    )
    def test_who_is_not_let_in_is_told(
        self, host: Host, environ: dict[str, str], header: str | None
    ) -> None:
        host.answers.append((401, "Unauthorized"))
        with pytest.raises(IndexForbidden) as raised:
            opened(f"opensearch+http://{host.place}/press", environ)
        assert "knows neither this user and password nor this key" in raised.value.message
        assert "secret" not in raised.value.message
        assert "a1b2" not in raised.value.message
        assert host.headers[-1].get("authorization") == header

    def test_what_the_user_may_not_do_is_told(self, host: Host) -> None:
        fault = {"type": "security_exception", "reason": "no permissions for [indices:create]"}
        host.answers += [(200, VERSION), (403, {"error": {**fault, "root_cause": [fault]}})]
        with pytest.raises(IndexForbidden) as raised:
            opened(f"opensearch+http://{host.place}/press", {})
        assert raised.value.message == (
            f"opensearch+http://{host.place}/press does not allow this to the user: "
            "no permissions for [indices:create]"
        )

    @pytest.mark.parametrize(
        ("told", "shown"),
        [
            ({"version": {"number": "8.15.0"}}, "no OpenSearch 8.15.0"),
            ({"version": {"distribution": "opensearch", "number": "2.3.0"}}, "opensearch 2.3.0"),
            ({"hello": "world"}, "no OpenSearch None"),
        ],
    )
    def test_another_server_is_told(self, host: Host, told: Any, shown: str) -> None:
        host.answers.append((200, told))
        with pytest.raises(IndexVersion) as raised:
            opened(f"opensearch+http://{host.place}/press", {})
        assert raised.value.message == (
            f"opensearch+http://{host.place}/press is {shown}; OpenSearch 2.4 or newer is needed"
        )

    def test_what_is_no_json_is_told(self, host: Host) -> None:
        host.answers.append((200, "<html>a router</html>"))
        with pytest.raises(EngineError, match=r"^what answers at .* is no OpenSearch$"):
            opened(f"opensearch+http://{host.place}/press", {})

    def test_a_busy_host_is_asked_again(self, host: Host) -> None:
        host.answers += [(429, {"error": {"type": "x", "reason": "full"}})] * 2 + [(200, {})]
        with pytest.raises(IndexVersion):
            opened(f"opensearch+http://{host.place}/press", {})
        assert len(host.headers) == 3

    def test_a_certificate_is_verified(self, host: Host, tmp_path: Path) -> None:
        certificate = host.encrypt(tmp_path)
        place = f"opensearch://{host.place}/press"
        with pytest.raises(IndexUnreachable, match="the certificate of the host is not trusted"):
            opened(place, {})
        host.answers.append((200, {}))
        with pytest.raises(IndexVersion):
            opened(place, {"SEARCHKIT_OPENSEARCH_CA": str(certificate)})

    def test_a_host_without_encryption_is_not_asked_with_it(self, host: Host) -> None:
        with pytest.raises(IndexUnreachable):
            opened(f"opensearch://{host.place}/press", {KEY: "a1b2"})
        assert host.headers == []


KEY, USER = "SEARCHKIT_OPENSEARCH_API_KEY", "SEARCHKIT_OPENSEARCH_USER"
VERSION = {"version": {"distribution": "opensearch", "number": "2.19.1"}}


def opened(place: str, environ: dict[str, str]) -> object:
    from searchkit.engines.opensearch.engine import OpenSearchEngine

    return OpenSearchEngine(place, create=True, environ=environ)


@dataclass
class Host:
    """A server that gives the answers it is told, in order, and keeps the headers it was sent."""

    answers: list[tuple[int, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        host = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                host.headers.append({k.lower(): v for k, v in self.headers.items()})
                status, told = host.answers.pop(0)
                data = (told if isinstance(told, str) else json.dumps(told)).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_PUT = do_POST = answer

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *args: None  # type: ignore[method-assign]
        self.place = f"127.0.0.1:{self.server.server_port}"

    def encrypt(self, folder: Path) -> Path:
        """Speak TLS with a certificate of its own, and return its file."""
        if not shutil.which("openssl"):
            (pytest.fail if CLUSTER else pytest.skip)("needs openssl, to make a certificate")
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
                *("-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
                *("-keyout", key, "-out", certificate),
            ],
            check=True,
            capture_output=True,
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        return certificate


@pytest.fixture
def host() -> Iterator[Host]:
    found = Host()
    thread = threading.Thread(target=found.server.serve_forever, args=(0.01,))
    thread.start()
    yield found
    found.server.shutdown()
    thread.join()
    found.server.server_close()


class TestNames:
    """What bears the name of an index in a real cluster."""

    def test_where_there_is_no_index(self, place: str) -> None:
        with pytest.raises(IndexMissing) as raised:
            indexes.open(place)
        assert raised.value.message == f"there is no index at {place}; run: searchkit index"

    def test_an_index_that_something_else_made_is_left_alone(self, place: str) -> None:
        name = place.rpartition("/")[2]
        asked("PUT", f"{name}-theirs", {"aliases": {name: {}}})
        asked("PUT", f"{name}-plain")
        for theirs in (place, f"{place}-plain"):
            for options in ({}, {"create": True}, {"renew": True}):
                with pytest.raises(IndexForeign, match="by something else; choose another name"):
                    indexes.open(theirs, **options)
        assert set(asked("GET", f"{name}-*/_alias")) == {f"{name}-theirs", f"{name}-plain"}

    def test_an_index_of_another_version_is_made_anew_only_when_asked(self, place: str) -> None:
        indexes.open(place, create=True).close()
        name = place.rpartition("/")[2]
        asked("PUT", f"{name}-000001/_mapping", {"_meta": {"searchkit": {"format": 99}}})
        for create in (False, True):
            with pytest.raises(IndexVersion) as raised:
                indexes.open(place, create=create)
        assert raised.value.message == (
            f"the index at {place} has format 99, this searchkit writes 1; "
            "run: searchkit index --rebuild"
        )
        with indexes.open(place, renew=True) as index:
            assert index.search("*").total == 0
        assert set(asked("GET", f"{name}-*/_alias")) == {f"{name}-000002"}

    def test_an_index_whose_alias_is_gone_is_missing(self, place: str) -> None:
        indexes.open(place, create=True).close()
        name = place.rpartition("/")[2]
        action = {"remove": {"index": f"{name}-000001", "alias": name}}
        asked("POST", "_aliases", {"actions": [action]})
        with pytest.raises(IndexMissing) as raised:
            indexes.open(place)
        assert raised.value.message == (
            f"no index has the alias of {place}, though {name}-000001 is there; give it the "
            "alias, or run: searchkit index"
        )
        with indexes.open(place, create=True) as index:
            assert index.search("*").total == 0
