"""A network in which every address leads here: ``unshare -rn python -m tests.sync.own_network`` prints who was let in.

In a network namespace of its own a process may say that all addresses, of both families, are this machine's. What a fetcher
connects to there arrives at our socket, be it the metadata service of a cloud or a private network. Prints JSON: what was
``refused`` (and the class of the error), the ``connections`` that this made, and those of ``plain`` sockets to the same
addresses, which show that a connection would have been seen. Needs Linux, the program ``ip`` and the right to make namespaces.
"""

from __future__ import annotations

import json
import socket
import subprocess

import django

PUBLIC = "93.184.216.34"
LITERALS = (
    "127.0.0.1",
    "::1",
    "169.254.169.254",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fec0::1",
    "100.64.0.1",
    PUBLIC,
)


def make_everything_local():
    for command in ("link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo"):
        subprocess.run(["ip", *command.split()], check=True)


def found(*addresses):
    """What a resolver says of a name with these addresses."""
    families = {False: socket.AF_INET, True: socket.AF_INET6}
    return [(families[":" in one], socket.SOCK_STREAM, 6, "", (one, 80)) for one in addresses]


def outcome(url, source="", **options):
    from opinovi_wagtail.sync.fetch import Fetcher, FetchError

    with Fetcher(source or url, allowed_hosts=(), timeout=5, **options) as fetch:
        try:
            return fetch(url).read().decode()
        except FetchError as error:
            return type(error).__name__


def rebinding(answers):
    """A name that leads to a public server when it is asked for first and to this machine afterwards: two pages of it."""
    from opinovi_wagtail.sync.fetch import Fetcher, FetchError

    def resolver(host, port):
        return found(PUBLIC if not answers else "127.0.0.1")

    with Fetcher("http://rebinding.example/", allowed_hosts=(), timeout=5, resolver=resolver) as fetch:
        answers.append(fetch("http://rebinding.example/").read().decode())
        try:
            answers.append(fetch("http://rebinding.example/?page=2").read().decode())
        except FetchError as error:
            answers.append(type(error).__name__)
    return answers


def main():
    from .addresses import REFUSED
    from .listening import listening

    make_everything_local()
    told = {}
    with listening(80) as seen:
        told["refused"] = {name: outcome(url.format(port="")) for name, url in REFUSED.items()}
        told["mixed"] = outcome("http://mixed.example/", resolver=lambda host, port: found(PUBLIC, "127.0.0.1"))
        told["connections"] = list(seen.connections)
        seen.connections.clear()
        told["public"] = outcome(f"http://{PUBLIC}/")
        seen.connections.clear()
        told["rebinding"] = rebinding([])
        told["connections of the name"] = list(seen.connections)
        seen.connections.clear()
        for address in LITERALS:
            with socket.create_connection((address, 80), timeout=5) as plain:
                plain.sendall(b"GET / HTTP/1.0\r\n\r\n")
                plain.recv(100)
        told["plain"] = list(seen.connections)
    print(json.dumps(told))


if __name__ == "__main__":
    django.setup()
    main()
