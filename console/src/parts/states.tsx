// The states of everything, in the field's words: one table, so that a state looks the same wherever it is met.
import { Badge, type Tone } from "./badge";
import type { IconName } from "./icon";

interface Look {
  tone: Tone;
  word: string;
  icon?: IconName;
  means: string;
}

const kTicket: Record<string, Look> = {
  held: { tone: "quiet", word: "held", icon: "pause", means: "waits before its mail goes out: for its hold to pass, or for an outage to end" },
  open: { tone: "bad", word: "open", icon: "failure", means: "sent to its centre, nobody has taken it yet" },
  acked: { tone: "warn", word: "acked", icon: "person", means: "somebody is on it" },
  resolved: { tone: "info", word: "resolved", icon: "check", means: "said to be mended; waits for proof" },
  closed: { tone: "good", word: "closed", means: "cleared by evidence, or closed by hand" },
};

const kMail: Record<string, Look> = {
  pending: { tone: "info", word: "to be sent", icon: "wait", means: "waits for its next try" },
  sending: { tone: "info", word: "sending", icon: "wait", means: "on its way now" },
  sent: { tone: "good", word: "sent", means: "accepted by the mail server" },
  dead: { tone: "bad", word: "given up", means: "could not be sent in all its tries" },
  held: { tone: "warn", word: "held", icon: "pause", means: "waits until somebody releases it" },
};

const kRun: Record<string, Look> = {
  planned: { tone: "warn", word: "waits for approval", icon: "wait", means: "nothing runs until somebody approves just this plan" },
  scheduled: { tone: "info", word: "waits for its wave", icon: "wait", means: "approved as part of a rollout" },
  queued: { tone: "info", word: "queued", icon: "wait", means: "to be sent to the server" },
  waiting: { tone: "info", word: "waits for its wave", icon: "wait", means: "begins when its wave comes" },
  accepted: { tone: "info", word: "running", icon: "play", means: "taken by the server" },
  approved: { tone: "info", word: "approved", icon: "check", means: "sent to the server, which has not begun yet" },
  running: { tone: "info", word: "running", icon: "play", means: "under way on the server" },
  paused: { tone: "warn", word: "paused", icon: "pause", means: "no further wave begins; what is under way goes on" },
  cancelling: { tone: "warn", word: "cancelling", icon: "stop", means: "nothing begins any more, what is under way is being stopped" },
  cancelled: { tone: "quiet", word: "cancelled", icon: "stop", means: "stopped by a person" },
  finished: { tone: "good", word: "finished", means: "the run has ended; its outcome is told beside" },
  succeeded: { tone: "good", word: "succeeded", means: "proven" },
  failed: { tone: "bad", word: "failed", means: "did not succeed" },
  pending: { tone: "quiet", word: "not begun", icon: "wait", means: "its turn has not come" },
  refused: { tone: "quiet", word: "refused", icon: "cross", means: "by a person; this plan will never run" },
  expired: { tone: "quiet", word: "expired", icon: "wait", means: "nobody approved it in time; plan it again" },
  rejected: { tone: "bad", word: "rejected", means: "the server would not run it: the plan has changed since" },
  no_report: { tone: "bad", word: "no report", icon: "help", means: "the server said nothing in time" },
};

function Look({ of, state }: { of: Record<string, Look>; state: string }) {
  const look = of[state];
  if (!look) return <Badge tone="quiet">{state.replaceAll("_", " ")}</Badge>;
  return (
    <Badge tone={look.tone} icon={look.icon} title={look.means}>
      {look.word}
    </Badge>
  );
}

export const TicketBadge = ({ state }: { state: string }) => <Look of={kTicket} state={state} />;
export const MailBadge = ({ state }: { state: string }) => <Look of={kMail} state={state} />;
export const RunBadge = ({ state }: { state: string }) => <Look of={kRun} state={state} />;
