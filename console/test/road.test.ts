import { describe, expect, it } from "vitest";
import type { Failure } from "../src/api/types/failure";
import type { Mail } from "../src/api/types/mail";
import type { Outage } from "../src/api/types/outage";
import type { Redistribution } from "../src/api/types/redistribution";
import type { Ticket } from "../src/api/types/ticket";
import { knownOf, mailStep, roadOf } from "../src/fix/road";

const failure = (over: Partial<Failure> = {}): Failure => ({
  server: "ids-1", device: "dev-1", job: "J-1", failure_type: "disk_full", package: "app.deb", first_at: "2026-03-02T00:00:00Z",
  last_at: "2026-03-02T01:00:00Z", count: 4, message: "No space left", ticket: "RD-2026-000001", location: "OSL", again: null, ...over,
});
const mail = (over: Partial<Mail> = {}): Mail => ({
  number: 1, ticket: "RD-2026-000001", kind: "opened", message_id: "<1>", centre: "mc-a", recipient: "a@example.com", state: "sent",
  attempts: 1, maybe_sent: 0, next_at: null, created_at: null, last_reply: "250 ok", relay: null, queue_id: null, ...over,
});
const ticket = (over: Partial<Ticket> = {}) => ({ id: "RD-2026-000001", state: "open", reason: "because", ...over }) as Ticket;
const plan = (over: Partial<Redistribution> = {}) =>
  ({ id: "R-1", server: "ids-1", job: "J-1", state: "planned", created_at: "2026-03-02T02:00:00Z", created_by: "ann", devices: 3, succeeded: 0, failed: 0, why: null, ...over }) as Redistribution;
const step = (key: string, f: Failure, ...known: Parameters<typeof knownOf>) => roadOf(f, knownOf(...known)).find((s) => s.key === key);

describe("the road of a failure", () => {
  it("waits where an approval is wanted", () => {
    expect(step("plan", failure(), [ticket()], [mail()], [plan()])).toMatchObject({ progress: "wait", sub: "waits for approval", to: "/redistributions/R-1" });
  });
  it("follows the newest plan of its server and job, whatever the order", () => {
    const plans = [plan({ id: "R-old", state: "finished" }), plan({ id: "R-new", created_at: "2026-03-02T03:00:00Z", state: "running" })];
    expect(step("plan", failure(), [], [], plans)?.to).toBe("/redistributions/R-new");
    expect(step("plan", failure(), [], [], plans.reverse())?.to).toBe("/redistributions/R-new");
  });
  it("knows no plan of another server", () => {
    expect(step("plan", failure(), [], [], [plan({ server: "ids-2" })])?.word).toBe("no plan");
  });
  it("has nothing to do again without a job", () => {
    expect(step("plan", failure({ job: null }), [], [], [])?.word).toBe("no job");
  });
  it("says that a run did not help", () => {
    expect(step("again", failure({ again: 3 }), [], [], [])).toMatchObject({ progress: "bad", sub: "in run 3" });
    expect(step("plan", failure(), [], [], [plan({ state: "finished", succeeded: 2, failed: 1 })])?.progress).toBe("bad");
  });
  it("has no mail where there is no ticket", () => {
    expect(step("ticket", failure({ ticket: null }), [], [], [])?.progress).toBe("todo");
    expect(step("mail", failure({ ticket: null }), [], [], [])).toBeUndefined();
  });
  it("finds the summary of a storm", () => {
    const summary = mail({ ticket: "storm-RD-2026-000001", kind: "summary" });
    expect(step("mail", failure(), [ticket({ storm: "storm-RD-2026-000001" })], [summary], [])?.progress).toBe("done");
  });
});

describe("a failure without a ticket", () => {
  const outage = (over: object) => ({ id: "O-1", server: null, device: null, site: null, active: true, reason: "power work", ...over }) as Outage;
  const word = (over: object, f: Partial<Failure> = {}) => step("ticket", failure({ ticket: null, ...f }), [], [], [], [outage(over)])?.word;
  it("is in an outage of its site, its server or itself", () => {
    expect(word({ site: "OSL" })).toBe("outage");
    expect(word({ server: "ids-*" })).toBe("outage");
    expect(word({ device: "dev-1" })).toBe("outage");
  });
  it("is in none of another place, and in none that is over", () => {
    expect(word({ site: "PUN" })).toBe("no ticket yet");
    expect(word({ device: "*" }, { device: null })).toBe("no ticket yet");
    expect(word({ site: "OSL", active: false })).toBe("no ticket yet");
  });
});

describe("mailStep", () => {
  it("is bad only when nobody was told", () => {
    expect(mailStep([mail({ state: "dead" })], ticket()).progress).toBe("bad");
    const fallback = mailStep([mail({ state: "dead", centre: "mc-b" }), mail({ centre: "noc" })], ticket());
    expect(fallback).toMatchObject({ progress: "done", word: "noc", sub: "instead of mc-b" });
  });
  it("waits while it is tried", () => {
    expect(mailStep([mail({ state: "pending" })], ticket()).progress).toBe("wait");
    expect(mailStep([mail({ state: "held" })], ticket()).word).toBe("mail held");
  });
  it("is not worried about a held ticket", () => {
    expect(mailStep([], ticket({ state: "held" })).progress).toBe("todo");
  });
});
