"""The addresses that a feed must not be fetched from, spelled as attackers spell them; ``{port}`` is filled in."""

from __future__ import annotations

REFUSED = {
    "file:///etc/passwd": "file:///etc/passwd",
    "gopher://": "gopher://127.0.0.1{port}/",
    "http://127.1": "http://127.1{port}/",
    "2130706433": "http://2130706433{port}/",
    "0x7f000001": "http://0x7f000001{port}/",
    "0177.0.0.1": "http://0177.0.0.1{port}/",
    "[::]": "http://[::]{port}/",
    "[::ffff:169.254.169.254]": "http://[::ffff:169.254.169.254]{port}/latest/meta-data/",
    "[::7f00:1]": "http://[::7f00:1]{port}/",
    "[64:ff9b::7f00:1]": "http://[64:ff9b::7f00:1]{port}/",
    "[2002:7f00:1::]": "http://[2002:7f00:1::]{port}/",
    "[fec0::1]": "http://[fec0::1]{port}/",
    "100.64.0.1": "http://100.64.0.1{port}/",
    "①②⑦.⓪.⓪.①": "http://①②⑦.⓪.⓪.①{port}/",
}
# Those that are no address of the web at all, which is seen before anything is asked for.
REFUSED_AT_SIGHT = ("file:///etc/passwd", "gopher://")
