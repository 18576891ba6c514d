// The devices of one server in a distribution, each with its outcome.
import { withParameters } from "../../api/client";
import { useState } from "preact/hooks";
import type { Job, Outcome } from "../../api/types/distribution";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { PlanDialog } from "../../fix/plan_dialog";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices } from "../../parts/filter";
import { DeviceLink } from "../../parts/links";
import { kByName, Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { Table } from "../../parts/table";
import { Time } from "../../parts/time";
import { typeWord } from "../../parts/words";
import type { PageProps } from "../page";
import { JobBadge, OutcomeBadge } from "./job_badge";
import { partOf } from "./servers";

const kPageSize = 200;
const kStates = ["", "failed", "running", "pending", "succeeded", "cancelled"].map((value) => ({ value, label: value === "pending" ? "not begun" : value || "all" }));

export function DistributionServerPage({ parameters }: PageProps) {
  const { id = "", server = "" } = parameters;
  const { query } = usePlace();
  const job = useAsk<Job>(`/jobs/${encodeURIComponent(id)}`, ["jobs"]).data;
  const asked = useAsk<Page<Outcome>>(withParameters(`/jobs/${encodeURIComponent(id)}/servers/${encodeURIComponent(server)}`, { after: query.get("after"), limit: kPageSize }), ["jobs"]);
  const mine = job?.servers.find((s) => s.server === server);
  const state = query.get("state") ?? "";
  const [planning, setPlanning] = useState(false);
  return (
    <>
      <PageHead
        title={server}
        above={
          <>
            <Link to="/distributions">Distributions</Link> / <Link to={`/distributions/${encodeURIComponent(id)}`}>{job?.name ?? id}</Link>
          </>
        }
        beside={mine && <JobBadge state={mine.state} failed={mine.failed} />}
        actions={
          mine && (
            <Act needs="operator" icon="redrive" main={partOf(mine) === "failed"} onClick={() => setPlanning(true)} not={partOf(mine) === "failed" ? null : "has nothing to plan: nothing failed here"}>
              Plan redistribution
            </Act>
          )
        }
      >
        {mine && `${mine.succeeded} of ${mine.devices} devices succeeded${mine.failed > 0 ? `, ${mine.failed} failed` : ""}${mine.why ? `. ${mine.why}` : "."}`}
      </PageHead>
      <div class="list-tools">
        <Choices name="state" label="Outcome" choices={kStates} />
        <DeviceLink name={server} /> <span class="quiet">in the inventory</span>
      </div>
      <Shown asked={asked}>
        {(page) => {
          const rows = page.items.filter((o) => !state || o.state === state);
          return (
            <>
              {rows.length > 0 ? <Outcomes rows={rows} /> : <Empty title={page.items.length === 0 ? "No device has an outcome yet" : "No device on this page fits"}>{page.items.length === 0 ? "They appear as the server reports them." : "Take the filter away, or look at the next page."}</Empty>}
              <Pager next={page.next} shown={page.items.length} what="devices" words={kByName} />
            </>
          );
        }}
      </Shown>
      {planning && <PlanDialog offers={[{ label: `What did not succeed on ${server}`, explain: "one plan, for just the devices without proven success", wish: { server, job: id } }]} onClose={() => setPlanning(false)} />}
    </>
  );
}

function Outcomes({ rows }: { rows: Outcome[] }) {
  return (
    <Table
      caption="Devices and their outcomes"
      rows={rows}
      id={(o) => o.device}
      tone={(o) => (o.state === "failed" ? "bad" : undefined)}
      columns={[
        { key: "device", head: "Device", kind: "main", cell: (o) => <DeviceLink name={o.device} /> },
        { key: "state", head: "Outcome", kind: "narrow", cell: (o) => <OutcomeBadge state={o.state} /> },
        { key: "failure", head: "Failure", kind: "wide", cell: (o) => <What of={o} /> },
        { key: "run", head: "Run", align: "end", kind: "narrow", cell: (o) => o.run },
        { key: "at", head: "At", align: "end", kind: "narrow", cell: (o) => <Time at={o.at} none={o.state === "pending" ? "–" : "not told"} /> },
      ]}
    />
  );
}

function What({ of }: { of: Outcome }) {
  if (!of.failure_type && !of.message) return <span class="quiet">–</span>;
  return (
    <>
      {of.failure_type && <Link to={`/failures?type=${encodeURIComponent(of.failure_type)}&device=${encodeURIComponent(of.device)}`}>{typeWord(of.failure_type)}</Link>}
      {of.package && <span class="quiet"> · {of.package}</span>}
      {of.message && <span class="cell-sub">{of.message}</span>}
    </>
  );
}
