// The outages that cover a device, a server or a site, now and to come.
import type { Outage } from "../../api/types/outage";
import { useEvery } from "../../api/use_every";
import { Link } from "../../app/link";
import { globMatch } from "../../parts/glob";
import { Section } from "../../parts/pairs";
import { outageAt } from "../../parts/places";
import { Time } from "../../parts/time";
import { OutageBadge } from "../outages/outage_badge";

export interface Subject {
  device?: string | null;
  server?: string | null;
  site?: string | null;
}

// As central judges it: an outage of a server covers its devices, one of a site all that stands there. Pure.
export function coversSubject(o: Pick<Outage, "server" | "device" | "site">, s: Subject): boolean {
  if (o.device !== null) return !!s.device && globMatch(o.device, s.device);
  if (o.server !== null) return !!s.server && globMatch(o.server, s.server);
  return o.site !== null && !!s.site && globMatch(o.site, s.site);
}

export function CoveredBy({ subject }: { subject: Subject }) {
  const outages = useEvery<Outage>("/outages");
  const mine = (outages.data?.items ?? []).filter((o) => o.state !== "over" && coversSubject(o, subject));
  return (
    <Section title="Outages">
      {mine.length === 0 ? (
        <p class="panel quiet">
          None now and none to come. <Link to="/outages">All outages</Link>
        </p>
      ) : (
        <ul class="panel stack">
          {mine.map((o) => (
            <li key={o.id}>
              <div class="line">
                <Link to={outageAt(o.id ?? "")}>{o.reason}</Link>
                <OutageBadge state={o.state} />
              </div>
              <p class="cell-sub">
                <Time at={o.next?.start} /> to <Time at={o.next?.end} none="for ever" />
                {o.repeat && ", recurs"}
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
