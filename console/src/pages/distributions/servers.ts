// The servers of a distribution in the order in which they need a person: what went wrong, what runs, what waits, what
// is done. Pure.
import type { Job, JobServer } from "../../api/types/distribution";
import type { Chosen } from "../../fix/plan_wish";

export type Part = "" | "failed" | "running" | "waiting" | "succeeded";

export function partOf(s: JobServer): Exclude<Part, ""> {
  if (s.failed > 0 || s.state === "no_report" || s.state === "refused" || (s.state === "cancelled" && s.succeeded < s.devices)) return "failed";
  if (s.state === "accepted") return "running";
  if (s.state === "waiting" || s.state === "queued") return "waiting";
  return "succeeded";
}

const kOrder = ["failed", "running", "waiting", "succeeded"];

export function inOrder(servers: readonly JobServer[]): JobServer[] {
  const place = (s: JobServer) => kOrder.indexOf(partOf(s));
  return [...servers].sort((a, b) => place(a) - place(b) || b.failed - a.failed || a.server.localeCompare(b.server));
}

export function narrowed(servers: readonly JobServer[], part: string, words: string): JobServer[] {
  const wanted = words.trim().toLowerCase();
  return inOrder(servers).filter((s) => (!part || partOf(s) === part) && s.server.toLowerCase().includes(wanted));
}

// A plan is asked of each server on which something has ended without success.
export function undoneOf(job: Job): Chosen[] {
  return job.servers.filter((s) => partOf(s) === "failed").map((s) => ({ server: s.server, job: job.job }));
}

export function over(job: Pick<Job, "state">): boolean {
  return job.state !== "queued" && job.state !== "running";
}
