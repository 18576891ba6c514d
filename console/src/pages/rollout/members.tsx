// Every server of a rollout, in the order of its waves, with its own plan.
import { useState } from "preact/hooks";
import type { Member, RolloutShown } from "../../api/types/rollout";
import { Link } from "../../app/link";
import { LongTable } from "../../parts/long_table";
import { Section } from "../../parts/pairs";
import { Progress } from "../../parts/progress";
import { RunBadge } from "../../parts/states";

export function Members({ of }: { of: RolloutShown }) {
  const [badOnly, setBadOnly] = useState(false);
  const members = [...of.members].sort((a, b) => a.wave - b.wave || a.server.localeCompare(b.server, undefined, { numeric: true }));
  const bad = members.filter((m) => m.failed > 0 || m.why !== null);
  return (
    <Section
      title="Servers"
      beside={
        bad.length > 0 && (
          <label class="option">
            <input type="checkbox" checked={badOnly} onChange={(e) => setBadOnly(e.currentTarget.checked)} /> only the {bad.length} in trouble
          </label>
        )
      }
    >
      <LongTable<Member>
        what="servers"
        caption="Servers of this rollout"
        rows={badOnly ? bad : members}
        id={(m) => `${m.server} ${m.job}`}
        tone={(m) => (m.failed > 0 ? "bad" : undefined)}
        columns={[
          { key: "server", head: "Server", kind: "main", cell: (m) => <Name of={m} /> },
          { key: "wave", head: "Wave", align: "end", kind: "narrow", cell: (m) => m.wave },
          { key: "state", head: "State", kind: "narrow", cell: (m) => <RunBadge state={m.state} /> },
          { key: "devices", head: "Devices", cell: (m) => <Progress all={m.devices} good={m.succeeded} bad={m.failed} label={`Devices of ${m.server}`} /> },
          { key: "why", head: "Why", kind: "wide", cell: (m) => m.why ?? <span class="quiet">–</span> },
        ]}
      />
    </Section>
  );
}

function Name({ of }: { of: Member }) {
  const to = of.redistribution ? `/redistributions/${of.redistribution}` : `/distributions/${encodeURIComponent(of.job)}`;
  return (
    <>
      <Link to={to}>{of.server}</Link>
      <span class="cell-sub">{of.redistribution ? "its plan" : "its share of the job"}</span>
    </>
  );
}
