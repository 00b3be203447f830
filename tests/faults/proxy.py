"""A proxy between the app and an EHR: it passes everything on, counts it, and spoils the answers it is told to."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from urllib.parse import urlsplit

import requests

NOT_PASSED_ON = {"connection", "content-encoding", "content-length", "date", "server", "transfer-encoding"}
FHIR = "/fhir/"
LONGEST = 60
FHIR_JSON = "application/fhir+json"


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Exchange:
    """One request to the FHIR server, for a fault to answer. `place` is what it asks for: "Coverage", "Patient/p1"."""

    def __init__(self, handler: BaseHTTPRequestHandler, proxy: FaultProxy) -> None:
        self._handler, self._proxy = handler, proxy
        self._since = time.perf_counter()
        path = urlsplit(handler.path)
        self.place, self.query = path.path.removeprefix(FHIR), path.query
        self.is_fhir = path.path.startswith(FHIR) and not self.place.startswith(".well-known")
        self.base = f"{proxy.url}/fhir"
        self.released = proxy.released

    def passed_on(self) -> Answer:
        """What the EHR answers."""
        handler = self._handler
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        answer = requests.request(
            handler.command,
            f"{self._proxy.upstream}{handler.path}",
            headers=dict(handler.headers.items()),
            data=body,
            allow_redirects=False,
            timeout=LONGEST,
        )
        if self.is_fhir:
            self._proxy.answered(self.place, answer.content, time.perf_counter() - self._since)
        kept = {name: value for name, value in answer.headers.items() if name.lower() not in NOT_PASSED_ON}
        return Answer(answer.status_code, answer.content, kept)

    def send(self, answer: Answer, length: int | None = None) -> None:
        """Answer; `length` claims another length of the body than it has."""
        self._handler.send_response(answer.status)
        for name, value in answer.headers.items():
            self._handler.send_header(name, value)
        self._handler.send_header("Content-Length", str(len(answer.body) if length is None else length))
        self._handler.end_headers()
        self._handler.wfile.write(answer.body)
        self._handler.wfile.flush()
        self._handler.close_connection = length is not None

    def drip(self, body: bytes) -> None:
        """A body that comes letter by letter until the fault is released; then nothing more comes."""
        self.send(Answer(200, b"", {"Content-Type": FHIR_JSON}), length=len(body))
        for letter in body:
            if self.released.wait(0.01):
                return
            self._handler.wfile.write(bytes([letter]))
            self._handler.wfile.flush()

    def reset(self) -> None:
        """Break the connection off without an answer."""
        at_once = struct.pack("ii", 1, 0)
        self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self._handler.close_connection = True
        self._handler.connection.close()


Fault = Callable[[Exchange], None]


class FaultProxy:
    """`upstream` is the EHR behind it. `spoil` by type ("Coverage"), reference ("Patient/p1") or "*" for all of FHIR.

    `asked` are the FHIR requests as they came, "Coverage?patient=p1", and `posted` the paths of all POSTs. Other
    addresses of the EHR are spoiled by their path ("/oauth2/token"). `before` runs before each FHIR request is passed
    on, and `answered` with the place, the body and the seconds of each answer to one.
    """

    def __init__(self, url: str) -> None:
        self.url, self.upstream = url, ""
        self.asked: list[str] = []
        self.posted: list[str] = []
        self.released = Event()
        self.before: Callable[[], object] = lambda: None
        self.answered: Callable[[str, bytes, float], object] = lambda place, body, seconds: None
        self._spoiled: dict[str, Fault] = {}
        self._lock = Lock()

    def spoil(self, place: str, fault: Fault) -> None:
        """Answer with a fault from now on."""
        self.released.clear()
        self._spoiled[place] = fault

    def clear(self) -> None:
        """Spoil nothing any more, and let go what hangs."""
        self._spoiled.clear()
        self.released.set()
        with self._lock:
            self.asked.clear()
            self.posted.clear()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Pass one request on, or spoil it."""
        exchange = Exchange(handler, self)
        with self._lock:
            if handler.command == "POST":
                self.posted.append(exchange.place)
            if exchange.is_fhir:
                self.asked.append(f"{exchange.place}{'?' if exchange.query else ''}{exchange.query}")
        if exchange.is_fhir:
            self.before()
        places = (exchange.place, exchange.place.partition("/")[0], *(("*",) if exchange.is_fhir else ()))
        fault = next((self._spoiled[place] for place in places if place in self._spoiled), None)
        if fault is None:
            exchange.send(exchange.passed_on())
        else:
            fault(exchange)


@contextmanager
def fault_proxy() -> Iterator[FaultProxy]:
    """A proxy on a free port of localhost while the block runs; set its `upstream` before anything is asked."""
    proxies: list[FaultProxy] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits 40 ms behind its own head for the client's acknowledgement

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:  # who asked has gone: the end of a hanging or dripping answer
                self.close_connection = True

        def do_GET(self) -> None:
            proxies[0].answer(self)

        def do_POST(self) -> None:
            proxies[0].answer(self)

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    server.daemon_threads = True
    proxies.append(FaultProxy(f"http://localhost:{server.server_address[1]}"))
    Thread(target=lambda: server.serve_forever(poll_interval=0.05), daemon=True).start()
    try:
        yield proxies[0]
    finally:
        proxies[0].clear()
        server.shutdown()
        server.server_close()
