import { describe, expect, it } from "vitest";
import { ageText, localText, secondsOf, spanText, utcText } from "../src/parts/span";

describe("spanText", () => {
  it.each([
    [0, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [3599, "59 min"],
    [3600, "1 h"],
    [12_000, "3 h 20 min"],
    [36_000 + 600, "10 h"],
    [450_000, "5 d 5 h"],
  ])("%d seconds are %s", (seconds, text) => expect(spanText(seconds)).toBe(text));
});

describe("ageText", () => {
  const now = Date.parse("2026-03-02T12:00:00Z");
  it("tells the past and the future apart", () => {
    expect(ageText("2026-03-02T11:48:00Z", now)).toBe("12 min ago");
    expect(ageText("2026-03-02T12:04:00Z", now)).toBe("in 4 min");
  });
  it("takes clocks that differ a little as now", () => expect(ageText("2026-03-02T12:00:03Z", now)).toBe("just now"));
  it("says nothing of no time", () => expect(ageText("soon", now)).toBe("–"));
});

describe("texts of a time", () => {
  it("shows UTC with its name", () => expect(utcText("2026-03-02T01:02:13+01:00")).toBe("2026-03-02 00:02:13 UTC"));
  it("names the day of another day", () => {
    const now = Date.parse("2026-03-05T12:00:00Z");
    expect(localText("2026-03-02T12:00:13Z", now, "en-GB")).toMatch(/^Mon,? 2 Mar \d\d:\d\d$/);
  });
});

describe("secondsOf", () => {
  it("reads central's spans", () => {
    expect(secondsOf("90s")).toBe(90);
    expect(secondsOf("2m")).toBe(120);
    expect(secondsOf("1h 2m")).toBeNull();
  });
});
