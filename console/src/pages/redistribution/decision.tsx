// What can be decided about a plan now: approve, refuse, stop, plan again.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { Plan, RedistributionShown } from "../../api/types/redistribution";
import { ApproveDialog } from "../../fix/approve_dialog";
import { PlanDialog } from "../../fix/plan_dialog";
import { Act, ReasonDialog } from "../../parts/act";
import { bytes, several } from "../../parts/number";
import { commandText } from "../../parts/words";
import { firstStep } from "./first_step";

const kWhat = ["redistributions", "rollouts", "failures", "tickets"];

export function Decision({ of }: { of: RedistributionShown }) {
  const [doing, setDoing] = useState<"approve" | "refuse" | "stop" | "again" | null>(null);
  const close = () => setDoing(null);
  const path = `/redistributions/${encodeURIComponent(of.id)}`;
  const devices = several(of.devices, "device");
  const bad = of.plan.preflight.filter((c) => !c.good).length;
  const over = ["finished", "refused", "expired", "rejected", "no_report"].includes(of.state);
  return (
    <>
      {of.state === "planned" && (
        <>
          <Act needs="approver" icon="check" main onClick={() => setDoing("approve")}>
            Approve
          </Act>
          <Act needs="approver" icon="cross" danger onClick={() => setDoing("refuse")}>
            Refuse
          </Act>
        </>
      )}
      {(of.state === "running" || of.state === "approved") && (
        <Act needs="operator" icon="stop" danger onClick={() => setDoing("stop")}>
          Stop the run
        </Act>
      )}
      {over && (
        <Act needs="operator" icon="redrive" onClick={() => setDoing("again")}>
          Plan again
        </Act>
      )}
      {doing === "approve" && (
        <ApproveDialog
          title={`Approve: ${devices} of ${of.server}`}
          askedBy={of.created_by}
          digest={of.digest}
          warning={bad > 0 ? `${several(bad, "check")} not good. Approving runs the plan in spite of that.` : null}
          verb={`Approve for ${devices}`}
          approve={() => api(`${path}/approve`, { method: "POST", body: { digest: of.digest } }).then(() => changed(kWhat))}
          done={`Approved. ${of.server} runs it now.`}
          onClose={close}
        >
          <p>
            Run {of.plan.run} of {of.job} begins on {of.server} at once, for {devices}; <span class="nowrap">{bytes(of.plan.bytes)}</span> to carry{of.plan.estimate ? `, about ${of.plan.estimate}` : ""}.
          </p>
          <Runs plan={of.plan} />
        </ApproveDialog>
      )}
      {doing === "refuse" && (
        <ReasonDialog title={`Refuse the plan for ${of.server}`} explain={<p>This plan can then never be approved, by anybody. Planning anew makes another one.</p>} label="Why" needed danger verb="Refuse it" send={(why) => api(`${path}/refuse`, { method: "POST", body: { why } }).then(() => changed(kWhat))} done="Refused." onClose={close} />
      )}
      {doing === "stop" && (
        <ReasonDialog title={`Stop ${of.job}`} explain={<p>No further device of this job begins, on any server; what is under way is stopped. What is left stays failed and can be planned again.</p>} danger verb="Stop it" send={() => api(`/jobs/${encodeURIComponent(of.job)}/cancel`, { method: "POST", body: {} }).then(() => changed(["jobs", ...kWhat]))} done="It is being stopped." onClose={close} />
      )}
      {doing === "again" && (
        <PlanDialog offers={[{ label: `${of.job} on ${of.server}`, explain: of.plan.only.length > 0 ? "what has no proven success by now of the devices that were asked for" : "what has no proven success there by now", wish: { server: of.server, job: of.job, only: of.plan.only }, exclude: of.plan.exclude }]} onClose={close} />
      )}
    </>
  );
}

const kRunsShown = 4;

// What is approved, in the dialog too: it covers the page that lists all.
function Runs({ plan }: { plan: Plan }) {
  const proven = Math.max(0, firstStep(plan) - 1 - plan.packages.length);
  const runs = plan.commands.slice(proven);
  return (
    <>
      <p>
        {runs.length === 1 ? "This runs" : "These run"} on each device{proven > 0 && "; what was proven before is not run again"}:
      </p>
      <ol class="commands">
        {runs.slice(0, kRunsShown).map((c, i) => (
          <li key={i}>
            <code>{commandText(c)}</code>
          </li>
        ))}
      </ol>
      {runs.length > kRunsShown && <p class="quiet">and {several(runs.length - kRunsShown, "more command")}, listed on the page</p>}
    </>
  );
}
