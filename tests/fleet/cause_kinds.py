"""The kinds of local causes, each drawn with its own life."""
from .cause import Cause
from .cause_book import CauseBook
from .plan import HOUR, MINUTE
from .world import Server


def length(book: CauseBook) -> float:
    return book.d.log(1.5, 14) * HOUR


def most_devices(book: CauseBook, servers: list[Server]) -> frozenset | None:
    """A cable seldom serves quite everything."""
    if book.d.chance(0.5):
        return None
    return frozenset(d.name for s in servers for d in s.devices if book.d.chance(0.93)) or None


def flaps(book: CauseBook, start: float, down: tuple, up: tuple) -> list:
    phases, t = [], start
    for _ in range(book.d.randint(4, 12)):
        end = t + book.d.uniform(*down)
        phases.append((t, end))
        t = end + book.d.uniform(*up)
    return phases


def disk_server(book, server, start):
    return book.add("disk_server", "disk_full", start, start + length(book), [server], at_server=book.d.chance(0.2))


def disk_device(book, server, start):
    return one_device(book, "disk_device", "disk_full", server, start, start + length(book))


def dead_device(book, server, start):
    return one_device(book, "dead_device", "device_unreachable", server, start, start + length(book))


def one_device(book: CauseBook, kind: str, type_: str, server: Server, start: float, end: float, phases=None) -> Cause | None:
    device = book.d.choice(server.devices)
    if not book.free(server, type_, start, end, device.name):
        return None
    return book.add(kind, type_, start, end, [server], devices=frozenset([device.name]), phases=phases)


def link(book, server, start):
    return book.add("link", "server_unreachable", start, start + book.d.log(0.6, 14) * HOUR, [server], link=True)


def site_link(book, server, start):
    return book.add("site_link", "server_unreachable", start, start + book.d.log(0.6, 10) * HOUR, list(server.site.servers), link=True)


def local_net(book, server, start):
    return book.add("local_net", "device_unreachable", start, start + length(book), [server], devices=most_devices(book, [server]))


def site_net(book, server, start):
    servers = list(server.site.servers)
    return book.add("site_net", "device_unreachable", start, start + length(book), servers, devices=most_devices(book, servers))


def expired_keys(book, server, start):
    return book.add("expired_keys", "auth_failed", start, start + length(book), [server])


def corrupt_copy(book, server, start, file):
    return book.add("corrupt_copy", "checksum_mismatch", start, start + length(book), [server], file=file, at_server=book.d.chance(0.3))


def flapping_link(book, server, start):
    every = book.plan.monitor_every + book.plan.unreachable_after
    phases = flaps(book, start, (every, every + 50 * MINUTE), (8 * MINUTE, 70 * MINUTE))
    return book.add("flapping_link", "server_unreachable", start, phases[-1][1], [server], link=True, phases=phases)


def flapping_device(book, server, start):
    phases = flaps(book, start, (40 * MINUTE, 150 * MINUTE), (5 * MINUTE, 30 * MINUTE))
    return one_device(book, "flapping_device", "device_unreachable", server, start, phases[-1][1], phases)


TYPES = {"disk_server": "disk_full", "link": "server_unreachable", "site_link": "server_unreachable", "local_net": "device_unreachable",
         "site_net": "device_unreachable", "expired_keys": "auth_failed", "corrupt_copy": "checksum_mismatch",
         "flapping_link": "server_unreachable"}
LONGEST = 24 * HOUR


def draw_local(book: CauseBook, kind: str, server: Server, start: float, file: str) -> Cause | None:
    """None when the place is taken by a like cause."""
    servers = server.site.servers if kind.startswith("site") else [server]
    if kind in TYPES and not all(book.free(s, TYPES[kind], start, start + LONGEST) for s in servers):
        return None
    more = [file] if kind == "corrupt_copy" else []
    return globals()[kind](book, server, start, *more)
