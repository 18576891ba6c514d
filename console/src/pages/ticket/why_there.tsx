// From the place that was reported to the centre that got the ticket, step by step.
import { withParameters } from "../../api/client";
import type { TicketShown } from "../../api/types/ticket";
import { useAsk } from "../../api/use_ask";
import { Badge } from "../../parts/badge";
import { Pairs } from "../../parts/pairs";

interface Centre {
  id: string;
  name: string | null;
  email: string[];
  fallback: string | null;
}
interface RouteExplained {
  location: { code: string | null; name: string | null };
  centre: Centre;
  reason: string;
  fallbacks: Centre[];
}

const kMatched: Record<string, string> = {
  code: "it is the site's code",
  name: "it is the site's name",
  alias: "it is another name of the site",
  similar: "it is nearly the site's name",
  device: "the inventory records it for the device",
  server: "the inventory records it for the server",
};

export function WhyThere({ ticket: t }: { ticket: TicketShown }) {
  const ask = withParameters("/routes/explain", { device: t.device, server: t.server, package: t.package, scope: t.scope, location: t.reported_location });
  const route = useAsk<RouteExplained>(ask, ["devices"]);
  const now = route.data;
  const moved = now && t.centre && now.centre.id !== t.centre;
  return (
    <div class="panel">
      <Pairs
        items={[
          ["Reported", t.reported_location ? <q>{t.reported_location}</q> : <span class="quiet">no place</span>],
          [
            "Found",
            <>
              {t.location ?? "no site"}
              {now?.location.name && now.location.code === t.location && `, ${now.location.name}`} {t.location && (t.location_verified ? <Badge tone="good">verified</Badge> : <Badge tone="warn">not verified</Badge>)}
            </>,
          ],
          ["Because", t.location_matched_by && `${kMatched[t.location_matched_by] ?? t.location_matched_by}${t.location_confidence < 1 ? `, ${Math.round(t.location_confidence * 100)} % sure` : ""}`],
          ["Also fits", t.location_runner_up],
          ["Note", t.location_note],
          [
            "Centre",
            <>
              <strong>{t.centre ?? "none"}</strong>
              {now && now.centre.id === t.centre && (
                <>
                  {now.centre.name && <span class="cell-sub">{now.centre.name}</span>}
                  {now.centre.email.map((email) => (
                    <span key={email} class="cell-sub">
                      {email}
                    </span>
                  ))}
                </>
              )}
            </>,
          ],
          ["Rule", now && !moved && now.reason],
          ["Today", moved && `by today's rules it would go to ${now.centre.id}: ${now.reason}`],
          ["If not reached", t.fallbacks.length > 0 ? `then ${t.fallbacks.join(", then ")}` : "nobody else"],
        ]}
      />
    </div>
  );
}
