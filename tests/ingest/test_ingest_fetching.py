"""A page from the net: asked for, followed, refused; the server is a real one, on this machine."""

from __future__ import annotations

import gzip
import re
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import pytest

from searchkit.article import Article, Paragraph
from searchkit.corpus import Added, add
from searchkit.errors import PageRefused
from searchkit.hits import Refusal
from searchkit.ingest.identity import Page
from searchkit.ingest.net.addresses import is_public
from searchkit.ingest.net.fetching import fetch
from searchkit.ingest.pages import extract, read_page
from searchkit.screen.cli import main

TEXT = "Семь портов опубликуют свои приливы с июля, и никто не заплатит за них ни рубля."
PAGE = f"<h1>Порты</h1><p>{TEXT}</p>".encode("koi8-r")
KIND = "text/html; charset=koi8-r"


Answer = tuple[int, dict[str, str], bytes]
ANSWERS: dict[str, Answer] = {
    "/tides": (200, {"Content-Type": KIND}, PAGE),
    "/packed": (200, {"Content-Type": KIND, "Content-Encoding": "gzip"}, gzip.compress(PAGE)),
    "/brotli": (200, {"Content-Type": KIND, "Content-Encoding": "br"}, b"\x0b"),
    "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000))),
    "/large": (200, {"Content-Type": "text/plain"}, b"a" * 5_000_001),
    "/image": (200, {"Content-Type": "image/png"}, b"\x89PNG"),
    "/short": (200, {"Content-Type": KIND, "Content-Length": "999"}, PAGE),
    "/moved": (302, {"Location": "/tides"}, b""),
    "/round": (301, {"Location": "/round"}, b""),
    "/file": (302, {"Location": "file:///etc/hostname"}, b""),
    "/broken": (302, {"Location": "http://[port/"}, b""),
    "/nowhere": (302, {}, b""),
    "/gone": (410, {}, b"Gone"),
    "/words/": (200, {"Content-Type": "text/plain"}, b"Seven ports."),
}


class Handler(BaseHTTPRequestHandler):
    """Answers each path as the table says; any path below /words/ with a text."""

    def do_GET(self) -> None:
        if self.path == "/drip":
            self.drip()
            return
        path = "/words/" if self.path.startswith("/words/") else self.path.partition("?")[0]
        status, headers, body = ANSWERS.get(path, (404, {}, b""))
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):  # of a client that has read enough
            self.wfile.write(body)

    def drip(self) -> None:
        """Send a page without an end, a letter at a time."""
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"a")
                time.sleep(0.02)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)


def refusal(url: str, seconds: float = 10.0, *, allow_private: bool = True) -> str:
    with pytest.raises(PageRefused) as raised:
        fetch(url, allow_private=allow_private, seconds=seconds)
    return raised.value.message


def test_a_page_comes_with_its_address_and_charset(site: str) -> None:
    for path in ("/tides", "/packed", "/moved", "/tides#second"):
        fetched = fetch(f"{site}{path}", allow_private=True)
        article = extract(fetched.page)
        assert (article.headline, article.paragraphs) == ("Порты", (Paragraph(TEXT),))
        assert article.url == fetched.url == f"{site}/{'packed' if path == '/packed' else 'tides'}"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/brotli", "packed as br, which is not read"),
        ("/bomb", "larger than 5 MB; save the article alone, or split the file"),
        ("/large", "larger than 5 MB; save the article alone, or split the file"),
        ("/image", "this is image/png, no page; download it, and add the file"),
        ("/short", "the server broke off within the page; try again later"),
        ("/nowhere", "the server answered 302 Found"),
        ("/gone", "the server answered 410 Gone"),
        ("/missing", "the server answered 404 Not Found"),
        ("/broken", "it is redirected to no address of a page (http://[port/)"),
        ("/file", "file is not read; give an address of http or https"),
    ],
)
def test_what_cannot_be_had_is_refused(site: str, path: str, reason: str) -> None:
    assert refusal(site + path) == reason


def test_redirects_end(site: str) -> None:
    assert refusal(f"{site}/round") == f"more than 5 redirects, the last to {site}/round"


def test_a_page_that_never_ends_is_cut(site: str) -> None:
    assert refusal(f"{site}/drip", seconds=0.3) == "the server is too slow; try again later"


def test_a_name_that_nobody_tells_is_waited_for_no_longer(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(2))
    started = time.monotonic()
    assert refusal(site, seconds=0.2) == "the server is too slow; try again later"
    assert time.monotonic() - started < 1.5


def test_a_chunk_of_negative_length_is_no_way_to_send_more(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunk = b"-1\r\n" + b"a" * 30_000_000
    monkeypatch.setitem(ANSWERS, "/chunk", (200, {"Transfer-Encoding": "chunked"}, chunk))
    tracemalloc.start()
    try:
        refusal(f"{site}/chunk")
        assert tracemalloc.get_traced_memory()[1] < 25_000_000
    finally:
        tracemalloc.stop()


def test_private_addresses_need_leave(site: str) -> None:
    reason = "{} is at {}, which is no public address; allow it with --allow-private"
    assert refusal(f"{site}/tides", allow_private=False) == reason.format("127.0.0.1", "127.0.0.1")
    for host, address in (
        ("[::1]", "::1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("169.254.169.254", "169.254.169.254"),
        ("[::ffff:10.0.0.1]", "::ffff:10.0.0.1"),
    ):
        told = refusal(f"http://{host}/", allow_private=False)
        assert told == reason.format(host.strip("[]"), address)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://port.example/a", "ftp is not read; give an address of http or https"),
        ("http:///a", "this address names no host"),
        ("http://ana:secret@port.example/", "an address with a user name in it is not fetched; "
         "save the page"),
        ("http://port.example:99999/", "this is no address of a page; is it complete?"),
        ("http://[port/", "this is no address of a page; is it complete?"),
        (f"http://{'a' * 70}.example/", "this is no address of a page; is it complete?"),
        ("http://port.invalid/", "no address is known for port.invalid; is the name right?"),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_refused(url: str, reason: str) -> None:
    assert refusal(url, allow_private=False) == reason


def test_servers_that_do_not_speak_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def hang_up() -> None:
            connection, _ = server.accept()
            connection.recv(4096)
            connection.sendall(b"SSH-2.0-port\r\n")
            connection.close()

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        told = refusal(f"http://127.0.0.1:{port}/")
        thread.join()
    assert told == "the server does not speak as it should (BadStatusLine)"
    assert refusal(f"http://127.0.0.1:{port}/") == (
        "the server cannot be reached (Connection refused)"
    )


def test_tls_is_not_given_up(site: str) -> None:
    told = refusal(site.replace("http:", "https:") + "/tides")
    assert told.startswith("the server cannot be trusted (")


def test_a_proxy_of_the_environment_is_asked(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "http://port.invalid/tides"
    monkeypatch.setitem(ANSWERS, asked, (200, {"Content-Type": KIND}, PAGE))
    monkeypatch.setenv("http_proxy", site)
    fetched = fetch(asked)
    assert (fetched.url, extract(fetched.page).headline) == (asked, "Порты")
    assert refusal("http://10.0.0.1/", allow_private=False).startswith("10.0.0.1 is at 10.0.0.1, ")
    monkeypatch.setenv("no_proxy", "port.invalid")
    assert refusal(asked).startswith("no address is known for port.invalid")
    monkeypatch.setenv("https_proxy", "socks5://127.0.0.1:1080")
    assert refusal("https://quay.invalid/") == (
        "the proxy of the environment is of no known kind (socks5)"
    )
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:99999")
    assert refusal("https://quay.invalid/") == (
        "the proxy of the environment is no address (Port out of range 0-65535)"
    )
    monkeypatch.setenv("https_proxy", site)
    assert refusal("https://quay.invalid/").startswith("the proxy answered 501 ")


def test_the_name_is_that_of_where_a_redirect_leads(site: str) -> None:
    moved = fetch(f"{site}/moved", allow_private=True)
    assert moved.name == fetch(f"{site}/tides", allow_private=True).name
    assert moved.name != fetch(f"{site}/tides?page=2", allow_private=True).name


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/words/../../.ssh/id", "words-ssh-id"),
        ("/words/%2e%2e/%00%0A%E2%80%AE?a=../b", "words"),
        ("/words/Порты/", "words-порты"),
        (f"/words/{'я' * 200}", f"words-{'я' * 39}"),
    ],
)
def test_no_path_makes_a_harmful_name(site: str, path: str, words: str) -> None:
    name = fetch(f"{site}{path}", allow_private=True).name
    assert re.fullmatch(rf"127-0-0-1-{words}-[0-9a-f]{{8}}", name)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("2002:808:808::1", True),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("::7f00:1", False),
        ("::808:808", True),
        ("2002:7f00:1::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("port.example", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_page_is_added_to_a_corpus(site: str, tmp_path: Path) -> None:
    def added(*urls: str, allow_private: bool = True) -> Added:
        return add(tmp_path, urls, collection="fair", stdin=BytesIO(), allow_private=allow_private)

    url = f"{site}/tides"
    refused = added(url, allow_private=False).refused
    assert [refusal.source for refusal in refused] == [url]
    name = f"fair/{fetch(url, allow_private=True).name}.html"
    assert added(url, f"{site}/gone") == Added(
        (name,), (Refusal(f"{site}/gone", "the server answered 410 Gone"),)
    )
    [article] = read_page(Page(tmp_path, name, "fair"))
    assert isinstance(article, Article)
    assert (article.url, article.source) == (url, name)
    assert article.paragraphs == (Paragraph(TEXT),)
    assert added(url).sources == (name,)


def test_an_address_on_the_command_line(site: str, tmp_path: Path) -> None:
    def run(*words: str) -> tuple[int, str]:
        environ = {
            "SEARCHKIT_CORPUS": str(tmp_path / "corpus"),
            "SEARCHKIT_INDEX": str(tmp_path / "index"),
        }
        err = StringIO()
        stdin = TextIOWrapper(BytesIO())
        return int(main(words, environ, stdin, StringIO(), err)), err.getvalue()

    url = f"{site}/tides"
    assert run("add", url, "--allow-private") == (0, "1 added\n")
    ending, told = run("add", url)
    assert ending == 2
    assert " ".join(told.split()) == (
        f"{url}: 127.0.0.1 is at 127.0.0.1, which is no public address; "
        "allow it with --allow-private 1 refused"
    )
