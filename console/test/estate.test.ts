import { describe, expect, it } from "vitest";
import type { Agent } from "../src/api/types/agent";
import type { Job, JobServer } from "../src/api/types/distribution";
import type { LocationToFix } from "../src/api/types/estate";
import { agentsThatFit, versionsOf } from "../src/pages/agents/order";
import { facetsShown } from "../src/parts/facets_shown";
import { pageOf } from "../src/parts/page_of";
import { compareKeys, groupsOf, isKey, withoutGaps } from "../src/pages/agents/key_groups";
import { sitesOf } from "../src/pages/devices/sites";
import { field, fixOf } from "../src/pages/devices/to_fix";
import { saidOf } from "../src/parts/centre_field";
import { inOrder, narrowed, undoneOf } from "../src/pages/distributions/servers";
import type { Mail } from "../src/api/types/mail";
import { deadGroups } from "../src/pages/mail/dead_groups";
import { attemptsOf } from "../src/pages/mail/attempts";
import { todoOf } from "../src/pages/mail/todo";
import { globMatch } from "../src/parts/glob";
import { patternOf, placeOfId } from "../src/parts/places";
import { visibleText } from "../src/parts/text_block";
import { wordsFit } from "../src/parts/words_to_force";

const kKey = "Wd:Iqzq1K5s=/Kd[?3s8QRQrgR&TnGY>9jhLH=aB";

describe("a key", () => {
  it("stands in eight groups of five", () => {
    expect(groupsOf(kKey)).toEqual(["Wd:Iq", "zq1K5", "s=/Kd", "[?3s8", "QRQrg", "R&TnG", "Y>9jh", "LH=aB"]);
  });
  it("is compared to the letter; blanks between do not count", () => {
    expect(compareKeys(kKey, ` ${groupsOf(kKey).join(" ")}\n`)).toEqual({ same: true });
    expect(compareKeys(kKey, kKey.replace("aB", "ab"))).toMatchObject({ same: false, why: "it differs in group 8: LH=ab there, LH=aB here" });
    expect(compareKeys(kKey, kKey.slice(1))).toMatchObject({ same: false, why: "39 characters were pasted; a key has 40" });
  });
  it("is 40 characters of Z85", () => {
    expect(isKey(kKey)).toBe(true);
    expect(isKey(withoutGaps(` ${groupsOf(kKey).join(" ")}\n`))).toBe(true);
    expect(isKey(kKey.replace("W", "~"))).toBe(false);
    expect(isKey(`${kKey}a`)).toBe(false);
  });
});

describe("agents", () => {
  const agent = (name: string, connected: boolean, last_heard: string | null, version = "1.0"): Agent => ({ name, key: kKey, accepted_at: "", connected, version, last_heard, capabilities: [] });
  const all = [agent("b", true, null, "1.1"), agent("a", true, null), agent("d", false, "2026-01-02T00:00:00Z"), agent("c", false, "2026-01-01T00:00:00Z")];
  it("stand in the order in which they need somebody: longest silent first", () => {
    expect(agentsThatFit(all, "", "", "").map((a) => a.name)).toEqual(["c", "d", "a", "b"]);
  });
  it("are narrowed by state, version and name", () => {
    expect(agentsThatFit(all, "silent", "", "D").map((a) => a.name)).toEqual(["d"]);
    expect(agentsThatFit(all, "", "1.1", "").map((a) => a.name)).toEqual(["b"]);
    expect(versionsOf(all)).toEqual([["1.0", 3], ["1.1", 1]]);
  });
});

describe("a centre that is typed", () => {
  const centre = { id: "mc-a", name: "Centre A", email: ["a@x", "b@x"], fallback: "noc", sites: 1, packages: [], default_for: [] };
  const all = { items: [centre, { ...centre, id: "noc", name: null, email: [], sites: 0 }], next: null };
  it("is told by its name and addresses, or is not known", () => {
    expect(saidOf(all, "mc-a")).toBe("Centre A; a@x, b@x; 1 site");
    expect(saidOf(all, "noc")).toBe("no mail address; 0 sites");
    expect(saidOf(all, "mc-b")).toBe("there is no such centre");
    expect(saidOf({ ...all, next: 1000 }, "mc-b")).toMatch(/its id/);
    expect(saidOf(undefined, "mc-a")).toMatch(/its id/);
  });
});

describe("servers of a distribution", () => {
  const server = (name: string, state: JobServer["state"], succeeded = 0, failed = 0): JobServer => ({ server: name, state, devices: 6, succeeded, failed, why: null });
  const servers = [server("done", "finished", 6), server("waits", "queued"), server("runs", "accepted"), server("one", "finished", 5, 1), server("mute", "no_report")];
  it("stand with what went wrong first", () => {
    expect(inOrder(servers).map((s) => s.server)).toEqual(["one", "mute", "runs", "waits", "done"]);
    expect(narrowed(servers, "failed", "ONE").map((s) => s.server)).toEqual(["one"]);
  });
  it("are planned again where something did not succeed", () => {
    expect(undoneOf({ job: "J-1", servers } as Job)).toEqual([{ server: "one", job: "J-1" }, { server: "mute", job: "J-1" }]);
  });
});

describe("patterns", () => {
  it("fit as central's do", () => {
    for (const [pattern, text, fits] of [["ids-*", "ids-oslo", true], ["*-1", "till-oslo-1", true], ["till-?-1", "till-10-1", false], ["*", "", true], ["a*b*c", "aXbYbZc", true], ["a*b*c", "aXbY", false], ["PUN", "PUN024", false], ["", "x", false]] as const) expect([pattern, text, globMatch(pattern, text)]).toEqual([pattern, text, fits]);
  });
  it("end soon on texts made to take long", () => {
    expect(globMatch(`${"*a".repeat(30)}b`, "a".repeat(5000))).toBe(false);
  });
  it("are made of what people type", () => {
    expect(patternOf(" oslo ")).toBe("*oslo*");
    expect(patternOf("till-*-1")).toBe("till-*-1");
    expect(patternOf("  ")).toBe("");
  });
});

describe("locations to fix", () => {
  const item = (more: Partial<LocationToFix>): LocationToFix => ({ reported: "Pier 3, Hamburg", alerts: 1, tickets: 0, last_at: "", server: "ids-1", device: "kiosk-7", code: null, matched_by: null, confidence: 0, runner_up: null, verified: false, reason: null, suggestion: "", ...more });
  it("need a row where nobody knows the place", () => {
    expect(fixOf(item({}))).toMatchObject({ file: "locations.csv", line: 'CODE,"Pier 3, Hamburg",,CENTRE' });
  });
  it("need an alias where a site is nearly meant", () => {
    expect(fixOf(item({ code: "HAM003", matched_by: "similar" }))).toMatchObject({ file: "locations.csv", line: '"Pier 3, Hamburg"' });
  });
  it("need the inventory where the text names another site exactly, or is missing", () => {
    expect(fixOf(item({ code: "HAM003", matched_by: "code" }))).toMatchObject({ file: "devices.csv", line: "HAM003" });
    expect(fixOf(item({ reported: null }))).toMatchObject({ file: "devices.csv", line: null });
  });
  it("are written so that the file stays whole", () => {
    expect(field('Pier "3"; Hall\nB')).toBe('"Pier ""3"", Hall B"');
  });
});

describe("sites", () => {
  it("come of servers and failures; records without a site are of none", () => {
    const server = (name: string, location: string | null) => ({ name, role: "intermediate" as const, server: null, location, address: null, user: null, port: null });
    const rows = sitesOf([server("a", "OSL"), server("b", "OSL"), server("c", null)], [{ value: "PUN", open: 2 }, { value: null as unknown as string, open: 9 }]);
    expect(rows).toEqual([{ code: "PUN", servers: [], open: 2 }, { code: "OSL", servers: ["a", "b"], open: 0 }]);
  });
});

describe("mail that was given up", () => {
  const mail = (number: number, recipient: string, last_reply: string | null) => ({ number, recipient, last_reply }) as Mail;
  it("is one row for one address and reason, the most first", () => {
    const groups = deadGroups([mail(9, "b@x", "550 5.1.1 no such mailbox"), mail(8, "a@x", "554 5.7.1 no, see 4F2A1C99"), mail(7, "a@x", "554 5.7.1 no, see 81D2AA01"), mail(6, "a@x", null)]);
    expect(groups.map((g) => g.mails.map((m) => m.number))).toEqual([[8, 7], [9], [6]]);
    expect(groups[0]?.newest.number).toBe(8);
  });
});

describe("mail", () => {
  it("that was given up says what to do by the last reply", () => {
    const todo = (last_reply: string | null) => todoOf({ last_reply, recipient: "a@b.example", attempts: 3 });
    expect(todo("550 5.1.1 no such mailbox here")).toContain("a@b.example does not exist");
    expect(todo("552 5.2.2 mailbox full")).toContain("full");
    expect(todo("554 5.7.1 Relay access denied")).toContain("policy");
    expect(todo("connect to 192.0.2.1:25: timed out")).toContain("No server was reached");
    expect(todo("451 4.3.0 try later")).toContain("never took it");
    expect(todo(null)).toContain("Nothing was heard");
  });
  it("finds its own tries on the ticket's timeline", () => {
    const line = (text: string, what = "mail") => ({ at: "", what, text, by: "redrive" });
    const lines = [line("opened mail for mc-b queued to b@x"), line("opened mail to b@x: refused (attempt 1): 550"), line("opened mail for noc queued to noc@x"), line("closed mail to b@x: accepted"), line("opened mail to b@x", "note")];
    expect(attemptsOf({ kind: "opened", recipient: "b@x" }, lines)).toEqual(lines.slice(0, 2));
  });
  it("is shown as text that cannot pretend", () => {
    expect(visibleText("a\r\nb\u0000\u001b[31m\u202egpj.exe\u009b")).toBe("a\nb␀␛[31m⟨U+202E⟩gpj.exe⟨U+009B⟩");
    expect(visibleText("tab\tand\nline")).toBe("tab\tand\nline");
  });
});

describe("words", () => {
  it("that force are typed, whatever their case and blanks", () => {
    expect(wordsFit("  Cover  56 ", "cover 56")).toBe(true);
    expect(wordsFit("cover 5", "cover 56")).toBe(false);
  });
  it("that are ids have a place", () => {
    expect(placeOfId("J-abc0123456")).toBe("/distributions/J-abc0123456");
    expect(placeOfId("O-5j2z8j00fycp024q")).toBe("/outages/O-5j2z8j00fycp024q");
    expect(placeOfId("Room-5")).toBeNull();
    expect(placeOfId("R-1/../x")).toBeNull();
  });
});

describe("a page of a list that is here as a whole", () => {
  const rows = Array.from({ length: 250 }, (_, i) => i);
  const first = (after: string | null) => (({ rows: [begin], next }) => [begin, next])(pageOf(rows, after));
  it("begins after so many rows", () => expect([first(null), first("100"), first("200")]).toEqual([[0, 100], [100, 200], [200, null]]));
  it("is the first where that is none, or no more", () => expect([first("250"), first("-1"), first("x")]).toEqual([[0, 100], [0, 100], [0, 100]]));
  it("may be empty", () => expect(pageOf([], "100")).toEqual({ rows: [], next: null }));
});

describe("the values of a facet", () => {
  const values = Array.from({ length: 250 }, (_, i) => ({ value: `ids-${i}` }));
  const shown = (all: boolean, chosen: string | null) => (({ shown, further }) => [shown.length, shown.at(-1)?.value, further])(facetsShown(values, all, chosen));
  it("are the first few, then the first hundred, and the chosen one", () => {
    expect([shown(false, null), shown(false, "ids-249"), shown(true, null), shown(true, "ids-249")]).toEqual([[8, "ids-7", 92], [9, "ids-249", 92], [100, "ids-99", 92], [101, "ids-249", 92]]);
    expect(facetsShown(values.slice(0, 8), false, null).further).toBe(0);
    expect(facetsShown(values.slice(0, 11), false, null).further).toBe(3);
  });
});
