"""A Postfix of its own that relays all it is given on loopback, as Debian configures one with a relayhost. Needs root."""
import contextlib
import pathlib

import own_postfix
from lab import free_port

MAIN = """
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{sink}
smtpd_relay_restrictions = permit_mynetworks, reject
"""

MASTER = """
smtp unix - - n - - smtp
relay unix - - n - - smtp
"""


@contextlib.contextmanager
def postfix(folder: pathlib.Path, sink: int, more: str = ""):
    """Gives the port of one that relays to the port `sink`; `more` are lines for its main.cf. `folder` does not exist yet."""
    port = free_port()
    with own_postfix.postfix(folder, port, MAIN.format(sink=sink) + more, MASTER):
        yield port
