"""The kinds of local causes, each drawn with its own life."""
from .cause import Cause
from .cause_book import CauseBook
from .jobs import Job
from .plan import HOUR, MINUTE
from .world import Server


def length(book: CauseBook) -> float:
    return book.d.log(1.5, 18) * HOUR


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


def disk_server(book, server, start, job):
    return book.add("disk_server", "disk_full", start, start + length(book), [server], at_server=book.d.chance(0.2))


def disk_device(book, server, start, job):
    return one_device(book, "disk_device", "disk_full", server, start, start + length(book), job)


def dead_device(book, server, start, job):
    return one_device(book, "dead_device", "device_unreachable", server, start, start + length(book), job)


def one_device(book: CauseBook, kind: str, type_: str, server: Server, start: float, end: float, job: Job, phases=None) -> Cause | None:
    device = book.d.choice([x for x in server.devices if x.group in job.package.groups] or server.devices)
    if not book.free(server, type_, start, end, device.name):
        return None
    return book.add(kind, type_, start, end, [server], devices=frozenset([device.name]), phases=phases)


def link(book, server, start, job):
    return book.add("link", "server_unreachable", start, start + book.d.log(0.6, 14) * HOUR, [server], link=True)


def site_link(book, server, start, job):
    return book.add("site_link", "server_unreachable", start, start + book.d.log(0.6, 10) * HOUR, list(server.site.servers), link=True)


def local_net(book, server, start, job):
    return book.add("local_net", "device_unreachable", start, start + length(book), [server], devices=most_devices(book, [server]))


def site_net(book, server, start, job):
    servers = list(server.site.servers)
    return book.add("site_net", "device_unreachable", start, start + length(book), servers, devices=most_devices(book, servers))


def expired_keys(book, server, start, job):
    return book.add("expired_keys", "auth_failed", start, start + length(book), [server])


def corrupt_copy(book, server, start, job):
    return book.add("corrupt_copy", "checksum_mismatch", start, start + length(book), [server], file=job.file, at_server=book.d.chance(0.3))


def flapping_link(book, server, start, job):
    every = book.plan.monitor_every + book.plan.unreachable_after
    phases = flaps(book, start, (every, every + 50 * MINUTE), (8 * MINUTE, 70 * MINUTE))
    return book.add("flapping_link", "server_unreachable", start, phases[-1][1], [server], link=True, phases=phases)


def flapping_device(book, server, start, job):
    phases = flaps(book, start, (40 * MINUTE, 150 * MINUTE), (5 * MINUTE, 30 * MINUTE))
    return one_device(book, "flapping_device", "device_unreachable", server, start, phases[-1][1], job, phases)


TYPES = {"disk_server": "disk_full", "link": "server_unreachable", "site_link": "server_unreachable", "local_net": "device_unreachable",
         "site_net": "device_unreachable", "expired_keys": "auth_failed", "corrupt_copy": "checksum_mismatch",
         "flapping_link": "server_unreachable"}
DRAWN = {f.__name__: f for f in (disk_server, disk_device, dead_device, link, site_link, local_net, site_net, expired_keys, corrupt_copy,
                                 flapping_link, flapping_device)}
LONGEST = 24 * HOUR


def draw_local(book: CauseBook, kind: str, server: Server, start: float, job: Job) -> Cause | None:
    """None when the place is taken by a like cause."""
    servers = server.site.servers if kind.startswith("site") else [server]
    if kind in TYPES and not all(book.free(s, TYPES[kind], start, start + LONGEST) for s in servers):
        return None
    return DRAWN[kind](book, server, start, job)
