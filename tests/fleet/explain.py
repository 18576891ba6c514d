"""Says which causes went wrong, with the tickets they got."""
import collections

from .files import rfc3339
from .score import PASSING, Score, Scorer


def when(t: float) -> str:
    return rfc3339(t)[5:19].replace("T", " ")


def show_ticket(scorer: Scorer, ticket, mark: str = "") -> None:
    joined = f" joined to {ticket.duplicate_of}" if ticket.duplicate_of else ""
    opened = when(scorer.true_time(ticket.opened_at))
    print(f"      {ticket.id} {opened} {ticket.scope} {ticket.failure_type} [{ticket.subject}] -> {ticket.centre}, "
          f"{len(ticket.alerts)} alerts{joined} {mark}")
    print(f"        holds {composition(scorer, ticket)}")
    if ticket.reason:
        print(f"        {ticket.reason}")


def composition(scorer: Scorer, ticket) -> str:
    """Whose alerts it holds, most first."""
    whose = collections.Counter((i, r.server.name, r.type) for a in ticket.alerts if (r := scorer.raws.get(a)) for i in r.truth)
    shown = [f"{n} {type_} at {server} of {i}" for (i, server, type_), n in whose.most_common(4)]
    return ", ".join(shown) + (f" and {len(whose) - 4} more" if len(whose) > 4 else "")


def show_cause(scorer: Scorer, cause) -> None:
    v = scorer.trace.verdicts[cause.id]
    notes = [v.why, cause.outlives and f"outlives {cause.outlives}", cause.with_other and "one of two",
             v.episodes > 1 and f"{v.episodes} episodes",
             cause.outage and f"outage {when(cause.outage.start)} to {when(cause.outage.end)}"]
    print(f"  {cause.id} {cause.type} [{cause.subject()}] {when(cause.start)} to {when(cause.end)}, for {cause.centre}, {v.alerts} alerts"
          + (f" from {when(v.first)}, enough at {when(v.enough)}" if v.enough else "") + "".join(f"; {n}" for n in notes if n))


def explain(scorer: Scorer, score: Score) -> None:
    print(f"limit {scorer.trace.plan.limit}, window {scorer.trace.plan.window // 60} min, quiet {scorer.trace.plan.quiet // 60} min, "
          f"hold {scorer.trace.plan.hold}, retry {scorer.trace.plan.retry / 60:.0f} min, resolved {scorer.trace.plan.resolved_share}, "
          f"lost link shows {scorer.trace.plan.lost_link_shows}")
    for cause in score.missed:
        print("missed")
        show_cause(scorer, cause)
        holders(scorer, score, cause)
    for cause in scorer.trace.causes:
        tickets, v = score.of_cause.get(cause.id, []), scorer.trace.verdicts[cause.id]
        if v.expected == "ticket" and sum(not t.duplicate_of for t in tickets) > v.episodes:
            print("too many")
            show_cause(scorer, cause)
            for ticket in tickets:
                show_ticket(scorer, ticket)
    for title, tickets in (("misrouted", score.misrouted), ("in an outage", score.in_outage), ("noise", score.noise)):
        for ticket in tickets:
            print(title)
            stands_for = scorer.stands_for(ticket)
            if stands_for != PASSING:
                show_cause(scorer, scorer.causes[stands_for])
            show_ticket(scorer, ticket)


def holders(scorer: Scorer, score: Score, cause) -> None:
    """The tickets of others that hold its alerts."""
    mine = {r.id for r in scorer.trace.alerts if cause.id in r.truth}
    for stands_for, tickets in score.of_cause.items():
        for ticket in tickets:
            held = len(mine.intersection(ticket.alerts))
            if held:
                show_ticket(scorer, ticket, f"({held} of its alerts; stands for {stands_for})")
