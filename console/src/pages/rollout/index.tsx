// One rollout: its waves as they go, who may stop it, and every server with its plan.
import type { RolloutShown } from "../../api/types/rollout";
import { useAsk } from "../../api/use_ask";
import { Link } from "../../app/link";
import { Shown } from "../../parts/asked";
import { several } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Pairs, Section } from "../../parts/pairs";
import { Progress } from "../../parts/progress";
import { RunBadge } from "../../parts/states";
import { Age, Time } from "../../parts/time";
import type { PageProps } from "../page";
import { wavesText } from "../rollouts/waves_text";
import { Control } from "./control";
import { Members } from "./members";
import { serversOf } from "./wave_sums";
import { Waves } from "./waves";

export function RolloutPage({ parameters }: PageProps) {
  const id = parameters.id ?? "";
  const asked = useAsk<RolloutShown>(`/rollouts/${encodeURIComponent(id)}`, ["rollouts", "redistributions", "jobs"]);
  const now = asked.data;
  return (
    <>
      <PageHead
        title={now ? `Rollout: ${now.what}` : id}
        above={<Link to="/rollouts">Rollouts</Link>}
        beside={now && <RunBadge state={now.state} />}
        actions={now && <Control of={now} />}
      >
        {now && (
          <>
            {several(now.servers, "server")} with {several(now.devices, "device")} in {several(now.waves, "wave")}, asked for by {now.created_by} <Age at={now.created_at} />
            {now.decided_by && `, ${now.state === "refused" ? "refused" : "approved"} by ${now.decided_by}`}
          </>
        )}
      </PageHead>
      <Shown asked={asked}>
        {(r) => (
          <>
            <Now of={r} />
            <div class="columns">
              <div>
                <Waves of={r} />
                <Members of={r} />
              </div>
              <How of={r} />
            </div>
          </>
        )}
      </Shown>
    </>
  );
}

function Now({ of }: { of: RolloutShown }) {
  const servers = serversOf(of.members);
  const failed = of.members.reduce((sum, m) => sum + m.failed, 0); // of.failed counts what was left undone too
  return (
    <div class="panel rollout-now">
      <p class="lead-first">{of.why ?? "–"}</p>
      {of.begun_at && <Progress all={of.devices} good={of.succeeded} bad={failed} label="Devices of all waves" />}
      <p class="quiet">
        {servers.ended} of {several(of.servers, "server")} ended, {servers.underWay} under way{servers.never > 0 && `, ${servers.never} did not begin`}
        {of.ends_about && of.state === "running" && (
          <>
            ; at this pace it ends <Age at={of.ends_about} />
          </>
        )}
      </p>
    </div>
  );
}

function How({ of }: { of: RolloutShown }) {
  const hours = of.hours.length > 0 && `${of.hours.join(", ")}${of.zone ? ` (${of.zone})` : ""}`;
  return (
    <div>
      <Section title="How it goes">
        <div class="panel">
          <Pairs
            items={[
              ["Waves", wavesText(of)],
              ["Hours", hours || "at any time"],
              ["Deadline", of.deadline ? <Time at={of.deadline} /> : "none"],
              ["Begun", of.begun_at && <Time at={of.begun_at} />],
              ["Job", of.job && <Link to={`/distributions/${of.job}`}>{of.job}</Link>],
              ["Id", of.id],
            ]}
          />
        </div>
      </Section>
      <Section title="Digest" beside={<span class="quiet">over all plans and how the waves go</span>}>
        <p class="panel">
          <code class="digest">{of.digest || "a first distribution needs no approval"}</code>
        </p>
      </Section>
    </div>
  );
}
