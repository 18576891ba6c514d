// When an outage is, within some days. Central says the next occurrence; those after it are worked out here from the
// simple rules (every so many days, every so many weeks on some days), and are marked as such: dates taken out of a
// calendar are not known here. Pure.
import type { Outage } from "../../api/types/outage";
import { knownZone, momentOf, wallOf } from "./zone";

export interface Occurrence {
  start: number; // ms
  end: number; // Infinity: for ever
  byRule: boolean; // worked out here
}

const kDay = 86_400_000;
const kDays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

export function occurrencesOf(o: Outage, from: number, to: number): Occurrence[] {
  const next = o.next ?? (o.state === "over" ? null : { start: o.start, end: o.end });
  if (!next) return [];
  const first: Occurrence = { start: Date.parse(next.start), end: next.end === null ? Infinity : Date.parse(next.end), byRule: false };
  return [first, ...later(o, first, to)].filter((one) => one.end > from && one.start < to);
}

// Whether the times after the next can be worked out here.
export function simple(rule: string): { days: number; on: string[] | null; until: number } | null {
  const parts = new Map(rule.split(";").map((p) => p.split("=", 2) as [string, string]));
  for (const name of parts.keys()) if (!["FREQ", "INTERVAL", "BYDAY", "UNTIL", "WKST"].includes(name)) return null;
  const interval = Number(parts.get("INTERVAL") ?? "1");
  const on = parts.get("BYDAY")?.split(",") ?? null;
  const until = untilOf(parts.get("UNTIL"));
  if (parts.get("FREQ") === "DAILY" && on === null) return { days: interval, on: null, until };
  if (parts.get("FREQ") !== "WEEKLY" || on?.some((d) => !kDays.includes(d))) return null;
  if (interval > 1 && (on?.length ?? 1) > 1) return null;
  return { days: interval > 1 || on === null ? 7 * interval : 1, on: interval > 1 ? null : on, until };
}

function untilOf(text: string | undefined): number {
  const found = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z?)?$/.exec(text ?? "");
  if (!found) return Infinity;
  const [, y, m, d, hour = "23", minute = "59", second = "59"] = found;
  return Date.UTC(Number(y), Number(m) - 1, Number(d), Number(hour), Number(minute), Number(second));
}

function later(o: Outage, first: Occurrence, to: number): Occurrence[] {
  const rule = o.repeat && simple(o.repeat);
  const zone = o.zone ?? "UTC";
  if (!rule || first.end === Infinity || !knownZone(zone)) return [];
  const found: Occurrence[] = [];
  const wall = wallOf(first.start, zone);
  for (let n = rule.days; ; n += rule.days) {
    const day = new Date(Date.UTC(wall.year, wall.month - 1, wall.day) + n * kDay);
    const start = momentOf({ ...wall, year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() }, zone);
    if (start >= to || start > rule.until) return found;
    if (!rule.on || rule.on.includes(kDays[day.getUTCDay()] ?? "")) found.push({ start, end: start + (first.end - first.start), byRule: true });
  }
}
