import { describe, expect, it } from "vitest";
import type { Failure } from "../src/api/types/failure";
import type { Member } from "../src/api/types/rollout";
import { bodyOf, chosenOf, patternsOf, placesOf, waveOf } from "../src/fix/plan_wish";
import { samePerson } from "../src/fix/same_person";
import { wavesOf as typedWaves } from "../src/fix/wave_fields";
import { diffLines } from "../src/pages/redistribution/diff_lines";
import { serversOf, wavesOf } from "../src/pages/rollout/wave_sums";
import { wavesText } from "../src/pages/rollouts/waves_text";
import { lookOf } from "../src/pages/ticket/timeline_looks";
import { commandText, tellingPart } from "../src/parts/words";

describe("what is asked to be done again", () => {
  it("is just the devices that were chosen, of any servers and jobs, each once", () => {
    const f = (server: string, job: string | null, device: string | null) => ({ server, job, device }) as Failure;
    const chosen = chosenOf([f("a", "J", "x"), f("a", "J", "x"), f("a", "K", "x"), f("b", "J", "y"), f("b", "J", null), f("a", null, "z")]);
    expect(chosen).toEqual([{ server: "a", job: "J", device: "x" }, { server: "a", job: "K", device: "x" }, { server: "b", job: "J", device: "y" }, { server: "b", job: "J" }]);
    expect(placesOf(chosen)).toEqual({ servers: 2, plans: 3 });
  });
  it("says nothing of what was not wished", () => {
    expect(bodyOf({ ticket: "RD-1" }, [], false)).toEqual({ ticket: "RD-1" });
    expect(bodyOf({ all_failed: true }, patternsOf(" till-9*,till-7 till-7 "), true)).toEqual({ all_failed: true, exclude: ["till-9*", "till-7"], from_start: true });
  });
  it("takes waves as servers or a share", () => {
    expect([waveOf("10"), waveOf(" 25% "), waveOf("0"), waveOf("101%"), waveOf("1.5")]).toEqual([10, "25%", null, null, null]);
    expect(typedWaves({ canary: "0", wave: "5", pace: "10m", stop_at: "20%" })).toEqual({ canary: 0, wave: 5, pace: "10m", stop_at: "20%" });
    expect(typedWaves({ canary: "1", wave: "5", pace: "10 minutes", stop_at: "20%" })).toBeNull();
    expect(typedWaves({ canary: "1", wave: "5", pace: "0s", stop_at: "20" })).toBeNull();
  });
});

describe("waves", () => {
  const member = (wave: number, state: string, succeeded = 0, failed = 0) => ({ server: "s", job: "J", redistribution: null, wave, devices: 2, state, succeeded, failed, why: null }) as Member;
  it("are summed up from their servers", () => {
    const sums = wavesOf([member(2, "running", 1), member(1, "finished", 2), member(1, "rejected", 0, 2), member(2, "scheduled"), member(3, "scheduled")]);
    expect(sums.map((w) => [w.number, w.state, w.ended, w.succeeded, w.failed])).toEqual([[1, "ended", 2, 2, 2], [2, "running", 0, 1, 0], [3, "waiting", 0, 0, 0]]);
  });
  it("have not ended while one of their servers runs", () => {
    expect(wavesOf([member(1, "finished", 2), member(1, "running")])[0]?.state).toBe("running");
  });
  it("have not begun where the rollout ended before", () => {
    const members = [member(1, "finished", 0), member(2, "refused"), member(2, "refused"), member(3, "refused"), member(3, "finished", 2), member(4, "running"), member(5, "scheduled")];
    expect(wavesOf(members).map((w) => w.state)).toEqual(["ended", "never", "ended", "running", "waiting"]);
    expect(serversOf(members)).toEqual({ ended: 2, underWay: 1, never: 3 });
  });
  it("are told in words", () => {
    expect(wavesText({ canary: 1, wave: "25%", pace: "10m", stop_at: "20%" })).toBe("canary 1, then 25%, 10m apart, stops at 20%");
    expect(wavesText({ canary: 0, wave: 50, pace: "0s", stop_at: "100%" })).toBe("50 servers a wave, never stops by itself");
  });
});

describe("two persons", () => {
  it("are one by the name before the server", () => {
    expect([samePerson("ann", "ann"), samePerson("ann", "ann@ids-1"), samePerson("ann", "anna"), samePerson("ann", "bob@ann")]).toEqual([true, true, false, false]);
  });
});

describe("what is read to people", () => {
  it("tells what a plan leaves and adds", () => {
    expect(diffLines(["  devices: 2 of 6", "- device a: succeeded", "+ package fetched"]).map((l) => [l.kind, l.text])).toEqual([["same", "devices: 2 of 6"], ["less", "device a: succeeded"], ["more", "package fetched"]]);
  });
  it("quotes what a shell would split", () => {
    expect(commandText(["sh", "-c", "echo it's", "", "{package}"])).toBe("sh -c 'echo it'\\''s' '' {package}");
  });
  it("tells the cause before how the program ended", () => {
    expect(tellingPart("install app: sh ended with exit status 1: cp: No space left")).toBe("cp: No space left");
    expect(tellingPart("no answer within 60 s")).toBe("no answer within 60 s");
  });
  it("tells mail that was taken from mail that was not", () => {
    const look = (text: string) => lookOf({ what: "mail", text }).tone;
    expect(look("opened mail to a@b: accepted by the mail server x:25 as Q1 (attempt 1): 250 ok")).toBe("good");
    expect(look("opened mail to a@b: refused (attempt 1): 550 no such mailbox")).toBe("bad");
    expect(look("opened mail to a@b: put off (attempt 2): 451 later")).toBe("warn");
  });
  it("shows a line it does not know", () => {
    expect(lookOf({ what: "something_new", text: "" }).word).toBe("Something new");
  });
});
