// What can be asked to be done again, as POST /redistributions and POST /rollouts take it. Pure.
import type { Failure } from "../api/types/failure";

export type Wish = { server: string; job: string } | { ticket: string } | { type?: string; package?: string } | { all_failed: true };

export interface Offer {
  label: string;
  explain: string;
  wishes: Wish[];
  exclude?: string[];
}

export interface Waves {
  canary: number;
  wave: number | string;
  pace: string;
  stop_at: string;
}

// A server and job each, for the failures somebody chose.
export function pairsOf(failures: readonly Failure[]): { server: string; job: string }[] {
  const pairs = new Map<string, { server: string; job: string }>();
  for (const f of failures) if (f.server && f.job) pairs.set(`${f.server} ${f.job}`, { server: f.server, job: f.job });
  return [...pairs.values()];
}

// "till-*, dev 7" -> ["till-*", "dev", "7"]
export function patternsOf(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
}

export function bodyOf(wish: Wish, exclude: readonly string[], fromStart: boolean): Record<string, unknown> {
  return { ...wish, ...(exclude.length > 0 ? { exclude: [...exclude] } : {}), ...(fromStart ? { from_start: true } : {}) };
}

// "10" -> 10 servers, "25%" stays a share, anything else is null
export function waveOf(text: string): number | string | null {
  const word = text.trim();
  if (/^[1-9]\d*$/.test(word)) return Number(word);
  return /^[1-9]\d?%$|^100%$/.test(word) ? word : null;
}
