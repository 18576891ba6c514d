// Words for what an outage covers. Pure.
import type { Outage } from "../../api/types/outage";
import { several } from "../../parts/number";

export function whatOf(o: Pick<Outage, "server" | "device" | "site">): string {
  return o.device !== null ? `device ${o.device}` : o.server !== null ? `server ${o.server}` : `site ${o.site ?? "?"}`;
}

export function coversText(covers: Outage["covers"]): string {
  if (covers.servers === 0 && covers.devices === 0) return "nothing in the inventory";
  return [covers.servers > 0 && several(covers.servers, "server"), covers.devices > 0 && several(covers.devices, "device")].filter(Boolean).join(" and ");
}

const kWeekdays: Record<string, string> = { MO: "Monday", TU: "Tuesday", WE: "Wednesday", TH: "Thursday", FR: "Friday", SA: "Saturday", SU: "Sunday" };

// "every week on Sunday" of the simple rules; others as they are written.
export function repeatText(rule: string): string {
  const parts = new Map(rule.split(";").map((p) => p.split("=", 2) as [string, string]));
  const unit = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" }[parts.get("FREQ") ?? ""];
  const others = [...parts.keys()].filter((k) => !["FREQ", "INTERVAL", "BYDAY", "WKST"].includes(k));
  const days = parts.get("BYDAY")?.split(",") ?? [];
  if (!unit || others.length > 0 || days.some((d) => !kWeekdays[d])) return rule;
  const every = Number(parts.get("INTERVAL") ?? "1");
  return `every ${every > 1 ? `${every} ${unit}s` : unit}${days.length > 0 ? ` on ${days.map((d) => kWeekdays[d]).join(", ")}` : ""}`;
}
