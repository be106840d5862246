"""The web server: daphne, with the limits of this house.

What differs from stock daphne: a deep backlog, a bound on the size and the slowness of what clients
send, no name of the server in answers, no log of requests, and a departure that tells every socket.
Nothing outside this module depends on daphne; any ASGI server can serve `collab.asgi`.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import daphne.server  # first: it installs the reactor that everything of Twisted then uses
from daphne.http_protocol import HTTPFactory, WebRequest
from twisted.internet import defer, reactor
from twisted.logger import globalLogBeginner
from twisted.web.http import HTTPChannel

from collab.ops import sockets
from collab.realtime.pushing import PUSH

BACKLOG = 2048  # connections that wait for their turn after a restart
HEAD_SECONDS = 30.0  # from the connection, or from the last answer, to a whole head
BODY_SECONDS = 60.0  # for any body
BODY_BYTES_PER_SECOND = 1024  # and more time for larger ones, at this pace
PIECE_BYTES = 64 * 1024  # of a body in memory at once
BODY = "collab.body"  # where a large body waits in the scope
LEAVING_SECONDS = 3  # for sockets to be told, and again for what is under way to finish


def bound_sockets(host: str, port: int) -> list[socket.socket]:
    """Sockets that hold the port, not yet listening: nobody can connect before the site is ready.

    For "localhost" both loopbacks, where the machine has both.  Raises OSError.
    """
    if host == "localhost":
        doors = [_bound(socket.AF_INET, "127.0.0.1", port)]
        with suppress(OSError):  # a machine may have no IPv6
            doors.append(_bound(socket.AF_INET6, "::1", port))
        return doors
    return [_bound(socket.AF_INET6 if ":" in host else socket.AF_INET, host, port)]


def _bound(family: socket.AddressFamily, address: str, port: int) -> socket.socket:
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.setblocking(False)
        door.bind((address, port))
    except OSError:
        door.close()
        raise
    return door


class Channel(HTTPChannel):
    """One HTTP connection.  Whoever sends a head or a body too slowly, or too much, is cut off."""

    _deadline: Any = None

    def connectionMade(self) -> None:
        """Start waiting for the first head."""
        super().connectionMade()
        self._expect_within(HEAD_SECONDS)

    def allHeadersReceived(self) -> None:
        """The head is here: refuse a body that is announced as too large, or wait for it."""
        super().allHeadersReceived()
        if (self.length or 0) > self.factory.body_limit:
            self.refuse_large()
        else:
            self._expect_within(BODY_SECONDS + (self.length or 0) / BODY_BYTES_PER_SECOND)

    def allContentReceived(self) -> None:
        """The request is whole: from here on the application's own time limit holds."""
        self._expect_within(None)
        super().allContentReceived()

    def requestDone(self, request: Any) -> None:
        """Answered: wait for the next head."""
        super().requestDone(request)
        if self.persistent and not self._handlingRequest:
            self._expect_within(HEAD_SECONDS)

    def connectionLost(self, reason: Any = None) -> None:
        """Nothing more to wait for."""
        self._expect_within(None)
        super().connectionLost(reason)

    def refuse_large(self) -> None:
        """Answer 413 before the body has been read, and close."""
        body = b'{"code": "too_large", "message": "This is larger than the site takes.", "facts": {}}'
        head = b"HTTP/1.1 413 Content Too Large\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
        self.transport.write(head % len(body) + body)
        self.dataReceived = lambda data: None
        self._expect_within(None)
        self.loseConnection()

    def _expect_within(self, seconds: float | None) -> None:
        if self._deadline is not None and self._deadline.active():
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.callLater(seconds, self.transport.abortConnection)


class Request(WebRequest):
    """A request whose body is counted while it comes in pieces of unknown number, and stays on disk until it is read."""

    _received = 0
    content: Any  # the body: a file, on disk when it is large
    body: Any = None  # a large body, kept from daphne

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Twisted would parse a form here, on the loop, its file in memory several times over.  Django parses it from disk.
        self._parsePOSTFormSubmission = False

    def process(self) -> None:
        """Pass the request on; daphne would queue the whole of a large body in memory."""
        if self.content.seek(0, 2) > PIECE_BYTES:
            self.body, self.content = self.content, BytesIO()
            self.body.seek(0)
        super().process()

    def handleContentChunk(self, data: bytes) -> None:
        """Keep a piece of the body, or refuse the whole."""
        self._received += len(data)
        if self._received > self.channel.factory.body_limit:
            self.channel.refuse_large()
        else:
            super().handleContentChunk(data)


class Factory(HTTPFactory):
    """Makes channels."""

    protocol = Channel

    def __init__(self, server: "Server", body_limit: int) -> None:
        super().__init__(server)
        self.body_limit = body_limit

    def buildProtocol(self, addr: Any) -> Channel:
        """A channel that makes our requests."""
        channel: Channel = super().buildProtocol(addr)
        channel.requestFactory = Request
        return channel


def in_pieces(application: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """The application, receiving large bodies piece by piece as it asks for them."""

    async def run(scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Any) -> None:
        body = scope.pop(BODY, None)
        if body is None:
            await application(scope=scope, receive=receive, send=send)
            return

        async def piece() -> dict[str, Any]:
            if body.closed:
                return await receive()
            if not body.tell() and (event := await receive())["type"] != "http.request":
                return event  # the client has gone
            read = body.read(PIECE_BYTES)
            more = len(read) == PIECE_BYTES
            if not more:
                body.close()
            return {"type": "http.request", "body": read, "more_body": more}

        await application(scope=scope, receive=piece, send=send)

    return run


class Server(daphne.server.Server):
    """Serves an application on sockets that are bound already, until SIGTERM or SIGINT."""

    def __init__(
        self,
        application: Callable[..., Awaitable[None]],
        sockets: list[socket.socket],
        *,
        frame_limit: int,  # bytes of one WebSocket message
        body_limit: int,  # bytes of one request
        when_ready: Callable[[], None],
        when_leaving: Callable[[], Awaitable[None]],
        when_left: Callable[[], Awaitable[None]],  # nothing is under way any more
    ) -> None:
        super().__init__(
            in_pieces(application),
            endpoints=sockets,
            http_timeout=60,
            websocket_timeout=43_200,  # 12 hours, as long as a session
            ping_interval=20,
            ping_timeout=30,
            websocket_max_message_size=frame_limit,
            websocket_max_frame_size=frame_limit,
            server_name="",
        )
        self.body_limit = body_limit
        self.when_ready, self.when_leaving, self.when_left = when_ready, when_leaving, when_left
        self.ports: list[Any] = []

    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        """Start the application for a request or a socket, with the body of the request beside it."""
        if getattr(protocol, "body", None) is not None:
            scope[BODY] = protocol.body
        if isinstance(protocol, sockets.Protocol):
            scope[PUSH] = protocol.push
        return super().create_application(protocol, scope)

    def run(self) -> None:
        """Serve.  Comes back after a departure in order."""
        self.connections: dict[Any, dict[str, Any]] = {}
        self.http_factory = Factory(self, self.body_limit)
        self.ws_factory = sockets.Factory(self, server="")
        self.ws_factory.setProtocolOptions(  # compression is never accepted: autobahn's default, held by a test
            autoPingTimeout=self.ping_timeout,
            failByDrop=False,  # who breaks the protocol is told the code, then cut off a second later
            openHandshakeTimeout=self.websocket_handshake_timeout,
            maxMessagePayloadSize=self.websocket_max_message_size,
            maxFramePayloadSize=self.websocket_max_frame_size,
        )
        # Twisted's own log holds addresses and paths: it goes nowhere.
        globalLogBeginner.beginLoggingTo([lambda _: None], redirectStandardIO=False, discardBuffer=True)
        asyncio.set_event_loop(reactor._asyncioEventloop)
        reactor.callLater(1, self.application_checker)
        reactor.callLater(2, self.timeout_checker)
        reactor.addSystemEventTrigger("before", "shutdown", lambda: defer.ensureDeferred(self._leave()))
        for each in self.endpoints:
            each.listen(BACKLOG)
            self.ports.append(reactor.adoptStreamPort(each.fileno(), each.family, self.http_factory))
        reactor.callWhenRunning(self.when_ready)
        reactor.run(installSignalHandlers=True)

    async def _leave(self) -> None:
        """Stop accepting, tell the sockets, wait a little for them, end what is left."""
        for port in self.ports:
            await defer.maybeDeferred(port.stopListening)
        await defer.Deferred.fromFuture(asyncio.ensure_future(self._close_all()))

    async def _close_all(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.when_leaving(), LEAVING_SECONDS)
        # What is under way may finish: a post that was about to be acknowledged, a socket that says goodbye.
        under_way = [each["application_instance"] for each in self.connections.values() if "application_instance" in each]
        if under_way:
            _, left = await asyncio.wait(under_way, timeout=LEAVING_SECONDS)
            for application in left:
                application.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        await self.when_left()
