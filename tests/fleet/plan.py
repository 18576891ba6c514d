"""What differs from one simulated company to the next: its size, its habits, how well its alerts are made, its thresholds."""
import dataclasses

from .draw import Draw

MINUTE, HOUR, DAY = 60, 3600, 86400
MONDAY = 1772409600  # 2026-03-02T00:00:00Z


@dataclasses.dataclass
class Plan:
    seed: int
    days: int
    start: int  # epoch seconds
    # Size.
    sites: int
    centres: int
    busy_servers: float  # share of servers with many devices
    # Agents: every failed attempt is an alert; they try again until it succeeds or they give up.
    retry: float
    retry_jitter: float
    attempts: int
    spread: float  # within so long a server has begun with all its devices
    # Central looks at its agents.
    unreachable_after: float
    monitor_every: float
    lost_link_shows: str | None  # what devices report meanwhile (spooled), or "no_report" by central; None: nothing
    # Jobs a day.
    fleet_jobs: float
    regional_jobs: float
    single_jobs: float  # for each server
    # What passes by itself.
    transient_share: float  # of first attempts
    transient_twice: float  # share of them that fail a second time
    bursts_a_day: float
    blips: float  # per server and day
    # How alerts are made and travel.
    resolved_share: float
    untyped_share: float
    mangled_share: float
    skewed_share: float  # of servers
    late_share: float
    repeat_share: float
    odd_times: int  # alerts a year old or in the future
    offsets: bool  # some servers write local time with its offset
    # Causes.
    causes: int
    bad_releases: int
    backbones: int
    outages: int
    pairs: int
    kinds: dict
    # Configuration.
    limit: int
    window: int
    quiet: int
    hold: str | None

    @property
    def end(self) -> int:
        return self.start + self.days * DAY


def draw_plan(seed: int, days: int | None = None, hold: str | None = None) -> Plan:
    d = Draw(seed, "plan")
    drawn_days = d.randint(14, 30)
    sites = d.log_int(8, 120)
    retry = d.log(5, 45) * MINUTE
    limit = d.choice([2, 2, 3])
    # A device that keeps failing must be able to exceed the limit within the window: whoever sets these knows the agents' habits.
    need = limit * retry * 1.4
    window = next(h for h in (1, 1.5, 2, 3, 4) if h * HOUR >= need or h == 4) * HOUR
    quiet = max(d.choice([2, 3, 3, 4, 6]) * HOUR, window)
    kinds = {"disk_server": 3, "disk_device": 3, "link": 4, "site_link": 1, "local_net": 3, "site_net": 1.5, "dead_device": 6,
             "expired_keys": 2, "corrupt_copy": 2, "flapping_link": 1, "flapping_device": 1}
    return Plan(
        seed=seed, days=days or drawn_days, start=MONDAY + d.randint(0, 20) * DAY,
        sites=sites, centres=min(d.randint(4, 15), max(4, sites // 2)), busy_servers=d.uniform(0.3, 0.9),
        retry=retry, retry_jitter=d.uniform(0.02, 0.35), attempts=d.log_int(5, 30), spread=d.log(1, 20) * MINUTE,
        unreachable_after=d.choice([2, 5, 5, 10]) * MINUTE, monitor_every=d.choice([2, 5, 5, 10, 15]) * MINUTE,
        lost_link_shows=d.choice([None, None, None, "transfer_interrupted", "timeout", "no_report"]),
        fleet_jobs=d.uniform(1.5, 5), regional_jobs=d.uniform(0, 6), single_jobs=d.log(0.2, 1.5),
        transient_share=d.log(0.0005, 0.01), transient_twice=d.uniform(0.05, 0.35), bursts_a_day=d.choice([0, 0.1, 0.3, 1]),
        blips=d.choice([0, 0.003, 0.01, 0.03]),
        resolved_share=d.choice([0, 0, 0.85, 0.97, 1, 1]), untyped_share=d.choice([0, 0.05, 0.2, 0.4]),
        mangled_share=d.choice([0.05, 0.1, 0.2, 0.3]), skewed_share=d.choice([0, 0, 0.02, 0.05]),
        late_share=d.choice([0, 0.001, 0.01]), repeat_share=d.choice([0, 0.002, 0.02]), odd_times=d.choice([0, 0, 3, 12]),
        offsets=d.chance(0.3),
        causes=d.log_int(50, 160), bad_releases=d.randint(1, 5), backbones=d.randint(1, 3), outages=d.randint(3, 12),
        pairs=d.randint(3, 12), kinds={kind: weight * d.log(0.4, 2.5) for kind, weight in kinds.items()},
        limit=limit, window=int(window), quiet=int(quiet), hold=hold)
