"""A cause as it is in the world: what is broken, where, for how long, and which failures it makes."""
import dataclasses

from .places import Site


@dataclasses.dataclass
class Outage:
    selector: str  # "server", "device" or "site"
    pattern: str
    start: float
    end: float
    reason: str


@dataclasses.dataclass
class Cause:
    id: str
    kind: str
    type: str  # the failure type it shows as
    start: float
    end: float
    servers: list  # of Server, whom it touches
    centre: str  # who has to mend it
    site: Site | None = None  # None: more than one
    devices: frozenset | None = None  # names; None: all of the servers'
    file: str | None = None  # the package file it is about; None: any
    at_server: bool = False  # the server itself fails, before it comes to its devices
    link: bool = False  # central does not reach the servers
    phases: list | None = None  # when it is bad; None: from start to end
    outage: Outage | None = None  # announced
    outlives: str | None = None  # the wider cause that hides it for a while
    with_other: bool = False  # one of two at a site at once

    def __post_init__(self):
        self.phases = self.phases or [(self.start, self.end)]

    @property
    def wide(self) -> bool:
        """Not of one site: its members are servers (of a package's release) or sites (of the backbone)."""
        return self.kind in ("bad_release", "backbone")

    def place(self, server) -> str:
        return server.name if self.file else server.site.code

    def bad_at(self, t: float) -> bool:
        return any(a <= t < b for a, b in self.phases)

    def hits(self, t: float, device: str | None, file: str) -> bool:
        """Does an attempt at this moment fail because of it? device None: the server's own step."""
        if self.link or not self.bad_at(t) or self.file not in (None, file):
            return False
        if device is None:
            return self.at_server
        return not self.at_server and (self.devices is None or device in self.devices)

    def subject(self) -> str:
        where = self.site.code if self.site else f"{len(self.servers)} servers"
        server = f" {self.servers[0].name}" if len(self.servers) == 1 else f" {len(self.servers)} servers"
        device = f" {next(iter(self.devices))}" if self.devices and len(self.devices) == 1 else ""
        return where + server + device + (f" {self.file}" if self.file else "")




def stage(cause: Cause) -> int:
    if cause.type == "checksum_mismatch":
        return 0
    if cause.type == "disk_full":
        return 1 if cause.devices is None else 5
    if cause.type == "device_unreachable":
        return 2 if cause.devices is None or len(cause.devices) > 1 else 3
    return 4 if cause.type == "auth_failed" else 6
