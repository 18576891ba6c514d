"""Which causes a fleet has, and when."""
from .cause import Cause, Outage
from .cause_book import ANY, CauseBook
from .cause_kinds import LONGEST, draw_local, most_devices
from .jobs import JobBook
from .plan import DAY, HOUR, MINUTE

# Two at a site at once: (kind, kind, whether on the same server).
PAIRS = [
    ("disk_server", "disk_server", False), ("disk_server", "dead_device", True), ("expired_keys", "local_net", False),
    ("local_net", "disk_device", False), ("dead_device", "disk_device", True), ("corrupt_copy", "expired_keys", True),
    ("link", "disk_server", False), ("dead_device", "dead_device", False), ("link", "site_net", True),
    ("disk_server", "expired_keys", False), ("dead_device", "link", True), ("disk_server", "link", True),
    ("expired_keys", "link", True),
]


class CauseMix:
    def __init__(self, book: CauseBook, jobs: JobBook):
        self.book, self.jobs, self.d = book, jobs, book.d
        self.plan, self.world = book.plan, book.world

    def draw_all(self) -> None:
        for _ in range(self.plan.backbones):
            self.backbone()
        for _ in range(self.plan.bad_releases):
            self.bad_release()
        for _ in range(self.plan.outages):
            self.outage()
        for _ in range(self.plan.pairs):
            self.pair()
        for _ in range(self.plan.causes):
            self.local()

    def some_time(self) -> float:
        return self.plan.start + self.d.uniform(0.2, self.plan.days - 1.2) * DAY

    def local(self) -> None:
        """Half of the causes begin while a job is about: nobody would see many of the others."""
        d = self.d
        for _ in range(20):
            job, kind = d.choice(self.jobs.jobs), d.weighted(self.plan.kinds)
            server, start = d.choice(job.servers), job.at + d.uniform(-1.5, 0.3) * HOUR
            if kind.endswith("link") and d.chance(0.6):
                start = job.at + d.uniform(0, 9) * MINUTE if self.plan.lost_link_shows else self.some_time()
            elif d.chance(0.3):
                start = self.some_time()
            if self.plan.start + 2 * HOUR < start < self.plan.end - DAY and draw_local(self.book, kind, server, start, job):
                return

    def pair(self) -> None:
        d = self.d
        for _ in range(20):
            first, second, same = d.choice(PAIRS)
            job = d.choice(self.jobs.jobs)
            server = d.choice(job.servers)
            others = [server] if same else [s for s in server.site.servers if s is not server]
            if not others or not self.plan.start + 2 * HOUR < job.at < self.plan.end - DAY:
                continue
            one = draw_local(self.book, first, server, job.at - d.uniform(0, 1) * HOUR, job)
            # A link is lost while the agent still tries what the other cause spoils: it has much to say when it is back.
            apart = d.uniform(0.1, 0.7) * self.plan.retry * self.plan.attempts if second == "link" else -d.uniform(0, 1) * HOUR
            two = one and draw_local(self.book, second, d.choice(others), job.at + apart, job)
            if two:
                one.with_other = two.with_other = True
                return

    def backbone(self) -> None:
        """About half of the sites are cut off. A few of them have a link of their own that is still down afterwards."""
        d = self.d
        start = self.some_time()
        end = start + d.log(0.5, 6) * HOUR
        sites = d.sample(self.world.sites, max(4, int(len(self.world.sites) * d.uniform(0.4, 0.6))))
        sites = [s for s in sites if all(self.book.free(x, "server_unreachable", start, start + LONGEST) for x in s.servers)]
        if len(sites) < max(4, len(self.world.sites) // 4):
            return
        servers = [x for s in sites for x in s.servers]
        backbone = self.book.add("backbone", "server_unreachable", start, end, servers, link=True, centre=self.world.fleet_centre)
        for site in d.sample(sites, min(len(sites) // 3, d.randint(1, 4))):
            server = d.choice(site.servers)
            own_start = start + d.uniform(-2 * HOUR, 0.9 * (end - start))
            self.book.add("outliving_link", "server_unreachable", own_start, end + d.log(1.5, 9) * HOUR, [server], link=True,
                          outlives=backbone.id)

    def bad_release(self) -> None:
        d = self.d
        package = d.choice(self.world.packages)
        package.version += 7
        file, start = package.file(package.version + 100), self.some_time()
        centre = package.owner or self.world.package_centre
        servers = self.world.servers
        if d.chance(0.3):
            region = d.choice(self.world.sites).centre
            servers = [s for s in servers if s.site.centre == region]
        end = start + d.log(2, 12) * HOUR
        waves = self.jobs.in_waves(start, servers, d.log(0.5, 4) * HOUR) if d.chance(0.5) and len(servers) > 8 else [(start, servers)]
        end = max(end, waves[-1][0] + HOUR) if d.chance(0.7) else end
        spoilt = None if d.chance(0.6) else frozenset(x.name for s in servers for x in s.devices if d.chance(0.6))
        kind = d.choice(["install_failed", "install_failed", "verify_failed"])
        for at, wave in waves:
            if at < end:
                self.jobs.add(at, package, wave, withdrawn=end, file=file)
        self.book.add("bad_release", kind, start, end, servers, centre=centre, devices=spoilt, file=file)

    def outage(self) -> None:
        """Planned work: it ends in time, or it does not, or something breaks meanwhile and is mended before anybody is back."""
        d = self.d
        for _ in range(20):
            server = d.choice(self.world.servers)
            if d.chance(0.6):
                job = d.choice(self.jobs.jobs)
                server = d.choice(job.servers)
                start = job.at - d.uniform(0, 2) * HOUR
            else:
                start = self.some_time()
            end = start + d.log(1.5, 9) * HOUR
            by = d.choice(["server", "site", "site", "device"])
            servers = list(server.site.servers) if by == "site" else [server]
            fits = all(self.book.free(s, ANY, start, start + LONGEST) and self.free_of_all(s, start) and abs(s.skew) < 120 for s in servers)
            if fits and self.plan.start + 2 * HOUR < start < self.plan.end - 1.5 * DAY:
                return self.planned(by, server, servers, start, end)

    def free_of_all(self, server, start) -> bool:
        types = {"disk_full", "server_unreachable", "device_unreachable", "auth_failed", "checksum_mismatch"}
        return all(self.book.free(server, t, start, start + LONGEST) for t in types)

    def planned(self, by, server, servers, start, end) -> None:
        d = self.d
        begin = start + d.uniform(0, 0.3) * (end - start)
        overruns = d.chance(0.4)
        finish = end + d.log(0.7, 7) * HOUR if overruns else end - d.uniform(0.02, 0.4) * (end - begin)
        device = d.choice(server.devices)
        what = {"server": server.name, "site": server.site.code, "device": device.name}[by]
        outage = Outage(by, what, start, end, d.choice(["Power works", "Rebuild of the store", "Move to another rack", "Network maintenance"]))
        kind = "outage_overrun" if overruns else "outage_in_time"
        work = d.choice(["link", "net", "disk"]) if by != "device" else "device"
        type_ = {"link": "server_unreachable", "net": "device_unreachable", "disk": "disk_full", "device": "device_unreachable"}[work]
        touched = [server] if work == "disk" else servers
        devices = {"link": None, "net": most_devices(self.book, touched), "disk": None, "device": frozenset([device.name])}[work]
        cause: Cause = self.book.add(kind, type_, begin, finish, touched, link=work == "link", devices=devices, outage=outage)
        self.book.announce(cause, servers)
