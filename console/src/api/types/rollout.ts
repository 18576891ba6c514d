import type { Planned } from "./redistribution";

export type RolloutState = "planned" | "running" | "paused" | "finished" | "cancelling" | "cancelled" | "refused" | "expired";

export interface Rollout {
  id: string;
  what: string;
  job: string | null;
  state: RolloutState;
  why: string | null;
  digest: string;
  canary: number;
  wave: number | string;
  pace: string;
  stop_at: string;
  deadline: string | null;
  hours: string[];
  zone: string | null;
  created_at: string;
  created_by: string;
  decided_by: string | null;
  begun_at: string | null;
}

export interface Member {
  server: string;
  job: string;
  redistribution: string | null;
  wave: number;
  devices: number;
  state: string;
  succeeded: number;
  failed: number;
  why: string | null;
}

export interface RolloutShown extends Rollout {
  ends_about: string | null;
  waves: number;
  servers: number;
  servers_begun: number;
  servers_ended: number;
  devices: number;
  devices_begun: number;
  succeeded: number;
  failed: number;
  members: Member[];
}

export interface RolloutPlanned extends RolloutShown {
  items: Planned[];
}
