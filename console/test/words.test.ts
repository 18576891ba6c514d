import { describe, expect, it } from "vitest";
import { mailWord, planReason } from "../src/parts/words";

describe("planReason", () => {
  it("tells the cause, without how the command ended and where it goes on", () => {
    const told = "failed: disk_full: install a.bin: sh ended with exit status 1: cp: error writing 'a': No space left on device; goes on at step 3 of 4: install a.bin";
    expect(planReason(told)).toBe("disk full: cp: error writing 'a': No space left on device");
  });
  it("leaves other reasons as they are", () => {
    expect(planReason("never started")).toBe("never started");
    expect(planReason("failed: timeout")).toBe("failed: timeout");
  });
});

describe("mailWord", () => {
  it("says what a mail is for", () => {
    expect(mailWord("opened")).toBe("new ticket");
    expect(mailWord("test")).toBe("test");
  });
});
