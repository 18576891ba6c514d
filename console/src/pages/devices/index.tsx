// The inventory in force: every server and device, searched by name, site, server and role.
import { useState } from "preact/hooks";
import { withParameters } from "../../api/client";
import type { Device } from "../../api/types/estate";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices, SearchField } from "../../parts/filter";
import { DeviceLink, SiteLink } from "../../parts/links";
import { NameFilter } from "../../parts/name_field";
import { kByName, Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { patternOf } from "../../parts/places";
import { Table } from "../../parts/table";
import { ReloadDialog } from "./reload_dialog";
import { EstateTabs } from "./views";

const kRoles = [
  { value: "", label: "all" },
  { value: "intermediate", label: "servers" },
  { value: "recipient", label: "devices" },
];

export function DevicesPage() {
  const { query } = usePlace();
  const [reloading, setReloading] = useState(false);
  const filters = { name: patternOf(query.get("q") ?? ""), role: query.get("role"), server: query.get("server"), location: query.get("site") };
  const asked = useAsk<Page<Device>>(withParameters("/devices", { ...filters, after: query.get("after"), limit: 100 }));
  const rows = asked.data?.items ?? [];
  const filtered = ["q", "role", "server", "site"].some((f) => query.has(f));
  const known = (of: (d: Device) => string | null) => [...new Set(rows.map(of).filter((v) => v !== null))];
  return (
    <>
      <PageHead
        title="Sites and devices"
        actions={
          <Act needs="administrator" icon="redrive" onClick={() => setReloading(true)}>
            Reload
          </Act>
        }
      >
        The inventory in force. It is read from files; a reload shows first what would change.
      </PageHead>
      <EstateTabs />
      <div class="list-tools">
        <SearchField label="Search by name" hint="Name, or a pattern such as till-*-1" />
        <Choices name="role" label="Role" choices={kRoles} />
        <NameFilter name="site" label="Site" known={known((d) => d.location)} />
        <NameFilter name="server" label="Server" known={known((d) => (d.role === "recipient" ? d.server : d.name))} />
        {filtered && <Link to="/devices">Show all</Link>}
      </div>
      <Shown asked={asked}>
        {(page) => (
          <>
            {page.items.length > 0 ? <Inventory rows={page.items} /> : <Nothing filtered={filtered} />}
            <Pager next={page.next} shown={page.items.length} what="names" words={kByName} />
          </>
        )}
      </Shown>
      {reloading && <ReloadDialog onClose={() => setReloading(false)} />}
    </>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title="Nothing in the inventory fits">
      Names are told apart by upper and lower case. <Link to="/devices">Show all of it</Link>, or take a filter away.
    </Empty>
  ) : (
    <Empty title="The inventory is empty">
      Name the servers and their devices in <code>devices.csv</code> and their sites in <code>locations.csv</code>, as <code>[inventory]</code> of central's configuration says, then press Reload.
    </Empty>
  );
}

export function Inventory({ rows, caption = "Servers and devices" }: { rows: readonly Device[]; caption?: string }) {
  const addresses = rows.some((d) => d.address);
  return (
    <Table
      caption={caption}
      rows={rows}
      id={(d) => d.name}
      columns={[
        { key: "name", head: "Name", kind: "main", cell: (d) => <DeviceLink name={d.name} /> },
        { key: "role", head: "Role", kind: "narrow", cell: (d) => (d.role === "intermediate" ? "server" : "device") },
        { key: "server", head: "Server", cell: (d) => (d.role === "intermediate" ? <span class="quiet">–</span> : <DeviceLink name={d.server} />) },
        { key: "site", head: "Site", cell: (d) => <SiteLink code={d.location} /> },
        ...(addresses ? [{ key: "address", head: "Address", cell: (d: Device) => addressOf(d) }] : []),
      ]}
    />
  );
}

export function addressOf(d: Device): string {
  if (!d.address) return "–";
  return `${d.user ? `${d.user}@` : ""}${d.address}${d.port ? `:${d.port}` : ""}`;
}
