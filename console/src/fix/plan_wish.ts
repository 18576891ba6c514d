// What can be asked to be done again, as POST /redistributions and POST /rollouts take it. Pure.
import type { Failure } from "../api/types/failure";

export interface Chosen {
  server: string;
  job: string;
  device?: string;
}

export type Wish = { server: string; job: string; only?: string[] } | { chosen: Chosen[] } | { ticket: string } | { type?: string; package?: string } | { all_failed: true };

export interface Offer {
  label: string;
  explain: string;
  wish: Wish;
  exclude?: string[];
  plans?: number; // how many there will be, where that is known
}

export interface Waves {
  canary: number;
  wave: number | string;
  pace: string;
  stop_at: string;
}

// Just the devices of these failures. One of the server itself stands for what is left to do of the job there.
export function chosenOf(failures: readonly Failure[]): Chosen[] {
  const chosen = new Map<string, Chosen>();
  for (const { server, job, device } of failures) if (server && job) chosen.set(`${server} ${job} ${device ?? ""}`, { server, job, ...(device ? { device } : {}) });
  return [...chosen.values()];
}

// Servers and jobs; each becomes a plan of its own.
export function placesOf(chosen: readonly Chosen[]): { servers: number; plans: number } {
  return { servers: new Set(chosen.map((c) => c.server)).size, plans: new Set(chosen.map((c) => `${c.server} ${c.job}`)).size };
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
