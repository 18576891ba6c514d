import type { ReceivedState } from "../../api/types/received";
import { Badge, type Tone } from "../../parts/badge";
import type { IconName } from "../../parts/icon";

export const kReceived: Record<ReceivedState, { tone: Tone; icon?: IconName; word: string; means: string }> = {
  new: { tone: "info", icon: "wait", word: "new", means: "stored, not read yet" },
  alerts: { tone: "good", word: "alerts", means: "alerts were taken from it" },
  reply: { tone: "good", icon: "person", word: "reply", means: "an answer to a ticket, followed" },
  bounce: { tone: "warn", word: "bounce", means: "a mail server tells that a mail did not arrive" },
  automatic: { tone: "quiet", word: "automatic", means: "written by a program; not answered" },
  note: { tone: "info", icon: "info", word: "note", means: "put on a ticket's timeline" },
  quarantined: { tone: "bad", icon: "lock", word: "quarantined", means: "nobody could make sense of it; kept, not tried again" },
};

export function ReceivedBadge({ state }: { state: ReceivedState }) {
  const look = kReceived[state] ?? { tone: "quiet" as const, word: state, means: "" };
  return (
    <Badge tone={look.tone} icon={look.icon} title={look.means}>
      {look.word}
    </Badge>
  );
}
