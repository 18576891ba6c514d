// How things stand, readable from across the room: the numbers that matter, then what is wrong now, by site and by cause.
import type { Overview } from "../../api/types/overview";
import { useAsk } from "../../api/use_ask";
import { kOverviewResources } from "../../fix/resources";
import { useKnown } from "../../fix/use_known";
import { Shown } from "../../parts/asked";
import { PageHead } from "../../parts/page_head";
import { Causes } from "./causes";
import { Health } from "./health";
import { Numbers } from "./numbers";
import { OverTime } from "./over_time";
import { Sites } from "./sites";
import { OpenTickets } from "./open_tickets";

export function OverviewPage() {
  const asked = useAsk<Overview>("/overview", kOverviewResources);
  const known = useKnown();
  return (
    <>
      <PageHead title="Overview" />
      <Shown asked={asked}>
        {(now) => (
          <>
            <Numbers now={now} />
            <div class="columns">
              <div>
                <Sites now={now} known={known} />
                <OpenTickets now={now} known={known} />
              </div>
              <div>
                <OverTime now={now} />
                <Causes now={now} />
                <Health now={now} />
              </div>
            </div>
          </>
        )}
      </Shown>
    </>
  );
}
