import type { AlertItem } from "./alert";
import type { Failure } from "./failure";
import type { Mail } from "./mail";

export type TicketState = "held" | "open" | "acked" | "resolved" | "closed";
export type Scope = "device" | "server" | "site" | "package" | "fleet";

export interface Ticket {
  id: string;
  opened_at: string;
  centre: string | null;
  scope: Scope;
  server: string | null;
  device: string | null;
  package: string | null;
  location: string | null;
  failure_type: string;
  state: TicketState;
  alerts?: string[];
  reason: string;
  reported_location: string | null;
  location_verified: boolean;
  location_matched_by: string | null;
  location_confidence: number;
  location_runner_up: string | null;
  location_note: string | null;
  last_alert_at: string | null;
  closed_at: string | null;
  closed_because: string | null;
  duplicate_of?: string;
  storm?: string;
  asked_at?: string; // its centre has not answered since
  reminders?: number;
}

export interface TimelineEntry {
  at: string;
  what: string;
  text: string;
  by: string;
}

export interface RunAgain {
  server: string | null;
  job: string | null;
  run: number;
  failed: number;
  devices: number | null;
  running: boolean;
}

export interface TicketShown extends Ticket {
  timeline: TimelineEntry[];
  alert_items: AlertItem[];
  alerts_total: number;
  fallbacks: string[];
  failures: Failure[];
  again: RunAgain[];
  mail: Mail[];
}
