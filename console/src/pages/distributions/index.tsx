// Every distribution, newest first, with how far it is.
import { withParameters } from "../../api/client";
import type { Job, JobListed } from "../../api/types/distribution";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { Shown } from "../../parts/asked";
import { Empty } from "../../parts/empty";
import { Choices } from "../../parts/filter";
import { NameFilter } from "../../parts/name_field";
import { several } from "../../parts/number";
import { Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { Progress } from "../../parts/progress";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { JobBadge } from "./job_badge";

const kPageSize = 25; // each row asks for its own numbers
const kStates = [
  { value: "", label: "all" },
  { value: "queued", label: "queued" },
  { value: "running", label: "running" },
  { value: "finished", label: "finished" },
  { value: "no_report", label: "no report" },
  { value: "refused", label: "refused" },
  { value: "cancelled", label: "cancelled" },
];

export function DistributionsPage() {
  const { query } = usePlace();
  const asked = useAsk<Page<JobListed>>(withParameters("/jobs", { state: query.get("state"), server: query.get("server"), after: query.get("after"), limit: kPageSize }));
  return (
    <>
      <PageHead title="Distributions">Packages on their way to devices, through the servers that install them.</PageHead>
      <div class="list-tools">
        <Choices name="state" label="State" choices={kStates} />
        <NameFilter name="server" label="Through server" />
      </div>
      <Shown asked={asked}>
        {(page) =>
          page.items.length === 0 ? (
            <None filtered={query.has("state") || query.has("server")} />
          ) : (
            <>
              <Table
                caption="Distributions"
                rows={page.items}
                id={(j) => j.job}
                columns={[
                  { key: "name", head: "Distribution", kind: "main", cell: (j) => <Name job={j} /> },
                  { key: "state", head: "State", kind: "narrow", cell: (j) => <State id={j.job} /> },
                  { key: "progress", head: "Devices", kind: "wide", cell: (j) => <Devices id={j.job} /> },
                  { key: "servers", head: "Servers", align: "end", kind: "narrow", cell: (j) => <Servers id={j.job} /> },
                  { key: "by", head: "Started by", kind: "narrow", cell: (j) => j.created_by },
                  { key: "at", head: "Started", align: "end", kind: "narrow", cell: (j) => <Age at={j.created_at} /> },
                ]}
              />
              <Pager next={page.next} shown={page.items.length} what="distributions" />
            </>
          )
        }
      </Shown>
    </>
  );
}

function None({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <Empty title="No distribution fits">
        <Link to="/distributions">Show all distributions</Link>, or choose another state or server.
      </Empty>
    );
  return (
    <Empty title="Nothing has been distributed yet">
      Describe packages, servers and steps in a job file and start it: <code>redrive distribute job.toml</code>. It appears here at once.
    </Empty>
  );
}

function Name({ job }: { job: JobListed }) {
  return (
    <>
      <Link to={`/distributions/${job.job}`}>{job.name}</Link>
      <span class="cell-sub">{job.job}</span>
    </>
  );
}

function useJob(id: string): Job | undefined {
  return useAsk<Job>(`/jobs/${encodeURIComponent(id)}`).data;
}

function State({ id }: { id: string }) {
  const job = useJob(id);
  return job ? <JobBadge state={job.state} failed={job.failed} /> : <span class="quiet">…</span>;
}

function Devices({ id }: { id: string }) {
  const job = useJob(id);
  return job ? <Progress all={job.devices} good={job.succeeded} bad={job.failed} label={`Devices of ${job.name}`} /> : <span class="quiet">…</span>;
}

function Servers({ id }: { id: string }) {
  const job = useJob(id);
  return job ? <span title={several(job.servers.length, "server")}>{job.servers.length}</span> : <span class="quiet">…</span>;
}
