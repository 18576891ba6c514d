// The trail of every act: who did what to what, from where, and what was before and after it.
import { withParameters } from "../../api/client";
import type { AuditEntry } from "../../api/types/audit";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { withQuery } from "../../app/location";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices } from "../../parts/filter";
import { NameFilter } from "../../parts/name_field";
import { Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { placeOfId } from "../../parts/places";
import { Table } from "../../parts/table";
import { Time } from "../../parts/time";
import { Told } from "../../parts/told";

const kFilters = ["who", "what", "subject", "since"] as const;
const kSince = [
  { value: "", label: "all" },
  { value: "1h", label: "last hour" },
  { value: "24h", label: "last day" },
  { value: "168h", label: "last week" },
];

export function AuditPage() {
  const { query } = usePlace();
  const filters = Object.fromEntries(kFilters.map((f) => [f, query.get(f)]));
  const asked = useAsk<Page<AuditEntry>>(withParameters("/audit", { ...filters, after: query.get("after"), limit: 100 }));
  const filtered = kFilters.some((f) => query.has(f));
  const seen = (of: (e: AuditEntry) => string) => [...new Set((asked.data?.items ?? []).map(of))].sort();
  return (
    <>
      <PageHead title="Audit">Every act of a person or a program, kept with what it changed. Nothing here can be altered.</PageHead>
      <div class="list-tools">
        <NameFilter name="who" label="Who" known={seen((e) => e.who)} />
        <NameFilter name="what" label="What" known={seen((e) => e.what)} />
        <NameFilter name="subject" label="Subject" known={seen((e) => e.subject)} />
        <Choices name="since" label="Since" choices={kSince} />
        {filtered && <Link to="/audit">Show all</Link>}
      </div>
      <Shown asked={asked}>
        {(page) => (
          <>
            {page.items.length > 0 ? <Trail rows={page.items} /> : <Empty title={filtered ? "No act fits" : "Nothing has been done yet"}>{filtered ? <Link to="/audit">Show the whole trail</Link> : "The first login, acknowledgement or approval appears here."}</Empty>}
            <Pager next={page.next} shown={page.items.length} what="acts" />
          </>
        )}
      </Shown>
    </>
  );
}

function Trail({ rows }: { rows: AuditEntry[] }) {
  return (
    <Table
      caption="The trail, newest first"
      rows={rows}
      id={(e) => String(e.number)}
      columns={[
        { key: "what", head: "What", kind: "main", cell: (e) => <Filter name="what" value={e.what} /> },
        { key: "subject", head: "Subject", cell: (e) => <Subject of={e.subject} /> },
        { key: "detail", head: "Detail", kind: "wide", cell: (e) => <Detail of={e} /> },
        { key: "who", head: "Who", kind: "narrow", cell: (e) => <Who of={e} /> },
        { key: "at", head: "At", align: "end", kind: "narrow", cell: (e) => <Time at={e.at} /> },
      ]}
    />
  );
}

function Filter({ name, value }: { name: string; value: string }) {
  const place = usePlace();
  return (
    <Link to={withQuery(place, { [name]: value })} title={`Only ${value}`}>
      {value}
    </Link>
  );
}

function Subject({ of }: { of: string }) {
  if (!of) return <span class="quiet">–</span>;
  const to = placeOfId(of);
  return to ? <Link to={to}>{of}</Link> : <Filter name="subject" value={of} />;
}

function Who({ of }: { of: AuditEntry }) {
  return (
    <>
      <Filter name="who" value={of.who} />
      {of.from && <span class="cell-sub">from {of.from}</span>}
    </>
  );
}

function Detail({ of }: { of: AuditEntry }) {
  return (
    <>
      <Told text={of.detail} />
      {(of.before !== null || of.after !== null) && (
        <span class="cell-sub before-after">
          {of.before === of.after ? (
            <>
              stays <Told text={of.after ?? ""} />
            </>
          ) : (
            <>
              {of.before !== null && <Told text={of.before} />} → {of.after === null ? "nothing" : <Told text={of.after} />}
            </>
          )}
        </span>
      )}
    </>
  );
}
