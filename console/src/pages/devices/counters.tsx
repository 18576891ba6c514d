// Everything that is counted, and the limits it is held against.
import { withParameters } from "../../api/client";
import type { Counter, Threshold } from "../../api/types/estate";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { NameFilter } from "../../parts/name_field";
import { Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { Section } from "../../parts/pairs";
import { Table } from "../../parts/table";
import { typeWord } from "../../parts/words";
import { CounterTable } from "./counter_table";
import { EstateTabs } from "./views";

const kFilters = ["type", "site", "server", "device"] as const;

export function CountersPage() {
  const { query } = usePlace();
  const filters = Object.fromEntries(kFilters.map((f) => [f, query.get(f)]));
  const asked = useAsk<Page<Counter>>(withParameters("/tracking", { ...filters, after: query.get("after"), limit: 100 }), ["tracking", "failures"]);
  const rules = useAsk<Page<Threshold>>("/thresholds?limit=500", ["devices"]);
  const filtered = kFilters.some((f) => query.has(f));
  const seen = (of: (c: Counter) => string) => [...new Set((asked.data?.items ?? []).map(of))];
  return (
    <>
      <PageHead title="Counters and limits">Each alert raises a number for each failure type. Above its limit within its time it makes a ticket.</PageHead>
      <EstateTabs />
      <div class="list-tools">
        <NameFilter name="type" label="Type" known={seen((c) => c.failure_type)} />
        {(["site", "server", "device"] as const).map((f) => (
          <NameFilter key={f} name={f} label={f.replace(/^./, (c) => c.toUpperCase())} known={(asked.data?.items ?? []).filter((c) => c.scope === f).map((c) => c.subject)} />
        ))}
        {filtered && <Link to="/counters">Show all</Link>}
      </div>
      <Shown asked={asked}>
        {(page) => (
          <>
            {page.items.length > 0 ? <CounterTable counters={page.items} /> : <Empty title={filtered ? "No counter fits" : "Nothing is counted"}>{filtered ? <Link to="/counters">Show all counters</Link> : "Numbers begin with the first alert, and end when what failed is proven mended."}</Empty>}
            <Pager next={page.next} shown={page.items.length} what="counters" />
          </>
        )}
      </Shown>
      <Section title="Limits" beside={<span class="quiet">the defaults first, then the rules in the order of the file</span>}>
        <Shown asked={rules}>{(page) => <Rules rows={page.items} />}</Shown>
      </Section>
    </>
  );
}

function Rules({ rows }: { rows: Threshold[] }) {
  return (
    <Table
      caption="Limits"
      rows={rows}
      id={(t) => `${t.place} ${t.scope}`}
      columns={[
        { key: "place", head: "Stands in", kind: "main", cell: (t) => t.place },
        { key: "scope", head: "Counts for", kind: "narrow", cell: (t) => `each ${t.scope}` },
        { key: "of", head: "Of", kind: "wide", cell: (t) => fitsOf(t) },
        { key: "limit", head: "Limit", align: "end", kind: "narrow", cell: (t) => t.limit },
        { key: "window", head: "Within", align: "end", kind: "narrow", cell: (t) => t.window },
        { key: "hold", head: "Held", align: "end", kind: "narrow", cell: (t) => t.hold },
        { key: "quiet", head: "Joined until quiet for", align: "end", kind: "narrow", cell: (t) => t.quiet },
      ]}
    />
  );
}

function fitsOf(t: Threshold): string {
  const words = [t.type && typeWord(t.type), t.device && `device ${t.device}`, t.server && `server ${t.server}`, t.site && `site ${t.site}`].filter(Boolean);
  return words.length > 0 ? words.join(", ") : "everything";
}
