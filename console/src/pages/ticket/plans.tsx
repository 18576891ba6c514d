// The redistributions that are to mend what a ticket is about.
import type { Redistribution } from "../../api/types/redistribution";
import type { TicketShown } from "../../api/types/ticket";
import { Link } from "../../app/link";
import { planKey } from "../../fix/road";
import { several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { RunBadge } from "../../parts/states";
import { Age } from "../../parts/time";

// Those asked for the ticket itself and those of a server and job that one of its open records names; newest first.
export function plansOf(ticket: TicketShown, plans: readonly Redistribution[]): Redistribution[] {
  const pairs = new Set(ticket.failures.filter((f) => f.job !== null).map((f) => planKey(f.server, f.job)));
  return plans.filter((p) => p.ticket === ticket.id || pairs.has(planKey(p.server, p.job))).sort((a, b) => b.created_at.localeCompare(a.created_at));
}

export function Plans({ plans, ticket }: { plans: Redistribution[]; ticket: TicketShown }) {
  if (plans.length === 0 && ticket.again.length === 0) return null;
  return (
    <Section title="Done again">
      <ul class="panel stack">
        {plans.slice(0, 8).map((p) => (
          <li key={p.id}>
            <div class="line">
              <Link to={`/redistributions/${p.id}`}>{several(p.devices, "device")} of {p.server}</Link>
              <RunBadge state={p.state} />
            </div>
            <p class="cell-sub">
              asked by {p.created_by} <Age at={p.created_at} />
              {p.decided_by && `, decided by ${p.decided_by}`}
              {(p.succeeded > 0 || p.failed > 0) && `; ${p.succeeded} succeeded, ${p.failed} failed`}
              {p.why && `; ${p.why}`}
            </p>
          </li>
        ))}
        {ticket.again.map((a) => (
          <li key={`${a.server} ${a.job} ${a.run}`} class="bad-text">
            Run {a.run} of {a.job} on {a.server}: {several(a.failed, "device")}
            {a.devices !== null && ` of ${a.devices}`} failed again{a.running && ", and it still runs"}
          </li>
        ))}
      </ul>
    </Section>
  );
}
