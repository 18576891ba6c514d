// What asking several servers for plans brought.
import type { Planned } from "../api/types/redistribution";
import { Link } from "../app/link";
import { Badge } from "../parts/badge";
import { several } from "../parts/number";
import { Table } from "../parts/table";

export function PlannedList({ items }: { items: Planned[] }) {
  return (
    <Table
      caption="Plans"
      rows={items}
      id={(i) => `${i.server} ${i.job ?? ""}`}
      tone={(i) => (i.error ? "bad" : undefined)}
      columns={[
        { key: "server", head: "Server", kind: "main", cell: (i) => i.server },
        { key: "job", head: "Job", cell: (i) => <code>{i.job ?? "–"}</code> },
        { key: "devices", head: "Devices", cell: (i) => (i.plan ? several(i.plan.devices.length, "device") : "–") },
        { key: "checks", head: "Checks", cell: (i) => <Checks of={i} /> },
        { key: "plan", head: "Plan", cell: (i) => (i.id ? <Link to={`/redistributions/${i.id}`}>{i.id}</Link> : <span class="bad-text">{i.error}</span>) },
      ]}
    />
  );
}

function Checks({ of }: { of: Planned }) {
  if (!of.plan) return <>–</>;
  const bad = of.plan.preflight.filter((c) => !c.good).length;
  return bad > 0 ? <Badge tone="warn">{several(bad, "check")} not good</Badge> : <Badge tone="good">nothing in the way</Badge>;
}
