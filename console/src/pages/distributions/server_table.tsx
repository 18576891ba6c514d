import type { Job, JobServer } from "../../api/types/distribution";
import { Link } from "../../app/link";
import { Empty } from "../../parts/empty";
import { LongTable } from "../../parts/long_table";
import { Progress } from "../../parts/progress";
import { Told } from "../../parts/told";
import { JobBadge } from "./job_badge";
import { partOf } from "./servers";

export function ServerTable({ job, rows }: { job: Job; rows: readonly JobServer[] }) {
  if (rows.length === 0) return <Empty title="No server fits">Take a filter away to see the others.</Empty>;
  return (
    <LongTable
      what="servers"
      caption="Servers of this distribution"
      rows={rows}
      id={(s) => s.server}
      tone={(s) => (partOf(s) === "failed" ? "bad" : undefined)}
      columns={[
        { key: "server", head: "Server", kind: "main", cell: (s) => <Link to={`/distributions/${job.job}/${encodeURIComponent(s.server)}`}>{s.server}</Link> },
        { key: "state", head: "State", kind: "narrow", cell: (s) => <JobBadge state={s.state} failed={s.failed} /> },
        { key: "devices", head: "Devices", kind: "wide", cell: (s) => <Devices of={s} /> },
      ]}
    />
  );
}

function Devices({ of }: { of: JobServer }) {
  return (
    <>
      <Progress all={of.devices} good={of.succeeded} bad={of.failed} label={`Devices of ${of.server}`} />
      {of.why && (
        <span class="cell-sub">
          <Told text={of.why} />
        </span>
      )}
    </>
  );
}
