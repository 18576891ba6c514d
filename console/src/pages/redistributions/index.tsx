// Every plan to do a distribution again, newest first: what waits for approval, what runs, how it ended.
import { useState } from "preact/hooks";
import { withParameters } from "../../api/client";
import type { Page } from "../../api/types/list";
import type { Redistribution } from "../../api/types/redistribution";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { PlanDialog } from "../../fix/plan_dialog";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices } from "../../parts/filter";
import { several } from "../../parts/number";
import { Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { Progress } from "../../parts/progress";
import { RunBadge } from "../../parts/states";
import { Table } from "../../parts/table";
import { Age, Time } from "../../parts/time";

const kStates = [
  { value: "", label: "all" },
  { value: "planned", label: "wait for approval" },
  { value: "running", label: "running" },
  { value: "finished", label: "finished" },
  { value: "refused", label: "refused" },
  { value: "expired", label: "expired" },
  { value: "rejected", label: "rejected" },
  { value: "no_report", label: "no report" },
];

export function RedistributionsPage() {
  const { query } = usePlace();
  const [planning, setPlanning] = useState(false);
  const asked = useAsk<Page<Redistribution>>(withParameters("/redistributions", { state: query.get("state"), after: query.get("after"), limit: 50 }));
  return (
    <>
      <PageHead
        title="Redistributions"
        actions={
          <Act needs="operator" icon="redrive" onClick={() => setPlanning(true)}>
            Plan all that failed
          </Act>
        }
      >
        Each plan does again what did not succeed on one server, rebuilt from the server's own job log. It runs once just this plan is approved.
      </PageHead>
      <div class="list-tools">
        <Choices name="state" label="State" choices={kStates} />
      </div>
      <Shown asked={asked}>
        {(page) => (
          <>
            {page.items.length > 0 ? <RedistributionTable items={page.items} /> : <None filtered={query.has("state")} />}
            <Pager next={page.next} shown={page.items.length} what="redistributions" />
          </>
        )}
      </Shown>
      {planning && <PlanDialog offers={[{ label: "Everything that failed", explain: "every server with an open failure of a job", wish: { all_failed: true } }]} onClose={() => setPlanning(false)} />}
    </>
  );
}

function RedistributionTable({ items }: { items: Redistribution[] }) {
  return (
    <Table
      caption="Redistributions"
      rows={items}
      id={(r) => r.id}
      tone={(r) => (r.state === "planned" ? "warn" : r.state === "expired" || r.state === "refused" ? "quiet" : undefined)}
      columns={[
        { key: "server", head: "Server", kind: "main", cell: (r) => <Name of={r} /> },
        { key: "state", head: "State", kind: "narrow", cell: (r) => <RunBadge state={r.state} /> },
        { key: "devices", head: "Devices", cell: (r) => <Devices of={r} /> },
        { key: "ticket", head: "Ticket", kind: "narrow", cell: (r) => (r.ticket ? <Link to={`/tickets/${r.ticket}`}>{r.ticket}</Link> : "–") },
        { key: "who", head: "Asked by", cell: (r) => <Who of={r} /> },
        { key: "at", head: "Asked", align: "end", kind: "narrow", cell: (r) => <Time at={r.created_at} /> },
        { key: "until", head: "Approve within", align: "end", kind: "narrow", cell: (r) => (r.state === "planned" ? <Age at={r.expires_at} bare /> : <span class="quiet">–</span>) },
      ]}
    />
  );
}

function Name({ of }: { of: Redistribution }) {
  return (
    <>
      <Link to={`/redistributions/${of.id}`}>{of.server}</Link>
      <span class="cell-sub">
        job <code>{of.job}</code>
      </span>
    </>
  );
}

function Devices({ of }: { of: Redistribution }) {
  const begun = of.succeeded + of.failed > 0 || of.state === "running";
  return begun ? <Progress all={of.devices} good={of.succeeded} bad={of.failed} label={`Devices of ${of.server}`} /> : <>{several(of.devices, "device")}</>;
}

function Who({ of }: { of: Redistribution }) {
  return (
    <>
      {of.created_by}
      {of.decided_by && (
        <span class="cell-sub">
          {of.state === "refused" ? "refused" : "approved"} by {of.decided_by}
        </span>
      )}
    </>
  );
}

function None({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <Empty title="No redistribution is in this state">
      <Link to="/redistributions">Show all</Link>.
    </Empty>
  ) : (
    <Empty title="Nothing has been planned yet">
      Choose <Link to="/failures">failures</Link> and plan their redistribution, or resolve a <Link to="/tickets">ticket</Link>: its plans are then prepared by themselves.
    </Empty>
  );
}
