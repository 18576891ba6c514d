// Whether an outage covers something, as central judges it: one of a server covers its devices, one of a site all that
// stands there. Pure.
import type { Outage } from "../api/types/outage";
import { globMatch } from "../parts/glob";

export interface Subject {
  device?: string | null;
  server?: string | null;
  site?: string | null;
}

export function coversSubject(outage: Pick<Outage, "server" | "device" | "site">, subject: Subject): boolean {
  if (outage.device !== null) return !!subject.device && globMatch(outage.device, subject.device);
  if (outage.server !== null) return !!subject.server && globMatch(outage.server, subject.server);
  return outage.site !== null && !!subject.site && globMatch(outage.site, subject.site);
}

export function coveredBy(outages: readonly Outage[], subject: Subject): Outage | undefined {
  return outages.find((o) => o.active && coversSubject(o, subject));
}
