// One plan: what would run, where, why, what differs from what was ordered first, whether the cause is mended; then its
// approval, and the run as it goes.
import type { RedistributionShown } from "../../api/types/redistribution";
import { useAsk } from "../../api/use_ask";
import { Link } from "../../app/link";
import { useSession } from "../../app/session";
import { Shown } from "../../parts/asked";
import { several } from "../../parts/number";
import { PageHead } from "../../parts/page_head";
import { Progress } from "../../parts/progress";
import { RunBadge } from "../../parts/states";
import { Age } from "../../parts/time";
import type { PageProps } from "../page";
import { Checks } from "./checks";
import { Commands } from "./commands";
import { Decision } from "./decision";
import { Difference } from "./difference";
import { Facts } from "./facts";
import { PlanDevices } from "./plan_devices";
import { RunDevices } from "./run_devices";

export function RedistributionPage({ parameters }: PageProps) {
  const id = parameters.id ?? "";
  const asked = useAsk<RedistributionShown>(`/redistributions/${encodeURIComponent(id)}`, ["redistributions", "jobs"]);
  const now = asked.data;
  return (
    <>
      <PageHead
        title={now ? `Do it again on ${now.server}` : id}
        above={<Link to="/redistributions">Redistributions</Link>}
        beside={now && <RunBadge state={now.state} />}
        actions={now && <Decision of={now} />}
      >
        {now && <SubLine of={now} />}
      </PageHead>
      <Shown asked={asked}>{(r) => <Body of={r} />}</Shown>
    </>
  );
}

function SubLine({ of }: { of: RedistributionShown }) {
  const mine = useSession()?.name === of.created_by;
  return (
    <>
      Run {of.plan.run} of job <Link to={`/distributions/${of.job}`}>{of.job}</Link> for {several(of.devices, "device")}, asked for by {of.created_by}
      {mine && " (you)"} <Age at={of.created_at} />
      {of.ticket && (
        <>
          , for <Link to={`/tickets/${of.ticket}`}>{of.ticket}</Link>
        </>
      )}
      {of.state === "planned" && (
        <>
          {" "}
          · to be approved within <Age at={of.expires_at} bare />
        </>
      )}
      {of.state === "planned" && mine && "; where two persons are wanted, another approver than you decides"}
      {of.decided_by && ` · ${of.state === "refused" ? "refused" : "approved"} by ${of.decided_by}`}
    </>
  );
}

function Body({ of }: { of: RedistributionShown }) {
  const begun = ["running", "finished", "no_report"].includes(of.state) || of.succeeded + of.failed > 0;
  return (
    <>
      {of.why && <p class="panel">{of.why}</p>}
      {begun && (
        <div class="panel big-progress">
          <Progress all={of.devices} good={of.succeeded} bad={of.failed} label="Devices of this run" />
        </div>
      )}
      <div class="columns">
        <div>
          {!begun && <Checks plan={of.plan} />}
          {begun ? <RunDevices of={of} /> : <PlanDevices of={of} />}
          <Difference plan={of.plan} />
          <Commands plan={of.plan} />
          {begun && <Checks plan={of.plan} />}
        </div>
        <Facts of={of} />
      </div>
    </>
  );
}
