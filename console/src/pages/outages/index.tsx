// Outages: the next days as a strip, then all of them as a list.
import { useState } from "preact/hooks";
import type { Outage } from "../../api/types/outage";
import { useEvery } from "../../api/use_every";
import { Link, usePlace } from "../../app/link";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices, SearchField } from "../../parts/filter";
import { count } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Section } from "../../parts/pairs";
import { outageAt } from "../../parts/places";
import { Table } from "../../parts/table";
import { Time } from "../../parts/time";
import { AddDialog } from "./add_dialog";
import { ImportDialog } from "./import_dialog";
import { OutageBadge } from "./outage_badge";
import { Timeline } from "./timeline";
import { coversText, repeatText, whatOf } from "./what";

export function OutagesPage() {
  const { query } = usePlace();
  const asked = useEvery<Outage>("/outages");
  const [doing, setDoing] = useState<"add" | "import" | null>(null);
  const close = () => setDoing(null);
  return (
    <>
      <PageHead
        title="Outages"
        actions={
          <>
            <Act needs="operator" icon="plus" main onClick={() => setDoing("add")}>
              Add an outage
            </Act>
            <Act needs="operator" onClick={() => setDoing("import")}>
              Import a calendar
            </Act>
          </>
        }
      >
        What is known to be down makes no ticket. When an outage has ended, what still fails is judged anew.
      </PageHead>
      <Shown asked={asked}>
        {(all) => {
          if (all.items.length === 0)
            return (
              <Empty title="No outage is known">
                Before works begin, add one for the server, device or site: then nobody is called out for them. A calendar file (.ics) can be imported too.
              </Empty>
            );
          const number = (state: string) => all.items.filter((o) => o.state === state).length;
          const rows = narrowed(all.items, query.get("state") ?? "", query.get("q") ?? "");
          return (
            <>
              <Section title="The next fourteen days">
                <Timeline outages={all.items} />
              </Section>
              <Section title="All outages">
                <div class="list-tools">
                  <Choices name="state" label="State" choices={[{ value: "", label: `all ${all.items.length}` }, ...(["now", "coming", "over"] as const).map((value) => ({ value, label: `${value} ${number(value)}` }))]} />
                  <SearchField label="Search by name or reason" />
                </div>
                {rows.length > 0 ? <OutageTable rows={rows} /> : <Empty title="No outage fits"><Link to="/outages">Show all outages</Link></Empty>}
              </Section>
            </>
          );
        }}
      </Shown>
      {doing === "add" && <AddDialog onClose={close} />}
      {doing === "import" && <ImportDialog onClose={close} />}
    </>
  );
}

const kOrder = ["now", "coming", "over"];

export function narrowed(outages: readonly Outage[], state: string, words: string): Outage[] {
  const wanted = words.trim().toLowerCase();
  return outages
    .filter((o) => (!state || o.state === state) && `${whatOf(o)} ${o.reason}`.toLowerCase().includes(wanted))
    .sort((a, b) => kOrder.indexOf(a.state) - kOrder.indexOf(b.state) || (a.next?.start ?? a.start).localeCompare(b.next?.start ?? b.start));
}

export function OutageTable({ rows, caption = "Outages", plain }: { rows: readonly Outage[]; caption?: string; plain?: boolean }) {
  return (
    <Table
      caption={caption}
      rows={rows}
      id={(o) => o.id ?? `${whatOf(o)} ${o.start}`}
      tone={(o) => (o.state === "over" ? "quiet" : undefined)}
      columns={[
        { key: "reason", head: "Reason", kind: "main", cell: (o) => (o.id && !plain ? <Link to={outageAt(o.id)}>{o.reason}</Link> : o.reason) },
        { key: "state", head: "State", kind: "narrow", cell: (o) => <OutageBadge state={o.state} /> },
        { key: "what", head: "Covers", kind: "wide", cell: (o) => <Covers of={o} /> },
        { key: "from", head: "From", cell: (o) => <Time at={(o.next ?? o).start} /> },
        { key: "to", head: "To", cell: (o) => <Until of={o} /> },
        { key: "inside", head: "Alerts inside", align: "end", kind: "narrow", cell: (o) => count(o.alerts_inside) },
      ]}
    />
  );
}

function Covers({ of }: { of: Outage }) {
  return (
    <>
      {whatOf(of)}
      <span class="cell-sub">{coversText(of.covers)}</span>
    </>
  );
}

function Until({ of }: { of: Outage }) {
  return (
    <>
      <Time at={(of.next ?? of).end} none="for ever" />
      {of.repeat && <span class="cell-sub">{repeatText(of.repeat)}</span>}
    </>
  );
}
