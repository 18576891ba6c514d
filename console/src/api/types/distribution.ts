import type { PackageRef, Parameters } from "./redistribution";

export interface JobListed {
  job: string;
  name: string;
  created_by: string;
  created_at: string;
  state: JobState;
}

export type JobState = "queued" | "running" | "finished" | "no_report" | "refused" | "cancelled";

export interface JobServer {
  server: string;
  state: "waiting" | "queued" | "accepted" | "finished" | "no_report" | "refused" | "cancelled";
  devices: number;
  succeeded: number;
  failed: number;
  why: string | null;
}

export interface Job extends JobListed {
  packages: PackageRef[];
  parameters: Parameters;
  devices: number;
  succeeded: number;
  failed: number;
  servers: JobServer[];
}

export interface Outcome {
  device: string;
  state: "pending" | "running" | "succeeded" | "failed" | "cancelled";
  failure_type: string | null;
  message: string | null;
  package: string | null;
  run: number;
  at: string | null; // null: central gave up waiting
}
