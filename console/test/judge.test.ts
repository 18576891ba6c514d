import { describe, expect, it } from "vitest";
import type { Overview } from "../src/api/types/overview";
import { numbersOf } from "../src/pages/overview/judge";

const calm: Overview = {
  time: "2026-03-02T00:00:00Z",
  failures: { open: 0, sites: 0, by_site: [], by_type: [], by_package: [] },
  over_time: [],
  tickets: { open: 0, held: 0, acked: 0, unsent: 0, oldest_at: null, items: [] },
  mail: { pending: 0, held: 0, dead: 0, hold: null, new: 0, quarantined: 0 },
  agents: { connected: 3, accepted: 3, pending: 0, silent: [] },
  redistributions: { running: 0, waiting_approval: 0 },
  rollouts: { running: 0, waiting_approval: 0 },
};
const number = (title: string, now: Partial<Overview>) => numbersOf({ ...calm, ...now }).find((n) => n.title.startsWith(title));

describe("the overview's numbers", () => {
  it("are all calm when all is well", () => {
    expect(numbersOf(calm).every((n) => n.tone === "good" || n.tone === "quiet")).toBe(true);
  });
  it("shout when a ticket has reached nobody", () => {
    expect(number("Tickets", { tickets: { ...calm.tickets, open: 3, acked: 3, unsent: 1 } })).toMatchObject({ tone: "bad", word: "1 reached nobody yet" });
  });
  it("count as untaken what is neither acked nor held", () => {
    expect(number("Tickets", { tickets: { ...calm.tickets, open: 5, acked: 1, held: 1 } })).toMatchObject({ tone: "warn", word: "3 not acked, 1 held" });
  });
  it("shout when all mail is held, before what was given up", () => {
    const hold = { by: "ann", since: "2026-03-02T00:00:00Z", why: null };
    expect(number("Mail", { mail: { ...calm.mail, dead: 2, pending: 7, hold } })).toMatchObject({ value: 7, tone: "bad", word: "all held by ann" });
    expect(number("Mail", { mail: { ...calm.mail, dead: 2 } })).toMatchObject({ value: 2, tone: "bad" });
  });
  it("lead to the rollouts when only they wait", () => {
    expect(number("Wait", { rollouts: { running: 0, waiting_approval: 1 } })?.to).toBe("/rollouts?state=planned");
    expect(number("Wait", { redistributions: { running: 0, waiting_approval: 1 } })?.to).toBe("/redistributions?state=planned");
  });
  it("name the agents that are silent", () => {
    expect(number("Agents", { agents: { connected: 2, accepted: 3, pending: 1, silent: ["ids-1"] } })).toMatchObject({ tone: "bad", word: "1 silent, 1 key knocks" });
  });
});
