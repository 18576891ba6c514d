// How a distribution stands, for the whole of it and for one server. Finished says that the run has ended, so a failure
// in it must show as well.
import type { Job, JobServer } from "../../api/types/distribution";
import { Badge, type Tone } from "../../parts/badge";
import type { IconName } from "../../parts/icon";
import { count } from "../../parts/number";

interface Look {
  tone: Tone;
  icon?: IconName;
  word: string;
  means: string;
}

const kLooks: Record<JobServer["state"] | Job["state"], Look> = {
  waiting: { tone: "quiet", icon: "wait", word: "waits for its wave", means: "begins when its wave comes" },
  queued: { tone: "info", icon: "wait", word: "queued", means: "to be sent when the server's agent is there" },
  accepted: { tone: "info", icon: "play", word: "running", means: "taken by the server, under way" },
  running: { tone: "info", icon: "play", word: "running", means: "under way on its servers" },
  finished: { tone: "good", word: "finished", means: "every device has an outcome" },
  no_report: { tone: "bad", icon: "help", word: "no report", means: "the server said nothing in time" },
  refused: { tone: "bad", word: "refused", means: "the server would not run it" },
  cancelled: { tone: "quiet", icon: "stop", word: "cancelled", means: "stopped by a person" },
};

export function JobBadge({ state, failed }: { state: JobServer["state"] | Job["state"]; failed: number }) {
  const look = kLooks[state] ?? { tone: "quiet", word: state, means: "" };
  if (state === "finished" && failed > 0) {
    return (
      <Badge tone="bad" title="the run has ended, and not everything succeeded">
        ended, {count(failed)} failed
      </Badge>
    );
  }
  return (
    <Badge tone={look.tone} icon={look.icon} title={look.means}>
      {look.word}
    </Badge>
  );
}

const kOutcomes: Record<string, Look> = {
  pending: { tone: "quiet", icon: "wait", word: "not begun", means: "its turn has not come" },
  running: { tone: "info", icon: "play", word: "running", means: "under way" },
  succeeded: { tone: "good", word: "succeeded", means: "proven" },
  failed: { tone: "bad", word: "failed", means: "did not succeed" },
  cancelled: { tone: "quiet", icon: "stop", word: "cancelled", means: "stopped before it was done" },
};

export function OutcomeBadge({ state }: { state: string }) {
  const look = kOutcomes[state] ?? { tone: "quiet" as const, word: state, means: "" };
  return (
    <Badge tone={look.tone} icon={look.icon} title={look.means}>
      {look.word}
    </Badge>
  );
}
