// Reported locations that nobody could place, with what would settle each; and flaws of the routes.
import { withParameters } from "../../api/client";
import type { LocationToFix, RouteFlaw } from "../../api/types/estate";
import type { Page } from "../../api/types/list";
import { useAsk } from "../../api/use_ask";
import { usePlace } from "../../app/link";
import { Shown } from "../../parts/asked";
import { Badge } from "../../parts/badge";
import { CopyButton } from "../../parts/copy";
import { Empty } from "../../parts/empty";
import { DeviceLink, SiteLink } from "../../parts/links";
import { several } from "../../parts/number";
import { kByName, Pager } from "../../parts/pager";
import { PageHead } from "../../parts/page_head";
import { Section } from "../../parts/pairs";
import { Table } from "../../parts/table";
import { Age } from "../../parts/time";
import { fixOf } from "./to_fix";
import { EstateTabs } from "./views";

export function LocationsPage() {
  const { query } = usePlace();
  const asked = useAsk<Page<LocationToFix>>(withParameters("/locations/to-fix", { after: query.get("after"), limit: 50 }), ["alerts", "devices"]);
  const flaws = useAsk<Page<RouteFlaw>>("/routes/lint?limit=500", ["devices"]);
  return (
    <>
      <PageHead title="Locations and routes">What keeps tickets from the right centre. Write the fix into the file, press Reload on Sites and devices, and the line is gone.</PageHead>
      <EstateTabs />
      <Section title="Reported locations to fix">
        <Shown asked={asked}>
          {(page) => (
            <>
              {page.items.length > 0 ? <ToFix rows={page.items} /> : <Empty title="Every reported location is understood">A text that fits no site, fits several, or contradicts the inventory appears here with what would settle it.</Empty>}
              <Pager next={page.next} shown={page.items.length} what="locations" words={kByName} />
            </>
          )}
        </Shown>
      </Section>
      <Section title="Flaws of the routes">
        <Shown asked={flaws}>{(page) => (page.items.length > 0 ? <Flaws rows={page.items} /> : <Empty title="The routes have no flaw">Each site has a centre, each centre an address, and no fallback goes in a circle.</Empty>)}</Shown>
      </Section>
    </>
  );
}

function ToFix({ rows }: { rows: LocationToFix[] }) {
  return (
    <Table
      caption="Reported locations to fix"
      rows={rows}
      id={(l) => `${l.reported ?? ""} ${l.server ?? ""} ${l.device ?? ""}`}
      tone={(l) => (l.tickets > 0 ? "warn" : undefined)}
      columns={[
        { key: "reported", head: "Reported", kind: "main", cell: (l) => <Reported of={l} /> },
        { key: "taken", head: "Taken for", cell: (l) => <Taken of={l} /> },
        { key: "seen", head: "Seen", cell: (l) => <Seen of={l} /> },
        { key: "fix", head: "What to write", kind: "wide", cell: (l) => <ToWrite of={l} /> },
      ]}
    />
  );
}

function Reported({ of }: { of: LocationToFix }) {
  return (
    <>
      {of.reported === null ? <span class="quiet">no text</span> : <q>{of.reported}</q>}
      <span class="cell-sub">
        by <DeviceLink name={of.device ?? of.server} />
      </span>
    </>
  );
}

function Taken({ of }: { of: LocationToFix }) {
  return (
    <>
      {of.code ? <SiteLink code={of.code} /> : <Badge tone="bad">no site</Badge>} {of.confidence > 0 && <span class="quiet">{Math.round(of.confidence * 100)} % sure</span>}
      {of.runner_up && (
        <span class="cell-sub">
          also fits <SiteLink code={of.runner_up} />
        </span>
      )}
      {of.reason && <span class="cell-sub">{of.reason}</span>}
    </>
  );
}

function Seen({ of }: { of: LocationToFix }) {
  return (
    <>
      {several(of.alerts, "alert")}
      {of.tickets > 0 && <strong class="warn-text">, {several(of.tickets, "open ticket")}</strong>}
      <span class="cell-sub">
        last <Age at={of.last_at} />
      </span>
    </>
  );
}

function ToWrite({ of }: { of: LocationToFix }) {
  const fix = fixOf(of);
  return (
    <>
      <span>
        <code>{fix.file}</code>: {fix.what}
      </span>
      {fix.line && (
        <span class="to-copy">
          <code>{fix.line}</code>
          <CopyButton text={fix.line} what={`The text for ${fix.file}`} />
        </span>
      )}
      <span class="cell-sub">Central: {of.suggestion}</span>
    </>
  );
}

const kFlaws: Record<RouteFlaw["kind"], string> = {
  site_without_centre: "site without a centre",
  centre_without_address: "centre without an address",
  fallback_loop: "fallbacks in a circle",
  device_without_site: "device without a site",
  package_covered: "package rule never reached",
  shared_name: "name of two sites",
};

function Flaws({ rows }: { rows: RouteFlaw[] }) {
  return (
    <Table
      caption="Flaws of the routes"
      rows={rows}
      id={(f) => `${f.kind} ${f.subject} ${f.text}`}
      columns={[
        { key: "subject", head: "Of", kind: "main", cell: (f) => f.subject },
        { key: "kind", head: "Flaw", kind: "narrow", cell: (f) => <Badge tone="warn">{kFlaws[f.kind] ?? f.kind}</Badge> },
        { key: "text", head: "What that means", kind: "wide", cell: (f) => f.text },
      ]}
    />
  );
}
