// What a ticket is about, in a line: "disk full · server ids-oslo · OSL".
import type { Ticket } from "../../api/types/ticket";
import { typeWord } from "../../parts/words";

export function scopeText(t: Ticket): string {
  switch (t.scope) {
    case "device":
      return `device ${t.device ?? "?"}`;
    case "server":
      return `server ${t.server ?? "?"}`;
    case "site":
      return `site ${t.location ?? "?"}`;
    case "package":
      return `package ${t.package ?? "?"}`;
    case "fleet":
      return "the whole fleet";
  }
}

export function subjectOf(t: Ticket) {
  return (
    <>
      <span title={t.failure_type}>{typeWord(t.failure_type)}</span>
      <span class="quiet"> · {scopeText(t)}</span>
      {t.scope === "device" && t.server && <span class="quiet"> of {t.server}</span>}
    </>
  );
}
