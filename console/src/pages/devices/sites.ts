// Sites as the inventory's servers tell of them. Pure.
import type { Device } from "../../api/types/estate";
import type { FacetValue } from "../../api/types/failure";

export interface SiteRow {
  code: string;
  servers: string[];
  open: number;
}

// Those with most open failures first, then by code.
export function sitesOf(servers: readonly Device[], open: readonly FacetValue[]): SiteRow[] {
  const rows = new Map<string, SiteRow>();
  const row = (code: string) => {
    const known = rows.get(code) ?? { code, servers: [], open: 0 };
    rows.set(code, known);
    return known;
  };
  for (const s of servers) if (s.location) row(s.location).servers.push(s.name);
  for (const f of open) if (f.value) row(f.value).open = f.open; // failures without a site have no value
  return [...rows.values()].sort((a, b) => b.open - a.open || a.code.localeCompare(b.code));
}

export function sitesThatFit(rows: readonly SiteRow[], words: string): SiteRow[] {
  const wanted = words.trim().toLowerCase();
  return rows.filter((r) => r.code.toLowerCase().includes(wanted) || r.servers.some((s) => s.toLowerCase().includes(wanted)));
}
