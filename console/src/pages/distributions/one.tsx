// One distribution: how far it is, on which servers it failed and why, what it carries and does, and what was done again.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { Job } from "../../api/types/distribution";
import type { Page } from "../../api/types/list";
import type { Rollout } from "../../api/types/rollout";
import { useAsk } from "../../api/use_ask";
import { Link, usePlace } from "../../app/link";
import { PlanDialog } from "../../fix/plan_dialog";
import { Act } from "../../parts/act";
import { Shown } from "../../parts/asked";
import { ConfirmDialog } from "../../parts/confirm";
import { Choices, SearchField } from "../../parts/filter";
import { several } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Progress } from "../../parts/progress";
import { Age } from "../../parts/time";
import type { PageProps } from "../page";
import { Carried } from "./carried";
import { DoneAgain } from "./done_again";
import { JobBadge } from "./job_badge";
import { ServerTable } from "./server_table";
import { narrowed, over, partOf, undoneOf } from "./servers";

export function DistributionPage({ parameters }: PageProps) {
  const id = parameters.id ?? "";
  const asked = useAsk<Job>(`/jobs/${encodeURIComponent(id)}`, ["jobs"]);
  const job = asked.data;
  return (
    <>
      <PageHead
        title={job?.name ?? id}
        above={<Link to="/distributions">Distributions</Link>}
        beside={job && <JobBadge state={job.state} failed={job.failed} />}
        actions={job && <Actions job={job} />}
      >
        {job && (
          <>
            {job.job}, started by {job.created_by} <Age at={job.created_at} />
            <OfRollout job={id} />
          </>
        )}
      </PageHead>
      <Shown asked={asked}>
        {(j) => (
          <>
            <div class="panel">
              <Progress all={j.devices} good={j.succeeded} bad={j.failed} label="Devices" />
            </div>
            <div class="columns">
              <Servers job={j} />
              <div>
                <DoneAgain job={j} />
                <Carried job={j} />
              </div>
            </div>
          </>
        )}
      </Shown>
    </>
  );
}

function OfRollout({ job }: { job: string }) {
  const rollouts = useAsk<Page<Rollout>>("/rollouts?limit=500");
  const mine = rollouts.data?.items.find((r) => r.job === job);
  return mine ? (
    <>
      , in waves by the rollout <Link to={`/rollouts/${mine.id}`}>{mine.id}</Link>
    </>
  ) : null;
}

function Actions({ job }: { job: Job }) {
  const [doing, setDoing] = useState<"cancel" | "plan" | null>(null);
  const close = () => setDoing(null);
  const undone = undoneOf(job);
  const left = job.devices - job.succeeded - job.failed;
  return (
    <>
      <Act needs="operator" icon="redrive" main={undone.length > 0} onClick={() => setDoing("plan")} not={undone.length > 0 ? null : "has nothing to plan: nothing failed here"}>
        Plan redistribution
      </Act>
      <Act needs="operator" danger icon="stop" onClick={() => setDoing("cancel")} not={over(job) ? "makes no sense any more: it has ended" : null}>
        Cancel
      </Act>
      {doing === "plan" && <PlanDialog offers={[{ label: `What did not succeed of ${job.name}`, explain: `on ${several(undone.length, "server")}, for just the devices without proven success`, wish: { chosen: undone }, plans: undone.length }]} onClose={close} />}
      {doing === "cancel" && (
        <ConfirmDialog
          title={`Cancel ${job.name}`}
          verb="Cancel the distribution"
          danger
          send={() => api(`/jobs/${encodeURIComponent(job.job)}/cancel`, { method: "POST" }).then(() => changed(["jobs", "rollouts"]))}
          done={`${job.name} is being cancelled.`}
          onClose={close}
        >
          <div class="dialog-text">
            <p>
              {several(left, "device")} without an outcome yet {left === 1 ? "gets" : "get"} nothing any more. What runs on a device at this moment is stopped where its step can be stopped; what has succeeded stays.
            </p>
            <p class="quiet">It cannot be taken up again as it is; what is missing can be planned as a redistribution.</p>
          </div>
        </ConfirmDialog>
      )}
    </>
  );
}

const kParts = [
  ["", "all"],
  ["failed", "not succeeded"],
  ["running", "running"],
  ["waiting", "waiting"],
  ["succeeded", "succeeded"],
] as const;

function Servers({ job }: { job: Job }) {
  const { query } = usePlace();
  const rows = narrowed(job.servers, query.get("state") ?? "", query.get("q") ?? "");
  const number = (part: string) => (part ? job.servers.filter((s) => partOf(s) === part).length : job.servers.length);
  return (
    <section class="section">
      <div class="section-head">
        <h2>Servers</h2>
        <span class="quiet">what needs somebody first</span>
      </div>
      <div class="list-tools">
        <Choices name="state" label="State of the server" choices={kParts.filter(([p]) => !p || number(p) > 0).map(([value, label]) => ({ value, label: `${label} ${number(value)}` }))} />
        {job.servers.length > 10 && <SearchField label="Search a server" />}
      </div>
      <ServerTable job={job} rows={rows} />
    </section>
  );
}
