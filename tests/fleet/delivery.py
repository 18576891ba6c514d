"""From failures to alerts as they arrive: spooled behind a lost link, late, repeated, with wrong clocks."""
from .draw import Draw
from .links import Links
from .plan import DAY, HOUR, MINUTE, Plan
from .raw import Raw


def deliver(plan: Plan, raws: list[Raw], links: Links) -> list[Raw]:
    """Sets arrival, given time and id of each; the answer is in order of arrival."""
    d = Draw(plan.seed, "delivery")
    raws.sort(key=lambda r: r.t)
    lumps: dict = {}
    for number, raw in enumerate(raws):
        raw.id = f"{'noc' if raw.central else raw.server.name}-{number + 1:06}"
        raw.arrived = raw.t + d.uniform(0.2, 4)
        lost = None if raw.central else links.down(raw.server, raw.t)
        if lost:  # kept by the agent, sent in order once it is back
            ready = lumps.setdefault((raw.server.name, lost[1]), lost[1] + d.uniform(5, 90))
            raw.arrived = ready + (raw.t - lost[0]) * 1e-4
        elif d.random() < plan.late_share:
            raw.arrived += d.log(5 * MINUTE, 6 * HOUR)
        raw.said_at = raw.t + (0 if raw.central else raw.server.skew)
    for raw in d.sample(raws, min(plan.odd_times, len(raws))):
        raw.said_at += d.choice([-1, 1]) * d.choice([DAY * 365, DAY * 40, DAY * 3650])
    copies = [copied(raw, raw.arrived + d.log(1, 2 * HOUR)) for raw in raws if d.random() < plan.repeat_share]
    return sorted(raws + copies, key=lambda r: r.arrived)


def copied(raw: Raw, arrived: float) -> Raw:
    again = Raw(raw.t, raw.server, raw.device, raw.job, raw.file, raw.type, raw.truth, raw.resolved, raw.central)
    again.id, again.said_at, again.arrived, again.repeat = raw.id, raw.said_at, arrived, True
    return again
