"""Distribution jobs: which package goes to which devices, when."""
import dataclasses

from .draw import Draw
from .plan import DAY, HOUR, MINUTE, Plan
from .world import Package, Server, World


@dataclasses.dataclass
class Job:
    name: str
    at: float
    package: Package
    file: str
    servers: list  # of Server
    share: float  # of the devices of the package's groups
    withdrawn: float | None = None  # nobody tries it any more from then on


class JobBook:
    def __init__(self, plan: Plan, world: World):
        self.d = Draw(plan.seed, "jobs")
        self.plan, self.world = plan, world
        self.jobs: list[Job] = []

    def add(self, at: float, package: Package, servers: list[Server], share: float = 1, withdrawn=None, file=None) -> Job:
        job = Job(f"J-{230000 + len(self.jobs)}", at, package, file or package.file(), servers, share, withdrawn)
        self.jobs.append(job)
        return job

    def in_waves(self, at: float, servers: list[Server], gap: float) -> list[tuple[float, list[Server]]]:
        """A canary, a part, the rest."""
        mixed = self.d.sample(servers, len(servers))
        canary, third = self.d.randint(1, 3), len(servers) // 3
        return [(at, mixed[:canary]), (at + gap, mixed[canary:third]), (at + 2 * gap, mixed[third:])]

    def share(self) -> float:
        return self.d.choice([1, 1, 1, self.d.uniform(0.2, 0.9)])

    def draw_day(self, day: float) -> None:
        d, plan, world = self.d, self.plan, self.world
        for _ in range(d.poisson(plan.fleet_jobs)):
            at, package = day + d.choice([1, 2, 3, 9, 13, 20, 22]) * HOUR + d.uniform(0, 50) * MINUTE, d.choice(world.packages)
            package.version += d.chance(0.3)
            waves = self.in_waves(at, world.servers, d.uniform(0.5, 4) * HOUR) if d.chance(0.3) else [(at, world.servers)]
            share = self.share()
            for when, servers in waves:
                self.add(when, package, servers, share)
        for _ in range(d.poisson(plan.regional_jobs)):
            centre = d.choice(world.sites).centre
            servers = [s for s in world.servers if s.site.centre == centre]
            self.add(day + d.uniform(0, DAY), d.choice(world.packages), servers, self.share())
        for server in world.servers:
            for _ in range(d.poisson(plan.single_jobs)):
                self.add(day + d.uniform(0, DAY), d.choice(world.packages), [server], self.share())

    def draw_all(self) -> None:
        for day in range(self.plan.days):
            self.draw_day(self.plan.start + day * DAY)
