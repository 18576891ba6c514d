"""How well tickets fit the causes. A ticket stands for the cause most of its alerts belong to."""
import collections
import dataclasses

from .outage_cover import covered
from .raw import passing
from .ticket import Ticket

PASSING = "passing"


@dataclasses.dataclass
class Score:
    alerts: int = 0
    causes: int = 0  # that call for a ticket
    tickets: int = 0  # not counting those joined to another
    mails: int = 0  # tickets counting those
    excess: int = 0  # tickets beyond the one (or those allowed) of each cause
    excess_mails: int = 0
    missed: list = dataclasses.field(default_factory=list)  # causes
    noise: list = dataclasses.field(default_factory=list)  # tickets, as are the rest
    misrouted: list = dataclasses.field(default_factory=list)
    in_outage: list = dataclasses.field(default_factory=list)
    neutral: int = 0
    of_cause: dict = dataclasses.field(default_factory=dict)  # cause id -> tickets
    delays: dict = dataclasses.field(default_factory=dict)  # kind -> seconds
    kinds: dict = dataclasses.field(default_factory=dict)  # kind -> [causes, missed, excess]

    def per_cause(self) -> float:
        return 1 + self.excess / max(1, self.causes)

    def mails_per_cause(self) -> float:
        return 1 + self.excess_mails / max(1, self.causes)

    def share(self, things: list) -> float:
        return len(things) / max(1, self.causes)


class Scorer:
    def __init__(self, trace, true_time=lambda t: t):
        self.trace, self.true_time = trace, true_time
        self.raws = {}
        for raw in trace.alerts:
            self.raws.setdefault(raw.id, raw)
        self.causes = {c.id: c for c in trace.causes}
        self.piles = piled_up(trace)

    def score(self, tickets: list[Ticket]) -> Score:
        verdicts = self.trace.verdicts
        out = Score(alerts=len(self.trace.alerts), causes=sum(v.expected == "ticket" for v in verdicts.values()))
        out.mails, out.tickets = len(tickets), sum(not t.duplicate_of for t in tickets)
        for ticket in tickets:
            self._judge(ticket, out)
        for cause in self.trace.causes:
            if verdicts[cause.id].expected == "ticket":
                self._count(cause, out)
        return out

    def stands_for(self, ticket: Ticket) -> str:
        votes = collections.Counter(PASSING if passing(i) else i for a in ticket.alerts if a in self.raws for i in self.raws[a].truth)
        return max(votes, key=lambda i: (votes[i], i != PASSING)) if votes else PASSING

    def _judge(self, ticket: Ticket, out: Score) -> None:
        stands_for = self.stands_for(ticket)
        raws = [self.raws[a] for a in ticket.alerts if a in self.raws]
        opened = self.true_time(ticket.opened_at)
        out.of_cause.setdefault(stands_for, []).append(ticket)
        if stands_for != PASSING and self.trace.verdicts[stands_for].expected == "none" or raws and all(
                covered(self.trace.outages, r.server, r.device, opened) for r in raws):
            out.in_outage.append(ticket)
        elif stands_for == PASSING:
            if any(r.id in self.piles for r in raws):
                out.neutral += 1
            else:
                out.noise.append(ticket)
        elif self.trace.verdicts[stands_for].expected == "neutral":
            out.neutral += 1
        elif not ticket.duplicate_of and ticket.centre not in self._right_centres(self.causes[stands_for], raws, opened):
            out.misrouted.append(ticket)

    def _right_centres(self, cause, raws: list, opened: float) -> set:
        """A wide cause that has shown at no more places than the limit cannot be told from a local one. Where an alert names
        another site word for word, nobody can tell whether the text or the record is out of date."""
        right, mine = {cause.centre}, [r for r in raws if cause.id in r.truth]
        if cause.wide:
            wide_since = self.trace.verdicts[cause.id].wide_since
            if wide_since is not None and opened >= wide_since:
                return right
            right |= {self.trace.world.centre_of(r.server.site) for r in mine}
        named = {(r.device or r.server).named_site.code: (r.device or r.server).named_site for r in mine}
        return right | {self.trace.world.centre_of(s) for s in named.values() if s.code not in {r.server.site.code for r in mine}}

    def _tickets_of_few(self, cause, real: list) -> int:
        """A cause that never showed at more devices than the limit cannot be told from one at each of them."""
        devices = {r.device.name for r in self.raws.values() if cause.id in r.truth and r.device}
        few = len(devices) <= self.trace.plan.limit and all(t.scope == "device" for t in real)
        return len({t.subject for t in real}) if few else 0

    def _count(self, cause, out: Score) -> None:
        verdict, tickets = self.trace.verdicts[cause.id], out.of_cause.get(cause.id, [])
        real = [t for t in tickets if not t.duplicate_of]
        excess = max(0, len(real) - max(verdict.episodes, self._tickets_of_few(cause, real)))
        counts = out.kinds.setdefault(cause.kind, [0, 0, 0])
        counts[:] = counts[0] + 1, counts[1] + (not real), counts[2] + excess
        if not real:
            out.missed.append(cause)
        else:
            first = min(self.true_time(t.opened_at) for t in tickets)
            out.delays.setdefault(cause.kind, []).append(max(0.0, first - verdict.first))
        out.excess += excess
        out.excess_mails += max(0, len(tickets) - verdict.episodes)


def piled_up(trace) -> set:
    """Alerts of what passes by itself that happened to come so thick that nobody could tell: on one subject more than the limit, of
    one type, within the window; or in one burst at nine in ten of the devices of a server."""
    times: dict = {}
    found = struck_all(trace)
    for raw in sorted((r for r in trace.alerts if not r.resolved and not r.repeat and passing(r.truth[0])), key=lambda r: r.t):
        mine = times.setdefault((raw.server.name, raw.device and raw.device.name, raw.type), [])
        mine.append(raw)
        near = [r for r in mine[-trace.plan.limit - 1:] if r.t > raw.t - trace.plan.window]
        if len(near) > trace.plan.limit:
            found.update(r.id for r in near)
    return found


def struck_all(trace) -> set:
    bursts: dict = {}
    for raw in trace.alerts:
        if passing(raw.truth[0]) and raw.device and not raw.resolved:
            bursts.setdefault((raw.truth[0], raw.server.name), []).append(raw)
    return {r.id for raws in bursts.values() if 10 * len({r.device.name for r in raws}) >= 9 * len(raws[0].server.devices) for r in raws}
