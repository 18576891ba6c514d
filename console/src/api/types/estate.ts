export interface Device {
  name: string;
  role: "recipient" | "intermediate";
  server: string | null;
  location: string | null;
  address: string | null;
  user: string | null;
  port: number | null;
}

export interface Counter {
  scope: "device" | "server" | "site" | "package" | "fleet";
  subject: string;
  failure_type: string;
  in_window: number;
  limit: number;
  window: string;
  total: number;
  last_at: string;
  member_count: number;
  members: string[];
}

export interface Threshold {
  place: string;
  scope: Counter["scope"];
  type: string | null;
  device: string | null;
  server: string | null;
  site: string | null;
  limit: number;
  window: string;
  hold: string;
  quiet: string;
}

export interface ThresholdsExplained {
  device: string | null;
  server: string | null;
  site: string | null;
  failure_type: string;
  scopes: {
    scope: Counter["scope"];
    subject: string;
    rule: string;
    limit: number;
    window: string;
    hold: string;
    quiet: string;
    number: number;
    needed: number;
    overruled: string[];
    reason: string;
  }[];
}

export interface Centre {
  id: string;
  name: string | null;
  email: string[];
  fallback: string | null;
}

export interface CentreListed extends Centre {
  sites: number;
  packages: string[];
  default_for: ("sites" | "packages" | "fleet")[];
}

export interface RouteExplained {
  device: string | null;
  server: string | null;
  listed: boolean;
  location: { reported: string | null; code: string | null; name: string | null; verified: boolean; matched_by: string | null; confidence: number; runner_up: string | null; reason: string | null };
  centre: Centre;
  reason: string;
  fallbacks: Centre[];
}

export interface LocationToFix {
  reported: string | null;
  alerts: number;
  tickets: number;
  last_at: string;
  server: string | null;
  device: string | null;
  code: string | null;
  matched_by: string | null;
  confidence: number;
  runner_up: string | null;
  verified: boolean;
  reason: string | null;
  suggestion: string;
}

export interface RouteFlaw {
  kind: "site_without_centre" | "centre_without_address" | "fallback_loop" | "device_without_site" | "package_covered" | "shared_name";
  subject: string;
  text: string;
}

export interface Reloaded {
  added: string[];
  removed: string[];
  changed: string[];
  added_count: number;
  removed_count: number;
  changed_count: number;
  settings: string[];
  restart: string[];
  needs_force: boolean;
  applied: boolean;
  warnings: string[];
}
