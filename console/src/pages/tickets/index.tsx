// All tickets, newest first, narrowed by state, centre, server and type.
import { withParameters } from "../../api/client";
import type { Page } from "../../api/types/list";
import type { Ticket } from "../../api/types/ticket";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { withQuery } from "../../app/location";
import { type Known, mailStep } from "../../fix/road";
import { RoadStep } from "../../fix/road_line";
import { useKnown } from "../../fix/use_known";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices } from "../../parts/filter";
import { Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { TicketBadge } from "../../parts/states";
import { Table } from "../../parts/table";
import { Age, Time } from "../../parts/time";
import { typeWord } from "../../parts/words";
import { subjectOf } from "./subject";

const kFilters = ["state", "centre", "server", "type"] as const;
const kStates = ["", "open", "acked", "held", "resolved", "closed"].map((value) => ({ value, label: value || "all" }));

export function TicketsPage() {
  const place = usePlace();
  const filters = Object.fromEntries(kFilters.map((f) => [f, place.query.get(f)]));
  const asked = useAsk<Page<Ticket>>(withParameters("/tickets", { ...filters, after: place.query.get("after"), limit: 50 }));
  const known = useKnown();
  const others = (["centre", "server", "type"] as const).filter((f) => place.query.has(f));
  return (
    <>
      <PageHead title="Tickets">One ticket for one cause. It is mailed to the maintenance centre of its place, and closes when what failed is proven mended.</PageHead>
      <div class="list-tools">
        <Choices name="state" label="State" choices={kStates} />
        {others.map((f) => (
          <Link key={f} to={withQuery(place, { [f]: null })} class="button" title="Take this filter away">
            {f} {typeWord(place.query.get(f) ?? "")} ✕
          </Link>
        ))}
      </div>
      <Shown asked={asked}>
        {(page) => (
          <>
            {page.items.length > 0 ? <TicketTable tickets={page.items} known={known} /> : <NoTickets filtered={kFilters.some((f) => place.query.has(f))} />}
            <Pager next={page.next} shown={page.items.length} what="tickets" />
          </>
        )}
      </Shown>
    </>
  );
}

function TicketTable({ tickets, known }: { tickets: Ticket[]; known: Known }) {
  const place = usePlace();
  return (
    <Table
      caption="Tickets"
      rows={tickets}
      id={(t) => t.id}
      tone={(t) => (t.state === "closed" ? "quiet" : undefined)}
      columns={[
        { key: "id", head: "Ticket", kind: "main", cell: (t) => <Link to={`/tickets/${t.id}`}>{t.id}</Link> },
        { key: "state", head: "State", kind: "narrow", cell: (t) => <TicketBadge state={t.state} /> },
        { key: "about", head: "About", kind: "wide", cell: (t) => subjectOf(t) },
        { key: "place", head: "Place", cell: (t) => <PlaceOf ticket={t} /> },
        { key: "centre", head: "Centre", cell: (t) => (t.centre ? <Link to={withQuery(place, { centre: t.centre })}>{t.centre}</Link> : "–") },
        { key: "told", head: "Told", cell: (t) => <RoadStep step={mailStep(known.mail.get(t.id) ?? [], t)} /> },
        { key: "last", head: "Last alert", align: "end", kind: "narrow", cell: (t) => <Age at={t.last_alert_at} bare /> },
        { key: "opened", head: "Opened", align: "end", kind: "narrow", cell: (t) => <Time at={t.opened_at} /> },
      ]}
    />
  );
}

function PlaceOf({ ticket }: { ticket: Ticket }) {
  if (!ticket.location) return <span class="warn-text">not known</span>;
  return (
    <>
      {ticket.location}
      {!ticket.location_verified && <span class="cell-sub warn-text">not verified</span>}
    </>
  );
}

function NoTickets({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <Empty title="No ticket fits">
        <Link to="/tickets">Show all tickets</Link>, or choose another state.
      </Empty>
    );
  return (
    <Empty title="There has been no ticket yet">
      A ticket opens by itself when a cause exceeds its threshold; <Link to="/failures">failures</Link> below it are counted there.
    </Empty>
  );
}
