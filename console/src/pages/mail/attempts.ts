// The attempts of one mail, out of its ticket's timeline. Pure.
import type { Mail } from "../../api/types/mail";
import type { TimelineEntry } from "../../api/types/ticket";

// Lines that tell of this recipient's mail of this kind, oldest first: "opened mail to a@b: refused (attempt 1): …"
export function attemptsOf(mail: Pick<Mail, "kind" | "recipient">, timeline: readonly TimelineEntry[]): TimelineEntry[] {
  return timeline.filter((l) => l.what === "mail" && l.text.startsWith(`${mail.kind} mail`) && ` ${l.text} `.includes(` ${mail.recipient}`));
}
