// All sites that have a server or a failure.
import type { Device } from "../../api/types/estate";
import type { Facets } from "../../api/types/failure";
import { useAsk } from "../../api/use_ask";
import { useEvery } from "../../api/use_every";
import { usePlace } from "../../app/link";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { SearchField } from "../../parts/filter";
import { DeviceLink, SiteLink } from "../../parts/links";
import { count, several } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { LongTable } from "../../parts/long_table";
import { sitesOf, sitesThatFit, type SiteRow } from "./sites";
import { EstateTabs } from "./views";

export function SitesPage() {
  const { query } = usePlace();
  const asked = useEvery<Device>("/devices", { role: "intermediate" });
  const open = useAsk<Facets>("/failures/facets", ["failures"]);
  return (
    <>
      <PageHead title="Sites">Places with their servers, those with open failures first.</PageHead>
      <EstateTabs />
      <div class="list-tools">
        <SearchField label="Search by site or server" />
      </div>
      <Shown asked={asked}>
        {(all) => {
          const rows = sitesThatFit(sitesOf(all.items, open.data?.by_site ?? []), query.get("q") ?? "");
          return (
            <>
              {rows.length > 0 ? <Sites rows={rows} /> : <Empty title={query.has("q") ? "No site fits" : "No server has a site yet"}>{query.has("q") ? "Search for a part of a site's code or of a server's name." : "A site is the code in the column location of devices.csv; its name and centre stand in locations.csv."}</Empty>}
              {!all.whole && <p class="quiet">Sites of the first {several(all.items.length, "server")}; search in the inventory for others.</p>}
            </>
          );
        }}
      </Shown>
    </>
  );
}

function Sites({ rows }: { rows: SiteRow[] }) {
  return (
    <LongTable
      what="sites"
      caption="Sites"
      rows={rows}
      id={(s) => s.code}
      tone={(s) => (s.open > 0 ? "bad" : undefined)}
      columns={[
        { key: "code", head: "Site", kind: "main", cell: (s) => <SiteLink code={s.code} /> },
        { key: "open", head: "Open failures", align: "end", kind: "narrow", cell: (s) => (s.open > 0 ? <strong class="bad-text">{count(s.open)}</strong> : <span class="quiet">0</span>) },
        { key: "servers", head: "Servers", kind: "wide", cell: (s) => <Servers names={s.servers} /> },
      ]}
    />
  );
}

function Servers({ names }: { names: string[] }) {
  if (names.length === 0) return <span class="quiet">none in the inventory</span>;
  return (
    <>
      {names.slice(0, 5).map((n, i) => (
        <span key={n}>
          {i > 0 && ", "}
          <DeviceLink name={n} />
        </span>
      ))}
      {names.length > 5 && <span class="quiet"> and {names.length - 5} more</span>}
    </>
  );
}
