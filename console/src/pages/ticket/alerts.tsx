// The alerts a ticket gathered, as they came; closed at first, since the decisions above are what they led to.
import type { TicketShown } from "../../api/types/ticket";
import { count } from "../../parts/number";
import { Table } from "../../parts/table";
import { Time } from "../../parts/time";

export function Alerts({ ticket }: { ticket: TicketShown }) {
  const { alert_items: items, alerts_total: all } = ticket;
  if (items.length === 0) return null;
  return (
    <details class="section">
      <summary>
        <h2>{all > items.length ? `The newest ${items.length} of ${count(all)} alerts` : `All ${count(all)} alerts`}</h2>
      </summary>
      <Table
        caption="Alerts of this ticket"
        rows={items}
        id={(a) => String(a.number)}
        columns={[
          { key: "at", head: "Happened", kind: "main", cell: (a) => <Time at={a.occurred_at} /> },
          { key: "from", head: "From", cell: (a) => `${a.source}: ${a.sender}` },
          { key: "where", head: "Device", cell: (a) => a.device ?? a.server ?? "–" },
          { key: "what", head: "Message", kind: "wide", cell: (a) => <Said message={a.message} reason={a.reason} resolved={a.status === "resolved"} /> },
        ]}
      />
    </details>
  );
}

function Said({ message, reason, resolved }: { message: string; reason: string | null; resolved: boolean }) {
  return (
    <>
      {resolved && <strong class="good-text">resolved: </strong>}
      <span class="clip" title={message}>
        {message}
      </span>
      {reason && <span class="cell-sub">{reason}</span>}
    </>
  );
}
