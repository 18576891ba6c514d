"""The company: maintenance centres, sites, servers, devices, packages."""
import dataclasses

from .draw import Draw
from .mangle import clean, mangled
from .places import Site, draw_sites
from .plan import Plan

NOC = "noc"
CLASSES = ["pos", "kiosk", "sign", "scale", "cam"]


@dataclasses.dataclass
class Device:
    name: str
    group: str
    server: "Server"
    location: str  # what its alerts say
    named_site: Site  # which site that text names
    listed: bool = True


@dataclasses.dataclass
class Server:
    name: str
    site: Site
    number: int
    location: str = ""
    named_site: Site | None = None
    listed_location: bool = True
    skew: float = 0  # seconds its clock is ahead
    utc_offset: int = 0  # hours, of the times it writes
    devices: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Package:
    name: str
    groups: list
    owner: str | None
    version: int = 1

    def file(self, version: int | None = None) -> str:
        v = version or self.version
        return f"{self.name}-{v // 10 + 1}.{v % 10}"


@dataclasses.dataclass
class World:
    centres: list
    sites: list
    servers: list
    packages: list
    package_centre: str
    fleet_centre: str

    def centre_of(self, site: Site) -> str:
        return site.centre or NOC


def server_size(d: Draw, plan: Plan) -> int:
    return d.randint(25, 60) if d.chance(plan.busy_servers) else d.randint(3, 24)


def say_where(d: Draw, plan: Plan, site: Site, sites: list[Site]) -> tuple[str, Site]:
    return mangled(d, site, sites) if d.chance(plan.mangled_share) else (clean(d, site), site)


def add_server(d: Draw, plan: Plan, world: World, site: Site) -> None:
    number = len(world.servers) + 1
    server = Server(f"ids-{number:04}", site, number)
    server.location, server.named_site = say_where(d, plan, site, world.sites)
    if d.chance(plan.skewed_share):
        server.skew = d.choice([-1, 1]) * d.log(60, 7200)
    server.utc_offset = d.choice([-5, 1, 2, 5]) if plan.offsets and d.chance(0.3) else 0
    for i in range(server_size(d, plan)):
        group = d.choice(CLASSES)
        # A device's alerts say where its agent is; some have a text of their own, as wrong as others'.
        where = say_where(d, plan, site, world.sites) if d.chance(0.3) else (server.location, server.named_site)
        server.devices.append(Device(f"{group}-{number:04}-{i + 1:02}", group, server, *where, listed=not d.chance(0.005)))
    site.servers.append(server)
    world.servers.append(server)


def draw_packages(d: Draw, centres: list) -> list[Package]:
    names = [f"{group}-app" for group in CLASSES] + ["base-os", "agent-tools", "certs", "fonts", "tax-tables", "media", "browser"]
    d.shuffle(names)
    return [Package(name, [name.split("-")[0]] if name.endswith("-app") else d.choice([CLASSES, CLASSES, d.sample(CLASSES, 3)]),
                    d.choice(centres) if d.chance(0.7) else None, d.randint(1, 60)) for name in names]


def draw_world(plan: Plan) -> World:
    d = Draw(plan.seed, "world")
    regional = [f"mc-{chr(ord('a') + i)}" for i in range(plan.centres)]
    special = ["packaging", "backbone"]
    world = World([NOC, *regional, *special], draw_sites(d, plan.sites, regional), [], draw_packages(d, regional + special),
                  d.choice([NOC, "packaging"]), d.choice([NOC, "backbone"]))
    for site in world.sites:
        for _ in range(d.weighted({1: 5, 2: 3, 3: 1.5, 4: 0.7, 5: 0.4, 6: 0.4})):
            add_server(d, plan, world, site)
    # One server the inventory has no place for: what it says itself must do, and is right. Central says of it what it once said.
    if d.chance(0.3):
        lost = d.choice(world.servers)
        lost.listed_location = False
        for thing in [lost, *lost.devices]:
            thing.location, thing.named_site = lost.site.name, lost.site
    return world
