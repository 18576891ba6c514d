import { describe, expect, it } from "vitest";
import { firstStep } from "../src/pages/redistribution/first_step";

const at = (step: number) => ({ device: `till-${step}`, reason: `failed: disk_full; goes on at step ${step} of 4: verify a.bin`, resume_at: "verify a.bin" });

describe("the first step that runs", () => {
  it("is the earliest of any device", () => {
    expect(firstStep({ devices: [at(4), at(3)] })).toBe(3);
  });
  it("is the first where one device begins anew, or nothing is told", () => {
    expect(firstStep({ devices: [at(3), { device: "till-9", reason: "never started", resume_at: null }] })).toBe(1);
    expect(firstStep({ devices: [{ device: "till-9", reason: "failed", resume_at: "verify a.bin" }] })).toBe(1);
    expect(firstStep({ devices: [] })).toBe(1);
  });
});
