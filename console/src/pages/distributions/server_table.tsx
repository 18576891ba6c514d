import { useState } from "preact/hooks";
import type { Job, JobServer } from "../../api/types/distribution";
import { Link } from "../../app/link";
import { Empty } from "../../parts/empty";
import { Progress } from "../../parts/progress";
import { Table } from "../../parts/table";
import { Told } from "../../parts/told";
import { JobBadge } from "./job_badge";
import { partOf } from "./servers";

const kFirst = 100; // rows drawn at first, of possibly thousands

export function ServerTable({ job, rows }: { job: Job; rows: readonly JobServer[] }) {
  const [all, setAll] = useState(false);
  if (rows.length === 0) return <Empty title="No server fits">Take a filter away to see the others.</Empty>;
  return (
    <>
      <Table
        caption="Servers of this distribution"
        rows={all ? rows : rows.slice(0, kFirst)}
        id={(s) => s.server}
        tone={(s) => (partOf(s) === "failed" ? "bad" : undefined)}
        columns={[
          { key: "server", head: "Server", kind: "main", cell: (s) => <Link to={`/distributions/${job.job}/${encodeURIComponent(s.server)}`}>{s.server}</Link> },
          { key: "state", head: "State", kind: "narrow", cell: (s) => <JobBadge state={s.state} failed={s.failed} /> },
          { key: "devices", head: "Devices", kind: "wide", cell: (s) => <Devices of={s} /> },
        ]}
      />
      {rows.length > kFirst && (
        <p class="pager">
          <button type="button" class="button" onClick={() => setAll(!all)}>
            {all ? `Show the first ${kFirst}` : `Show all ${rows.length}`}
          </button>
        </p>
      )}
    </>
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
