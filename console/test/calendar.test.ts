import { describe, expect, it } from "vitest";
import { barOf, daysFrom, shareOf } from "../src/pages/outages/calendar";
import { occurrencesOf, simple } from "../src/pages/outages/occurrences";
import { repeatText, whatOf } from "../src/pages/outages/what";
import { kUsual, outageWish } from "../src/pages/outages/wish";
import { knownZone, momentOf, wallOf } from "../src/pages/outages/zone";
import type { Outage } from "../src/api/types/outage";

const at = (text: string) => Date.parse(text);
const kHour = 3_600_000;

function outage(more: Partial<Outage>): Outage {
  return { id: "O-1", server: null, device: null, site: "PUN", start: "2026-03-01T01:00:00Z", end: "2026-03-01T03:00:00Z", repeat: null, zone: null, reason: "works", created_by: "otto", source: null, uid: null, state: "coming", active: false, next: null, alerts_inside: 0, last_inside: null, covers: { servers: 1, devices: 6 }, ...more };
}

describe("the clocks of a zone", () => {
  it("gives the moment of a wall-clock time, in winter and in summer", () => {
    expect(momentOf({ year: 2026, month: 1, day: 4, hour: 2, minute: 0 }, "Europe/Oslo")).toBe(at("2026-01-04T01:00:00Z"));
    expect(momentOf({ year: 2026, month: 7, day: 5, hour: 2, minute: 0 }, "Europe/Oslo")).toBe(at("2026-07-05T00:00:00Z"));
  });
  it("takes a time that clocks skip for the moment as if they had not", () => {
    expect(momentOf({ year: 2026, month: 3, day: 29, hour: 2, minute: 0 }, "Europe/Oslo")).toBe(at("2026-03-29T01:00:00Z"));
  });
  it("takes the first of a time that comes twice", () => {
    expect(momentOf({ year: 2026, month: 10, day: 25, hour: 2, minute: 0 }, "Europe/Oslo")).toBe(at("2026-10-25T00:00:00Z"));
  });
  it("works west of Greenwich and at odd offsets", () => {
    for (const zone of ["America/Lima", "Asia/Kolkata", "Pacific/Auckland", "America/New_York"]) {
      const wall = { year: 2026, month: 6, day: 14, hour: 22, minute: 30 };
      expect(wallOf(momentOf(wall, zone), zone)).toEqual(wall);
    }
  });
  it("knows no zone that there is not", () => {
    expect(knownZone("Mars/Base")).toBe(false);
  });
});

describe("occurrences", () => {
  const weekly = outage({ repeat: "FREQ=WEEKLY;BYDAY=SU", zone: "Europe/Oslo", next: { start: "2026-03-22T01:00:00Z", end: "2026-03-22T03:00:00Z" } });
  it("follow the clocks of the zone over their change, each as long as the first", () => {
    const found = occurrencesOf(weekly, at("2026-03-20T00:00:00Z"), at("2026-04-07T00:00:00Z"));
    expect(found.map((o) => [new Date(o.start).toISOString(), (o.end - o.start) / kHour, o.byRule])).toEqual([
      ["2026-03-22T01:00:00.000Z", 2, false],
      ["2026-03-29T01:00:00.000Z", 2, true],
      ["2026-04-05T00:00:00.000Z", 2, true],
    ]);
  });
  it("end with UNTIL", () => {
    const ending = { ...weekly, repeat: "FREQ=WEEKLY;BYDAY=SU;UNTIL=20260329T010000Z" };
    expect(occurrencesOf(ending, at("2026-03-20T00:00:00Z"), at("2026-05-01T00:00:00Z"))).toHaveLength(2);
  });
  it("come on several days of a week, and every second week", () => {
    const starts = (repeat: string) => occurrencesOf({ ...weekly, repeat }, at("2026-03-22T00:00:00Z"), at("2026-04-06T00:00:00Z")).map((o) => new Date(o.start).getUTCDate());
    expect(starts("FREQ=WEEKLY;BYDAY=SU,WE")).toEqual([22, 25, 29, 1, 5]);
    expect(starts("FREQ=WEEKLY;INTERVAL=2")).toEqual([22, 5]);
    expect(starts("FREQ=DAILY;INTERVAL=7")).toEqual([22, 29, 5]);
  });
  it("are not worked out of rules that are not simple; the next is shown all the same", () => {
    expect(simple("FREQ=MONTHLY;BYDAY=1SU")).toBeNull();
    expect(simple("FREQ=DAILY;COUNT=3")).toBeNull();
    expect(simple("FREQ=WEEKLY;BYDAY=1MO")).toBeNull();
    expect(occurrencesOf({ ...weekly, repeat: "FREQ=MONTHLY" }, at("2026-03-20T00:00:00Z"), at("2026-06-01T00:00:00Z"))).toHaveLength(1);
  });
  it("of one that lasts for ever have no end, and of one that is over are none", () => {
    expect(occurrencesOf(outage({ next: { start: "2026-03-01T01:00:00Z", end: null } }), at("2026-05-01T00:00:00Z"), at("2026-06-01T00:00:00Z"))[0]?.end).toBe(Infinity);
    expect(occurrencesOf(outage({ state: "over" }), 0, at("2027-01-01T00:00:00Z"))).toEqual([]);
  });
});

describe("the strip of days", () => {
  const days = daysFrom(new Date(2026, 2, 25, 14).getTime(), 14);
  const first = days[0]?.start ?? 0;
  const last = days.at(-1)?.end ?? 0;
  it("begins at this midnight and has no gap, also where clocks change", () => {
    expect(new Date(first).getHours()).toBe(0);
    for (const [i, day] of days.entries()) if (i > 0) expect(day.start).toBe(days[i - 1]?.end);
    expect(days.filter((d) => d.weekend)).toHaveLength(4);
  });
  it("cuts what lies beyond its ends, and says so", () => {
    const bar = barOf({ start: first - 5 * kHour, end: Infinity, byRule: false }, days);
    expect(bar).toMatchObject({ left: 0, width: 1, begins: false, ends: false });
  });
  it("keeps a short one wide enough to press, within the strip", () => {
    const bar = barOf({ start: last - 60_000, end: last, byRule: false }, days);
    expect(bar?.width).toBeGreaterThan(0.005);
    expect((bar?.left ?? 0) + (bar?.width ?? 0)).toBeLessThanOrEqual(1);
  });
  it("shows nothing of what lies outside", () => {
    expect(barOf({ start: last, end: last + kHour, byRule: false }, days)).toBeNull();
    expect(shareOf((first + last) / 2, days)).toBeCloseTo(0.5);
  });
});

describe("what is typed for an outage", () => {
  it("is asked about as soon as it says what and when", () => {
    expect(outageWish(kUsual, "Europe/Oslo")).toEqual({ missing: "Which server?" });
    expect(outageWish({ ...kUsual, name: " ids-* " }, "Europe/Oslo")).toEqual({ body: { server: "ids-*", duration: "2h", reason: "" } });
  });
  it("has an end after its begin", () => {
    const typed = { ...kUsual, name: "PUN", kind: "site" as const, start: "2026-03-01T10:00", length: "until", end: "2026-03-01T09:00" };
    expect(outageWish(typed, "UTC")).toEqual({ missing: "It ends before it begins." });
  });
  it("recurs by the clocks of this browser unless another zone is named", () => {
    const wish = outageWish({ ...kUsual, name: "x", repeat: "WEEKLY" }, "Asia/Tokyo");
    expect(wish).toMatchObject({ body: { repeat: "FREQ=WEEKLY", zone: "Asia/Tokyo" } });
  });
});

describe("words for outages", () => {
  it("say what recurs, and leave a rule they do not know as it is", () => {
    expect(repeatText("FREQ=WEEKLY;BYDAY=SU")).toBe("every week on Sunday");
    expect(repeatText("FREQ=DAILY;INTERVAL=2")).toBe("every 2 days");
    expect(repeatText("FREQ=MONTHLY;BYMONTHDAY=1")).toBe("FREQ=MONTHLY;BYMONTHDAY=1");
  });
  it("name what is covered", () => {
    expect(whatOf({ server: "ids-*", device: null, site: null })).toBe("server ids-*");
  });
});
