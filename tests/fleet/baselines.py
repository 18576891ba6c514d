"""What other people run: a counter per device and type, and grouping by server as Alertmanager does it. Both honour the outages
as silences, and both send by the text the alert gives, looked up as it stands."""
from .outage_cover import covered
from .plan import HOUR
from .ticket import Ticket
from .world import NOC

GROUP_WAIT = 30
GROUP_QUIET = 2 * HOUR


class LookUp:
    def __init__(self, world):
        self.centre = {}
        for site in world.sites:
            for text in [site.name, site.code, *site.aliases]:
                self.centre.setdefault(text, world.centre_of(site))
        self.world = world

    def route(self, raw) -> str:
        if raw.central:
            return self.world.centre_of(raw.server.site)
        return self.centre.get((raw.device or raw.server).location, NOC)


def heard(trace):
    seen = set()
    for raw in trace.alerts:
        if not raw.resolved and raw.id not in seen and not covered(trace.outages, raw.server, raw.device, raw.t):
            seen.add(raw.id)
            yield raw


def counter_per_device(trace) -> list[Ticket]:
    plan, look_up = trace.plan, LookUp(trace.world)
    tickets, waiting, state = [], {}, {}
    for raw in heard(trace):
        key = (raw.server.name, raw.device and raw.device.name, raw.type)
        ticket, last = state.get(key, (None, 0))
        if ticket and raw.arrived - last <= plan.quiet:
            ticket.alerts.append(raw.id)
        else:
            mine = waiting.setdefault(key, [])
            mine.append(raw)
            mine[:] = [r for r in mine if r.arrived > raw.arrived - plan.window]
            ticket = None
            if len(mine) > plan.limit:
                ticket = Ticket(f"C-{len(tickets) + 1}", raw.arrived, look_up.route(raw), "device", [r.id for r in waiting.pop(key)])
                tickets.append(ticket)
        state[key] = (ticket, raw.arrived)
    return tickets


def group_by_server(trace) -> list[Ticket]:
    look_up = LookUp(trace.world)
    tickets, state = [], {}
    for raw in heard(trace):
        ticket, last = state.get(raw.server.name, (None, 0))
        if ticket is None or raw.arrived - last > GROUP_QUIET:
            ticket = Ticket(f"G-{len(tickets) + 1}", raw.arrived + GROUP_WAIT, look_up.route(raw), "server", [])
            tickets.append(ticket)
        ticket.alerts.append(raw.id)
        state[raw.server.name] = (ticket, raw.arrived)
    return tickets
