// Whether an agent is there, and else since when not.
import type { Agent } from "../../api/types/agent";
import { Badge } from "../../parts/badge";
import { Age } from "../../parts/time";

export function AgentState({ of }: { of: Agent }) {
  return of.connected ? (
    <Badge tone="good">connected</Badge>
  ) : (
    <>
      <Badge tone="bad">silent</Badge>
      <span class="cell-sub">
        {of.last_heard ? (
          <>
            heard <Age at={of.last_heard} />
          </>
        ) : (
          "never heard yet"
        )}
      </span>
    </>
  );
}
