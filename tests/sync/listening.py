"""Sockets that remember who connected: where nobody may connect to, they prove that nobody did."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]"


@dataclass
class Listening:
    """``port`` is the one that is always there; ``connections`` are the addresses at which somebody knocked."""

    port: int = 0
    connections: list[str] = field(default_factory=list)


@contextlib.contextmanager
def listening(*more_ports: int) -> Iterator[Listening]:
    """Listen on every address of this machine, both families, at a free port and at those of ``more_ports`` that may be had.

    Whoever connects gets an empty list by HTTP.
    """
    state = Listening()
    opened = [_listen(0)]
    state.port = opened[0].getsockname()[1]
    for port in more_ports:
        with contextlib.suppress(OSError):  # taken, or not for this user
            opened.append(_listen(port))
    over = threading.Event()

    def accept(listener: socket.socket) -> None:
        while not over.is_set():
            with contextlib.suppress(OSError):
                connection, _peer = listener.accept()
                with connection:
                    state.connections.append(connection.getsockname()[0].removeprefix("::ffff:"))
                    connection.settimeout(1)
                    connection.recv(4096)
                    connection.sendall(ANSWER)

    threads = [threading.Thread(target=accept, args=(listener,), daemon=True) for listener in opened]
    for thread in threads:
        thread.start()
    try:
        yield state
    finally:
        over.set()
        for listener in opened:
            # Wakes the thread that waits in accept.
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for thread in threads:
            thread.join()


def _listen(port: int) -> socket.socket:
    if socket.has_dualstack_ipv6():
        return socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=50)
    return socket.create_server(("", port), backlog=50)
