"""Which causes call for a ticket. The one place that says so.

A person who saw just the alerts of a cause, and had set the thresholds of this fleet, calls it more than passing when
  - something (a device, or a server by itself) failed alike more often than the limit within the window, or
  - in the cause's scope at least max(3, a fifth) of the members failed so: of a server's devices each more than twice within the
    window, since what passes by itself fails once or twice, even when it strikes several devices in a burst; of a package's
    servers or the fleet's sites once each is enough, since nothing that passes by itself strikes several of them alike.
A cause with less is faint. One of which enough was heard only when it was over (spooled behind a lost link, say), or that was over
before one more attempt or look after there was enough, is history: nobody could act on it. A ticket for any of these is neither asked
for nor blamed. Work announced in an outage that ended in time calls for no ticket at all; of work that overruns only what
happened after the outage counts.

While a wider cause hides a narrower one, the alerts belong to both; the narrower one must show by itself.

A cause that is silent for longer than the quiet period and shows again may get another ticket then (that is what quiet means):
`episodes` says how many it may have. The wider reading, one ticket kept open over the silence, is as good.
"""
import bisect
import dataclasses
import math

from .cause import Cause
from .raw import passing


@dataclasses.dataclass
class Verdict:
    expected: str  # "ticket", "none" (in an outage) or "neutral"
    why: str
    first: float | None = None  # when its first alert arrived
    enough: float | None = None  # when enough had happened
    alerts: int = 0
    episodes: int = 1
    reached: int = 0  # places it showed at
    wide_since: float | None = None  # when a wide one had been heard of from more places than the limit


def judge(trace) -> dict:
    own: dict = {c.id: [] for c in trace.causes}
    for raw in trace.alerts:
        if not raw.resolved and not raw.repeat and len(raw.truth) == 1 and not passing(raw.truth[0]):
            own[raw.truth[0]].append(raw)
    return {c.id: verdict(trace.plan, c, sorted(own[c.id], key=lambda r: r.t)) for c in trace.causes}


def verdict(plan, cause: Cause, alerts: list) -> Verdict:
    if cause.outage:
        if cause.kind == "outage_in_time":
            return Verdict("none", "announced and over in time", alerts=len(alerts))
        alerts = [r for r in alerts if r.t >= cause.outage.end]
    found = Verdict("neutral", "faint", alerts=len(alerts))
    if not alerts:
        found.why = "unseen"
        return found
    found.first = min(r.arrived for r in alerts)
    found.episodes = 1 + sum(b.t - a.t > plan.quiet for a, b in zip(alerts, alerts[1:]))
    heard: dict = {}
    for raw in sorted(alerts, key=lambda r: r.arrived):
        heard.setdefault(cause.place(raw.server), raw.arrived)
    found.reached = len(heard)
    if cause.wide and len(heard) > plan.limit:
        found.wide_since = list(heard.values())[plan.limit]
    found.enough = enough(plan, cause, alerts)
    if found.enough is None:
        return found
    if found.first > cause.end or enough(plan, cause, [r for r in alerts if r.arrived <= cause.end]) is None:
        found.why = "over before anybody heard enough of it"
        return found
    if found.enough + (plan.monitor_every if cause.link else plan.retry) > cause.end:
        found.why = "over as soon as it was plain"
        return found
    found.expected, found.why = "ticket", ""
    return found


def enough(plan, cause: Cause, alerts: list) -> float | None:
    """When what had happened was enough; None: never."""
    times: dict = {}
    persistent: dict = {}  # server -> devices that failed more than twice
    for raw in alerts:
        mine = times.setdefault((raw.server.name, raw.device and raw.device.name, raw.type), [])
        mine.append(raw.t)
        within = len(mine) - bisect.bisect_left(mine, raw.t - plan.window)
        if within > plan.limit:
            return raw.t
        if raw.device and within > 2:
            members = persistent.setdefault((raw.server.name, raw.type), set())
            members.add(raw.device.name)
            if len(members) >= fifth(len(raw.server.devices)):
                return raw.t
    if cause.wide:
        return widely(plan, cause, alerts)
    return None


def widely(plan, cause: Cause, alerts: list) -> float | None:
    need, seen = fifth(len({cause.place(s) for s in cause.servers})), {}
    for raw in alerts:
        seen[cause.place(raw.server)] = raw.t
        if sum(t > raw.t - plan.window for t in seen.values()) >= need:
            return raw.t
    return None


def fifth(members: int) -> int:
    return max(3, math.ceil(members / 5))
