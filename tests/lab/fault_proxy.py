"""A TCP proxy that does wrong on command: counts bytes, cuts, stalls, limits the rate. One object is one listening port;
tests hold it in their own process. It knows nothing of what it carries."""
import queue
import selectors
import socket
import struct
import threading
import time

READ = 64 * 1024  # bytes taken at once
HELD = 64 * 1024  # bytes of one direction in the proxy at most; the rest stays in the sockets
TICK = 0.005  # seconds until a rate limit is looked at again


class Way:
    """One direction of one connection: what was taken from `source` and is not yet given to `sink`."""

    def __init__(self, source: socket.socket, sink: socket.socket):
        self.source, self.sink = source, sink
        self.held = bytearray()
        self.passed = 0  # bytes given to the sink
        self.ended = False  # the source has said all
        self.closed = False  # and the sink was told
        self.allowance, self.filled = 0.0, time.monotonic()  # of the rate limit
        self.opposite: "Way" = self

    def allowed(self, rate: int | None) -> int:
        """Bytes that may pass now; a limit saves up at most a twentieth of a second."""
        if rate is None:
            return len(self.held)
        now = time.monotonic()
        self.allowance = min(self.allowance + (now - self.filled) * rate, max(rate / 20, 1))
        self.filled = now
        return min(len(self.held), int(self.allowance))


class Connection:
    """`up` goes to the server behind the proxy, `down` to whoever dialled it."""

    def __init__(self, client: socket.socket, server: socket.socket):
        self.client, self.server = client, server
        self.up, self.down = Way(client, server), Way(server, client)
        self.up.opposite, self.down.opposite = self.down, self.up
        self.open = True

    def ways(self):
        return self.up, self.down


class FaultProxy:
    """Listens on 127.0.0.1:`port` and carries to 127.0.0.1:`target`. Commands come from any thread, are carried out on the
    proxy's own and have taken effect when they return.

        with FaultProxy(target) as proxy:      # proxy.port is where clients dial
            proxy.cut_after(100_000)           # once, the connection that carries the last of so many more bytes down
            proxy.limit(125_000)               # bytes per second, each way of each connection; None = as fast as it goes
            proxy.stall()                      # nothing moves, nothing is closed, until proxy.go_on()
            proxy.refuse()                     # new connections are reset, until proxy.go_on()
            proxy.cut()                        # all connections, now; rough=False for FIN in place of RST
    """

    def __init__(self, target: int, port: int = 0):
        self.target = target
        self.connections: list[Connection] = []  # all there ever were
        self.on_cut = lambda connection: None  # called on the proxy's thread when a cut_after has taken effect
        self.rate: int | None = None
        self.stalled = self.refusing = self.ending = False
        self.left: int | None = None  # bytes down until the cut that was ordered
        self.listener = socket.create_server(("127.0.0.1", port))
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.bell, self.ear = socket.socketpair()
        self.orders: queue.SimpleQueue = queue.SimpleQueue()
        self.thread = threading.Thread(target=self._run, name="fault-proxy", daemon=True)
        self.thread.start()

    # ---- what a test sees

    def passed_down(self) -> int:
        """Bytes given to clients, over all connections."""
        return sum(c.down.passed for c in list(self.connections))

    def passed_up(self) -> int:
        return sum(c.up.passed for c in list(self.connections))

    def open_connections(self) -> list[Connection]:
        return [c for c in list(self.connections) if c.open]

    # ---- what a test does

    def cut(self, rough: bool = True) -> None:
        self._order(lambda: [self._close(c, rough) for c in self.open_connections()])

    def cut_after(self, count: int) -> None:
        """`count` is at least 1; counted over all connections, those to come too."""
        self._set(left=count)

    def limit(self, rate: int | None) -> None:
        self._set(rate=rate)

    def stall(self) -> None:
        self._set(stalled=True)

    def refuse(self) -> None:
        self._set(refusing=True)

    def go_on(self) -> None:
        self._set(stalled=False, refusing=False)

    def close(self) -> None:
        self._set(ending=True)
        self.thread.join()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # ---- its own thread

    def _order(self, act) -> None:
        if threading.current_thread() is self.thread:
            return act()
        done = threading.Event()
        self.orders.put((act, done))
        self.bell.send(b"!")
        done.wait()

    def _set(self, **values) -> None:
        self._order(lambda: self.__dict__.update(values))

    def _run(self) -> None:
        while not self.ending:
            for ready, way in self._wait():
                if ready is self.ear:
                    self._obey()
                elif ready is self.listener:
                    self._accept()
                else:
                    self._take(way)
            for connection in [] if self.stalled else self.open_connections():
                self._give(connection)
        self.cut()
        for own in (self.listener, self.bell, self.ear):
            own.close()

    def _obey(self) -> None:
        self.ear.recv(1)
        act, done = self.orders.get()
        act()
        done.set()

    def _wait(self) -> list:
        """What can be read; comes back also when a sink has room again or the rate limit lets some more pass."""
        with selectors.DefaultSelector() as look:
            look.register(self.ear, selectors.EVENT_READ)
            look.register(self.listener, selectors.EVENT_READ)
            patience = None
            for connection in [] if self.stalled else self.open_connections():
                for way in connection.ways():
                    wants_more = not way.ended and len(way.held) < HELD
                    has_some = way.opposite.held and self.rate is None  # for this socket
                    events = selectors.EVENT_READ * wants_more | selectors.EVENT_WRITE * bool(has_some)
                    if events:
                        look.register(way.source, events, way)
                    if way.held and self.rate is not None:
                        patience = TICK
            return [(key.fileobj, key.data) for key, events in look.select(patience) if events & selectors.EVENT_READ]

    def _accept(self) -> None:
        client, _ = self.listener.accept()
        try:
            server = None if self.refusing else socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            server = None
        if server is None:
            return _reset(client)
        for sock in (client, server):
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connections.append(Connection(client, server))

    def _take(self, way: Way) -> None:
        try:
            some = way.source.recv(READ)
        except OSError:  # reset, or closed by us since the wait
            some = b""
        way.ended = not some
        way.held += some

    def _give(self, connection: Connection) -> None:
        for way in connection.ways():
            count = way.allowed(self.rate)
            if way is connection.down and self.left is not None:
                count = min(count, self.left)
            try:
                sent = way.sink.send(memoryview(way.held)[:count]) if count else 0
            except BlockingIOError:
                sent = 0
            except OSError:
                return self._close(connection)
            way.passed += sent
            way.allowance -= sent
            del way.held[:sent]
            if way is connection.down and self.left is not None:
                self.left -= sent
                if self.left == 0:
                    self.left = None
                    self._close(connection)
                    return self.on_cut(connection)
            if way.ended and not way.held and not way.closed:
                way.closed = True
                _quietly(way.sink.shutdown, socket.SHUT_WR)
        if connection.up.closed and connection.down.closed:
            self._close(connection, rough=False)

    def _close(self, connection: Connection, rough: bool = True) -> None:
        connection.open = False
        for sock in (connection.client, connection.server):
            _reset(sock) if rough else sock.close()


def _reset(sock: socket.socket) -> None:
    """Closed with RST: what was on its way is lost."""
    _quietly(sock.setsockopt, socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def _quietly(call, *words) -> None:
    try:
        call(*words)
    except OSError:
        pass
