// What can be decided about a rollout now: approve, refuse, pause, resume, cancel.
import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { changed } from "../../api/questions";
import type { RolloutShown } from "../../api/types/rollout";
import { ApproveDialog } from "../../fix/approve_dialog";
import { Act, ReasonDialog } from "../../parts/act";
import { several } from "../../parts/number";
import { wavesText } from "../rollouts/waves_text";

type Doing = "approve" | "refuse" | "pause" | "resume" | "cancel" | null;

export function Control({ of }: { of: RolloutShown }) {
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => setDoing(null);
  const post = (verb: string, body: unknown) => api(`/rollouts/${encodeURIComponent(of.id)}/${verb}`, { method: "POST", body }).then(() => changed(["rollouts", "redistributions"]));
  const size = `${several(of.devices, "device")} on ${several(of.servers, "server")}`;
  return (
    <>
      {of.state === "planned" && (
        <>
          <Act needs="approver" icon="check" main onClick={() => setDoing("approve")}>
            Approve all of it
          </Act>
          <Act needs="approver" icon="cross" danger onClick={() => setDoing("refuse")}>
            Refuse
          </Act>
        </>
      )}
      {of.state === "running" && (
        <Act needs="operator" icon="pause" onClick={() => setDoing("pause")}>
          Pause
        </Act>
      )}
      {of.state === "paused" && (
        <Act needs="approver" icon="play" main onClick={() => setDoing("resume")}>
          Resume
        </Act>
      )}
      {(of.state === "running" || of.state === "paused") && (
        <Act needs="operator" icon="stop" danger onClick={() => setDoing("cancel")}>
          Cancel
        </Act>
      )}
      {doing === "approve" && (
        <ApproveDialog title={`Approve the rollout: ${size}`} askedBy={of.created_by} digest={of.digest} warning={null} verb={`Approve ${several(of.servers, "server")}`} approve={() => post("approve", { digest: of.digest })} done="Approved. The first wave begins." onClose={close}>
          <p>
            It goes in {several(of.waves, "wave")}: {wavesText(of)}. Each server's plan is linked below; this approves all of them.
          </p>
        </ApproveDialog>
      )}
      {doing === "refuse" && <ReasonDialog title="Refuse this rollout" explain={<p>None of its plans can then be approved any more. Planning anew makes others.</p>} label="Why" needed danger verb="Refuse it" send={(why) => post("refuse", { why })} done="Refused." onClose={close} />}
      {doing === "pause" && <ReasonDialog title="Pause the rollout" explain={<p>No further wave begins until somebody resumes it. What is under way on {several(of.servers_begun - of.servers_ended, "server")} goes on to its end.</p>} label="Why" verb="Pause" send={(why) => post("pause", { why })} done="Paused. What has begun goes on." onClose={close} />}
      {doing === "resume" && <ReasonDialog title="Resume the rollout" explain={<p>The next wave may begin. {of.failed > 0 && `The ${several(of.failed, "failure")} so far are excused: they no longer count towards the share at which it stops (${of.stop_at}).`}</p>} verb="Resume" send={() => post("resume", {})} done="It goes on." onClose={close} />}
      {doing === "cancel" && <ReasonDialog title="Cancel the rollout" explain={<p>No further wave begins, and what is under way is stopped. {several(of.devices - of.succeeded, "device")} will not have it; they can be planned again.</p>} label="Why" danger verb="Cancel the rollout" send={(why) => post("cancel", { why })} done="It is being cancelled." onClose={close} />}
    </>
  );
}
