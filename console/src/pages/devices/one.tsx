// One server or device: what fails there, what is counted and when that makes a ticket, outages, where its tickets go.
import { withParameters } from "../../api/client";
import type { Agent } from "../../api/types/agent";
import type { Counter, Device } from "../../api/types/estate";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { useEvery } from "../../api/use_every";
import { Link } from "../../app/link";
import { Shown } from "../../parts/asked";
import { Badge } from "../../parts/badge";
import { DeviceLink, SiteLink } from "../../parts/links";
import { several } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Section } from "../../parts/pairs";
import { AgentState } from "../agents/agent_state";
import type { PageProps } from "../page";
import { addressOf, Inventory } from "./index";
import { CounterTable } from "./counter_table";
import { CoveredBy } from "./covered_by";
import { ExplainLimits } from "./explain_limits";
import { FailuresHere, useFailures } from "./failures_here";
import { Route } from "./route";

export function DevicePage({ parameters }: PageProps) {
  const name = parameters.name ?? "";
  const asked = useAsk<Page<Device>>(withParameters("/devices", { name, limit: 10 }), ["devices"]);
  const device = asked.data?.items.find((d) => d.name === name);
  const isServer = device?.role === "intermediate";
  const filter: Record<string, string | null> = isServer ? { server: name } : { device: name };
  const failures = useFailures(filter);
  const counters = useAsk<Page<Counter>>(withParameters("/tracking", { ...filter, limit: 50 }), ["tracking", "failures"]);
  const types = [...new Set([...(failures.data?.items ?? []).map((f) => f.failure_type), ...(counters.data?.items ?? []).map((c) => c.failure_type)])];
  const server = isServer ? name : (device?.server ?? null);
  return (
    <>
      <PageHead
        title={name}
        above={<Link to="/devices">Sites and devices</Link>}
        beside={asked.data && !device && <Badge tone="warn">not in the inventory</Badge>}
      >
        {device && <What device={device} />}
        {asked.data && !device && "Alerts named it, but no row of devices.csv does; so its site is not known for sure."}
      </PageHead>
      <Shown asked={asked}>
        {() => (
          <div class="columns">
            <div>
              <FailuresHere filter={filter} />
              <Section title="Counters">
                <Shown asked={counters}>{(page) => (page.items.length > 0 ? <CounterTable counters={page.items} /> : <p class="panel quiet">Nothing is counted here at the moment.</p>)}</Shown>
              </Section>
              {(failures.data || failures.problem) && <ExplainLimits device={isServer ? null : name} server={server} types={types} />}
              {isServer && <DevicesOf server={name} />}
            </div>
            <div>
              <Route of={isServer ? { server: name, scope: "server" } : { device: name }} />
              <CoveredBy subject={{ device: isServer ? null : name, server, site: device?.location ?? null }} />
            </div>
          </div>
        )}
      </Shown>
    </>
  );
}

// Its agent, where one was ever accepted: what fails there may be just that nothing is heard.
function AgentHere({ name }: { name: string }) {
  const { data } = useEvery<Agent>("/agents");
  const agent = data?.items.find((a) => a.name === name);
  return (
    <>
      , {agent ? <span class="agent-here">its agent: <AgentState of={agent} /></span> : data && "no agent of it is accepted"}
    </>
  );
}

function What({ device }: { device: Device }) {
  return (
    <>
      {device.role === "intermediate" ? "An intermediate server" : <>A device of <DeviceLink name={device.server} none="no server" /></>}, <SiteLink code={device.location} />
      {device.address && `, ${addressOf(device)}`}
      {device.role === "intermediate" && <AgentHere name={device.name} />}
    </>
  );
}

function DevicesOf({ server }: { server: string }) {
  const asked = useAsk<Page<Device>>(withParameters("/devices", { server, role: "recipient", limit: 50 }), ["devices"]);
  const rows = asked.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title="Its devices" beside={asked.data?.next != null && <Link to={withParameters("/devices", { server })}>all of them</Link>}>
      <Inventory rows={rows} caption={several(rows.length, "device")} />
    </Section>
  );
}
