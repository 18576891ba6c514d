// What an outage would cost: what it covers, how much of all that is, and the open tickets it is about.
import type { Outage, OutagePreview } from "../../api/types/outage";
import { Link } from "../../app/link";
import { Badge } from "../../parts/badge";
import { count, several } from "../../parts/number";
import { coversText } from "./what";

export function shareText(covers: Outage["covers"], all: number): string {
  const number = covers.servers + covers.devices;
  if (all === 0) return "";
  const share = (100 * number) / all;
  return `${share > 0 && share < 1 ? "less than 1" : Math.round(share)} % of all ${count(all)}`;
}

export function Reach({ of, covers }: { of: OutagePreview; covers: Outage["covers"] }) {
  return (
    <div class="panel reach">
      <p>
        It covers <strong>{coversText(covers)}</strong>, {shareText(covers, of.all)}. {covers.servers + covers.devices === 0 && <Badge tone="warn">is the name right?</Badge>}
      </p>
      <p>
        {of.tickets_count === 0 ? (
          "No open ticket is about it."
        ) : (
          <>
            {several(of.tickets_count, "open ticket")} {of.tickets_count === 1 ? "is" : "are"} about it and stay{of.tickets_count === 1 ? "s" : ""} open, without reminders while it lasts: {of.tickets.slice(0, 5).map((t, i) => (
              <span key={t}>
                {i > 0 && ", "}
                <Link to={`/tickets/${t}`}>{t}</Link>
              </span>
            ))}
            {of.tickets_count > 5 && ` and ${count(of.tickets_count - 5)} more`}
          </>
        )}
      </p>
    </div>
  );
}
