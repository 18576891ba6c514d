"""Tickets of somebody who knows the truth: what the scorer must call perfect."""
from .ticket import Ticket
from .trace import Trace


def perfect_tickets(trace: Trace) -> list[Ticket]:
    found = []
    for cause in trace.causes:
        verdict = trace.verdicts[cause.id]
        if verdict.expected == "ticket":
            after = cause.outage.end if cause.outage else 0
            own = [r for r in trace.alerts if r.truth == (cause.id,) and r.t >= after and not r.repeat]
            known = next(r.arrived for r in own if r.t >= verdict.enough)
            found.append(Ticket(f"T-{len(found) + 1}", known, cause.centre, "", [r.id for r in own]))
    return found
