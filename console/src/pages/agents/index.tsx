// The agents on the servers: keys that knock first, then who is silent, then the others.
import { useState } from "preact/hooks";
import type { Agent, PendingKey } from "../../api/types/agent";
import type { Page } from "../../api/types/list";
import { useEvery } from "../../api/use_every";
import { usePlace } from "../../app/link";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices, SearchField } from "../../parts/filter";
import { count } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Section } from "../../parts/pairs";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { AcceptDialog } from "./accept_dialog";
import { AgentTable } from "./agent_table";
import { Fingerprint } from "./fingerprint";
import { agentsThatFit, versionsOf } from "./order";

type Agents = Page<Agent> & { pending: PendingKey[] };

export function AgentsPage() {
  const { query } = usePlace();
  const asked = useEvery<Agent, Agents>("/agents");
  const pending = asked.first?.pending ?? [];
  return (
    <>
      <PageHead title="Agents">One on each intermediate server. It is let in only under a key that a person has accepted.</PageHead>
      <Shown asked={asked}>
        {(all) => {
          const rows = agentsThatFit(all.items, query.get("state") ?? "", query.get("version") ?? "", query.get("q") ?? "");
          const silent = all.items.filter((a) => !a.connected).length;
          const versions = versionsOf(all.items);
          return (
            <>
              {pending.length > 0 && <Pending keys={pending} agents={all.items} />}
              <Section title="Accepted" beside={<span class="quiet">{count(all.items.length - silent)} connected, {count(silent)} silent</span>}>
                <div class="list-tools">
                  <SearchField label="Search by name" />
                  <Choices name="state" label="State" choices={[{ value: "", label: `all ${all.items.length}` }, { value: "silent", label: `silent ${silent}` }, { value: "connected", label: `connected ${all.items.length - silent}` }]} />
                  {versions.length > 1 && <Choices name="version" label="Version" choices={[{ value: "", label: "every version" }, ...versions.map(([v, n]) => ({ value: v, label: `${v}: ${n}` }))]} />}
                </div>
                {rows.length > 0 ? <AgentTable agents={rows} /> : <NoAgents any={all.items.length > 0} />}
                {!all.whole && <p class="quiet">The first {count(all.items.length)} by name.</p>}
              </Section>
            </>
          );
        }}
      </Shown>
    </>
  );
}

function NoAgents({ any }: { any: boolean }) {
  return any ? (
    <Empty title="No agent fits">Take a filter away to see the others.</Empty>
  ) : (
    <Empty title="No agent has been accepted yet">
      Install redrive-agent on a server, name this central and its key in <code>agent.toml</code>, and start it: its key appears here to be accepted.
    </Empty>
  );
}

function Pending({ keys, agents }: { keys: PendingKey[]; agents: Agent[] }) {
  const [chosen, setChosen] = useState<PendingKey | null>(null);
  return (
    <Section title="Keys that wait to be accepted">
      <p class="page-sub spaced">
        Whoever is accepted gets packages and orders. Compare each key with what <code>redrive-agent key</code> prints on the server itself. A key you do not know needs no rejecting: without an acceptance it gets nothing, and an hour after its last knock it leaves the list.
      </p>
      <Table
        caption="Keys that wait to be accepted"
        rows={keys}
        id={(k) => k.key}
        tone={() => "warn"}
        columns={[
          { key: "key", head: "Key", kind: "main", cell: (k) => <Fingerprint of={k.key} /> },
          { key: "address", head: "Knocks from", kind: "narrow", cell: (k) => k.address },
          { key: "first", head: "First", align: "end", kind: "narrow", cell: (k) => <Age at={k.first_at} /> },
          { key: "last", head: "Last", align: "end", kind: "narrow", cell: (k) => <Age at={k.last_at} /> },
          { key: "times", head: "Times", align: "end", kind: "narrow", cell: (k) => count(k.times) },
          { key: "do", head: "Act", kind: "narrow", cell: (k) => <Act needs="administrator" onClick={() => setChosen(k)}>Compare and accept</Act> },
        ]}
      />
      {chosen && <AcceptDialog pending={chosen} agents={agents} onClose={() => setChosen(null)} />}
    </Section>
  );
}
