// Rollouts: many servers in waves under one approval.
import { useState } from "preact/hooks";
import { withParameters } from "../../api/client";
import type { Page } from "../../api/types/list";
import type { Rollout } from "../../api/types/rollout";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { PlanDialog } from "../../fix/plan_dialog";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices } from "../../parts/filter";
import { Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { RunBadge } from "../../parts/states";
import { Table } from "../../parts/table";
import { Time } from "../../parts/time";
import { wavesText } from "./waves_text";

const kStates = [
  { value: "", label: "all" },
  { value: "planned", label: "wait for approval" },
  { value: "running", label: "running" },
  { value: "paused", label: "paused" },
  { value: "finished", label: "finished" },
  { value: "cancelled", label: "cancelled" },
  { value: "refused", label: "refused" },
  { value: "expired", label: "expired" },
];

export function RolloutsPage() {
  const { query } = usePlace();
  const [planning, setPlanning] = useState(false);
  const asked = useAsk<Page<Rollout>>(withParameters("/rollouts", { state: query.get("state"), after: query.get("after"), limit: 50 }));
  return (
    <>
      <PageHead
        title="Rollouts"
        actions={
          <Act needs="operator" icon="rollout" onClick={() => setPlanning(true)}>
            Plan all that failed
          </Act>
        }
      >
        Many servers in waves: a canary first, a pace, and a share of failures at which it pauses by itself.
      </PageHead>
      <div class="list-tools">
        <Choices name="state" label="State" choices={kStates} />
      </div>
      <Shown asked={asked}>
        {(page) => (
          <>
            {page.items.length > 0 ? <RolloutTable items={page.items} /> : <None filtered={query.has("state")} />}
            <Pager next={page.next} shown={page.items.length} what="rollouts" />
          </>
        )}
      </Shown>
      {planning && <PlanDialog offers={[{ label: "Everything that failed", explain: "every server with an open failure of a job", wish: { all_failed: true } }]} onClose={() => setPlanning(false)} />}
    </>
  );
}

function RolloutTable({ items }: { items: Rollout[] }) {
  return (
    <Table
      caption="Rollouts"
      rows={items}
      id={(r) => r.id}
      tone={(r) => (r.state === "planned" || r.state === "paused" ? "warn" : undefined)}
      columns={[
        { key: "what", head: "What", kind: "main", cell: (r) => <What of={r} /> },
        { key: "state", head: "State", kind: "narrow", cell: (r) => <RunBadge state={r.state} /> },
        { key: "why", head: "Now", kind: "wide", cell: (r) => r.why ?? <span class="quiet">–</span> },
        { key: "waves", head: "Waves", cell: (r) => wavesText(r) },
        { key: "who", head: "Asked by", cell: (r) => <Who of={r} /> },
        { key: "at", head: "Asked", align: "end", kind: "narrow", cell: (r) => <Time at={r.created_at} /> },
      ]}
    />
  );
}

function What({ of }: { of: Rollout }) {
  return (
    <>
      <Link to={`/rollouts/${of.id}`}>{of.what}</Link>
      <span class="cell-sub">{of.id}</span>
    </>
  );
}

function Who({ of }: { of: Rollout }) {
  return (
    <>
      {of.created_by}
      {of.decided_by && <span class="cell-sub">{of.state === "refused" ? "refused" : "approved"} by {of.decided_by}</span>}
    </>
  );
}

function None({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title="No rollout is in this state">
      <Link to="/rollouts">Show all</Link>.
    </Empty>
  ) : (
    <Empty title="There has been no rollout yet">
      When many servers failed, plan them together: choose a type or a package among the <Link to="/failures">failures</Link> and plan it as a rollout in waves.
    </Empty>
  );
}
