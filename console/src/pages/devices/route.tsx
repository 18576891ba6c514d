// Where tickets go from here, and why.
import { withParameters } from "../../api/client";
import type { Centre, RouteExplained } from "../../api/types/estate";
import { useAsk } from "../../api/use_ask";
import { Shown } from "../../parts/asked";
import { Badge } from "../../parts/badge";
import { SiteLink } from "../../parts/links";
import { Pairs, Section } from "../../parts/pairs";

const kMatched: Record<string, string> = {
  code: "it is the site's code",
  name: "it is the site's name",
  alias: "it is another name of the site",
  similar: "it is nearly the site's name",
  device: "the inventory records it for the device",
  server: "the inventory records it for its server",
};

export function Route({ of }: { of: { device?: string; server?: string | null; location?: string; scope?: string } }) {
  const asked = useAsk<RouteExplained>(withParameters("/routes/explain", of), ["devices"]);
  return (
    <Section title="Where its tickets go">
      <Shown asked={asked}>
        {(r) => (
          <div class="panel">
            <Pairs
              items={[
                [
                  "Site",
                  <>
                    <SiteLink code={r.location.code} none="none found" />
                    {r.location.name && `, ${r.location.name}`} {r.location.code && !r.location.verified && <Badge tone="warn">not verified</Badge>}
                  </>,
                ],
                ["Because", r.location.matched_by && (kMatched[r.location.matched_by] ?? r.location.matched_by)],
                ["Note", r.location.reason],
                ["Centre", <Shows centre={r.centre} />],
                ["Rule", r.reason],
                ["If not reached", r.fallbacks.length > 0 ? r.fallbacks.map((f) => <Shows key={f.id} centre={f} />) : <span class="warn-text">nobody else</span>],
              ]}
            />
          </div>
        )}
      </Shown>
    </Section>
  );
}

function Shows({ centre }: { centre: Centre }) {
  return (
    <div>
      <strong>{centre.id}</strong>
      {centre.name && `, ${centre.name}`}
      <span class="cell-sub">{centre.email.length > 0 ? centre.email.join(", ") : "no address: nobody gets this mail"}</span>
    </div>
  );
}
