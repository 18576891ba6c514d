export type OutageState = "now" | "coming" | "over";

export interface Period {
  start: string;
  end: string | null; // null: for ever
}

export interface Outage {
  id: string | null; // null of a preview
  server: string | null;
  device: string | null;
  site: string | null;
  start: string;
  end: string | null;
  repeat: string | null;
  zone: string | null;
  reason: string;
  created_by: string;
  source: string | null;
  uid: string | null;
  state: OutageState;
  active: boolean;
  next: Period | null;
  alerts_inside: number;
  last_inside: string | null;
  covers: { servers: number; devices: number };
}

// What an outage would do, before it is in force.
export interface OutagePreview {
  tickets: string[];
  tickets_count: number;
  all: number;
  needs_force: boolean;
  too_broad: string | null;
}

export interface OutageImport {
  events: number;
  outages: number;
  items: Outage[];
  // not of a preview
  added?: number;
  changed?: number;
  removed?: number;
}
