import type { OutageState } from "../../api/types/outage";
import { Badge } from "../../parts/badge";

export function OutageBadge({ state }: { state: OutageState }) {
  switch (state) {
    case "now":
      return (
        <Badge tone="warn" icon="pause" title="no tickets are made of what it covers">
          now
        </Badge>
      );
    case "coming":
      return (
        <Badge tone="info" icon="wait">
          coming
        </Badge>
      );
    case "over":
      return (
        <Badge tone="quiet" icon="check">
          over
        </Badge>
      );
  }
}
