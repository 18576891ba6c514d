// The open tickets that wait longest for somebody, oldest first.
import type { Overview } from "../../api/types/overview";
import { Link } from "../../app/link";
import { type Known, mailStep } from "../../fix/road";
import { RoadStep } from "../../fix/road_line";
import { Empty } from "../../parts/empty";
import { Section } from "../../parts/pairs";
import { TicketBadge } from "../../parts/states";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { subjectOf } from "../tickets/subject";

const kShown = 10;

export function OpenTickets({ now, known }: { now: Overview; known: Known }) {
  const { items, open, oldest_at } = now.tickets;
  const oldest = [...items].sort((a, b) => Number(a.state !== "open") - Number(b.state !== "open") || a.opened_at.localeCompare(b.opened_at));
  return (
    <Section
      title="Tickets, longest untaken first"
      beside={
        <span class="quiet">
          {oldest_at && (
            <>
              oldest <Age at={oldest_at} bare />,{" "}
            </>
          )}
          <Link to="/tickets">all {open}</Link>
        </span>
      }
    >
      {items.length === 0 ? (
        <Empty title="No ticket is open">A ticket opens by itself when a cause exceeds its threshold.</Empty>
      ) : (
        <Table
          caption="Open tickets"
          rows={oldest.slice(0, kShown)}
          id={(t) => t.id}
          columns={[
            { key: "id", head: "Ticket", kind: "main", cell: (t) => <Link to={`/tickets/${t.id}`}>{t.id}</Link> },
            { key: "state", head: "State", kind: "narrow", cell: (t) => <TicketBadge state={t.state} /> },
            { key: "what", head: "About", kind: "wide", cell: (t) => subjectOf(t) },
            { key: "mail", head: "Told", cell: (t) => <RoadStep step={mailStep(known.mail.get(t.id) ?? [], t)} /> },
            { key: "age", head: "Age", align: "end", kind: "narrow", cell: (t) => <Age at={t.opened_at} bare /> },
          ]}
        />
      )}
    </Section>
  );
}
