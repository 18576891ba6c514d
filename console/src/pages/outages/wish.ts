// What is typed for an outage, as POST /outages takes it. Pure.
export interface OutageTyped {
  kind: "server" | "device" | "site";
  name: string;
  start: string; // of a datetime-local field; "" is now
  length: string; // "2h", or "until"
  end: string; // of a datetime-local field, when length is "until"
  repeat: "" | "DAILY" | "WEEKLY" | "rule";
  rule: string;
  zone: string;
  reason: string;
}

export const kUsual: OutageTyped = { kind: "server", name: "", start: "", length: "2h", end: "", repeat: "", rule: "", zone: "", reason: "" };

// What still has to be said before central can be asked, or the body to ask with. zone: of this browser.
export function outageWish(typed: OutageTyped, zone: string): { missing: string } | { body: Record<string, unknown> } {
  const start = typed.start ? new Date(typed.start) : null;
  const end = typed.length === "until" && typed.end ? new Date(typed.end) : null;
  if (!typed.name.trim()) return { missing: `Which ${typed.kind}?` };
  if (start && Number.isNaN(start.getTime())) return { missing: "When does it begin?" };
  if (typed.length === "until" && (!end || Number.isNaN(end.getTime()))) return { missing: "When does it end?" };
  if (end && end.getTime() <= (start?.getTime() ?? Date.now())) return { missing: "It ends before it begins." };
  const rule = typed.repeat === "rule" ? typed.rule.trim() : typed.repeat && `FREQ=${typed.repeat}`;
  if (typed.repeat === "rule" && !rule) return { missing: "By which rule?" };
  return {
    body: {
      [typed.kind]: typed.name.trim(),
      ...(start ? { start: start.toISOString() } : {}),
      ...(end ? { end: end.toISOString() } : { duration: typed.length }),
      ...(rule ? { repeat: rule, zone: typed.zone.trim() || zone } : {}),
      reason: typed.reason.trim(),
    },
  };
}
