export type RedistributionState =
  | "planned"
  | "scheduled"
  | "approved"
  | "running"
  | "finished"
  | "refused"
  | "expired"
  | "rejected"
  | "no_report";
export type Completeness = "verbatim" | "inferred" | "missing";

export interface Redistribution {
  id: string;
  server: string;
  job: string;
  state: RedistributionState;
  ticket: string | null;
  digest: string;
  completeness: Completeness;
  tool: string | null;
  devices: number;
  created_at: string;
  created_by: string;
  decided_by: string | null;
  why: string | null;
  succeeded: number;
  failed: number;
  expires_at: string | null;
}

export interface PackageRef {
  name: string;
  size: number;
  digest: string;
}

export interface Parameters {
  before: string[];
  install: string[];
  verify: string[];
  after: string[];
  timeout: string;
  retries: number;
  parallel: number;
  bandwidth: number;
  window: string | null;
}

export interface Check {
  what: string;
  good: boolean;
  detail: string;
  todo: string | null;
}

export interface Plan {
  job: string;
  server: string;
  run: number;
  digest: string;
  completeness: Completeness;
  devices: { device: string; reason: string; resume_at: string | null }[];
  commands: string[][];
  diff: string[];
  expires_at: string | null;
  packages: PackageRef[];
  missing_packages: string[];
  parameters: Parameters;
  preflight: Check[];
  parts: { part: string; completeness: Completeness; note: string | null }[];
  exclude: string[];
  only: string[];
  from_start: boolean;
  tool: string | null;
  bytes: number;
  estimate: string | null;
}

export interface RedistributionShown extends Redistribution {
  plan: Plan;
}

// What asking for a plan brings, a server each.
export interface Planned {
  id: string | null;
  server: string;
  job: string | null;
  state: string | null;
  plan: Plan | null;
  error: string | null;
}
