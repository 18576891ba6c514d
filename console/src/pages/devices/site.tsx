// One site: what fails there, its servers, its counters, its outages, its centre.
import { withParameters } from "../../api/client";
import type { Counter, Device, RouteExplained } from "../../api/types/estate";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { Link } from "../../app/link";
import { Shown } from "../../parts/asked";
import { PageHead } from "../../parts/page_head";
import { Section } from "../../parts/pairs";
import type { PageProps } from "../page";
import { CounterTable } from "./counter_table";
import { CoveredBy } from "./covered_by";
import { FailuresHere } from "./failures_here";
import { Inventory } from "./index";
import { Route } from "./route";

export function SitePage({ parameters }: PageProps) {
  const code = parameters.code ?? "";
  const route = useAsk<RouteExplained>(withParameters("/routes/explain", { location: code, scope: "site" }), ["devices"]);
  const servers = useAsk<Page<Device>>(withParameters("/devices", { location: code, role: "intermediate", limit: 50 }), ["devices"]);
  const counters = useAsk<Page<Counter>>(withParameters("/tracking", { site: code, limit: 50 }), ["tracking", "failures"]);
  return (
    <>
      <PageHead title={code} above={<Link to="/sites">Sites</Link>}>
        {route.data?.location.code === code && route.data.location.name}
        {route.data && route.data.location.code !== code && "No row of locations.csv has this code."}
      </PageHead>
      <div class="columns">
        <div>
          <FailuresHere filter={{ site: code }} />
          <Section title="Counters">
            <Shown asked={counters}>{(page) => (page.items.length > 0 ? <CounterTable counters={page.items} /> : <p class="panel quiet">Nothing is counted for the site as a whole at the moment.</p>)}</Shown>
          </Section>
          <Section title="Servers" beside={<Link to={withParameters("/devices", { site: code })}>with all devices</Link>}>
            <Shown asked={servers}>{(page) => (page.items.length > 0 ? <Inventory rows={page.items} caption="Servers of the site" /> : <p class="panel quiet">The inventory has no server here.</p>)}</Shown>
          </Section>
        </div>
        <div>
          <Route of={{ location: code, scope: "site" }} />
          <CoveredBy subject={{ site: code }} />
        </div>
      </div>
    </>
  );
}
