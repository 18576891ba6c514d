// What is wrong now, worst site first, with its ticket.
import type { Outage } from "../../api/types/outage";
import type { Overview, SiteFailures } from "../../api/types/overview";
import type { Ticket } from "../../api/types/ticket";
import { Link } from "../../app/link";
import { coveredBy } from "../../fix/covered";
import type { Known } from "../../fix/road";
import { Badge } from "../../parts/badge";
import { Empty } from "../../parts/empty";
import { count, several } from "../../parts/number";
import { Section } from "../../parts/pairs";
import { TicketBadge } from "../../parts/states";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { typeWord } from "../../parts/words";

const kShown = 12;

export function Sites({ now, known }: { now: Overview; known: Known }) {
  const sites = now.failures.by_site;
  if (sites.length === 0)
    return (
      <Section title="Wrong now">
        <Empty title="Nothing is wrong">No distribution has a failure that is not proven mended. What fails next appears here by itself.</Empty>
      </Section>
    );
  return (
    <Section title="Wrong now, by site" beside={now.failures.sites > kShown ? <Link to="/failures">all {now.failures.sites}</Link> : undefined}>
      <Table
        caption="Sites with open failures, the worst first"
        rows={sites.slice(0, kShown)}
        id={(s) => s.site ?? "unknown"}
        columns={[
          { key: "site", head: "Site", kind: "main", cell: (s) => <SiteName site={s} /> },
          { key: "open", head: "Failures", align: "end", kind: "narrow", cell: (s) => <strong class="big-cell">{count(s.open)}</strong> },
          { key: "size", head: "What", cell: (s) => <Types site={s} /> },
          { key: "tickets", head: "Tickets", cell: (s) => <SiteTickets tickets={ticketsAt(s.site, now.tickets.items)} outage={coveredBy(known.outages, { site: s.site })} /> },
          { key: "last", head: "Last", align: "end", kind: "narrow", cell: (s) => <Age at={s.last_at} bare /> },
        ]}
      />
    </Section>
  );
}

function SiteName({ site }: { site: SiteFailures }) {
  if (site.site === null) return <span title="The alerts name no place that the location table knows">no known site</span>;
  return (
    <span class="site-name">
      <Link to={`/failures?site=${encodeURIComponent(site.site)}`}>{site.site}</Link>
      {site.name && <span class="cell-sub">{site.name}</span>}
    </span>
  );
}

function Types({ site }: { site: SiteFailures }) {
  const query = site.site === null ? "" : `site=${encodeURIComponent(site.site)}&`;
  return (
    <>
      {site.types.map((t, i) => (
        <span key={t.type}>
          {i > 0 && ", "}
          <Link to={`/failures?${query}type=${encodeURIComponent(t.type)}`}>{typeWord(t.type)}</Link>
          {site.types.length > 1 && <span class="quiet"> {count(t.open)}</span>}
        </span>
      ))}
      <span class="cell-sub">
        {several(site.devices, "device")} of {several(site.servers, "server")}
      </span>
    </>
  );
}

export function ticketsAt(site: string | null, tickets: readonly Ticket[]): Ticket[] {
  return tickets.filter((t) => t.location === site);
}

function SiteTickets({ tickets, outage }: { tickets: Ticket[]; outage: Outage | undefined }) {
  const [first, ...more] = tickets;
  if (!first && outage)
    return (
      <span title={outage.reason}>
        <Badge tone="warn" icon="pause">
          outage
        </Badge>
        <span class="cell-sub">no ticket while it lasts</span>
      </span>
    );
  if (!first) return <span class="quiet">none yet</span>;
  return (
    <span class="ticket-cell">
      <Link to={`/tickets/${first.id}`}>{first.id}</Link> <TicketBadge state={first.state} />
      {more.length > 0 && (
        <span class="cell-sub" title={more.map((t) => `${t.id} ${t.state}`).join(", ")}>
          and {more.length} more
        </span>
      )}
    </span>
  );
}
