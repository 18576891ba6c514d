import { describe, expect, it } from "vitest";
import { resourcesOf } from "../src/app/live";
import type { Redistribution } from "../src/api/types/redistribution";
import type { TicketShown } from "../src/api/types/ticket";
import { plansOf } from "../src/pages/ticket/plans";
import { ticketRoad } from "../src/pages/ticket/ticket_road";

const record = { server: "ids-1", device: "dev-1", job: "J-1", failure_type: "disk_full", package: null, first_at: "", last_at: "", count: 1, message: "", ticket: "RD-1", location: null, again: null };
const ticket = (over: Partial<TicketShown> = {}) => ({ id: "RD-1", state: "open", alerts_total: 6, failures: [record], again: [], mail: [], closed_because: null, ...over }) as unknown as TicketShown;
const plan = (over: Partial<Redistribution> = {}) => ({ id: "R-1", server: "ids-1", job: "J-1", state: "planned", ticket: null, created_at: "2026-03-02T00:00:00Z", created_by: "ann", devices: 2, succeeded: 0, failed: 0, ...over }) as Redistribution;
const step = (key: string, t: TicketShown, plans: Redistribution[] = []) => ticketRoad(t, plans).find((s) => s.key === key);

describe("the road of a ticket", () => {
  it("waits for somebody, then for an approval", () => {
    expect(step("ticket", ticket())?.progress).toBe("wait");
    expect(step("ticket", ticket({ state: "acked" }))?.progress).toBe("now");
    expect(step("plan", ticket(), [plan()])).toMatchObject({ progress: "wait", to: "/redistributions/R-1" });
  });
  it("asks for a plan only where something can be done again", () => {
    expect(step("plan", ticket())?.word).toBe("no plan yet");
    expect(step("plan", ticket({ failures: [{ ...record, job: null }] }))?.word).toBe("no job");
  });
  it("says that a run failed again", () => {
    expect(step("plan", ticket(), [plan({ state: "finished", succeeded: 1, failed: 1 })])?.progress).toBe("bad");
    expect(step("again", ticket({ again: [{ server: "ids-1", job: "J-1", run: 2, failed: 1, devices: 2, running: false }] }))?.progress).toBe("bad");
  });
  it("tells cleared by proof from closed by hand", () => {
    expect(step("again", ticket({ state: "closed", failures: [] }))?.word).toBe("cleared");
    expect(step("again", ticket({ state: "closed" }))).toMatchObject({ word: "closed by hand", sub: "1 record left open" });
  });
});

describe("plansOf", () => {
  it("takes those for the ticket and those of its servers and jobs, the newest first", () => {
    const plans = [plan({ id: "R-a" }), plan({ id: "R-b", server: "ids-2", ticket: "RD-1", created_at: "2026-03-03T00:00:00Z" }), plan({ id: "R-c", server: "ids-3" })];
    expect(plansOf(ticket(), plans).map((p) => p.id)).toEqual(["R-b", "R-a"]);
  });
});

describe("an event's resources", () => {
  it("are its names, and nothing where it cannot be read", () => {
    expect(resourcesOf('{"resources":["tickets","mail",7]}')).toEqual(["tickets", "mail"]);
    expect(resourcesOf('{"resources":"tickets"}')).toEqual([]);
    expect(resourcesOf("tickets")).toEqual([]);
  });
});
