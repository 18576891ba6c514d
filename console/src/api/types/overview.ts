import type { Ticket } from "./ticket";

export interface MailHealth {
  pending: number;
  held: number;
  dead: number;
  hold: { by: string; since: string; why: string | null } | null;
  new: number;
  quarantined: number;
}

export interface Status {
  name: string;
  version: string;
  time: string;
  ready: boolean;
  alerts: { stored: number; pending: number };
  tickets: { open: number };
  mail: MailHealth;
  mailbox: { name: string; last_read: string | null; trouble: string | null; trouble_since: string | null } | null;
  agents: { connected: number; accepted: number; pending: number };
  failures: { open: number };
  redistributions: { running: number };
}

export interface SiteFailures {
  site: string | null;
  name: string | null;
  open: number;
  devices: number;
  servers: number;
  types: { type: string; open: number }[];
  last_at: string;
}

export interface Overview {
  time: string;
  failures: {
    open: number;
    sites: number; // where something fails; by_site has the worst
    by_site: SiteFailures[];
    by_type: { type: string; open: number; sites: number }[];
    by_package: { package: string | null; open: number }[];
  };
  over_time: { at: string; opened: number; cleared: number }[];
  tickets: { open: number; held: number; acked: number; unsent: number; oldest_at: string | null; items: Ticket[] };
  mail: MailHealth;
  agents: { connected: number; accepted: number; pending: number; silent: string[] };
  redistributions: { running: number; waiting_approval: number };
  rollouts: { running: number; waiting_approval: number };
}
