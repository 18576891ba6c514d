// WCAG 2.2 AA on the tokens themselves: text at least 4.5:1 on every ground it stands on, edges of controls 3:1.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../src/style/tokens.css", import.meta.url), "utf8");
const tokens = new Map([...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map((m) => [m[1] as string, [m[2], m[3]] as [string, string]]));

function luminance(hex: string): number {
  const part = (at: number) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

function ratio(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const kGrounds = ["ground", "surface", "raised", "sunken"];
const kPairs: [string, string, number][] = [
  ...["ink", "quiet", "accent", "bad", "warn", "good", "info"].flatMap((text) => kGrounds.map((g) => [text, g, 4.5] as [string, string, number])),
  ...["bad", "warn", "good", "info"].map((t) => [t, `${t}-ground`, 4.5] as [string, string, number]),
  ["accent", "accent-ground", 4.5],
  ["ink", "accent-ground", 4.5],
  ["ink", "warn-ground", 4.5],
  ["ink", "bad-ground", 4.5],
  ["quiet", "accent-ground", 4.5],
  ["on-accent", "accent", 4.5],
  ["surface", "bad", 4.5],
  ["ground", "ink", 4.5],
  ...kGrounds.map((g) => ["edge", g, 3] as [string, string, number]),
];

describe.each(["light", "dark"] as const)("%s", (theme) => {
  const at = theme === "light" ? 0 : 1;
  it.each(kPairs)("%s on %s is at least %d:1", (front, back, least) => {
    const [a, b] = [tokens.get(front), tokens.get(back)];
    if (!a || !b) throw new Error(`no token ${front} or ${back}`);
    expect(ratio(a[at], b[at])).toBeGreaterThanOrEqual(least);
  });
});
